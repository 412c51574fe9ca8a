"""The static files of each release that some machine runs, in the bucket that all share (docs/adr/0055).

While machines are upgraded one after another, a page of one release may ask a machine of the other for its files.
"""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from typing import cast

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import re_path

from fibro_site.serving.static_storage import StaticStorage
from fibro_site.serving.stored_files import serve_stored_file

# An upgrade that went wrong is taken back, and another one made: then there are three.
KEPT_RELEASES = 3
RECORDS_FOLDER = "releases"
# Only such a name means the same file on every machine, for ever.
HASHED_NAME = re.compile(r".+\.[0-9a-f]{12}(\.[\w-]+)?")
# As the machine's own files have it.
CACHE_CONTROL = "max-age=315360000, public, immutable"
UPLOADS_AT_ONCE = 4


def is_shared() -> bool:
    return "releases" in settings.STORAGES


def publish_static_files() -> None:
    """Copy the files of this release to the bucket, if there is one, and delete those that only old releases had.

    Its record comes last: what has one is whole.
    """
    if not is_shared():
        return
    storage, names = storages["releases"], sorted(set(cast("StaticStorage", staticfiles_storage).hashed_files.values()))
    records = read_records(storage)
    there = {name for files in records.values() for name in files}
    with ThreadPoolExecutor(UPLOADS_AT_ONCE) as pool:
        list(pool.map(lambda name: copy_file(storage, name), [name for name in names if name not in there]))
    content = json.dumps(names).encode()
    # The time comes first, and is finer than the second that a bucket notes: the names sort by it.
    record = f"{datetime.now(UTC):%Y-%m-%dT%H%M%S.%fZ}-{sha256(content).hexdigest()[:16]}.json"
    storage.save(f"{RECORDS_FOLDER}/{record}", ContentFile(content))
    forget_old_releases(storage, {**records, record: names})


def copy_file(storage: Storage, name: str) -> None:
    with staticfiles_storage.open(name) as file:
        storage.save(name, file)


def read_records(storage: Storage) -> dict[str, list[str]]:
    """Return the names of the files of each release, by the name of its record."""
    records = {}
    for record in storage.listdir(RECORDS_FOLDER)[1]:
        with storage.open(f"{RECORDS_FOLDER}/{record}") as file:
            records[record] = json.load(file)
    return records


def forget_old_releases(storage: Storage, records: dict[str, list[str]]) -> None:
    """Delete all but the releases that were published last. One that is published again counts as new."""
    newest: dict[str, str] = {}
    for record in sorted(records, reverse=True):
        newest.setdefault(record.rpartition("-")[2], record)
    kept_records = list(newest.values())[:KEPT_RELEASES]
    kept = {name for record in kept_records for name in records[record]}
    for record in records.keys() - set(kept_records):
        # The record first: what has none is copied again.
        storage.delete(f"{RECORDS_FOLDER}/{record}")
        for name in set(records[record]) - kept:
            storage.delete(name)


def serve_released_file(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve a file that this machine's own release lacks. Raises Http404 for one that no release has."""
    if not HASHED_NAME.fullmatch(path):
        raise Http404
    response = serve_stored_file(request, storages["releases"], path)
    response["Cache-Control"] = CACHE_CONTROL
    return response


urlpatterns = [re_path(r"^static/(?P<path>.+)$", serve_released_file)]
