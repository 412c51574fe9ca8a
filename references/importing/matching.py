"""Whether a record is a work that is here already, or that stands earlier in the same file.

A record is recognised by DOI, PMID, PMCID, or the ISBN of a whole work; one with an unlike title under the same
identifier is refused, not taken for the work. Otherwise it is recognised by all that it tells, or by title, year and
author where nothing contradicts and more than these agrees (`references.identity.comparison`). Works that only may be
the same are offered to the editor, and the record is a new work until somebody says otherwise.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.db.models import Q

from references.csl import Csl
from references.formats.records import Record
from references.identity.comparison import (
    can_be_same_work,
    find_contradictions,
    has_same_position,
    has_unlike_titles,
    is_same_work,
)
from references.identity.rubrics import is_rubric
from references.identity.traits import Traits, extract_traits
from references.importing.compared_values import UNCOMPARED_PARTS
from references.importing.differences import find_differences
from references.models import ImportRow, Reference
from references.models.work_columns import TYPES_WITH_OWN_ISBN

MatchBasis = ImportRow.MatchedBy
# Under `custom` our own exports put what has a column of its own here.
UNDIGESTED_PARTS = {*UNCOMPARED_PARTS, "custom"}
# How many works that a record may be are offered.
MOST_OFFERED = 5


class IdentifierConflict(Exception):
    """The identifiers of a record belong to different works, or one of them to a work of quite another title."""

    def __init__(self, claims: "dict[str, KnownWork]") -> None:
        super().__init__()
        self.claims = claims


@dataclass(frozen=True, eq=False, slots=True)
class KnownWork:
    """A work of the library or of the file, as records are compared with it. One of the file alone has no reference."""

    traits: Traits
    # A hash of all that the record tells, by which the same record is recognised.
    digest: int
    key: str
    reference: Reference | None = None
    # The primary key of the reference, kept when the reference itself no longer is.
    pk: int | None = None
    # Where in the file the record stands, and in which file of several.
    place: str = ""
    file: str = ""

    def is_same(self, other: "KnownWork") -> bool:
        return self is other or (self.pk is not None and self.pk == other.pk)


@dataclass(frozen=True)
class Match:
    known: KnownWork
    by: MatchBasis


@dataclass
class WorkIndex:
    """Known works by what may tell that a record is one of them."""

    by_identifier: dict[tuple[str, str], KnownWork] = field(default_factory=dict)
    by_title: dict[str, tuple[KnownWork, ...]] = field(default_factory=dict)
    by_pk: dict[int, KnownWork] = field(default_factory=dict)

    def put(self, known: KnownWork) -> None:
        for identifier in known.traits.identifiers:
            self.by_identifier.setdefault(identifier, known)
        title_key = known.traits.title_key
        self.by_title[title_key] = (*self.by_title.get(title_key, ()), known)
        if known.pk:
            self.by_pk.setdefault(known.pk, known)


def load_library_index(works: list[Reference], *, with_notices: bool = False) -> WorkIndex:
    """Return the works of the library that any of `works` (unsaved) may be. Takes one query, or two with notices."""
    sought: dict[str, set[str]] = defaultdict(set)
    for work in works:
        for name, value in work.own_identifiers.items():
            sought[name].add(value)
        if work.title_key:
            sought["title_key"].add(work.title_key)
        else:
            # A title of signs only has an empty title key, by which nothing can be found.
            sought["key"].add(work.key)
    index = WorkIndex()
    if sought:
        any_of_them = reduce(or_, (build_identifier_query(name, values) for name, values in sought.items()))
        found = Reference.objects.filter(any_of_them)
        for reference in found.prefetch_related("notices") if with_notices else found:
            index.put(build_known_work(reference, reference=reference, pk=reference.pk))
    return index


def build_identifier_query(name: str, values: Iterable[str]) -> Q:
    condition = Q(**{f"{name}__in": values})
    return condition & Q(type__in=TYPES_WITH_OWN_ISBN) if name == "isbn" else condition


def build_known_work(
    work: Reference, *, reference: Reference | None = None, pk: int | None = None, place: str = "", file: str = ""
) -> KnownWork:
    """Return what is compared of `work`, whose columns must have been read.

    `work` is one of the library, then `reference` and `pk` are its own; or an unsaved one of a record, then `place` and
    `file` say where the record stands.
    """
    return KnownWork(
        traits=extract_traits(work.csl, work.own_identifiers),
        digest=compute_work_digest(work.csl),
        key=work.key,
        reference=reference,
        pk=pk,
        place=place,
        file=file,
    )


def compute_work_digest(work: Csl) -> int:
    """Return a hash of all that a record tells but its key."""
    parts = {variable: value for variable, value in work.items() if variable not in UNDIGESTED_PARTS and value}
    return hash(json.dumps(parts, sort_keys=True, ensure_ascii=False))


@dataclass(frozen=True)
class MatchResult:
    """The work that a record is, or else the works that it may be, the likeliest first."""

    match: Match | None = None
    offered: tuple[KnownWork, ...] = ()


def find_match(record: Record, sought: KnownWork, *, file: WorkIndex, library: WorkIndex) -> MatchResult:
    """Return the work that `record` is, or those that it may be. `sought` is what is compared of the record.

    Raises IdentifierConflict if its identifiers belong to different works or to one of an unlike title.
    """
    claims = {
        name: known
        for name, value in sought.traits.identifiers
        if (known := library.by_identifier.get((name, value)) or file.by_identifier.get((name, value)))
    }
    if claims:
        name, first = next(iter(claims.items()))
        is_unlike = has_unlike_titles(sought.traits, first.traits)
        if is_unlike or not all(first.is_same(other) for other in claims.values()):
            raise IdentifierConflict(claims)
        return MatchResult(Match(first, MatchBasis(name)))
    # A work of the library is compared as it is there, even if the file had it before.
    title_key = sought.traits.title_key
    only_in_file = [known for known in file.by_title.get(title_key, ()) if known.pk not in library.by_pk]
    candidates = [*library.by_title.get(title_key, ()), *only_in_file]
    for basis, is_meant in (
        (MatchBasis.RECORD, lambda known: known.digest == sought.digest),
        (
            MatchBasis.TITLE,
            lambda known: is_same_work(sought.traits, known.traits) or has_nothing_new(record, sought, known),
        ),
    ):
        if same := [known for known in candidates if is_meant(known)]:
            nearest = min(same, key=lambda known: measure_distance(record, sought, known))
            return MatchResult(Match(nearest, refine_match_basis(basis, sought, nearest)))
    offered = [known for known in candidates if can_be_same_work(sought.traits, known.traits)]
    offered.sort(key=lambda known: measure_distance(record, sought, known))
    return MatchResult(offered=tuple(offered[:MOST_OFFERED]))


def refine_match_basis(basis: MatchBasis, sought: KnownWork, known: KnownWork) -> MatchBasis:
    """Return PLACE in place of TITLE for a title that names no work: what told is where the work was published."""
    is_by_position = is_rubric(sought.traits.title) and has_same_position(sought.traits, known.traits)
    return MatchBasis.PLACE if basis == MatchBasis.TITLE and is_by_position else basis


def has_nothing_new(record: Record, sought: KnownWork, known: KnownWork) -> bool:
    """Return whether the library's work tells all that the record does, so that nothing could be overwritten."""
    ours, theirs = sought.traits, known.traits
    if not known.reference or is_rubric(ours.title) or ours.year is None or ours.year != theirs.year:
        return False
    return (
        can_be_same_work(ours, theirs)
        and ours.people[:1] == theirs.people[:1]
        and not find_differences(known.reference, record)
    )


def measure_distance(record: Record, sought: KnownWork, known: KnownWork) -> tuple[int, bool, int, bool]:
    """Return how unlike a record and a work are that may be one, to be sorted by.

    In this order: how many parts contradict, whether the keys differ, how many parts the record would change, and
    whether the years differ.
    """
    parts = len(find_differences(known.reference, record)) if known.reference else 0
    contradicting = len(find_contradictions(sought.traits, known.traits))
    return contradicting, sought.key != known.key, parts, sought.traits.year != known.traits.year
