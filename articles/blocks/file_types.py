"""Tells what a file is by its content, whatever it is called."""

import re
from typing import Protocol

VIDEO_TYPES = ("mp4", "webm")
AUDIO_TYPES = ("mp3", "ogg", "m4a")
CAPTIONS_TYPE = "vtt"
HEAD_SIZE = 4096
# The end of a ZIP archive stands in the last 64 KB of a file, and readers of archives look for it there.
TAIL_SIZE = 66_000
ARCHIVE_END = b"PK\x05\x06"
# Readers of PDF look for its beginning in the first kilobyte.
PDF_START, PDF_START_WITHIN = b"%PDF-", 1024
WEB_PAGE = re.compile(r"<(?:script|html|!doctype|\?php|svg|iframe|body|img)\b|<\?php", re.IGNORECASE)


class ReadableFile(Protocol):
    """An open file, or one that is being uploaded."""

    def read(self, size: int = -1, /) -> bytes: ...

    def seek(self, offset: int, whence: int = 0, /) -> int: ...


def recognize_type(head: bytes) -> str:
    """Return the type that the beginning of a file shows, as its extension, or an empty string.

    Sound and films share a format: `m4a` is an `mp4` without pictures, and may say that it is one.
    """
    is_mpeg_audio = len(head) > 2 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and head[1] & 0x06 != 0
    shown = {
        "pdf": head.startswith(PDF_START),
        "m4a": head[4:8] == b"ftyp" and head[8:11] in {b"M4A", b"M4B"},
        "mp4": head[4:8] == b"ftyp" and head[8:11] not in {b"M4A", b"M4B"},
        "webm": head.startswith(b"\x1aE\xdf\xa3") and b"webm" in head[:64],
        "ogg": head.startswith(b"OggS"),
        "mp3": head.startswith(b"ID3") or is_mpeg_audio,
        "vtt": bool(re.match(rb"(?:\xef\xbb\xbf)?WEBVTT(?:[ \t\r\n]|$)", head)),
    }
    return next((type_ for type_, is_shown in shown.items() if is_shown), "")


def is_of_type(file: ReadableFile, extension: str) -> bool:
    """Return whether the content of a file is what its extension says."""
    file.seek(0)
    found = recognize_type(file.read(HEAD_SIZE))
    return bool(found) and (found == extension or (found, extension) == ("mp4", "m4a"))


def has_second_content(file: ReadableFile, *, is_pdf: bool = False) -> bool:
    """Return whether a file is something else too: a web page, a PDF or an archive within another type."""
    file.seek(0)
    head = file.read(HEAD_SIZE)
    size = file.seek(0, 2)
    file.seek(max(0, size - TAIL_SIZE))
    return bool(
        WEB_PAGE.search(head.decode("latin-1"))
        or (not is_pdf and PDF_START in head[:PDF_START_WITHIN])
        or ARCHIVE_END in file.read(TAIL_SIZE)
    )
