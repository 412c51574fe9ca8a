"""Save and come back later: the page that gives the return code, also as a link by email, and the page that takes it.

The code stands in no URL that a server sees: in a link it is the fragment, which browsers keep to themselves.
"""

import logging
import smtplib
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from intake.antispam import client_ip, rate_limit
from intake.antispam.rate_limit import Rate
from intake.delivery.emails import build_return_link_email
from intake.http import SeeOther
from intake.questionnaires.public_urls import QuestionnaireURLs
from intake.token_sessions import drafts, refused_forms, return_codes, tokens
from intake.visitor import cookies, draft_sessions
from intake.visitor.decorators import questionnaire_page, unsent_draft_required
from intake.visitor.draft_sessions import DraftSession
from intake.visitor.forms import ReturnCodeForm, ReturnLinkForm
from intake.visitor.navigation import get_resume_url
from intake.visitor.rendering import render_page

logger = logging.getLogger(__name__)

# The first code of a draft costs the server 25 ms. As many are allowed as people may begin from one IP address.
CLIENT_CODE_RATE = Rate(at_once=60, interval=timedelta(seconds=30))
# A person mistypes a few times; each try costs the server 25 ms. The code itself is long enough not to be guessed.
CLIENT_RETURN_RATE = Rate(at_once=10, interval=timedelta(seconds=30))
# Enough for a mistyped email address; too few to fill somebody's mailbox from here.
CLIENT_EMAIL_RATE = Rate(at_once=6, interval=timedelta(minutes=5))
RECIPIENT_EMAIL_RATE = Rate(at_once=3, interval=timedelta(minutes=20))


@unsent_draft_required
def save_and_return(request: HttpRequest, draft_session: DraftSession) -> HttpResponse:
    """Show the code and the link that open the draft again, and until when; or send the link by email."""
    render = partial(render_save_and_return, request, draft_session)
    if request.method != "POST":
        return refused_forms.render_form(request, ReturnLinkForm, render)
    if "email" not in request.POST:
        return redirect_to_return_code(request, draft_session)
    form = ReturnLinkForm(request.POST)
    if not form.is_valid():
        return refused_forms.redirect_with_errors(request, form, render)
    email = form.cleaned_data["email"]
    if not can_send_link(request, email):
        form.add_error(
            "email", _("We have already sent this several times. Wait a few minutes, or write down the code.")
        )
        return refused_forms.redirect_with_errors(request, form, render)
    if not save_under_code(request, draft_session) or not send_return_link(draft_session, email):
        form.add_error("email", _("We could not send the email. Please write down the code instead."))
        return refused_forms.redirect_with_errors(request, form, render)
    return SeeOther(f"{draft_session.urls.later}?sent")


def redirect_to_return_code(request: HttpRequest, draft_session: DraftSession) -> HttpResponse:
    """Save the draft under its code and redirect to the page that shows it.

    The cookie is set again, since the draft is now kept for its whole lifetime from here on.
    """
    if not save_under_code(request, draft_session):
        return SeeOther(f"{draft_session.urls.later}?busy")
    response = SeeOther(draft_session.urls.later)
    cookies.set_draft_cookie(response, draft_session.urls, draft_session.token, draft_session.draft)
    return response


def save_under_code(request: HttpRequest, draft_session: DraftSession) -> bool:
    """Save the draft under its code; return False if too many codes were requested from one IP address.

    A draft that has its code already counts for nothing.
    """
    if not draft_session.draft.code_hash and not rate_limit.allow_attempt(
        "code/client", client_ip.identify_client(request), CLIENT_CODE_RATE
    ):
        return False
    return_codes.save_for_return(draft_session.draft, draft_session.token)
    return True


def render_save_and_return(request: HttpRequest, draft_session: DraftSession, form: ReturnLinkForm) -> HttpResponse:
    is_saved = bool(draft_session.draft.code_hash)
    context = {
        "definition": draft_session.definition,
        "draft": draft_session.draft,
        "code": return_codes.derive_return_code(draft_session.token) if is_saved else "",
        "link": build_return_link(draft_session) if is_saved else "",
        "form": form,
        "is_busy": "busy" in request.GET and not is_saved,
        "is_sent": "sent" in request.GET and not form.errors,
        "back_url": get_resume_url(draft_session),
    }
    return render_page(request, draft_session.urls, "save.html", context)


def can_send_link(request: HttpRequest, email: str) -> bool:
    return rate_limit.allow_attempt(
        "come-back-letter/client", client_ip.identify_client(request), CLIENT_EMAIL_RATE
    ) and rate_limit.allow_attempt("come-back-letter/address", email.casefold(), RECIPIENT_EMAIL_RATE)


def send_return_link(draft_session: DraftSession, email: str) -> bool:
    """Send the link now, and return whether it was sent: a queue would have to store the code or the email address
    in clear.
    """
    message = build_return_link_email(
        email,
        link=build_return_link(draft_session),
        code=return_codes.derive_return_code(draft_session.token),
        expires_at=draft_session.draft.expires_at,
        language=get_language() or settings.LANGUAGE_CODE,
    )
    try:
        message.send()
    except (smtplib.SMTPException, OSError):
        # No traceback: a mail server's reply may quote the email address.
        logger.error("The link to come back could not be sent")  # noqa: TRY400
        return False
    return True


def build_return_link(draft_session: DraftSession) -> str:
    return f"{settings.BASE_URL}{reverse('intake:back')}#{return_codes.derive_return_code(draft_session.token)}"


@questionnaire_page
def resume_draft(request: HttpRequest, urls: QuestionnaireURLs) -> HttpResponse:
    """Ask for the return code, and redirect to where its draft was left."""
    render = partial(render_resume_draft, request, urls)
    if request.method != "POST":
        return refused_forms.render_form(request, ReturnCodeForm, render)
    form = ReturnCodeForm(request.POST)
    if not form.is_valid():
        return refused_forms.redirect_with_errors(request, form, render)
    if not rate_limit.allow_attempt("come-back/client", client_ip.identify_client(request), CLIENT_RETURN_RATE):
        form.add_error("code", _("Too many attempts. Please wait a few minutes, then try again."))
        return refused_forms.redirect_with_errors(request, form, render)
    try:
        token = return_codes.find_token_by_code(form.cleaned_data["code"])
    except drafts.DraftNotFound:
        form.add_error(
            "code",
            _(
                "This code does not work. Check it and try again. If it is correct, your answers have already been "
                "sent or deleted."
            ),
        )
        return refused_forms.redirect_with_errors(request, form, render)
    return redirect_to_draft(token)


def render_resume_draft(request: HttpRequest, urls: QuestionnaireURLs, form: ReturnCodeForm) -> HttpResponse:
    return render_page(request, urls, "return.html", {"form": form})


def redirect_to_draft(token: str) -> HttpResponse:
    """Redirect to the draft, in its own language, where its questionnaire is answered now."""
    draft = drafts.find_draft(token)
    draft_session = draft_sessions.unseal_draft_session(token, draft, QuestionnaireURLs.of(draft.version))
    response = SeeOther(get_resume_url(draft_session))
    cookies.set_draft_cookie(response, draft_session.urls, token, draft)
    # This browser gets a receipt secret of its own: the one that saved the draft has another.
    cookies.set_receipt_cookie(response, draft_session.urls, tokens.generate_token(), draft)
    return response
