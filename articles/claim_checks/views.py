"""Keeps the reasons that editors give for claims without a citation."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.models import Page

from articles.models import ClaimDismissal
from articles.models.editorial_page import PageWithBody

PANEL_ANCHOR = "#panel-child-content-claims-section"
MAX_REASON_LENGTH = 1000


@require_POST
def keep_reason(request: HttpRequest, page_id: int) -> HttpResponseRedirect:
    """Keep the reason for the sentence whose button was pressed, or take it back.

    The sentence is looked for in the newest version of the page: its words are never taken from the request.
    """
    page = get_editable_page(request, page_id)
    show = [messages.button(PANEL_ANCHOR, _("Show"))]
    if restored := request.POST.get("restore"):
        page.claim_dismissals.filter(sentence_hash=restored).delete()
        messages.success(request, _("The sentence is listed as a claim without a citation again."), buttons=show)
    elif error := dismiss_claim(request, page, request.POST.get("dismiss", "")):
        messages.error(request, error, buttons=show)
    else:
        messages.success(request, _("Your reason is kept. Medical reviewers will see it."), buttons=show)
    return HttpResponseRedirect(get_panel_url(page))


def dismiss_claim(request: HttpRequest, page: PageWithBody, sentence_hash: str) -> str:
    """Keep the reason for a sentence, and return why not, or an empty string."""
    reason = request.POST.get(f"reason-{sentence_hash}", "").replace("\x00", "").strip()
    sentences = {one.claim.hash: one.claim.sentence for one in page.report_claims().uncovered}
    if sentence_hash not in sentences:
        return _("This sentence has changed or has a citation now. No reason was kept.")
    if not reason:
        return _("Enter a reason: medical reviewers will read it.")
    if len(reason) > MAX_REASON_LENGTH:
        return _("Enter a reason of at most %(number)s characters.") % {"number": MAX_REASON_LENGTH}
    ClaimDismissal.objects.update_or_create(
        page_id=page.pk,
        sentence_hash=sentence_hash,
        defaults={
            "sentence": sentences[sentence_hash],
            "reason": reason,
            "user_id": request.user.pk,
            "created_at": timezone.now(),
        },
    )
    return ""


def get_editable_page(request: HttpRequest, page_id: int) -> PageWithBody:
    """Return the newest version of a page. Raises PermissionDenied unless the user may edit it."""
    page = get_object_or_404(Page, pk=page_id).get_latest_revision_as_object()
    if not isinstance(page, PageWithBody) or not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return page


def get_panel_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk]) + PANEL_ANCHOR
