"""Tie the entries of a list to works of the library, or make works of them.

The library's own import decides whether an entry is a work that is there (`references.importing`). It never changes
one: an article's list tells less than the library does. Where only the title tells, the editor is told.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils.translation import gettext as _

from articles.importing.entries import describe_entry
from articles.importing.outline import Entry
from articles.importing.passages import Remark
from references.citations import warnings
from references.formats.records import Record, Refusal, describe_line
from references.formats.typed_entries import parse_typed_entry
from references.formats.typed_identifiers import split_identifiers
from references.identity.comparison import find_differing_identifiers, has_close_years
from references.identity.identifiers import normalize_doi, normalize_pmcid, normalize_pmid
from references.identity.rubrics import is_rubric
from references.identity.traits import extract_traits
from references.importing import writer
from references.importing.differences import Difference
from references.importing.keys import CitationKeys
from references.importing.plan import ImportPlan, RowOutcome, build_unsaved_work, record_from_json
from references.importing.writer import ImportLog
from references.models import ImportFile, ImportRow, Reference

IDENTIFIER_NORMALIZERS = {"DOI": normalize_doi, "PMID": normalize_pmid, "PMCID": normalize_pmcid}
MatchBasis = ImportRow.MatchedBy


@dataclass
class PlannedWork:
    """What becomes of one entry: a work of the library, a new one (with its row), or a refusal (with its reason)."""

    entry: Entry
    reference: Reference | None = None
    row: ImportRow | None = None
    by: str = ""
    reason: str = ""
    # The entry above that names the same new work.
    same_as: "PlannedWork | None" = None

    @property
    def is_new(self) -> bool:
        return self.row is not None and self.same_as is None

    @property
    def identity(self) -> int | str:
        """What two entries of one work share."""
        if self.reference and self.reference.pk:
            return self.reference.pk
        return self.row.key if self.row else f"entry {self.entry.number}"


@dataclass
class WorkPlan:
    """The works of one list, in its order. Nothing is written until `store_new_works`."""

    works: list[PlannedWork] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def get_works_by_number(self) -> dict[int, PlannedWork]:
        """Return the works by the numbers that markers have for them; of a number that stands twice, the first."""
        found: dict[int, PlannedWork] = {}
        for work in self.works:
            found.setdefault(work.entry.number, work)
        return found

    def warn(self, words: str, work: PlannedWork) -> None:
        self.remarks.append(Remark(words, work.entry.line))


def plan_works(entries: list[Entry], *, may_add: bool = True) -> WorkPlan:
    """Return what each entry is. Without `may_add`, an entry that is no work of the library is refused."""
    plan = WorkPlan([PlannedWork(entry) for entry in entries])
    read = [parse_typed_entry(describe_line(entry.line), entry.words, entry.links) for entry in entries]
    rows = list(ImportPlan(choose_nothing, wants_possible_duplicates=True).plan_file(read))
    known = Reference.objects.in_bulk([row.reference_id for row in rows if row.reference_id])
    new: dict[str, PlannedWork] = {}
    for work, row in zip(plan.works, rows, strict=True):
        work.by = MatchBasis(row.matched_by).value if row.matched_by else ""
        if row.outcome == RowOutcome.REFUSED:
            work.reason = row.reason
        elif row.reference_id:
            work.reference = known.get(row.reference_id)
        else:
            work.row, work.same_as = row, new.get(row.key)
            new.setdefault(row.key, work)
    match_by_identifiers([work for work, record in zip(plan.works, read, strict=True) if isinstance(record, Refusal)])
    match_by_titles(plan)
    for work in plan.works:
        if work.same_as and work.same_as.reference:
            work.reference, work.row, work.same_as = work.same_as.reference, None, None
    if not may_add:
        for work in plan.works:
            if work.row:
                work.row, work.reason = None, _("It is not in the library, and you may not add works.")
    find_remarks(plan)
    return plan


def choose_nothing(difference: Difference) -> bool:
    """Change nothing in the library."""
    return False


def match_by_identifiers(refused: list[PlannedWork]) -> None:
    """Match entries that tell nothing but an identifier, or whose title cannot be told, by that identifier."""
    sought: dict[tuple[str, str], PlannedWork] = {}
    for work in refused:
        found = split_identifiers(work.entry.words, work.entry.links).variables
        for variable, normalize in IDENTIFIER_NORMALIZERS.items():
            if value := normalize(found.get(variable, "")):
                sought.setdefault((variable.lower(), value), work)
    if not sought:
        return
    query = reduce(or_, (Q(**{name: value}) for name, value in sought))
    for reference in Reference.objects.filter(query):
        for name in map(str.lower, IDENTIFIER_NORMALIZERS):
            named = sought.get((name, getattr(reference, name) or ""))
            if named and not named.reference:
                named.reference, named.by, named.reason = reference, name, ""


def match_by_titles(plan: WorkPlan) -> None:
    """Match entries by their titles where nothing contradicts: lists leave out what the library's own import "
    "asks for."""
    unmatched = [work for work in plan.works if work.is_new]
    keys = {work.row.key: build_unsaved_work(restore_record(work.row)) for work in unmatched if work.row}
    titles = {found.title_key for found in keys.values() if found.title_key and not is_rubric(found.title)}
    if not titles:
        return
    by_title: dict[str, list[Reference]] = {}
    for reference in Reference.objects.filter(title_key__in=titles).order_by("pk"):
        by_title.setdefault(reference.title_key, []).append(reference)
    for work in unmatched:
        ours = keys[work.row.key] if work.row else None
        same = [other for other in by_title.get(ours.title_key, ()) if can_be_meant(ours, other)] if ours else []
        if same:
            work.reference, work.by, work.row = same[0], MatchBasis.TITLE.value, None
            plan.warn(
                _("Entry %(number)s was taken for “%(work)s” by its title. Check that it is this work.")
                % {"number": work.entry.number, "work": same[0]},
                work,
            )


