"""What a patient's file is, its content says."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from intake import reply_files
from tests.intake.files import JPEG, PDF, PNG, PROGRAM


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PDF, "application/pdf"),
        (JPEG, "image/jpeg"),
        (PNG, "image/png"),
        (PROGRAM, ""),
        (b"", ""),
        (b"%PDF-1.7 without an end", ""),
        (b"<html>%PDF-1.7 %%EOF", ""),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 20, ""),
        (b"PK\x03\x04 a document with macros", ""),
        (b"<svg onload='alert(1)'/>", ""),
    ],
)
def test_type_follows_from_the_content(content: bytes, media_type: str) -> None:
    assert reply_files.identify_media_type(content) == media_type


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("letter.pdf", PROGRAM, "something else, whatever its name says"),
        ("photo.jpg.exe", PROGRAM, "something else"),
        ("letter.pdf", PDF.ljust(reply_files.MAX_FILE_SIZE + 1, b" "), "at most 5 MB"),
    ],
)
def test_refusal_says_what_to_do(name: str, content: bytes, told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        reply_files.validate_file(SimpleUploadedFile(name, content))


def test_description_survives_its_way_through_json() -> None:
    described = reply_files.describe_file("x" * 300 + ".pdf", PDF)
    assert reply_files.FileDescription.from_json(described.to_json()) == described
    assert (len(described.name), described.extension) == (reply_files.MAX_NAME_LENGTH, ".pdf")
