"""What editors uploaded, whole: in a folder, or in a bucket that several machines share."""

import posixpath
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage

# What becomes of a folder that a backup replaces: it is moved aside.
REPLACED_NAME = "{name}.replaced-{time:%Y%m%dT%H%M%S}"


def iterate_names(folder: str = "") -> Iterator[str]:
    """Yield the name of each file, without links: in a folder that both sides share they could lead anywhere."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files):
        if not is_link(path := posixpath.join(folder, name)):
            yield path
    for name in sorted(folders):
        if not is_link(path := posixpath.join(folder, name)):
            yield from iterate_names(path)


def is_link(name: str) -> bool:
    return isinstance(default_storage, FileSystemStorage) and Path(default_storage.path(name)).is_symlink()


@contextmanager
def open_file(name: str) -> Iterator[BinaryIO]:
    """Give a file. Raises FileNotFoundError if it is gone."""
    with default_storage.open(name) as stored:
        # Below Django's own object, which reads it in pieces of its own.
        yield cast("BinaryIO", stored.file)


def replace_all(restored: Path) -> None:
    """Put the media of a backup in place of what is there."""
    if isinstance(default_storage, FileSystemStorage):
        replace_folder(restored)
    else:
        replace_objects(restored)


def replace_folder(restored: Path) -> None:
    """Put the media of a backup in the folder's place. What is there is kept beside it."""
    media = Path(settings.MEDIA_ROOT)
    # A link to a folder that both sides share is set aside as a link: what it leads to stays where it is.
    if media.is_symlink() or (media.exists() and any(media.iterdir())):
        media.rename(media.with_name(REPLACED_NAME.format(name=media.name, time=datetime.now(UTC))))
    elif media.exists():
        media.rmdir()
    media.parent.mkdir(parents=True, exist_ok=True)
    if restored.exists():
        restored.rename(media)
    else:
        media.mkdir()


def replace_objects(restored: Path) -> None:
    """Put the media of a backup in the bucket. What the backup lacks is deleted at the end: a bucket can keep versions.

    Stopped in the middle it can be done again.
    """
    files = {path.relative_to(restored).as_posix(): path for path in restored.rglob("*") if path.is_file()}
    others = [name for name in iterate_names() if name not in files]
    for name, path in files.items():
        # A new file would get another name where this one is taken.
        default_storage.delete(name)
        with path.open("rb") as content:
            default_storage.save(name, File(content))
    for name in others:
        default_storage.delete(name)
