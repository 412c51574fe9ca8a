"""DOI, PMID, PMCID and ISBN in one spelling each, so that two records of one work are seen to be one."""

import re

from references.identity.dois import normalize_doi, parse_doi

__all__ = ["normalize_doi", "normalize_isbn", "normalize_pmcid", "normalize_pmid", "parse_doi"]

DIGIT_SEPARATORS = r"[\s\u2010-\u2013-]*"
ISBN = re.compile(
    rf"(?<!\d)(?:97[89](?:{DIGIT_SEPARATORS}\d){{10}}|\d(?:{DIGIT_SEPARATORS}\d){{8}}{DIGIT_SEPARATORS}[\dXx])(?!\d)",
    re.ASCII,
)


def normalize_pmid(text: str) -> str | None:
    """`PMID: 37024573` as `37024573`; None if it is not a PubMed number."""
    match = re.fullmatch(r"(?:PMID[:\s]*)?0*([1-9]\d{0,8})\.?", text.strip(), re.IGNORECASE | re.ASCII)
    return match[1] if match else None


def normalize_pmcid(text: str) -> str | None:
    """`pmc11494424` or `11494424` as `PMC11494424`; None if it is not a PubMed Central number."""
    match = re.fullmatch(r"(?:PMCID[:\s]*)?(?:PMC)?0*([1-9]\d{0,8})", text.strip(), re.IGNORECASE | re.ASCII)
    return f"PMC{match[1]}" if match else None


def normalize_isbn(text: str) -> str | None:
    """`ISBN 0-306-40615-2` as `9780306406157`, the first of several; None if none is valid (ISO 2108, Annex A)."""
    for candidate in ISBN.findall(text):
        characters = re.sub(r"[^0-9Xx]", "", candidate).upper()
        if len(characters) == 10 and compute_isbn_10_sum(characters) % 11 == 0:
            return add_check_digit(f"978{characters[:9]}")
        if len(characters) == 13 and characters == add_check_digit(characters[:12]):
            return characters
    return None


def compute_isbn_10_sum(characters: str) -> int:
    weights = range(10, 0, -1)
    return sum(w * (10 if c == "X" else int(c)) for w, c in zip(weights, characters, strict=True))


def add_check_digit(twelve: str) -> str:
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(twelve))
    return f"{twelve}{-total % 10}"
