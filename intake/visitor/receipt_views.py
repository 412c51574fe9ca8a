"""The receipt as a file, for whoever has no paper: the reference, the code, and where they open what."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from intake.http import SeeOther, redirect_posts
from intake.token_sessions import receipts
from intake.visitor import actions, draft_sessions
from intake.visitor.draft_sessions import DraftSession
from intake.visitor.views import draft_session_required


@draft_session_required
@redirect_posts
def receipt_download(request: HttpRequest, draft_session: DraftSession) -> HttpResponse:
    """A text file for the browser that sent the answers; anybody else is led to the page that says why not."""
    try:
        receipt = actions.get_receipt(
            draft_session.draft, draft_sessions.get_receipt_secret(request, draft_session.place)
        )
    except (actions.NotSubmitted, receipts.ReceiptUnavailable):
        return SeeOther(draft_session.place.confirmation)
    context = {"receipt": receipt, "own_page": settings.BASE_URL + reverse("intake:own")}
    text = render_to_string("intake/visitor/receipt.txt", context)
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{receipt.submission.reference}.txt"'
    draft_sessions.set_receipt_cookie(response, draft_session.place, receipt.secret, draft_session.draft)
    return response
