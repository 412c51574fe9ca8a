"""The text of a file in an unknown encoding."""

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, TextIO

from django.utils.translation import gettext as _

from references.formats.records import UnreadableFile

SAMPLE_SIZE = 4096
# Longer marks come first: that of UTF-32 begins like that of UTF-16.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WESTERN_ERRORS = "references.western"


def decode_western(error: UnicodeError) -> tuple[str, int]:
    """Decode bytes that are not UTF-8 as Windows-1252, and the five that it does not define as Latin-1."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    octets = error.object[error.start : error.end]
    try:
        return octets.decode("cp1252"), error.end
    except UnicodeDecodeError:
        return octets.decode("latin-1"), error.end


codecs.register_error(WESTERN_ERRORS, decode_western)


@contextmanager
def open_text(source: BinaryIO) -> Iterator[TextIO]:
    """Open the text of `source` from its beginning, decoded while it is read, with `\\n` for all line ends.

    UTF-8 and Windows-1252 are told apart byte by byte, so that one stray byte never spoils a whole file. `source` is
    left open. Raises UnreadableFile if it is not text.
    """
    source.seek(0)
    name = detect_encoding(source.read(SAMPLE_SIZE))
    source.seek(0)
    text = io.TextIOWrapper(source, name, errors=WESTERN_ERRORS if name.startswith("utf-8") else "replace")
    try:
        yield text
    finally:
        text.detach()


def detect_encoding(beginning: bytes) -> str:
    """Return the name of the codec. Raises UnreadableFile for what looks like a picture or a program."""
    for mark, name in BYTE_ORDER_MARKS:
        if beginning.startswith(mark):
            return name
    zeros_at_even, zeros_at_odd = beginning[::2].count(0), beginning[1::2].count(0)
    if zeros_at_odd > len(beginning) / 4 and zeros_at_even < zeros_at_odd / 8:
        return "utf-16-le"
    if zeros_at_even > len(beginning) / 4 and zeros_at_odd < zeros_at_even / 8:
        return "utf-16-be"
    # A stray null in a record does no harm; a file with many is no text.
    if zeros_at_even + zeros_at_odd > len(beginning) / 100 + 1:
        raise UnreadableFile(_("This is not a text file."))
    return "utf-8"
