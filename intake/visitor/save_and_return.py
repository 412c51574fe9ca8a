"""Save and come back: the page that gives the code, by link and by mail too, and the page that takes it.

The code stands in no address that a server sees: in a link it is the fragment, which browsers keep to themselves.
"""

import logging
import smtplib
from datetime import timedelta
from functools import partial

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from intake.answers.fields import EmailField
from intake.antispam import rate_limit
from intake.antispam.rate_limit import Rate
from intake.delivery.emails import letter
from intake.encryption import codes
from intake.forms import CodeField, TaglessForm
from intake.http import SeeOther
from intake.questionnaires.public_urls import Place
from intake.token_sessions import drafts, receipts, refused_forms
from intake.visitor import draft_sessions
from intake.visitor.draft_sessions import Visit
from intake.visitor.views import kept_for_later, kept_under_code, onward_url, page, private, unsent

logger = logging.getLogger(__name__)

# A person mistypes a few times; each try costs the server 25 ms. That a code cannot be guessed is the code's own doing.
TRIES_OF_A_CLIENT = Rate(at_once=10, interval=timedelta(seconds=30))
# Enough for a mistyped address; too few to fill somebody's mailbox from here.
LETTERS_OF_A_CLIENT = Rate(at_once=6, interval=timedelta(minutes=5))
LETTERS_TO_AN_ADDRESS = Rate(at_once=3, interval=timedelta(minutes=20))


LONGEST_ADDRESS = 320


class AddressForm(TaglessForm):
    email = EmailField(
        max_length=LONGEST_ADDRESS,
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("We use it once, to send you the link, and do not keep it."),
        widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": gettext_lazy("E-mail address: write the address, for example name@example.org"),
            "invalid": gettext_lazy("E-mail address: this does not look complete; please check it"),
            "max_length": gettext_lazy("E-mail address: this does not look complete; please check it"),
            "unreadable": gettext_lazy("E-mail address: this does not look complete; please check it"),
        },
    )


class ComeBackForm(TaglessForm):
    code = CodeField(
        label=gettext_lazy("Your code"),
        help_text=gettext_lazy("20 letters and figures. Capitals and hyphens do not matter."),
        length=codes.SECRET_LENGTH,
        error_messages={
            "required": gettext_lazy("Your code: write it as you wrote it down"),
            "invalid": gettext_lazy("Your code: it has 20 letters and figures; please check it"),
        },
    )


@unsent
def later(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The code and the link that open the draft again, until when, and the link by mail."""
    show = partial(later_page, request, visit)
    if request.method != "POST":
        return refused_forms.show(request, AddressForm, show)
    if "email" not in request.POST:
        return kept_for_later(request, visit)
    form = AddressForm(request.POST)
    if not form.is_valid():
        return refused_forms.show_again(request, form, show)
    address = form.cleaned_data["email"]
    if not may_send(request, address):
        form.add_error("email", _("We have sent this several times. Please wait some minutes, or write the code down."))
        return refused_forms.show_again(request, form, show)
    if not kept_under_code(request, visit) or not send_link(visit, address):
        form.add_error("email", _("We could not send the message just now. Please write the code down."))
        return refused_forms.show_again(request, form, show)
    return SeeOther(f"{visit.place.later}?sent")


def later_page(request: HttpRequest, visit: Visit, form: AddressForm) -> HttpResponse:
    is_kept = bool(visit.draft.code_hash)
    context = {
        "definition": visit.definition,
        "draft": visit.draft,
        "code": drafts.code_of(visit.token) if is_kept else "",
        "link": come_back_link(visit) if is_kept else "",
        "form": form,
        "is_busy": "busy" in request.GET and not is_kept,
        "is_sent": "sent" in request.GET and not form.errors,
        "back_url": onward_url(visit),
    }
    return page(request, visit.place, "later.html", context)


def may_send(request: HttpRequest, address: str) -> bool:
    return rate_limit.allow(
        "come-back-letter/client", rate_limit.client_of(request), LETTERS_OF_A_CLIENT
    ) and rate_limit.allow("come-back-letter/address", address.casefold(), LETTERS_TO_AN_ADDRESS)


def send_link(visit: Visit, address: str) -> bool:
    """Send the link now: a queue would have to keep the code, or the address, in clear. False if it did not go out."""
    context = {
        "link": come_back_link(visit),
        "code": drafts.code_of(visit.token),
        "expires_at": visit.draft.expires_at,
    }
    message = letter(
        "come-back", to=address, language=get_language() or settings.LANGUAGE_CODE, context=context, is_to_patient=True
    )
    try:
        message.send()
    except (smtplib.SMTPException, OSError):
        # No trace: a mail server's answer may quote the address.
        logger.error("The link to come back could not be sent")  # noqa: TRY400
        return False
    return True


def come_back_link(visit: Visit) -> str:
    return f"{settings.BASE_URL}{reverse('intake:back')}#{drafts.code_of(visit.token)}"


@private
def back(request: HttpRequest, place: Place) -> HttpResponse:
    """Asks for the code, and leads to where its draft was left."""
    show = partial(back_page, request, place)
    if request.method != "POST":
        return refused_forms.show(request, ComeBackForm, show)
    form = ComeBackForm(request.POST)
    if not form.is_valid():
        return refused_forms.show_again(request, form, show)
    if not rate_limit.allow("come-back/client", rate_limit.client_of(request), TRIES_OF_A_CLIENT):
        form.add_error("code", _("Too many tries in a short time. Please wait a few minutes, then try again."))
        return refused_forms.show_again(request, form, show)
    try:
        token = drafts.token_by_code(form.cleaned_data["code"])
    except drafts.DraftNotFound:
        form.add_error(
            "code",
            _("This code opens nothing. Check it; or the answers were sent, cleared, or kept as long as we keep them."),
        )
        return refused_forms.show_again(request, form, show)
    return come_back(token)


def back_page(request: HttpRequest, place: Place, form: ComeBackForm) -> HttpResponse:
    return page(request, place, "back.html", {"form": form})


def come_back(token: str) -> HttpResponse:
    """Into the draft, in its own language, where its questionnaire is answered now."""
    draft = drafts.find(token)
    visit = draft_sessions.opened_by(token, draft, Place.of(draft.version))
    response = SeeOther(onward_url(visit))
    draft_sessions.remember(response, visit.place, token, draft)
    # Of this browser's own: the one that kept the draft has another.
    draft_sessions.remember_secret(response, visit.place, receipts.new_secret(), draft)
    return response
