"""Identifiers that a record tells elsewhere than in their own fields: in its URL, or in a note."""

import re

from references.csl import Csl
from references.identity.dois import find_doi
from references.identity.identifiers import parse_doi

# What reference managers put into a note because they have no field for it: `PMID: 1234567`, at the start of a part.
PMID_IN_NOTE = re.compile(r"(?:^|[\n;|]|<p>)\s*(?:PMID|PubMed(?: ID| PMID)?)\s*[:=]\s*(\d{1,9})\b", re.IGNORECASE)
PMCID_IN_NOTE = re.compile(r"(?:^|[\n;|]|<p>)\s*(?:PMCID|PMC ID)\s*[:=]\s*(PMC\d{1,9})\b", re.IGNORECASE)
DOI_IN_NOTE = re.compile(r"(?:^|[\n;|]|<p>)\s*(?:\\?doi\s*[:={]|https?://(?:dx\.)?doi\.org/)\s*(\S+)", re.IGNORECASE)
LONGEST_NOTE = 20_000
STRAY_VARIABLES = ("DOI", "PMID", "PMCID")


def fill_missing_identifiers(work: Csl) -> Csl:
    """Return the work with the DOI that only its URL tells, and the identifiers that only a note tells."""
    note = str(work.get("note", ""))[:LONGEST_NOTE]
    identifiers = {
        "DOI": parse_doi(str(work.get("URL", ""))) or parse_doi(note) or find_doi_in_note(note),
        "PMID": get_only_value(PMID_IN_NOTE.findall(note)),
        "PMCID": get_only_value(PMCID_IN_NOTE.findall(note)),
    }
    # Now, before the line ends in it are lost.
    work = {**work, "DOI": find_doi(work.get("DOI") or "")}
    return {**work, **{variable: value for variable, value in identifiers.items() if value and not work.get(variable)}}


def find_stray_identifiers(work: Csl) -> list[str]:
    """Return the variables that `fill_missing_identifiers` would add to the work."""
    filled = fill_missing_identifiers(work)
    return [variable for variable in STRAY_VARIABLES if filled.get(variable) and not work.get(variable)]


def find_doi_in_note(note: str) -> str:
    """Return the DOI that a part of the note begins with. Others are of other works, such as `Erratum in: …`."""
    found = DOI_IN_NOTE.search(note)
    return find_doi(found[1]) if found else ""


def get_only_value(found: list[str]) -> str:
    """Return the value, or nothing if there are several: nobody knows which of them is meant."""
    return found[0] if len(set(found)) == 1 else ""
