"""What bytes are packed in: gzip, zlib, ZIP, Brotli, wrapped base64 and quoted-printable, and signed session data."""

import base64
import binascii
import contextlib
import re
import zlib
from collections.abc import Iterator

import brotli

GZIP, ZLIB, RAW = 31, 15, -15
BEGINNINGS = {GZIP: re.compile(rb"\x1f\x8b\x08"), ZLIB: re.compile(rb"\x78[\x01\x5e\x9c\xda]")}
ZIP_MEMBER = re.compile(rb"PK\x03\x04.{22}(..)(..)", re.DOTALL)
# What zlib makes, as base64: Django's signed and compressed values.
BASE64_OF_ZLIB = re.compile(rb"eJ[A-Za-z0-9_-]{14,}")
# What email puts into quoted-printable and base64 to break lines.
LINE_BREAKS = (b"=\r\n", b"=\n", b"\r\n", b"\n")
# A part is unpacked this often, and this far.
DEPTH = 3
MAX_SIZE = 8 << 20


def unwrap(content: bytes, depth: int = DEPTH) -> Iterator[bytes]:
    """Yield the content, and what is packed in it, however often."""
    yield content
    if depth == DEPTH:
        yield join_lines(content)
    if not depth:
        return
    for part in list_parts(content):
        yield from unwrap(part, depth - 1)


def join_lines(content: bytes) -> bytes:
    for line_break in LINE_BREAKS:
        content = content.replace(line_break, b"")
    return content


def list_parts(content: bytes) -> Iterator[bytes]:
    for bits, beginning in BEGINNINGS.items():
        for match in beginning.finditer(content):
            yield from inflate(content, match.start(), bits)
    for match in ZIP_MEMBER.finditer(content):
        yield from inflate(
            content, match.end() + sum(int.from_bytes(length, "little") for length in match.groups()), RAW
        )
    for match in BASE64_OF_ZLIB.finditer(content):
        with contextlib.suppress(binascii.Error):
            yield from inflate(base64.urlsafe_b64decode(match.group() + b"=" * (-len(match.group()) % 4)), 0, ZLIB)
    # Brotli has no beginning of its own to look for.
    with contextlib.suppress(brotli.error):
        if content:
            yield brotli.decompress(content)


def inflate(content: bytes, start: int, bits: int) -> Iterator[bytes]:
    """Yield what can be inflated from here, if anything can."""
    found = b""
    with contextlib.suppress(zlib.error):
        found = zlib.decompressobj(bits).decompress(memoryview(content)[start : start + MAX_SIZE], MAX_SIZE)
    if found:
        yield found
