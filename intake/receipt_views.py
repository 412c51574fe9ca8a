"""The receipt as a file, for whoever has no paper: the reference, the code, and where they open what."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from intake import receipts, submissions, visits
from intake.views import SeeOther, only_shown, with_visit
from intake.visits import Visit


@with_visit
@only_shown
def save(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A text file for the browser that sent the answers; anybody else is led to the page that says why not."""
    try:
        receipt = submissions.receipt_for(visit.draft, visits.secret_of(request, visit.place))
    except (submissions.NotSubmitted, receipts.ReceiptShut):
        return SeeOther(visit.place.confirmation)
    context = {"receipt": receipt, "own_page": settings.BASE_URL + reverse("intake:own")}
    text = render_to_string("intake/receipt.txt", context)
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{receipt.submission.reference}.txt"'
    visits.remember_secret(response, visit.place, receipt.secret, visit.draft)
    return response
