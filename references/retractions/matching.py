"""Finds what a register says about the works in the library."""

from collections import defaultdict
from dataclasses import dataclass
from typing import BinaryIO

from references import csl
from references.formats.records import Refusal
from references.identity.identifiers import normalize_doi
from references.models import Reference, Register
from references.retractions import crossref_updates, retraction_watch
from references.retractions.reports import RegisterReport
from references.updates import Update
from references.web.errors import WebError

# How many broken rows a report lists one by one.
MAX_LISTED_REFUSALS = 100
# A file that lost more than a tenth of its rows was cut, not corrected.
MIN_ENTRIES_RATIO = 0.9


@dataclass
class Findings:
    """What a register says about our works, by their primary keys."""

    updates: dict[int, list[Update]]
    # The works about which `updates` is complete: notices that the register no longer has are withdrawn.
    answered: set[int]


class LibraryIndex:
    """The works in the library by their identifiers, loaded once."""

    def __init__(self) -> None:
        self.dois: dict[int, str | None] = {}
        self.by_doi: defaultdict[str, set[int]] = defaultdict(set)
        self.by_pmid: dict[str, int] = {}
        for pk, doi, pmid in Reference.objects.values_list("pk", "doi", "pmid"):
            self.dois[pk] = doi
            if doi:
                self.by_doi[doi].add(pk)
            if pmid:
                self.by_pmid[pmid] = pk
        for work in Reference.objects.filter(shares_doi=True):
            if doi := normalize_doi(csl.get_text(work.csl, "DOI")):
                self.dois[work.pk] = doi
                self.by_doi[doi].add(work.pk)

    def find_works(self, doi: str | None, pmid: str | None) -> set[int]:
        """Return the ids of the works with the DOI or the PMID.

        A work that has the PMID and another DOI is left out, because one of the two is mistyped.
        """
        named = set(self.by_doi.get(doi or "", ()))
        if (pk := self.by_pmid.get(pmid or "")) and not (doi and self.dois[pk] and self.dois[pk] != doi):
            named.add(pk)
        return named


def match_retraction_watch(file: BinaryIO, report: RegisterReport) -> Findings:
    """Return what the Retraction Watch CSV says about our works. Raise UnreadableFile if it is another file.

    No work counts as answered if a row is broken or the file has shrunk: a missing row may then be an accident.
    """
    library, updates = LibraryIndex(), defaultdict(list)
    for row in retraction_watch.read_rows(file):
        report.read += 1
        if isinstance(row, Refusal):
            report.broken += 1
            if report.broken <= MAX_LISTED_REFUSALS:
                report.refused.append(row)
            continue
        for pk in library.find_works(row.doi, row.pmid):
            updates[pk].append(row.update)
    # A row that seems to have been removed may be one of the broken ones.
    is_whole = not report.broken and report.read >= get_previous_entries(report.register) * MIN_ENTRIES_RATIO
    return Findings(updates, set(library.dois) if is_whole else set())


def get_previous_entries(register: str) -> int:
    return Register.objects.filter(name=register).values_list("entries", flat=True).first() or 0


def match_crossref(report: RegisterReport) -> Findings:
    """Return what Crossref says about our works. If it stops answering, return what was read until then."""
    library, findings = LibraryIndex(), Findings({}, set())
    try:
        for doi, updates in crossref_updates.fetch_updates(sorted(library.by_doi)):
            report.read += 1
            for pk in library.by_doi[doi]:
                findings.answered.add(pk)
                if updates:
                    findings.updates[pk] = list(updates)
    except WebError as error:
        report.problem = str(error)
    return findings
