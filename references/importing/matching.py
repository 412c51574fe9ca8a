"""Whether a record is a work that is here already, or that stands earlier in the same file.

By DOI, PMID, PMCID, or the ISBN of a whole work; a record of other words under the same DOI is told, not taken for it.
Else by all that it tells, or by title, year and author where nothing contradicts and more than these agrees
(`references.identity.comparison`). What only may be the same work is offered, and is a new work until
somebody says otherwise.
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
    Traits,
    can_be_same_work,
    extract_traits,
    find_contradictions,
    has_same_position,
    has_unlike_titles,
    is_same_work,
)
from references.identity.rubrics import is_rubric
from references.importing.differences import UNCOMPARED_PARTS, find_differences
from references.models import ImportRow, Reference
from references.models.work_columns import TYPES_WITH_OWN_ISBN

MatchBasis = ImportRow.MatchedBy
# Our own exports put there what has a column of its own here.
UNDIGESTED_PARTS = {*UNCOMPARED_PARTS, "custom"}
# So many works that a record may be are named.
MOST_OFFERED = 5


class IdentifierConflict(Exception):
    """The identifiers of a record belong to different works, or one of them to a work of quite another title."""

    def __init__(self, claims: "dict[str, KnownWork]") -> None:
        super().__init__()
        self.claims = claims


@dataclass(frozen=True, eq=False, slots=True)
class KnownWork:
    """What is compared of a work, in little room. One that stands in the file only has no reference."""

    traits: Traits
    # Stands for all that it tells, so that the same record is known again.
    digest: int
    key: str
    reference: Reference | None = None
    # Its primary key, kept when the work itself no longer is.
    pk: int | None = None
    # Where it stands in the file, and in which of several.
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
    """Works, to be found by what may tell that a record is one of them."""

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
    """The works of the library that any of `works` (unsaved) may be, in one query or two."""
    sought: dict[str, set[str]] = defaultdict(set)
    for work in works:
        for name, value in work.own_identifiers.items():
            sought[name].add(value)
        if work.title_key:
            sought["title_key"].add(work.title_key)
        else:
            # A title of signs only is no column to search by.
            sought["key"].add(work.key)
    shelf = WorkIndex()
    if sought:
        any_of_them = reduce(or_, (build_identifier_query(name, values) for name, values in sought.items()))
        found = Reference.objects.filter(any_of_them)
        for reference in found.prefetch_related("notices") if with_notices else found:
            shelf.put(build_known_work(reference, reference=reference, pk=reference.pk))
    return shelf


def build_identifier_query(name: str, values: Iterable[str]) -> Q:
    condition = Q(**{f"{name}__in": values})
    return condition & Q(type__in=TYPES_WITH_OWN_ISBN) if name == "isbn" else condition


def build_known_work(work: Reference, **where: object) -> KnownWork:
    """What is compared of a work whose columns are read; of a record its own key."""
    return KnownWork(
        traits=extract_traits(work.csl, work.own_identifiers),
        digest=compute_work_digest(work.csl),
        key=work.key,
        **where,  # type: ignore[arg-type]
    )


def compute_work_digest(work: Csl) -> int:
    parts = {variable: value for variable, value in work.items() if variable not in UNDIGESTED_PARTS and value}
    return hash(json.dumps(parts, sort_keys=True, ensure_ascii=False))


@dataclass(frozen=True)
class MatchResult:
    """What a record is, and else what it may be, the likeliest first."""

    match: Match | None = None
    offered: tuple[KnownWork, ...] = ()


def find_match(record: Record, sought: KnownWork, *, file: WorkIndex, library: WorkIndex) -> MatchResult:
    """The work that `record` is, or those that it may be, `sought` being what is compared of it.

    Raises Contradiction if its identifiers belong to different works or to one of an unlike title.
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
    """What is told of a title that names nothing: where the work stands."""
    is_by_place = is_rubric(sought.traits.title) and has_same_position(sought.traits, known.traits)
    return MatchBasis.PLACE if basis == MatchBasis.TITLE and is_by_place else basis


def has_nothing_new(record: Record, sought: KnownWork, known: KnownWork) -> bool:
    """Whether the library's work tells all that the record does, so that nothing of it could be overwritten."""
    ours, theirs = sought.traits, known.traits
    if not known.reference or is_rubric(ours.title) or ours.year is None or ours.year != theirs.year:
        return False
    return (
        can_be_same_work(ours, theirs)
        and ours.people[:1] == theirs.people[:1]
        and not find_differences(known.reference, record)
    )


def measure_distance(record: Record, sought: KnownWork, known: KnownWork) -> tuple[int, bool, int, bool]:
    """How far a record is from a work that it may be: in place, in key, in the number of parts that differ, in year."""
    parts = len(find_differences(known.reference, record)) if known.reference else 0
    contradicting = len(find_contradictions(sought.traits, known.traits))
    return contradicting, sought.key != known.key, parts, sought.traits.year != known.traits.year
