"""Files that editors upload wait here, between the preview and the draft.

The browser holds a signed token of its own file, so nobody makes a draft of somebody else's, and no table is needed.
"""

import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.core.files.base import ContentFile
from django.utils import timezone

from references.models.imports import get_private_storage

SIGNING_SALT = "articles.importing.uploads"
# Half a day to look at a preview.
UPLOAD_LIFETIME = 12 * 60 * 60
UPLOAD_PREFIX = "article-"


@dataclass(frozen=True)
class KeptUpload:
    """A file that waits, with the name that it had on the editor's machine."""

    name: str
    content: bytes
    stored_as: str


def keep_upload(name: str, content: bytes, user_id: int) -> str:
    """Store a file and return the token by which its user finds it again. Files that nobody asked for are deleted."""
    delete_old_uploads()
    # A name of ours: the editor's could be any.
    stored_as = get_private_storage().save(f"{UPLOAD_PREFIX}{uuid.uuid4()}", ContentFile(content))
    return signing.dumps({"name": name, "stored_as": stored_as, "user": user_id}, salt=SIGNING_SALT)


def find_upload(token: str, user_id: int) -> KeptUpload | None:
    """Return the file of a token; None if the token is not this user's, or too old, or the file is gone."""
    try:
        told = signing.loads(token, salt=SIGNING_SALT, max_age=UPLOAD_LIFETIME)
        if told["user"] != user_id:
            return None
        with get_private_storage().open(told["stored_as"]) as file:
            return KeptUpload(told["name"], file.read(), told["stored_as"])
    except (signing.BadSignature, FileNotFoundError):
        return None


def delete_upload(upload: KeptUpload) -> None:
    get_private_storage().delete(upload.stored_as)


def delete_old_uploads() -> None:
    storage, oldest = get_private_storage(), timezone.now() - timedelta(seconds=UPLOAD_LIFETIME)
    # Nothing was uploaded yet, or somebody else deletes the same.
    with suppress(FileNotFoundError):
        for name in storage.listdir("")[1]:
            if name.startswith(UPLOAD_PREFIX) and storage.get_modified_time(name) < oldest:
                storage.delete(name)
