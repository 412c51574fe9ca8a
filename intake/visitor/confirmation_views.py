"""The confirmation that the answers were sent, and the receipt as a file.

Both show the reference and the visitor's own code for an hour, to the browser that sent the answers.
"""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from intake import service_levels
from intake.antispam import client_ip, rate_limit
from intake.antispam.rate_limit import Rate
from intake.engine import advice
from intake.enums import Urgency
from intake.http import SeeOther, redirect_posts
from intake.token_sessions import receipts
from intake.visitor import actions, cookies
from intake.visitor.actions import Receipt
from intake.visitor.decorators import draft_session_required
from intake.visitor.draft_sessions import DraftSession
from intake.visitor.navigation import get_resume_url
from intake.visitor.rendering import render_page

# Opening the answers for the confirmation takes 25 ms: more often than anybody reloads it, also from a hospital ward.
CLIENT_RECEIPT_RATE = Rate(at_once=240, interval=timedelta(seconds=5))


@draft_session_required
@redirect_posts
def submission_confirmation(request: HttpRequest, draft_session: DraftSession) -> HttpResponse:
    """Show the reference, what happens next, and the visitor's own code.

    Anybody else who could open the draft is told that it was sent, and no more.
    """
    try:
        receipt = get_receipt(request, draft_session)
    except actions.NotSubmitted:
        return SeeOther(get_resume_url(draft_session))
    except receipts.ReceiptUnavailable:
        context = {"definition": draft_session.definition}
        return render_page(request, draft_session.urls, "sent_elsewhere.html", context, status=410)
    response = render_confirmation(request, draft_session, receipt)
    cookies.set_receipt_cookie(response, draft_session.urls, receipt.secret, draft_session.draft)
    return response


def render_confirmation(request: HttpRequest, draft_session: DraftSession, receipt: Receipt) -> HttpResponse:
    """Render the confirmation; without what only the answers tell, for a client that has asked too often."""
    may_read = rate_limit.allow_attempt("receipt/client", client_ip.identify_client(request), CLIENT_RECEIPT_RATE)
    next_steps = actions.read_next_steps(receipt) if may_read else actions.NextSteps()
    context = {
        "definition": draft_session.definition,
        "receipt": receipt,
        "reply_days": service_levels.find_working_days(receipt.submission),
        "advice": next_steps.advice,
        "wants_contacts": advice.wants_contacts(next_steps.advice),
        "is_reachable": next_steps.is_reachable,
        "is_urgent": receipt.submission.urgency == Urgency.URGENT,
        "own_page": build_own_page_url(),
    }
    return render_page(request, draft_session.urls, "confirmation.html", context)


@draft_session_required
@redirect_posts
def receipt_download(request: HttpRequest, draft_session: DraftSession) -> HttpResponse:
    """Return the receipt as a text file, for whoever has no paper.

    Redirect any browser but the one that sent the answers to the page that says why not.
    """
    try:
        receipt = get_receipt(request, draft_session)
    except (actions.NotSubmitted, receipts.ReceiptUnavailable):
        return SeeOther(draft_session.urls.confirmation)
    text = render_to_string("intake/visitor/receipt.txt", {"receipt": receipt, "own_page": build_own_page_url()})
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{receipt.submission.reference}.txt"'
    cookies.set_receipt_cookie(response, draft_session.urls, receipt.secret, draft_session.draft)
    return response


def get_receipt(request: HttpRequest, draft_session: DraftSession) -> Receipt:
    """Return the receipt that this browser may see. Raise actions.NotSubmitted or receipts.ReceiptUnavailable."""
    return actions.get_receipt(draft_session.draft, cookies.get_receipt_secret(request, draft_session.urls))


def build_own_page_url() -> str:
    return settings.BASE_URL + reverse("intake:own")
