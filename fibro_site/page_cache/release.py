"""What the site is made of at the moment: its code, templates, words, static files and settings.

A page of another release is never served, whoever started the processes, and in whichever order.
"""

import json
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from pathlib import Path

from django.conf import settings

SOURCES = ("articles", "fibro_site", "intake", "references", "templates", "locale")
SOURCE_TYPES = {".html", ".po", ".py", ".svg", ".txt"}


@cache
def get_release() -> str:
    """Return a short name of the release, the same in all processes that would render the same pages."""
    digest = blake2b(digest_size=8)
    for file in iterate_files():
        digest.update(file.name.encode() + file.read_bytes())
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if manifest.is_file():
        # Sorted: its lines are in the order in which a machine's disk lists its files.
        digest.update(json.dumps(json.loads(manifest.read_bytes()), sort_keys=True).encode())
    values = json.dumps(collect_settings(), sort_keys=True, default=lambda _: None)
    # Where a machine keeps its files is no part of a page: several machines share pages.
    digest.update(values.replace(str(settings.VAR), "").encode())
    return digest.hexdigest()


def collect_settings() -> dict[str, object]:
    """Return the settings that JSON can hold: what it cannot, such as a function, is code and is digested as such."""
    values = {name: getattr(settings, name) for name in dir(settings) if name.isupper()}
    plain: dict[str, object] = {
        name: value for name, value in values.items() if isinstance(value, str | int | float | list | tuple)
    }
    return plain | {name: str(value) for name, value in values.items() if isinstance(value, Path)}


def iterate_files() -> Iterator[Path]:
    """Yield our files that pages are made of, in the order of their names."""
    for folder in SOURCES:
        files = (Path(settings.BASE_DIR) / folder).rglob("*")
        yield from sorted(file for file in files if file.suffix in SOURCE_TYPES and file.is_file())