def restore_record(row: ImportRow) -> Record:
    return record_from_json(row.record, row.place)


def can_be_meant(ours: Reference, other: Reference) -> bool:
    """Return whether an entry may be a work of the same title: neither identifiers nor years contradict, nor "
    "the author."""
    one, two = (extract_traits(work.csl, work.own_identifiers) for work in (ours, other))
    families = [{person.rpartition(" ")[0] for person in traits.people} for traits in (one, two)]
    has_author = not families[0] or not families[1] or not families[0].isdisjoint(families[1])
    return has_author and has_close_years(one.year, two.year) and not find_differing_identifiers(one, two)


def find_remarks(plan: WorkPlan) -> None:
    """Add what the editor must know of single works."""
    seen: dict[int | str, PlannedWork] = {}
    for work in plan.works:
        if work.reference and (words := warnings.describe_warnings(work.reference)):
            plan.warn(_("Entry %(number)s: %(words)s") % {"number": work.entry.number, "words": words}, work)
        first = seen.setdefault(work.identity, work)
        if first is not work:
            plan.warn(
                _("Entry %(number)s is the same work as entry %(first)s.")
                % {"number": work.entry.number, "first": first.entry.number},
                work,
            )
        elif work.is_new and work.row:
            warn_of_new(plan, work, work.row)


def warn_of_new(plan: WorkPlan, work: PlannedWork, row: ImportRow) -> None:
    """Add what was not read of a new work, as far as readers would miss it."""
    found = build_unsaved_work(restore_record(row))
    missing = [
        str(name)
        for name, is_missing in (
            (_("authors"), not found.authors and not found.csl.get("editor")),
            (_("a year"), not found.year),
        )
        if is_missing
    ]
    if found.type == "article-journal" and not (found.volume or found.pages or found.doi or found.pmid):
        missing.append(_("volume and pages"))
    if missing:
        plan.warn(
            _("Entry %(number)s was read without %(parts)s. Check the new work.")
            % {"number": work.entry.number, "parts": ", ".join(missing)},
            work,
        )


def store_new_works(plan: WorkPlan, name: str, user: User | None) -> None:
    """Add the new works to the library, with an entry in the history of each. Call it within a transaction.

    A work that somebody added since the plan was made is refused, as by any import.
    """
    new = [work for work in plan.works if work.is_new and work.row]
    rows = [work.row for work in new if work.row]
    added = {reference.key: reference for reference in writer.add_works(rows, CitationKeys.from_library())}
    for work in new:
        if work.row:
            work.reference = added.get(work.row.key)
            work.reason = "" if work.reference else work.row.reason
    for work in plan.works:
        if work.same_as:
            work.reference, work.reason = work.same_as.reference, work.same_as.reason
    ImportLog(ImportFile(name=name[:200], user=user)).write(list(added.values()))


def iterate_refused(works: Iterable[PlannedWork]) -> Iterable[tuple[int, str]]:
    """Yield the line of each refused entry, and why it was refused, with its beginning."""
    for work in works:
        if work.reason:
            yield work.entry.line, f"{work.reason} “{describe_entry(work.entry)}”"
