"""Which published pages a medical reviewer should read: for the report, and for those who are reminded."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import ArticlePage, FaqPage, MinorChange, PublicationReason, SignOff
from articles.models.medical_page import MedicalPage
from articles.models.sign_off import SignOffState, has_new_text
from articles.review.content_hash import hash_content

# How long before its date a review is due.
NOTICE_DAYS = 30
MEDICAL_PAGE_TYPES: tuple[type[MedicalPage], ...] = (ArticlePage, FaqPage)


class ReviewStatus(TextChoices):
    """What a page needs, the most urgent first."""

    OVERDUE = "overdue", _("Overdue")
    CHANGED = "changed", _("Changed since it was signed")
    NEVER = "never", _("Never signed off")
    SOON = "soon", _("Due in 30 days")
    CURRENT = "current", _("Signed off")

    @property
    def is_due(self) -> bool:
        return self != ReviewStatus.CURRENT

    @property
    def tone(self) -> str:
        """Return the tone of its tag in the admin."""
        tones = {ReviewStatus.OVERDUE: "critical", ReviewStatus.SOON: "info", ReviewStatus.CURRENT: "positive"}
        return tones.get(self, "warning")


@dataclass(frozen=True)
class PageReview:
    """How a published page stands with its reviewers."""

    page: MedicalPage
    status: ReviewStatus
    state: SignOffState
    # The sign-off that counts, without what was signed: the one that covers what readers get, or else the newest.
    sign_off: SignOff | None
    # Why what readers get was published without one.
    reason: PublicationReason | None

    @property
    def sort_key(self) -> tuple[int, date, str]:
        until = self.sign_off.valid_until if self.sign_off else date.min
        return list(ReviewStatus).index(self.status), until, self.page.title


def list_reviews() -> list[PageReview]:
    """Return how each published page with medical content stands, the most urgent first.

    The number of queries does not grow with the pages, but for the works and images of those that are signed off.
    """
    signed: defaultdict[int, list[SignOff]] = defaultdict(list)
    for sign_off in SignOff.objects.defer("content").select_related("signed_by"):
        signed[sign_off.page_id].append(sign_off)
    covered: defaultdict[int, set[str]] = defaultdict(set)
    for id_, content_hash in MinorChange.objects.values_list("sign_off", "content_hash"):
        covered[id_].add(content_hash)
    reasons: defaultdict[int, dict[str, PublicationReason]] = defaultdict(dict)
    for reason in PublicationReason.objects.order_by("given_at"):
        reasons[reason.page_id][reason.content_hash] = reason
    reviews = [judge_page(page, signed[page.pk], covered, reasons[page.pk]) for page in iterate_published_pages()]
    return sorted(reviews, key=lambda review: review.sort_key)


def iterate_published_pages() -> Iterator[MedicalPage]:
    for model in MEDICAL_PAGE_TYPES:
        # An alias shows what its original shows, and is not reviewed by itself.
        yield from model.objects.live().filter(alias_of=None).select_related("owner", "locale")


def judge_page(
    page: MedicalPage,
    signed: list[SignOff],
    covered: dict[int, set[str]],
    reasons: dict[str, PublicationReason],
) -> PageReview:
    if not (signed or reasons):
        return PageReview(page, ReviewStatus.NEVER, SignOffState.NEVER, None, None)
    content = page.describe_for_sign_off()
    content_hash = hash_content(content)
    covering = [one for one in signed if content_hash in {one.content_hash, *covered.get(one.pk, ())}]
    counting = max(covering, key=lambda one: one.valid_until, default=next(iter(signed), None))
    if counting is None:
        state = SignOffState.NEVER
    elif counting.valid_until < timezone.localdate():
        state = SignOffState.EXPIRED
    elif covering:
        state = SignOffState.CURRENT
    else:
        state = SignOffState.TEXT_CHANGED if has_new_text(counting, content) else SignOffState.WORK_CHANGED
    return PageReview(page, get_status(state, counting), state, counting, reasons.get(content_hash))


def get_status(state: SignOffState, counting: SignOff | None) -> ReviewStatus:
    match state:
        case SignOffState.NEVER:
            return ReviewStatus.NEVER
        case SignOffState.EXPIRED:
            return ReviewStatus.OVERDUE
        case SignOffState.CURRENT if counting:
            is_soon = counting.valid_until <= timezone.localdate() + timedelta(days=NOTICE_DAYS)
            return ReviewStatus.SOON if is_soon else ReviewStatus.CURRENT
    return ReviewStatus.CHANGED
