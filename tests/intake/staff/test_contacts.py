"""Contact details become links to call and to write, whatever the answer contains."""

import pytest

from intake.engine.questions import Kind
from intake.staff.contacts import build_contact_url, build_tel_url


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("+44 20 7946 0018", "tel:+442079460018"),
        ("020 7946 0018", "tel:02079460018"),
        ("+49 (0)30 901820", "tel:+4930901820"),
        ("(030) 90 18-20", "tel:030901820"),
        ("0171/2345678", "tel:01712345678"),
        ("020 7946 0018 ext. 5", "tel:02079460018"),
        ("٠٢٠ ٧٩٤٦ ٠٠١٨", "tel:02079460018"),
        ("12", ""),
        ("call my son", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_tel_url_follows_the_written_number(written: str, url: str) -> None:
    assert build_tel_url(written) == url


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("ada@example.org", "mailto:ada@example.org"),
        ("ada?cc=all@example.org", "mailto:ada%3Fcc%3Dall@example.org"),
        ('"a b"@example.org', "mailto:%22a%20b%22@example.org"),
    ],
)
def test_mailto_url_contains_only_the_address(written: str, url: str) -> None:
    assert build_contact_url(Kind.EMAIL, written) == url


def test_name_is_no_link() -> None:
    assert build_contact_url(Kind.NAME, "javascript:alert(1)") == ""
