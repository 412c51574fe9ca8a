"""Whether a record is a work that is here already, or that stands earlier in the same file.

By DOI, PMID, PMCID, or the ISBN of a whole work. Else, as Zotero decides: the same title, years at most one apart, a
shared author (surname and first initial), and no identifier that differs. Of several works that match in this way, the
one from which the record differs least.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.db.models import Q

from references import csl
from references.csl import Csl
from references.formats.records import Record
from references.importing.differences import differences, family, folded
from references.models import ImportRow, Reference
from references.models.reference import TYPES_WITH_OWN_ISBN

By = ImportRow.MatchedBy


class Contradiction(Exception):
    """The identifiers of a record belong to different works."""

    def __init__(self, claims: "dict[str, Known]") -> None:
        super().__init__()
        self.claims = claims


@dataclass(frozen=True, eq=False, slots=True)
class Known:
    """What is compared of a work, in little room. One that stands in the file only has no reference."""

    # Pairs of a name and a value.
    identifiers: tuple[tuple[str, str], ...]
    title_key: str
    year: int | None
    people: tuple[str, ...]
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
        for identifier in known.identifiers:
            self.by_identifier.setdefault(identifier, known)
        self.by_title[known.title_key] = (*self.by_title.get(known.title_key, ()), known)
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
        identifiers=tuple(work.own_identifiers.items()),
        title_key=folded(work.title)[:200],
        year=work.year,
        people=people(work.csl),
        key=work.key,
        **where,  # type: ignore[arg-type]
    )


def people(work: Csl) -> tuple[str, ...]:
    """`smith j` of each author; of the editors where there is none."""
    names = csl.names(work, "author") or csl.names(work, "editor")
    return tuple(f"{family(name)} {folded(name.given)[:1]}" for name in names)


def match(record: Record, sought: Known, *, file: Shelf, library: Shelf) -> Match | None:
    """The work that `record` is, `sought` being what is compared of it.

    Raises Contradiction if its identifiers belong to different works.
    """
    claims = {
        name: known
        for name, value in sought.identifiers
        if (known := library.by_identifier.get((name, value)) or file.by_identifier.get((name, value)))
    }
    if claims:
        name, first = next(iter(claims.items()))
        if not all(first.is_same(other) for other in claims.values()):
            raise Contradiction(claims)
        return Match(first, By(name))
    # A work of the library is compared as it is there, even if the file had it before.
    only_in_file = [known for known in file.by_title.get(sought.title_key, ()) if known.pk not in library.by_pk]
    candidates = [*library.by_title.get(sought.title_key, ()), *only_in_file]
    same = [known for known in candidates if are_one(sought, known)]
    return Match(min(same, key=lambda known: distance(record, sought, known)), By.TITLE) if same else None


def are_one(one: Known, other: Known) -> bool:
    """Whether two works of one title are one."""
    return not contradict(one, other) and are_close(one.year, other.year) and share_an_author(one, other)


def contradict(one: Known, other: Known) -> bool:
    held = dict(other.identifiers)
    return any(held.get(name, value) != value for name, value in one.identifiers)


def are_close(one: int | None, other: int | None) -> bool:
    return one == other if one is None or other is None else abs(one - other) <= 1


def share_an_author(one: Known, other: Known) -> bool:
    return not set(one.people).isdisjoint(other.people) or one.people == other.people


def distance(record: Record, sought: Known, known: Known) -> tuple[bool, int, bool]:
    """How far a record is from a work that it may be: in key, in the number of parts that differ, in year."""
    parts = len(differences(known.reference, record)) if known.reference else 0
    return sought.key != known.key, parts, sought.year != known.year
