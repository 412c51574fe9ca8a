"""What a medical reviewer does to a page: sign it, declare a change minor; and a publisher: give a reason instead.

Each of them is about one content, which the caller has shown. If the page has another one by now, nothing is done.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name
from wagtail.contrib.frontend_cache.utils import purge_page_from_cache
from wagtail.models import Page, Revision, TaskState

from articles.models import MedicalReviewTask, MinorChange, PersonPage, PublicationReason, SignOff
from articles.models.medical_page import MedicalPage
from articles.models.medical_review import is_medical_reviewer
from articles.models.sign_off import SignOffState, judge_sign_off
from articles.review.content_differences import ContentDifferences, compare_contents
from articles.review.content_hash import PageContent, hash_content

MONTHS_OF_YEAR = 12


class ActionRefused(Exception):
    """The action cannot be done. Its text says why, in words for whoever tried."""


@dataclass(frozen=True)
class Draft:
    """The newest version of a page, and how it stands with its reviewers."""

    page: MedicalPage
    revision: Revision | None
    content: PageContent
    content_hash: str
    state: SignOffState
    # The sign-off that counts: the one that covers this version, or else the newest.
    sign_off: SignOff | None

    @property
    def last_editor_name(self) -> str:
        user = self.revision.user if self.revision else None
        return get_user_display_name(user) if user else ""


def read_draft(page: MedicalPage) -> Draft:
    """Return the newest version of a page, published or not."""
    revision = page.get_latest_revision()
    newest = revision.as_object() if revision else page
    content = newest.describe_for_sign_off()
    content_hash = hash_content(content)
    state, sign_off = judge_sign_off(page.pk, content_hash, content)
    return Draft(newest, revision, content, content_hash, state, sign_off)


def lock_page(page: MedicalPage) -> Draft:
    """Return the newest version of a page, and keep it until the transaction ends: one signs at a time."""
    Page.objects.select_for_update().get(pk=page.pk)
    return read_draft(type(page).objects.get(pk=page.pk))


def find_reviewer(user: User) -> PersonPage | None:
    """Return the published person whose account this is. A page shows them in its own language."""
    return PersonPage.objects.live().filter(account=user.pk).order_by("pk").first()


def find_text_editors(draft: Draft) -> set[int]:
    """Return the users who saved the newest version, or the same text before it.

    Whoever wrote it does not become somebody else when a colleague saves the page without a change.
    """
    editors: set[int] = set()
    for saved in draft.page.revisions.order_by("-created_at", "-pk").iterator(chunk_size=1):
        if saved != draft.revision and hash_content(saved.as_object().describe_for_sign_off()) != draft.content_hash:
            break
        editors.add(saved.user_id)
    return editors


def find_obstacle(user: User, draft: Draft) -> str:
    """Return why this user cannot sign this version, or an empty string."""
    if not is_medical_reviewer(user):
        return _("Only medical reviewers can sign pages.")
    if user.pk in find_text_editors(draft):
        return _("You edited this page last, so somebody else has to sign it.")
    if find_reviewer(user) is None:
        return _("No published person has your user account, so readers would not know who signed. Ask an editor.")
    return ""


def check_reviewer(user: User, draft: Draft, shown_hash: str) -> PersonPage:
    """Return who the user is to readers. Raises ActionRefused if the user cannot sign what was shown."""
    obstacle = find_obstacle(user, draft)
    if not obstacle and draft.content_hash != shown_hash:
        obstacle = _("The page, or a work that it cites, has changed since you opened it. Read it again.")
    reviewer = find_reviewer(user)
    if obstacle or reviewer is None:
        raise ActionRefused(obstacle)
    return reviewer


@transaction.atomic
def sign_page(page: MedicalPage, user: User, *, shown_hash: str, months: int) -> SignOff:
    """Sign the newest version of a page for some months. Ends its medical review, which may publish it.

    Raises ActionRefused if the user may not, or if the page is not what was shown.
    """
    draft = lock_page(page)
    reviewer = check_reviewer(user, draft, shown_hash)
    if signer := find_signer_of_today(draft, user):
        raise ActionRefused(_("%(name)s has just signed this version.") % {"name": signer})
    sign_off = SignOff.objects.create(
        page_id=page.pk,
        content_hash=draft.content_hash,
        content=draft.content,
        reviewer=reviewer,
        signed_by=user,
        signed_by_name=get_user_display_name(user),
        valid_until=add_months(timezone.localdate(), months),
    )
    finish_review(draft, user)
    return sign_off


def find_signer_of_today(draft: Draft, user: User) -> str:
    """Return who else signed this very version today, or an empty string."""
    signed = draft.sign_off if draft.state == SignOffState.CURRENT else None
    is_of_today = signed and signed.signed_by_id != user.pk and signed.signed_on == timezone.localdate()
    return signed.signed_by_name if signed and is_of_today else ""


@transaction.atomic
def declare_minor(page: MedicalPage, user: User, *, shown_hash: str, reason: str) -> MinorChange:
    """Let the sign-off that a page has be true of its newest version too, because the words changed only a little.

    Raises ActionRefused as above, and if a work or its status changed: that is never minor.
    """
    draft = lock_page(page)
    check_reviewer(user, draft, shown_hash)
    signed = draft.sign_off
    if signed is None or signed.valid_until < timezone.localdate():
        raise ActionRefused(_("There is no sign-off that a minor change could keep. Sign the page instead."))
    if draft.state == SignOffState.CURRENT:
        raise ActionRefused(_("This version is signed off already."))
    if compare_contents(signed.content, draft.content).has_other_works:
        raise ActionRefused(_("The works cited, or what is known of them, have changed. That is never minor."))
    change = MinorChange.objects.create(
        sign_off=signed,
        content_hash=draft.content_hash,
        content=draft.content,
        reason=reason,
        declared_by=user,
        declared_by_name=get_user_display_name(user),
    )
    finish_review(draft, user)
    return change


def can_be_minor(draft: Draft, differences: ContentDifferences) -> bool:
    """Return whether a reviewer may let the sign-off hold for this version too: only words changed, and it still holds.

    `differences` are those since it was signed.
    """
    signed, lapsed = draft.sign_off, {SignOffState.TEXT_CHANGED}
    is_valid = signed and signed.valid_until >= timezone.localdate()
    return bool(is_valid and draft.state in lapsed and not differences.has_other_works)


def find_review(draft: Draft) -> TaskState | None:
    """Return the medical review that the page is in, if it is in one."""
    state = draft.page.current_workflow_task_state
    if state and state.status == TaskState.STATUS_IN_PROGRESS and isinstance(state.task.specific, MedicalReviewTask):
        return state.specific
    return None


def finish_review(draft: Draft, user: User) -> None:
    """Approve the medical review that the page is in, if any. Readers see the sign-off at once."""
    if review := find_review(draft):
        review.approve(user=user)
    purge_page_from_cache(draft.page)


@transaction.atomic
def request_changes(page: MedicalPage, user: User, *, comment: str) -> None:
    """Send a page back to its editors. Raises ActionRefused unless it is in medical review."""
    review = find_review(lock_page(page))
    if review is None or not is_medical_reviewer(user):
        raise ActionRefused(_("The page is not in medical review any more."))
    review.reject(user=user, comment=comment)


@transaction.atomic
def publish_with_reason(page: MedicalPage, user: User, *, shown_hash: str, reason: str) -> PublicationReason:
    """Keep why the newest version is published without a sign-off, and publish it.

    Raises ActionRefused if it is another by now, or if it is locked.
    """
    draft = lock_page(page)
    if draft.content_hash != shown_hash:
        raise ActionRefused(_("The page, or a work that it cites, has changed since you opened it. Read it again."))
    if draft.page.permissions_for_user(user).page_locked():
        raise ActionRefused(_("The page is locked, so it cannot be published now."))
    given = PublicationReason.objects.create(
        page_id=page.pk,
        content_hash=shown_hash,
        reason=reason,
        given_by=user,
        given_by_name=get_user_display_name(user),
    )
    revision = draft.revision or page.save_revision(user=user)
    revision.publish(user=user)
    return given


def add_months(day: date, months: int) -> date:
    """Return the day so many months later, or the last one of that month."""
    year, month = divmod(day.month - 1 + months, MONTHS_OF_YEAR)
    last = monthrange(day.year + year, month + 1)[1]
    return date(day.year + year, month + 1, min(day.day, last))
