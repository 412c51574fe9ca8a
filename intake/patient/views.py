"""The patient's own page: what became of what they sent, and what they can do about it.

Reference and code come by POST alone and stand in no address. What they open is held for half an hour by a token in
one cookie, which goes to no other page. Nothing here needs the clinic's private key.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial, wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from intake.answers import presentation, sections
from intake.answers.current_answers import CurrentAnswers
from intake.answers.email_domains import suggest_correction
from intake.answers.forms import StepForm
from intake.antispam import rate_limit
from intake.antispam.rate_limit import Rate
from intake.encryption.primitives import SealError
from intake.engine import routes
from intake.engine.conditions import ALWAYS
from intake.engine.questions import Question, Step
from intake.enums import SubmissionState
from intake.http import SeeOther, build_fhir_download, redirect_posts
from intake.patient import actions
from intake.patient.forms import EraseForm, OwnPageForm
from intake.questionnaires import publishing, safety
from intake.token_sessions import patient_sessions, refused_forms
from intake.token_sessions.patient_sessions import OwnPageAccess, SessionNotFound

PatientView = Callable[..., HttpResponse]

# A person mistypes a few times; each try costs the server 25 ms. That a code cannot be guessed is the code's own doing.
CLIENT_ATTEMPT_RATE = Rate(at_once=10, interval=timedelta(seconds=30))
# More generous: the reference is no secret, and whoever knows it should not be able to shut the patient out.
REFERENCE_ATTEMPT_RATE = Rate(at_once=30, interval=timedelta(seconds=10))

REPLIED = "written"
STATE_TEXTS = {
    SubmissionState.NEW: gettext_lazy("The clinic has received it. Somebody there will read it."),
    SubmissionState.IN_REVIEW: gettext_lazy("Somebody at the clinic is reading it."),
    # While a submission stands at NEW or IN_REVIEW and the clinic has written.
    REPLIED: gettext_lazy("The clinic has read what you sent and has written to you."),
    SubmissionState.WAITING: gettext_lazy("The clinic needs something from you before it can go on."),
    SubmissionState.ACCEPTED: gettext_lazy("The clinic can take you on. It gets in touch to agree on what comes next."),
    SubmissionState.REFERRED: gettext_lazy(
        "The clinic thinks that another place can help you better, and tells you which."
    ),
    SubmissionState.CLOSED: gettext_lazy("The clinic has finished with it."),
    SubmissionState.WITHDRAWN: gettext_lazy("The clinic no longer reads or uses it: you took your consent back."),
}


def private_page(view: PatientView) -> PatientView:
    """A page that no cache and no search engine keeps."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @cache_control(no_store=True)
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return wrapped


def access_required(view: PatientView) -> PatientView:
    """A page behind the code; whoever has not opened it, or no longer, is asked for it."""

    @private_page
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        access = get_access(request)
        if access is None:
            return SeeOther(reverse("intake:own") + "?closed")
        try:
            return view(request, access, *args, **kwargs)
        except actions.FirstCodeRequired as error:
            raise Http404 from error

    return wrapped


# --- Pages -----------------------------------------------------------------------------------------------------------


@private_page
def own_page(request: HttpRequest) -> HttpResponse:
    """The page itself, or the question for reference and code."""
    access = get_access(request)
    if request.method == "POST":
        return handle_code_form(request)
    if access:
        return render_overview(request, access)
    initial = {"reference": request.GET.get("reference", "")[:100]}
    return refused_forms.render_form(
        request, lambda data: OwnPageForm(data, initial=initial), partial(render_code_form, request)
    )


def handle_code_form(request: HttpRequest) -> HttpResponse:
    form, show = OwnPageForm(request.POST), partial(render_code_form, request)
    if not form.is_valid():
        return refused_forms.redirect_with_errors(request, form, show)
    reference, code = form.cleaned_data["reference"], form.cleaned_data["code"]
    if not can_try_code(request, reference):
        form.add_error(None, _("Too many tries in a short time. Please wait a few minutes, then try again."))
        return refused_forms.redirect_with_errors(request, form, show)
    try:
        token = actions.open_own_page(reference=reference, code=code)
    except actions.CodeMismatch:
        form.add_error(None, _("This reference and this code open nothing together. Please check both."))
        return refused_forms.redirect_with_errors(request, form, show)
    with translation.override(patient_sessions.find_access(token).submission.language):
        response = SeeOther(reverse("intake:own"))
        set_own_page_cookie(response, token)
    return response


def can_try_code(request: HttpRequest, reference: str) -> bool:
    client = rate_limit.identify_client(request)
    return rate_limit.allow_attempt("own-page/client", client, CLIENT_ATTEMPT_RATE) and rate_limit.allow_attempt(
        "own-page/reference", reference, REFERENCE_ATTEMPT_RATE
    )


def render_overview(request: HttpRequest, access: OwnPageAccess) -> HttpResponse:
    submission = access.submission
    sent = actions.read_own_answers(access) if access.opens_answers else None
    consents = actions.list_given_consents(access)
    clinic_messages = actions.read_messages(access)
    state, since = SubmissionState(submission.state), submission.state_changed_at
    is_answered = bool(clinic_messages) and state in {SubmissionState.NEW, SubmissionState.IN_REVIEW}
    return render_own_page(
        request,
        "overview.html",
        {
            "submission": submission,
            "definition": publishing.get_definition(submission.version),
            "state": STATE_TEXTS[REPLIED if is_answered else state],
            "since": max(since, clinic_messages[0][0]) if is_answered else since,
            "is_withdrawn": any(given.withdrawn_at and given.consent.required for given in consents),
            "letters": clinic_messages,
            "sent": sent,
            "contact": present_contact_answers(sent) if sent else [],
            "consents": consents,
        },
    )


