"""The receipt as a file, for whoever has no paper: the reference, the code, and where they open what."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from intake.http import SeeOther, only_shown
from intake.token_sessions import receipts
from intake.visitor import actions, draft_sessions
from intake.visitor.draft_sessions import Visit
from intake.visitor.views import with_visit


@with_visit
@only_shown
def save(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A text file for the browser that sent the answers; anybody else is led to the page that says why not."""
    try:
        receipt = actions.receipt_for(visit.draft, draft_sessions.secret_of(request, visit.place))
    except (actions.NotSubmitted, receipts.ReceiptShut):
        return SeeOther(visit.place.confirmation)
    context = {"receipt": receipt, "own_page": settings.BASE_URL + reverse("intake:own")}
    text = render_to_string("intake/receipt.txt", context)
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{receipt.submission.reference}.txt"'
    draft_sessions.remember_secret(response, visit.place, receipt.secret, visit.draft)
    return response
