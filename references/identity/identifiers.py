"""DOI, PMID, PMCID and ISBN in one spelling each, so that two records of one work are recognised as one."""

import re

from stdnum import isbn

from references.identity.dois import normalize_doi, parse_doi

__all__ = ["normalize_doi", "normalize_isbn", "normalize_pmcid", "normalize_pmid", "parse_doi"]

DIGIT_SEPARATORS = r"[\s\u2010-\u2013-]*"
ISBN = re.compile(
    rf"(?<!\d)(?:97[89](?:{DIGIT_SEPARATORS}\d){{10}}|\d(?:{DIGIT_SEPARATORS}\d){{8}}{DIGIT_SEPARATORS}[\dXx])(?!\d)",
    re.ASCII,
)


def normalize_pmid(text: str) -> str | None:
    """Return `37024573` for `PMID: 37024573`; None if it is not a PubMed number."""
    match = re.fullmatch(r"(?:PMID[:\s]*)?0*([1-9]\d{0,8})\.?", text.strip(), re.IGNORECASE | re.ASCII)
    return match[1] if match else None


def normalize_pmcid(text: str) -> str | None:
    """Return `PMC11494424` for `pmc11494424` or `11494424`; None if it is not a PubMed Central number."""
    match = re.fullmatch(r"(?:PMCID[:\s]*)?(?:PMC)?0*([1-9]\d{0,8})", text.strip(), re.IGNORECASE | re.ASCII)
    return f"PMC{match[1]}" if match else None


def normalize_isbn(text: str) -> str | None:
    """Return `9780306406157` for `ISBN 0-306-40615-2`; None if there is no valid one (ISO 2108, Annex A).

    Of several, it is the first that is valid.
    """
    for candidate in ISBN.findall(text):
        characters = re.sub(r"[^0-9Xx]", "", candidate)
        if isbn.is_valid(characters):
            return isbn.compact(characters, convert=True)
    return None
