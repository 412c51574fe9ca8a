"""A word and a number that nobody else writes, and how they are found in bytes, however they are written there."""

import base64
from collections.abc import Iterator

from tests.intake.marker_search.wrappings import unwrap

# All that is looked for is in ASCII: it stays as it is when the letter before it is quoted, escaped or folded.
CORE = "quandelvogt"
WORD = f"Ö{CORE}"
PHONE_DIGITS = "5550771384"
PHONE = f"+49 {PHONE_DIGITS}"
EMAIL = f"ada.{CORE}@example.org"
# How much is shown around what was found.
CONTEXT = 48


def list_patterns() -> list[bytes]:
    """Return each way to write the marker: capital and small letters, UTF-16, hexadecimal, base64."""
    found = set()
    for text in (CORE, CORE.upper(), CORE.title(), PHONE_DIGITS):
        # Little-endian without its last byte is big-endian without its first one.
        wide = text.encode("utf-16-le")[:-1]
        for written in (text.encode(), wide):
            found |= {written, written.hex().encode(), written.hex().upper().encode(), *list_base64(written)}
    return sorted(found)


def list_base64(content: bytes) -> Iterator[bytes]:
    """Yield what base64 makes of this content at each of the three places where it can begin."""
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + content)
        # The first and the last characters depend on what stands beside it.
        inner = encoded[-(-before * 8 // 6) : (before + len(content)) * 8 // 6]
        yield inner
        yield inner.translate(bytes.maketrans(b"+/", b"-_"))


PATTERNS = list_patterns()


def find_markers(content: bytes) -> list[str]:
    """Return what stands around each marker in these bytes, and in what is packed in them."""
    return [excerpt(part, pattern) for part in unwrap(content) for pattern in PATTERNS if pattern in part]


def excerpt(content: bytes, pattern: bytes) -> str:
    at = content.index(pattern)
    return repr(content[max(at - CONTEXT, 0) : at + len(pattern) + CONTEXT])