def present_contact_answers(sent: CurrentAnswers) -> list[tuple[Question, tuple[presentation.AnswerGroup, ...], str]]:
    """Each contact question with the answer that holds, and the address that was probably meant by one."""
    answers = [(question, sent.answers.get(question.link_id)) for question in sent.contact_questions]
    return [
        (question, presentation.present_answer(question, answer), suggest_correction(question, answer))
        for question, answer in answers
    ]


@access_required
@redirect_posts
def own_answers(request: HttpRequest, access: OwnPageAccess) -> HttpResponse:
    """What was told, to read and to print."""
    sent = actions.read_own_answers(access)
    asked = [step for step in routes.get_asked_steps(sent.definition, sent.answers) if step.answerable]
    presented = [
        (chapter.title, [presentation.present_step(step, sent.answers) for step in chapter.steps])
        for chapter in sections.build_chapters(asked)
    ]
    return render_own_page(
        request, "answers.html", {"submission": access.submission, "sent": sent, "chapters": presented}
    )


@access_required
@redirect_posts
def own_response(request: HttpRequest, access: OwnPageAccess) -> HttpResponse:
    """What was told, as a file that other health software reads."""
    return build_fhir_download(actions.export_own_response(access), f"{access.submission.reference}.json")


@access_required
def contact_correction(request: HttpRequest, access: OwnPageAccess) -> HttpResponse:
    """How the clinic reaches the patient, to correct."""
    sent = actions.read_own_answers(access)
    if not sent.contact_questions:
        raise Http404
    step = Step("contact", _("How we can reach you"), sent.contact_questions, ALWAYS)
    make = partial(build_contact_form, step, sent)

    def show(form: StepForm) -> HttpResponse:
        return render_own_page(request, "contact.html", {"form": form, "step": step, "definition": sent.definition})

    if request.method != "POST":
        return refused_forms.render_form(request, make, show)
    form = make(request.POST)
    if not form.is_valid():
        return refused_forms.redirect_with_errors(request, form, show)
    actions.correct_contact(access, form.answers())
    return SeeOther(reverse("intake:own") + "?corrected")


def build_contact_form(step: Step, sent: CurrentAnswers, data: Any) -> StepForm:
    return StepForm(step=step, answers=sent.answers, data=data)


@access_required
def consent_withdrawal(request: HttpRequest, access: OwnPageAccess, link_id: str) -> HttpResponse:
    """One consent: what it means to take it back, and the button that does."""
    given = next((given for given in actions.list_given_consents(access) if given.consent.link_id == link_id), None)
    if given is None:
        raise Http404
    if given.withdrawn_at:
        return SeeOther(reverse("intake:own"))
    if request.method == "POST":
        actions.withdraw_consent(access, given.consent)
        return SeeOther(reverse("intake:own") + "?withdrawn")
    definition = publishing.get_definition(access.submission.version)
    context = {"consent": given.consent, "definition": definition}
    return render_own_page(request, "withdraw.html", context)


@access_required
def submission_erasure(request: HttpRequest, access: OwnPageAccess) -> HttpResponse:
    """What erasing does, and the box and the button that do it."""

    def show(form: EraseForm) -> HttpResponse:
        return render_own_page(request, "erase.html", {"form": form})

    if request.method != "POST":
        return refused_forms.render_form(request, EraseForm, show)
    form = EraseForm(request.POST)
    if not form.is_valid():
        return refused_forms.redirect_with_errors(request, form, show)
    actions.erase_submission(access)
    response = SeeOther(reverse("intake:own_erased"))
    delete_own_page_cookie(response)
    return response


@private_page
@redirect_posts
def erasure_confirmation(request: HttpRequest) -> HttpResponse:
    return render_own_page(request, "erased.html")


@require_POST
@private_page
def close_own_page(request: HttpRequest) -> HttpResponse:
    access = get_access(request)
    if access:
        patient_sessions.end_session(access)
    response = SeeOther(reverse("intake:own") + "?left")
    delete_own_page_cookie(response)
    return response


# --- The cookie ------------------------------------------------------------------------------------------------------


def get_access(request: HttpRequest) -> OwnPageAccess | None:
    try:
        return patient_sessions.find_access(request.COOKIES.get(get_own_page_cookie_name(), ""))
    except (SessionNotFound, SealError):
        return None


def get_own_page_cookie_name() -> str:
    return "__Secure-own-page" if settings.SESSION_COOKIE_SECURE else "own-page"


def set_own_page_cookie(response: HttpResponseBase, token: str) -> None:
    response.set_cookie(
        get_own_page_cookie_name(),
        token,
        max_age=patient_sessions.SESSION_LIFETIME,
        path=reverse("intake:own"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def delete_own_page_cookie(response: HttpResponseBase) -> None:
    response.delete_cookie(get_own_page_cookie_name(), path=reverse("intake:own"), samesite="Lax")


# --- Rendering -------------------------------------------------------------------------------------------------------


def render_own_page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    found = {"safety_contacts": safety.list_safety_contacts(get_language())}
    return render(request, f"intake/patient/{template}", found | (context or {}), status=status)


def render_code_form(request: HttpRequest, form: OwnPageForm) -> HttpResponse:
    return render_own_page(request, "enter.html", {"form": form})
