"""The files that patients may send with a reply. What a file is, its content says, never its name.

The content is looked at and not decoded: a decoder would run on whatever a stranger sends. Staff get a file only as a
download, under a name that the site gives it, so that nothing runs it for what it pretends to be.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

MAX_MEGABYTES = 5
MAX_FILE_SIZE = MAX_MEGABYTES * 1024 * 1024
MAX_NAME_LENGTH = 100
# Where a PDF ends, give or take what programs leave behind it (ISO 32000-2, 7.5.5).
PDF_TAIL_BYTES = 2048

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
EXTENSIONS = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png"}


@dataclass(frozen=True)
class FileDescription:
    """What a reply says about the file that came with it, sealed with its text."""

    name: str
    media_type: str
    size: int
    digest: str

    def to_json(self) -> dict[str, Any]:
        return {"name": self.name, "type": self.media_type, "size": self.size, "sha256": self.digest}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "FileDescription":
        return cls(stored["name"], stored["type"], stored["size"], stored["sha256"])

    @property
    def extension(self) -> str:
        return EXTENSIONS[self.media_type]


def describe_file(name: str, content: bytes) -> FileDescription:
    """Return what to store about a file. Raises ValueError if it is of no kind that patients may send."""
    media_type = identify_media_type(content)
    if not media_type:
        raise ValueError("a file of this kind cannot be sent")
    return FileDescription(name[-MAX_NAME_LENGTH:], media_type, len(content), hashlib.sha256(content).hexdigest())


def identify_media_type(content: bytes) -> str:
    """Return the type of a PDF, JPEG or PNG file; empty for anything else."""
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-PDF_TAIL_BYTES:]:
        return PDF
    if content.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in content:
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR" and b"IEND" in content:
        return PNG
    return ""


def validate_file(file: UploadedFile) -> None:
    """Raise ValidationError, with what to do, for a file that is too large or of another kind."""
    if (file.size or 0) > MAX_FILE_SIZE:
        message = _("File: choose one of at most %(number)s MB. A photo in a lower resolution is enough.")
        raise ValidationError(message % {"number": MAX_MEGABYTES}, code="size")
    content = file.read()
    file.seek(0)
    if not identify_media_type(content):
        raise ValidationError(
            _("File: choose a PDF, JPEG or PNG file. What is in this file is something else, whatever its name says."),
            code="type",
        )
