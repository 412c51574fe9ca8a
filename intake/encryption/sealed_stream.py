"""Seals a file of any length piece by piece, so that neither side ever holds all of it.

The format is written down in docs/sealed-format.md. Each piece is sealed by itself, and is bound to its place and to
whether it is the last: a file that was cut off, or whose pieces were swapped, left out or taken from another file, does
not open. Functions know no model, request or setting.
"""

import os
import struct
from collections.abc import Callable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from intake.encryption.primitives import KEY_ID_BYTES, NONCE_BYTES, SealError, derive_key_id

STREAM_FORMAT = b"\x03"
PIECE_BYTES = 64 * 1024
TAG_BYTES = 16
PLACE = struct.Struct(">Q?")
Write = Callable[[bytes], object]


class SealingWriter:
    """Seals what is written to it. Without `close` there is no last piece, and the file does not open."""

    def __init__(self, write: Write, key: bytes, *, context: str) -> None:
        self.write_sealed, self.cipher = write, AESGCM(key)
        self.header = build_header(key)
        self.authenticated = self.header + context.encode()
        self.number = self.size = 0
        self.waiting = bytearray()
        self.write_sealed(self.header)

    def write(self, plain: bytes) -> int:
        self.waiting += plain
        self.size += len(plain)
        # The last piece is sealed by `close` alone, so one always waits.
        while len(self.waiting) > PIECE_BYTES:
            self.write_piece(bytes(self.waiting[:PIECE_BYTES]), is_last=False)
            del self.waiting[:PIECE_BYTES]
        return len(plain)

    def flush(self) -> None:
        """Do nothing: pieces are written when they are full. Here because writers of archives call it."""

    def close(self) -> None:
        self.write_piece(bytes(self.waiting), is_last=True)
        self.waiting.clear()

    def write_piece(self, plain: bytes, *, is_last: bool) -> None:
        nonce, authenticated = os.urandom(NONCE_BYTES), self.authenticated + PLACE.pack(self.number, is_last)
        self.write_sealed(nonce + self.cipher.encrypt(nonce, plain, authenticated))
        self.number += 1


def build_header(key: bytes) -> bytes:
    return STREAM_FORMAT + derive_key_id(key)


def iterate_unsealed(file: BinaryIO, key: bytes, *, context: str) -> Iterator[bytes]:
    """Yield the pieces of a sealed file. Raises SealError at the first that is not what was written there.

    What was yielded before is genuine, and may not be all: whoever passes it on before the end looks at the whole file
    first (`verify_stream`).
    """
    header = build_header(key)
    if file.read(1 + KEY_ID_BYTES) != header:
        raise SealError("not a file that was sealed under this key")
    cipher, authenticated = AESGCM(key), header + context.encode()
    number, piece = 0, read_piece(file)
    while piece:
        following = read_piece(file)
        nonce, body = piece[:NONCE_BYTES], piece[NONCE_BYTES:]
        try:
            yield cipher.decrypt(nonce, body, authenticated + PLACE.pack(number, not following))
        except (InvalidTag, ValueError) as error:
            raise SealError("the file does not open") from error
        number, piece = number + 1, following
    if not number:
        raise SealError("the file has no end")


def read_piece(file: BinaryIO) -> bytes:
    return file.read(NONCE_BYTES + PIECE_BYTES + TAG_BYTES)


def verify_stream(file: BinaryIO, key: bytes, *, context: str) -> None:
    """Read a sealed file to its end. Raises SealError if any of it is not what was written."""
    for _piece in iterate_unsealed(file, key, context=context):
        pass
