"""DOI, PMID and PMCID in one spelling each, so that two records of one work are seen to be one."""

import re
from urllib.parse import unquote

DOI = re.compile(r"10\.\d{4,9}/\S+")
DOI_RESOLVER = re.compile(r"^(?:https?://)?(?:dx\.|www\.)?doi\.org/", re.IGNORECASE)


def normalised_doi(text: str) -> str | None:
    """`https://doi.org/10.1038/X` and `doi: 10.1038/x` as `10.1038/x`; None if it is not a DOI.

    DOIs do not distinguish case (DOI Handbook, 2.2.2).
    """
    text = text.strip()
    if DOI_RESOLVER.match(text):
        text = unquote(DOI_RESOLVER.sub("", text))
    text = re.sub(r"^doi[:\s]*", "", text, flags=re.IGNORECASE)
    return text.lower() if DOI.fullmatch(text) else None


def normalised_pmid(text: str) -> str | None:
    """`PMID: 37024573` as `37024573`; None if it is not a PubMed number."""
    match = re.fullmatch(r"(?:PMID[:\s]*)?0*([1-9]\d{0,8})", text.strip(), re.IGNORECASE | re.ASCII)
    return match[1] if match else None


def normalised_pmcid(text: str) -> str | None:
    """`pmc11494424` or `11494424` as `PMC11494424`; None if it is not a PubMed Central number."""
    match = re.fullmatch(r"(?:PMCID[:\s]*)?(?:PMC)?0*([1-9]\d{0,8})", text.strip(), re.IGNORECASE | re.ASCII)
    return f"PMC{match[1]}" if match else None
