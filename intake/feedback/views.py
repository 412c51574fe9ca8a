"""Takes what readers say of a page: a yes or no by one click, and what is wrong with it.

It works without scripts and without a cookie, so there is no token against posts from other sites: the browser's own
headers are asked instead (docs/adr/0040-feedback.md).
"""

from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.csrf import csrf_exempt
from wagtail.models import Page

from intake import remarks
from intake.antispam import client_ip, guard, rate_limit
from intake.antispam.rate_limit import Rate
from intake.encryption.key_ring import KeyUnavailable
from intake.enums import RemarkKind
from intake.feedback.forms import LineForm, RemarkForm
from intake.http import SeeOther, private_page

RATE = Rate(at_once=10, interval=timedelta(minutes=1))
RETRY_SECONDS = 60
# The two buttons on a page.
ANSWERS = {"yes": RemarkKind.USEFUL, "no": RemarkKind.NOT_USEFUL}


@csrf_exempt
@private_page
def page_feedback(request: HttpRequest) -> HttpResponse:
    """Ask what is wrong with a page, and take it; take a yes or no, and the line that may follow it.

    Raises Http404 unless `?page=` is one that everybody may read, and PermissionDenied for a post of another site.
    """
    page = get_public_page(request)
    answer = request.POST.get("answer", "")
    if request.method != "POST":
        return render_form(request, page, RemarkForm())
    if comes_from_elsewhere(request):
        raise PermissionDenied
    if request.POST.get(guard.DECOY_FIELD):
        return thank(page)
    if answer in ANSWERS and "words" not in request.POST:
        return take_vote(request, page, answer)
    return take_remark(request, page, answer if answer in ANSWERS else "")


@private_page
def feedback_thanks(request: HttpRequest) -> HttpResponse:
    """Thank, and offer a line to whoever said yes or no. Raises Http404 as above."""
    page, answer = get_public_page(request), request.GET.get("answer", "")
    form = LineForm() if answer in ANSWERS else None
    return render(request, "intake/feedback/thanks.html", build_context(page, answer, form))


def take_vote(request: HttpRequest, page: Page, answer: str) -> HttpResponse:
    if not allow(request):
        return refuse_for_now(request, page, LineForm(), answer)
    remarks.count_vote(page.pk, is_useful=ANSWERS[answer] == RemarkKind.USEFUL)
    return thank(page, answer)


def take_remark(request: HttpRequest, page: Page, answer: str) -> HttpResponse:
    """Keep what was written. A form with errors is shown again with its words, which stand nowhere else."""
    form = LineForm(request.POST) if answer else RemarkForm(request.POST)
    if not form.is_valid():
        return render_form(request, page, form, answer)
    if not allow(request):
        return refuse_for_now(request, page, form, answer)
    kind = ANSWERS[answer] if answer else RemarkKind(form.cleaned_data["kind"])
    try:
        if form.cleaned_data["words"] or not answer:
            remarks.keep_remark(page.pk, kind, form.cleaned_data["words"], language=get_language() or "")
    except KeyUnavailable:
        form.add_error(None, gettext("Your words cannot be stored safely just now. Please try again later."))
        return render_form(request, page, form, answer, status=503)
    return thank(page)


def get_public_page(request: HttpRequest) -> Page:
    number = request.GET.get("page", "")
    found = number.isascii() and number.isdecimal() and len(number) < 10
    page = Page.objects.live().public().filter(pk=number, depth__gt=1).first() if found else None
    if page is None or not page.get_url(request):
        raise Http404
    return page


def comes_from_elsewhere(request: HttpRequest) -> bool:
    """Return whether a browser says that another site has sent this post. Old ones say nothing."""
    if where := request.headers.get("Sec-Fetch-Site"):
        return where not in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.get_host()


def allow(request: HttpRequest) -> bool:
    return rate_limit.allow_attempt("page-feedback", client_ip.identify_client(request), RATE)


def refuse_for_now(request: HttpRequest, page: Page, form: LineForm | RemarkForm, answer: str) -> HttpResponse:
    """Show the form again with what was written, because too much came from one network."""
    if not form.is_bound:
        form = LineForm({})
        form.is_valid()
    form.add_error(None, gettext("Too much came from your network. Please wait a minute, and send it again."))
    response = render_form(request, page, form, answer, status=429)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def render_form(
    request: HttpRequest, page: Page, form: LineForm | RemarkForm, answer: str = "", status: int = 200
) -> HttpResponse:
    return render(request, "intake/feedback/form.html", build_context(page, answer, form), status=status)


def build_context(page: Page, answer: str, form: LineForm | RemarkForm | None) -> dict[str, object]:
    return {
        "about": page,
        "answer": answer,
        "form": form,
        "decoy": guard.DECOY_FIELD,
        "send_url": build_url("feedback", page),
    }


def build_url(name: str, page: Page, answer: str = "") -> str:
    query = {"page": page.pk, "answer": answer} if answer else {"page": page.pk}
    return f"{reverse(name)}?{urlencode(query)}"


def thank(page: Page, answer: str = "") -> HttpResponse:
    return SeeOther(build_url("feedback_thanks", page, answer))
