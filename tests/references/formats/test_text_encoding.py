import io

import pytest

from references.formats.parser import detect_format_name, parse_works
from references.formats.records import Record, UnreadableFile

RIS = "TY  - JOUR\nTI  - Gräff’s “test”\nAU  - Müller, Ann\nER  - \n"


def titles(content: bytes) -> list[str]:
    return [record.csl["title"] for record in parse_works(io.BytesIO(content)) if isinstance(record, Record)]


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"],
)
def test_encoding_is_detected_from_the_content(encoding: str) -> None:
    assert titles(RIS.encode(encoding)) == ["Gräff’s “test”"]


def test_latin_1_is_read() -> None:
    assert titles("TY  - JOUR\nTI  - Gräff\nER  - \n".encode("latin-1")) == ["Gräff"]


def test_record_in_another_encoding_leaves_others_intact() -> None:
    stray = "TY  - JOUR\nTI  - Müller\nER  - \n".encode("latin-1")
    assert titles(RIS.encode() + stray + RIS.encode()) == ["Gräff’s “test”", "Müller", "Gräff’s “test”"]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_all_line_endings_are_read(line_end: str) -> None:
    assert titles(RIS.replace("\n", line_end).encode()) == ["Gräff’s “test”"]


def test_null_byte_becomes_a_space() -> None:
    assert titles(b"TY  - JOUR\nTI  - a\x00b\nER  - \n") == ["a b"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \n\n",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
        b"PK\x03\x04" + b"\x00" * 400,
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
        b"Just some words.",
        b"<html><body>TY</body></html>",
        b"Title,Author\nA,B\n",
    ],
)
def test_other_files_are_refused(content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        parse_works(io.BytesIO(content))
    with pytest.raises(UnreadableFile):
        detect_format_name(io.BytesIO(content))


def test_the_file_is_left_open() -> None:
    source = io.BytesIO(RIS.encode())
    assert len(list(parse_works(source))) == 1
    assert len(list(parse_works(source))) == 1
