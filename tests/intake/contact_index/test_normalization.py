"""Equal names, addresses and numbers have one spelling, and different ones two."""

import pytest

from intake.contact_index.normalization import normalize_email, normalize_phone, split_name


@pytest.mark.parametrize(
    ("spellings", "words"),
    [
        (("Anna Müller", "müller, ANNA", " Anna  Mueller ", "anna muller", "Anna Mu\u0308ller"), ["anna", "muller"]),
        (("Anna-Lena Groß", "anna lena gross", "GROSS Anna-Lena"), ["anna", "gross", "lena"]),
        (("Seán O’Brien", "sean o'brien", "OBRIEN Sean"), ["obrien", "sean"]),
        (("Łukasz Sørensen", "lukasz sorensen"), ["lukasz", "sorensen"]),
        (("\uff21\uff4e\uff4e\uff41", "anna Anna"), ["anna"]),
        (("Ελένη", "ΕΛΕΝΗ"), ["ελενη"]),
        (("", " ", "123", "–"), []),
    ],
)
def test_a_name_has_the_same_words_however_it_is_written(spellings: tuple[str, ...], words: list[str]) -> None:
    assert {tuple(split_name(spelling)) for spelling in spellings} == {tuple(words)}


@pytest.mark.parametrize(
    ("text", "normalized"),
    [
        (" Ada@Example.ORG ", "ada@example.org"),
        ("ada@example.org.", "ada@example.org"),
        ("ada@MÜNCHEN.example", "ada@xn--mnchen-3ya.example"),
        ("ada+clinic@example.org", "ada+clinic@example.org"),
        ("a@b@example.org", "a@b@example.org"),
        ("ada", ""),
        ("@example.org", ""),
        ("ada@", ""),
        ("ada@" + "x" * 80 + ".org", "ada@" + "x" * 80 + ".org"),
    ],
)
def test_email_address_has_one_spelling(text: str, normalized: str) -> None:
    assert normalize_email(text) == normalized


@pytest.mark.parametrize(
    ("text", "normalized"),
    [
        ("030 1234567", "49301234567"),
        ("+49 (0)30 1234567", "49301234567"),
        ("+49 030 / 123 45 67", "49301234567"),
        ("0049-30-1234567", "49301234567"),
        ("+49301234567 ext. 12", "49301234567"),
        ("+44 20 7946 0958", "442079460958"),
        ("(030) 1234567", "49301234567"),
        ("٠٣٠ ١٢٣٤٥٦٧", "49301234567"),
        ("12", ""),
        ("+1234567890123456", ""),
        ("call me", ""),
        ("", ""),
    ],
)
def test_phone_number_is_international_as_far_as_it_can_be_known(text: str, normalized: str) -> None:
    assert normalize_phone(text, country="49", national_prefix="0") == normalized


def test_country_without_a_national_prefix_keeps_every_digit() -> None:
    assert normalize_phone("06 1234567", country="39", national_prefix="") == "39061234567"
