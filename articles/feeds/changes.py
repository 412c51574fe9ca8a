"""What has changed in the medical content, for whoever relies on it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from wagtail.models import Page

from articles.feeds.atom import MAX_ENTRIES
from articles.models import Correction, SignOff
from articles.review.correction_kinds import CorrectionKind
from references.citations import usage
from references.models import StatusNotice


@dataclass(frozen=True)
class MedicalChange:
    """A change of what one page says, or of what it rests on."""

    # What it is, for a feed reader to know it again.
    key: tuple[object, ...]
    page: int
    at: datetime
    heading: str
    words: str


def list_changes() -> list[MedicalChange]:
    """Return the newest changes of all pages, whether everybody may read them or not. Six queries."""
    found = [*iterate_corrections(), *iterate_signed_pages(), *iterate_lapsed_pages(), *iterate_notices()]
    return sorted(found, key=lambda change: change.at, reverse=True)


def iterate_corrections() -> Iterator[MedicalChange]:
    """Yield what readers are told at the foot of an article."""
    shown = Correction.objects.exclude(kind=CorrectionKind.MINOR).defer("content")[:MAX_ENTRIES]
    for one in shown:
        words = one.words or gettext("The text was changed.")
        yield MedicalChange(("correction", one.pk), one.page_id, one.corrected_at, gettext("Changed"), words)


def iterate_signed_pages() -> Iterator[MedicalChange]:
    for one in SignOff.objects.select_related("reviewer").defer("content")[:MAX_ENTRIES]:
        words = gettext("Medically reviewed by %(name)s. Next review by %(day)s.") % {
            "name": one.reviewer.title,
            "day": date_format(one.valid_until, "DATE_FORMAT"),
        }
        yield MedicalChange(("signed", one.pk), one.page_id, one.signed_at, gettext("Reviewed"), words)


def iterate_lapsed_pages() -> Iterator[MedicalChange]:
    """Yield the pages whose last review was good until a day that is over."""
    newer = SignOff.objects.filter(page=OuterRef("page"), signed_at__gt=OuterRef("signed_at"))
    lapsed = SignOff.objects.filter(~Exists(newer), valid_until__lt=timezone.localdate()).defer("content")
    for one in lapsed.order_by("-valid_until", "-pk")[:MAX_ENTRIES]:
        after = datetime.combine(one.valid_until + timedelta(days=1), time.min, timezone.get_default_timezone())
        words = gettext("The medical review was good until %(day)s. No later one has been signed.") % {
            "day": date_format(one.valid_until, "DATE_FORMAT")
        }
        yield MedicalChange(("lapsed", one.pk), one.page_id, after, gettext("Review overdue"), words)


def iterate_notices() -> Iterator[MedicalChange]:
    """Yield what became of works that a page cites: retracted, put in doubt, corrected, superseded."""
    standing = StatusNotice.objects.standing().filter(reference__live=True).select_related("reference")
    notices = list(standing[:MAX_ENTRIES])
    citing = map_citing_pages({notice.reference_id for notice in notices})
    for notice in notices:
        about = {"work": notice.reference.label, "status": notice.get_status_display()}
        heading = gettext("Cited work: %(status)s") % about
        words = gettext("A work that this page cites has a new status. %(work)s: %(status)s.") % about
        for page in citing[notice.reference_id]:
            yield MedicalChange(("notice", notice.pk, page), page, notice.learnt_at, heading, words)


def map_citing_pages(works: Iterable[int]) -> Mapping[int, set[int]]:
    """Return which pages cite each of these works, themselves or by a question that they show."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for page, cited in usage.map_page_citations(works).items():
        for work in cited:
            found[work].add(page)
    return found


def find_public_pages(changes: Iterable[MedicalChange], *, language: str) -> dict[int, Page]:
    """Return those of the changed pages that everybody may read, in this language."""
    pages = Page.objects.live().public().filter(locale__language_code=language).select_related("locale")
    return dict(pages.in_bulk({change.page for change in changes}))
