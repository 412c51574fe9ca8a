"""Finds what an editor should look at in the library.

Nothing of this is stored. The number of queries does not depend on the number of works.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from statistics import median_low

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, Q, QuerySet
from django.utils.functional import cached_property
from wagtail.models import Page

from references import csl
from references.citations import usage
from references.citations.usage import Usage
from references.enums import Status, WorkType
from references.identity.comparison import can_be_same_work, is_same_work
from references.identity.identifiers import normalize_doi
from references.identity.traits import Traits, extract_traits
from references.models import LinkCheck, Reference
from references.models.reference import ReferenceQuerySet

# A link is dead after failures on this many days in a row, because one failure may be an accident.
DEAD_LINK_FAILURES = 3
# The types of works for which a missing DOI and PubMed number is a fault.
TYPES_WITH_IDENTIFIERS = [WorkType.ARTICLE]


@dataclass(frozen=True)
class LostCitation:
    """A citation that readers do not see."""

    place: Usage
    # A work that is not shown to readers, or None if it is not in the library.
    work: Reference | None


@dataclass(frozen=True)
class EvidenceAge:
    """How old the works are that a page cites."""

    page: Page
    years: list[int]

    @property
    def oldest(self) -> int:
        return min(self.years)

    @cached_property
    def median(self) -> int:
        return median_low(self.years)


def find_alarming_cited() -> ReferenceQuerySet:
    """Return the cited works that are retracted or in doubt."""
    return Reference.objects.filter(
        usage.build_cited_condition(), status__in=[status for status in Status if status.is_alarming]
    )


def find_uncited() -> ReferenceQuerySet:
    return Reference.objects.exclude(usage.build_cited_condition())


def find_unidentified() -> ReferenceQuerySet:
    """Return the journal articles with neither DOI nor PubMed number."""
    return Reference.objects.filter(doi=None, pmid=None, type__in=TYPES_WITH_IDENTIFIERS)


def find_dead_links() -> QuerySet[LinkCheck]:
    """Return the links that have failed for days and those that are no public URL, the longest dead first."""
    is_dead = Q(failures__gte=DEAD_LINK_FAILURES) | Q(state=LinkCheck.State.REFUSED)
    return LinkCheck.objects.filter(is_dead).select_related("reference").order_by("-failures", "reference_id", "part")


def find_lost_citations(*, user: AbstractBaseUser | None = None) -> list[LostCitation]:
    """Return the citations of works that do not exist or are not shown to readers, published ones first."""
    cited = usage.get_all_cited_ids()
    lost = cited.difference(Reference.objects.live().filter(usage.build_cited_condition()).values_list("pk", flat=True))
    works = Reference.objects.in_bulk(lost)
    found = [
        LostCitation(place, works.get(work))
        for work, places in usage.find_usages_in_bulk(lost, user=user).items()
        for place in places
    ]
    return sorted(found, key=lambda lost: (not lost.place.is_live, lost.place.title, lost.place.work))


def find_duplicates() -> list[tuple[Reference, Reference]]:
    """Return pairs of records that are probably one work, the older record first.

    These are records with the same DOI, and records that an import would match or offer as possible duplicates.
    """
    shared = Reference.objects.exclude(title_key="").values("title_key").annotate(n=Count("pk")).filter(n__gt=1)
    alike: defaultdict[str, list[Reference]] = defaultdict(list)
    for work in Reference.objects.filter(title_key__in=shared.values("title_key")).order_by("title_key", "pk"):
        alike[work.title_key].append(work)
    return [*find_shared_dois(), *(pair for works in alike.values() for pair in find_same_works(works))]


def find_shared_dois() -> Iterator[tuple[Reference, Reference]]:
    """Yield pairs of works whose DOIs turned out to be the same when they were normalized."""
    sharing = list(Reference.objects.filter(shares_doi=True).order_by("pk"))
    dois = [normalize_doi(csl.get_text(work.csl, "DOI")) for work in sharing]
    owners = {work.doi: work for work in Reference.objects.filter(doi__in=[doi for doi in dois if doi])}
    for work, doi in zip(sharing, dois, strict=True):
        if owner := owners.get(doi):
            yield owner, work


def find_same_works(works: list[Reference]) -> Iterator[tuple[Reference, Reference]]:
    """Yield the pairs of these works that are or may be the same."""
    for one, other in combinations([(work, get_traits(work)) for work in works], 2):
        if is_same_work(one[1], other[1]) or can_be_same_work(one[1], other[1]):
            yield one[0], other[0]


def get_traits(work: Reference) -> Traits:
    return extract_traits(work.csl, work.own_identifiers)


def measure_evidence_ages() -> list[EvidenceAge]:
    """Return the published pages that cite works, the oldest evidence first. Works without a year do not count."""
    dated = Reference.objects.filter(usage.build_cited_condition()).values_list("pk", "year")
    years = {work: year for work, year in dated if year}
    found_years = (
        (page, [years[work] for work in works if work in years]) for page, works in usage.map_page_citations().items()
    )
    cited = {page: of_page for page, of_page in found_years if of_page}
    pages = Page.objects.live().select_related("locale").in_bulk(cited)
    found = [EvidenceAge(page, cited[pk]) for pk, page in pages.items()]
    return sorted(found, key=lambda age: (age.median, age.oldest, age.page.title))
