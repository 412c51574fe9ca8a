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
from intake.delivery.emails import build_email
from intake.encryption import codes
from intake.forms import CodeField, TaglessForm
from intake.http import SeeOther
from intake.questionnaires.public_urls import QuestionnaireURLs
from intake.token_sessions import drafts, receipts, refused_forms
from intake.visitor import draft_sessions
from intake.visitor.draft_sessions import DraftSession
from intake.visitor.views import (
    get_resume_url,
    questionnaire_page,
    redirect_to_return_code,
    render_page,
    save_under_code,
    unsent_draft_required,
)

logger = logging.getLogger(__name__)

# A person mistypes a few times; each try costs the server 25 ms. That a code cannot be guessed is the code's own doing.
CLIENT_RETURN_RATE = Rate(at_once=10, interval=timedelta(seconds=30))
# Enough for a mistyped address; too few to fill somebody's mailbox from here.
CLIENT_EMAIL_RATE = Rate(at_once=6, interval=timedelta(minutes=5))
RECIPIENT_EMAIL_RATE = Rate(at_once=3, interval=timedelta(minutes=20))


MAX_EMAIL_LENGTH = 320


class ReturnLinkForm(TaglessForm):
    email = EmailField(
        max_length=MAX_EMAIL_LENGTH,
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


class ReturnCodeForm(TaglessForm):
    code = CodeField(
        label=gettext_lazy("Your code"),
        help_text=gettext_lazy("20 letters and figures. Capitals and hyphens do not matter."),
        length=codes.SECRET_LENGTH,
        error_messages={
            "required": gettext_lazy("Your code: write it as you wrote it down"),
            "invalid": gettext_lazy("Your code: it has 20 letters and figures; please check it"),
        },
    )


@unsent_draft_required
def save_and_return(request: HttpRequest, draft_session: DraftSession) -> HttpResponse:
    """The code and the link that open the draft again, until when, and the link by mail."""
    show = partial(render_save_and_return, request, draft_session)
    if request.method != "POST":
        return refused_forms.render_form(request, ReturnLinkForm, show)
    if "email" not in request.POST:
        return redirect_to_return_code(request, draft_session)
    form = ReturnLinkForm(request.POST)
    if not form.is_valid():
        return refused_forms.redirect_with_errors(request, form, show)
    email_address = form.cleaned_data["email"]
    if not can_send_link(request, email_address):
        form.add_error("email", _("We have sent this several times. Please wait some minutes, or write the code down."))
        return refused_forms.redirect_with_errors(request, form, show)
    if not save_under_code(request, draft_session) or not send_return_link(draft_session, email_address):
        form.add_error("email", _("We could not send the message just now. Please write the code down."))
        return refused_forms.redirect_with_errors(request, form, show)
    return SeeOther(f"{draft_session.place.later}?sent")


def render_save_and_return(request: HttpRequest, draft_session: DraftSession, form: ReturnLinkForm) -> HttpResponse:
    is_kept = bool(draft_session.draft.code_hash)
    context = {
        "definition": draft_session.definition,
        "draft": draft_session.draft,
        "code": drafts.derive_return_code(draft_session.token) if is_kept else "",
        "link": build_return_link(draft_session) if is_kept else "",
        "form": form,
        "is_busy": "busy" in request.GET and not is_kept,
        "is_sent": "sent" in request.GET and not form.errors,
        "back_url": get_resume_url(draft_session),
    }
    return render_page(request, draft_session.place, "save.html", context)


def can_send_link(request: HttpRequest, email_address: str) -> bool:
    return rate_limit.allow_attempt(
        "come-back-letter/client", rate_limit.identify_client(request), CLIENT_EMAIL_RATE
    ) and rate_limit.allow_attempt("come-back-letter/address", email_address.casefold(), RECIPIENT_EMAIL_RATE)


def send_return_link(draft_session: DraftSession, email_address: str) -> bool:
    """Send the link now: a queue would have to keep the code, or the address, in clear. False if it did not go out."""
    context = {
        "link": build_return_link(draft_session),
        "code": drafts.derive_return_code(draft_session.token),
        "expires_at": draft_session.draft.expires_at,
    }
    message = build_email(
        "come-back",
        to=email_address,
        language=get_language() or settings.LANGUAGE_CODE,
        context=context,
        is_to_patient=True,
    )
    try:
        message.send()
    except (smtplib.SMTPException, OSError):
        # No trace: a mail server's answer may quote the address.
        logger.error("The link to come back could not be sent")  # noqa: TRY400
        return False
    return True


def build_return_link(draft_session: DraftSession) -> str:
    return f"{settings.BASE_URL}{reverse('intake:back')}#{drafts.derive_return_code(draft_session.token)}"


@questionnaire_page
def resume_draft(request: HttpRequest, urls: QuestionnaireURLs) -> HttpResponse:
    """Asks for the code, and leads to where its draft was left."""
    show = partial(render_resume_draft, request, urls)
    if request.method != "POST":
        return refused_forms.render_form(request, ReturnCodeForm, show)
    form = ReturnCodeForm(request.POST)
    if not form.is_valid():
        return refused_forms.redirect_with_errors(request, form, show)
    if not rate_limit.allow_attempt("come-back/client", rate_limit.identify_client(request), CLIENT_RETURN_RATE):
        form.add_error("code", _("Too many tries in a short time. Please wait a few minutes, then try again."))
        return refused_forms.redirect_with_errors(request, form, show)
    try:
        token = drafts.find_token_by_code(form.cleaned_data["code"])
    except drafts.DraftNotFound:
        form.add_error(
            "code",
            _("This code opens nothing. Check it; or the answers were sent, cleared, or kept as long as we keep them."),
        )
        return refused_forms.redirect_with_errors(request, form, show)
    return redirect_to_draft(token)


def render_resume_draft(request: HttpRequest, urls: QuestionnaireURLs, form: ReturnCodeForm) -> HttpResponse:
    return render_page(request, urls, "return.html", {"form": form})


def redirect_to_draft(token: str) -> HttpResponse:
    """Into the draft, in its own language, where its questionnaire is answered now."""
    draft = drafts.find_draft(token)
    draft_session = draft_sessions.unseal_draft_session(token, draft, QuestionnaireURLs.of(draft.version))
    response = SeeOther(get_resume_url(draft_session))
    draft_sessions.set_draft_cookie(response, draft_session.place, token, draft)
    # Of this browser's own: the one that kept the draft has another.
    draft_sessions.set_receipt_cookie(response, draft_session.place, receipts.generate_receipt_secret(), draft)
    return response
