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
    are_of_unlike_titles,
    are_one,
    contradictions,
    may_be_one,
    stand_in_one_place,
    traits_of,
)
from references.identity.rubrics import is_rubric
from references.importing.differences import NO_PARTS, differences
from references.models import ImportRow, Reference
from references.models.reference import TYPES_WITH_OWN_ISBN

By = ImportRow.MatchedBy
# Our own exports put there what has a column of its own here.
NOT_DIGESTED = {*NO_PARTS, "custom"}
# So many works that a record may be are named.
MOST_OFFERED = 5


class Contradiction(Exception):
    """The identifiers of a record belong to different works, or one of them to a work of quite another title."""

    def __init__(self, claims: "dict[str, Known]") -> None:
        super().__init__()
        self.claims = claims


@dataclass(frozen=True, eq=False, slots=True)
class Known:
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

    def is_same(self, other: "Known") -> bool:
        return self is other or (self.pk is not None and self.pk == other.pk)


@dataclass(frozen=True)
class Match:
    known: Known
    by: By


@dataclass
class Shelf:
    """Works, to be found by what may tell that a record is one of them."""

    by_identifier: dict[tuple[str, str], Known] = field(default_factory=dict)
    by_title: dict[str, tuple[Known, ...]] = field(default_factory=dict)
    by_pk: dict[int, Known] = field(default_factory=dict)

    def put(self, known: Known) -> None:
        for identifier in known.traits.identifiers:
            self.by_identifier.setdefault(identifier, known)
        title_key = known.traits.title_key
        self.by_title[title_key] = (*self.by_title.get(title_key, ()), known)
        if known.pk:
            self.by_pk.setdefault(known.pk, known)


def library_shelf(works: list[Reference], *, with_notices: bool = False) -> Shelf:
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
    shelf = Shelf()
    if sought:
        any_of_them = reduce(or_, (pointed_to(name, values) for name, values in sought.items()))
        found = Reference.objects.filter(any_of_them)
        for reference in found.prefetch_related("notices") if with_notices else found:
            shelf.put(known(reference, reference=reference, pk=reference.pk))
    return shelf


def pointed_to(name: str, values: Iterable[str]) -> Q:
    condition = Q(**{f"{name}__in": values})
    return condition & Q(type__in=TYPES_WITH_OWN_ISBN) if name == "isbn" else condition


def known(work: Reference, **where: object) -> Known:
    """What is compared of a work whose columns are read; of a record its own key."""
    return Known(
        traits=traits_of(work.csl, work.own_identifiers),
        digest=digest(work.csl),
        key=work.key,
        **where,  # type: ignore[arg-type]
    )


def digest(work: Csl) -> int:
    told = {variable: value for variable, value in work.items() if variable not in NOT_DIGESTED and value}
    return hash(json.dumps(told, sort_keys=True, ensure_ascii=False))


@dataclass(frozen=True)
class Found:
    """What a record is, and else what it may be, the likeliest first."""

    match: Match | None = None
    offered: tuple[Known, ...] = ()


def find(record: Record, sought: Known, *, file: Shelf, library: Shelf) -> Found:
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
        is_unlike = are_of_unlike_titles(sought.traits, first.traits)
        if is_unlike or not all(first.is_same(other) for other in claims.values()):
            raise Contradiction(claims)
        return Found(Match(first, By(name)))
    # A work of the library is compared as it is there, even if the file had it before.
    title_key = sought.traits.title_key
    only_in_file = [known for known in file.by_title.get(title_key, ()) if known.pk not in library.by_pk]
    candidates = [*library.by_title.get(title_key, ()), *only_in_file]
    for by, is_meant in (
        (By.RECORD, lambda known: known.digest == sought.digest),
        (By.TITLE, lambda known: are_one(sought.traits, known.traits) or adds_nothing(record, sought, known)),
    ):
        if same := [known for known in candidates if is_meant(known)]:
            nearest = min(same, key=lambda known: distance(record, sought, known))
            return Found(Match(nearest, by_place(by, sought, nearest)))
    offered = [known for known in candidates if may_be_one(sought.traits, known.traits)]
    offered.sort(key=lambda known: distance(record, sought, known))
    return Found(offered=tuple(offered[:MOST_OFFERED]))


def by_place(by: By, sought: Known, known: Known) -> By:
    """What is told of a title that names nothing: where the work stands."""
    is_by_place = is_rubric(sought.traits.title) and stand_in_one_place(sought.traits, known.traits)
    return By.PLACE if by == By.TITLE and is_by_place else by


def adds_nothing(record: Record, sought: Known, known: Known) -> bool:
    """Whether the library's work tells all that the record does, so that nothing of it could be overwritten."""
    ours, theirs = sought.traits, known.traits
    if not known.reference or is_rubric(ours.title) or ours.year is None or ours.year != theirs.year:
        return False
    return (
        may_be_one(ours, theirs) and ours.people[:1] == theirs.people[:1] and not differences(known.reference, record)
    )


def distance(record: Record, sought: Known, known: Known) -> tuple[int, bool, int, bool]:
    """How far a record is from a work that it may be: in place, in key, in the number of parts that differ, in year."""
    parts = len(differences(known.reference, record)) if known.reference else 0
    contradicting = len(contradictions(sought.traits, known.traits))
    return contradicting, sought.key != known.key, parts, sought.traits.year != known.traits.year
