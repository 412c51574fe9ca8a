"""The file of a backup: a line that says how to open it, then everything, sealed piece by piece.

    {"format": "fibro-backup-1", "id": UUID, "key_id": ID, "wrapped_key": BASE64}
    sealed stream (docs/sealed-format.md) of a gzipped tar

The tar has `about.json` first, then the database, then the media, and last `manifest.json` with the size and the
SHA-256 of each file before it. The key of the stream is wrapped for the clinic: whoever makes backups needs the public
key alone, and no private key is ever in one.
"""

import base64
import hashlib
import io
import json
import os
import tarfile
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from intake.encryption import key_ring, primitives
from intake.encryption.sealed_stream import SealingWriter, iterate_unsealed

FORMAT = "fibro-backup-1"
MAX_HEADER_BYTES = 8192
# The name of a file in a backup, and what opens it.
NamedFile = tuple[str, Callable[[], AbstractContextManager[BinaryIO]]]
ABOUT, MANIFEST, DATABASE, MEDIA = "about.json", "manifest.json", "database", "media/"


class UnusableBackup(Exception):
    """A file that cannot be restored. Its text is a sentence for whoever runs the site."""


@dataclass(frozen=True)
class Header:
    """What stands in clear before the sealed part."""

    id: uuid.UUID
    key_id: str
    wrapped_key: bytes

    @property
    def context(self) -> str:
        return primitives.build_seal_context("backup", self.id, "file")

    @property
    def key_context(self) -> str:
        return primitives.build_seal_context("backup", self.id, "key")

    def to_line(self) -> bytes:
        wrapped = base64.b64encode(self.wrapped_key).decode()
        facts = {"format": FORMAT, "id": str(self.id), "key_id": self.key_id, "wrapped_key": wrapped}
        return json.dumps(facts).encode() + b"\n"


def parse_header(line: bytes) -> Header:
    """Return what the first line of a backup says. Raises UnusableBackup if it is none."""
    try:
        facts = json.loads(line)
        if facts["format"] != FORMAT:
            raise UnusableBackup(f"That backup has the format {facts['format']}, which this version does not read.")
        return Header(uuid.UUID(facts["id"]), str(facts["key_id"]), base64.b64decode(facts["wrapped_key"]))
    except (ValueError, KeyError, TypeError) as error:
        raise UnusableBackup("That file is no backup of this site.") from error


def write_archive(
    file: BinaryIO, public_key: primitives.PublicKey, about: dict[str, Any], content: Iterable[NamedFile]
) -> dict[str, Any]:
    """Write a backup of these files, by their names in it. Return its manifest.

    A file that is deleted meanwhile, as a picture may be, is left out.
    """
    data_key, id_ = primitives.generate_data_key(), uuid.uuid4()
    header = Header(id_, public_key.id, b"")
    header = Header(id_, public_key.id, public_key.wrap(data_key, context=header.key_context))
    file.write(header.to_line())
    sealing = SealingWriter(file.write, data_key, context=header.context)
    manifest: dict[str, Any] = {}
    with tarfile.open(fileobj=sealing, mode="w|gz") as tar:  # type: ignore[call-overload]  # it needs `write` alone
        add_bytes(tar, ABOUT, json.dumps(about).encode())
        for name, open_file in content:
            try:
                with open_file() as source:
                    manifest[name] = add_file(tar, name, source)
            except FileNotFoundError:
                continue
        add_bytes(tar, MANIFEST, json.dumps(manifest).encode())
    sealing.close()
    return manifest


def add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    tar.addfile(info, io.BytesIO(content))


def add_file(tar: tarfile.TarFile, name: str, source: BinaryIO) -> dict[str, Any]:
    """Add a file, and return its size and digest. What is appended to it meanwhile is left out."""
    info = tarfile.TarInfo(name)
    info.size = source.seek(0, os.SEEK_END)
    source.seek(0)
    reading = DigestReader(source)
    tar.addfile(info, reading)
    return {"bytes": info.size, "sha256": reading.digest.hexdigest()}


class DigestReader:
    """Reads a file, and digests what it reads."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self.file.read(size)
        self.digest.update(piece)
        return piece


class UnsealedReader(io.RawIOBase):
    """The sealed part of a backup, as a file that is read once from the beginning."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces = pieces
        self.left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self.left:
            self.left = next(self.pieces, b"")
        taken, self.left = self.left[: len(buffer)], self.left[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)


@contextmanager
def open_archive(path: Path) -> Iterator[tarfile.TarFile]:
    """Give the tar in a backup. Raises UnusableBackup for anything that is none, is cut off or was changed."""
    with path.open("rb") as file:
        header = parse_header(file.readline(MAX_HEADER_BYTES))
        try:
            data_key = key_ring.load_private_key(header.key_id).unwrap(header.wrapped_key, context=header.key_context)
            pieces = iterate_unsealed(file, data_key, context=header.context)
            reader = io.BufferedReader(UnsealedReader(pieces))
            with tarfile.open(fileobj=reader, mode="r|gz") as tar:
                yield tar
            # A tar ends before its last byte; a file that was cut off behind that is cut off all the same.
            while reader.read(1 << 20):
                pass
        except key_ring.KeyUnavailable as error:
            raise UnusableBackup(f"The backup is sealed to the key {header.key_id}, which is not here.") from error
        except (primitives.SealError, tarfile.TarError, EOFError, OSError) as error:
            raise UnusableBackup("The backup is cut off or was changed.") from error


def unpack(path: Path, folder: Path) -> dict[str, Any]:
    """Write everything in a backup into an empty folder, and return what `about.json` says.

    Raises UnusableBackup if a byte of it is not what was written, or something is missing.
    """
    found: dict[str, Any] = {}
    texts: dict[str, Any] = {}
    with open_archive(path) as tar:
        for member in tar:
            content = tar.extractfile(member)
            if content is None:
                raise UnusableBackup("The backup holds something that is no file.")
            if member.name in {ABOUT, MANIFEST}:
                texts[member.name] = json.load(content)
                continue
            target = (folder / member.name).resolve()
            if not target.is_relative_to(folder.resolve()):
                raise UnusableBackup("The backup holds a file outside its folder.")
            target.parent.mkdir(parents=True, exist_ok=True)
            reading = DigestReader(content)  # type: ignore[arg-type]  # it needs `read` alone
            with target.open("wb") as copy:
                while piece := reading.read(1 << 20):
                    copy.write(piece)
            found[member.name] = {"bytes": member.size, "sha256": reading.digest.hexdigest()}
    if ABOUT not in texts or found != texts.get(MANIFEST):
        raise UnusableBackup("The backup lacks a file that its manifest names.")
    about: dict[str, Any] = texts[ABOUT]
    return about
