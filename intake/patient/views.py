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
from intake.answers.current import Sent
from intake.answers.email_domains import meant_by
from intake.answers.forms import StepForm
from intake.antispam import rate_limit
from intake.antispam.rate_limit import Rate
from intake.encryption.primitives import SealError
from intake.engine import routes
from intake.engine.conditions import ALWAYS
from intake.engine.questionnaire_response import to_text
from intake.engine.questions import Question, Step
from intake.enums import State
from intake.http import SeeOther, only_shown
from intake.patient import actions
from intake.patient.forms import EraseForm, OpenForm
from intake.questionnaires import publishing, safety
from intake.token_sessions import patient_sessions, refused_forms
from intake.token_sessions.patient_sessions import Access, SessionNotFound

View = Callable[..., HttpResponse]

# A person mistypes a few times; each try costs the server 25 ms. That a code cannot be guessed is the code's own doing.
TRIES_OF_A_CLIENT = Rate(at_once=10, interval=timedelta(seconds=30))
# More generous: the reference is no secret, and whoever knows it should not be able to shut the patient out.
TRIES_OF_A_REFERENCE = Rate(at_once=30, interval=timedelta(seconds=10))

WRITTEN = "written"
STATES = {
    State.NEW: gettext_lazy("The clinic has received it. Somebody there will read it."),
    State.IN_REVIEW: gettext_lazy("Somebody at the clinic is reading it."),
    # While a submission stands at NEW or IN_REVIEW and the clinic has written.
    WRITTEN: gettext_lazy("The clinic has read what you sent and has written to you."),
    State.WAITING: gettext_lazy("The clinic needs something from you before it can go on."),
    State.ACCEPTED: gettext_lazy("The clinic can take you on. It gets in touch to agree on what comes next."),
    State.REFERRED: gettext_lazy("The clinic thinks that another place can help you better, and tells you which."),
    State.CLOSED: gettext_lazy("The clinic has finished with it."),
    State.WITHDRAWN: gettext_lazy("The clinic no longer reads or uses it: you took your consent back."),
}


def private(view: View) -> View:
    """A page that no cache and no search engine keeps."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @cache_control(no_store=True)
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return wrapped


def opened(view: View) -> View:
    """A page behind the code; whoever has not opened it, or no longer, is asked for it."""

    @private
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        access = access_of(request)
        if access is None:
            return SeeOther(reverse("intake:own") + "?closed")
        try:
            return view(request, access, *args, **kwargs)
        except actions.FirstCodeNeeded as error:
            raise Http404 from error

    return wrapped


# --- Pages -----------------------------------------------------------------------------------------------------------


@private
def own(request: HttpRequest) -> HttpResponse:
    """The page itself, or the question for reference and code."""
    access = access_of(request)
    if request.method == "POST":
        return enter(request)
    if access:
        return overview(request, access)
    initial = {"reference": request.GET.get("reference", "")[:100]}
    return refused_forms.show(request, lambda data: OpenForm(data, initial=initial), partial(enter_page, request))


def enter(request: HttpRequest) -> HttpResponse:
    form, show = OpenForm(request.POST), partial(enter_page, request)
    if not form.is_valid():
        return refused_forms.show_again(request, form, show)
    reference, code = form.cleaned_data["reference"], form.cleaned_data["code"]
    if not may_try(request, reference):
        form.add_error(None, _("Too many tries in a short time. Please wait a few minutes, then try again."))
        return refused_forms.show_again(request, form, show)
    try:
        token = actions.enter(reference=reference, code=code)
    except actions.NotOpened:
        form.add_error(None, _("This reference and this code open nothing together. Please check both."))
        return refused_forms.show_again(request, form, show)
    with translation.override(patient_sessions.find(token).submission.language):
        response = SeeOther(reverse("intake:own"))
        remember(response, token)
    return response


def may_try(request: HttpRequest, reference: str) -> bool:
    client = rate_limit.client_of(request)
    return rate_limit.allow("own-page/client", client, TRIES_OF_A_CLIENT) and rate_limit.allow(
        "own-page/reference", reference, TRIES_OF_A_REFERENCE
    )


def overview(request: HttpRequest, access: Access) -> HttpResponse:
    submission = access.submission
    sent = actions.read(access) if access.opens_answers else None
    consents = actions.consents(access)
    letters = actions.messages(access)
    state, since = State(submission.state), submission.state_changed_at
    is_answered = bool(letters) and state in {State.NEW, State.IN_REVIEW}
    return page(
        request,
        "own.html",
        {
            "submission": submission,
            "definition": publishing.definition_of(submission.version),
            "state": STATES[WRITTEN if is_answered else state],
            "since": max(since, letters[0][0]) if is_answered else since,
            "is_withdrawn": any(given.withdrawn_at and given.consent.required for given in consents),
            "letters": letters,
            "sent": sent,
            "contact": contact_in_words(sent) if sent else [],
            "consents": consents,
        },
    )


def contact_in_words(sent: Sent) -> list[tuple[Question, tuple[presentation.Group, ...], str]]:
    """Each contact question with the answer that holds, and the address that was probably meant by one."""
    answers = [(question, sent.answers.get(question.link_id)) for question in sent.contact_questions]
    return [
        (question, presentation.in_words(question, answer), meant_by(question, answer)) for question, answer in answers
    ]


@opened
@only_shown
def answers(request: HttpRequest, access: Access) -> HttpResponse:
    """What was told, to read and to print."""
    sent = actions.read(access)
    asked = [step for step in routes.steps(sent.definition, sent.answers) if step.answerable]
    told = [
        (chapter.title, [presentation.step_in_words(step, sent.answers) for step in chapter.steps])
        for chapter in sections.chapters(asked)
    ]
    return page(request, "answers.html", {"submission": access.submission, "sent": sent, "chapters": told})


@opened
@only_shown
def fhir(request: HttpRequest, access: Access) -> HttpResponse:
    """What was told, as a file that other health software reads."""
    response = HttpResponse(to_text(actions.download(access)), content_type="application/fhir+json")
    response["Content-Disposition"] = f'attachment; filename="{access.submission.reference}.json"'
    return response


@opened
def contact(request: HttpRequest, access: Access) -> HttpResponse:
    """How the clinic reaches the patient, to correct."""
    sent = actions.read(access)
    if not sent.contact_questions:
        raise Http404
    step = Step("contact", _("How we can reach you"), sent.contact_questions, ALWAYS)
    make = partial(contact_form, step, sent)

    def show(form: StepForm) -> HttpResponse:
        return page(request, "contact.html", {"form": form, "step": step, "definition": sent.definition})

    if request.method != "POST":
        return refused_forms.show(request, make, show)
    form = make(request.POST)
    if not form.is_valid():
        return refused_forms.show_again(request, form, show)
    actions.correct_contact(access, form.answers())
    return SeeOther(reverse("intake:own") + "?corrected")


def contact_form(step: Step, sent: Sent, data: Any) -> StepForm:
    return StepForm(step=step, answers=sent.answers, data=data)


@opened
def withdraw(request: HttpRequest, access: Access, link_id: str) -> HttpResponse:
    """One consent: what it means to take it back, and the button that does."""
    given = next((given for given in actions.consents(access) if given.consent.link_id == link_id), None)
    if given is None:
        raise Http404
    if given.withdrawn_at:
        return SeeOther(reverse("intake:own"))
    if request.method == "POST":
        actions.withdraw(access, given.consent)
        return SeeOther(reverse("intake:own") + "?withdrawn")
    definition = publishing.definition_of(access.submission.version)
    context = {"consent": given.consent, "definition": definition}
    return page(request, "withdraw.html", context)


@opened
def erase(request: HttpRequest, access: Access) -> HttpResponse:
    """What erasing does, and the box and the button that do it."""

    def show(form: EraseForm) -> HttpResponse:
        return page(request, "erase.html", {"form": form})

    if request.method != "POST":
        return refused_forms.show(request, EraseForm, show)
    form = EraseForm(request.POST)
    if not form.is_valid():
        return refused_forms.show_again(request, form, show)
    actions.erase(access)
    response = SeeOther(reverse("intake:own_erased"))
    forget(response)
    return response


@private
@only_shown
def erased(request: HttpRequest) -> HttpResponse:
    return page(request, "erased.html")


@require_POST
@private
def leave(request: HttpRequest) -> HttpResponse:
    access = access_of(request)
    if access:
        patient_sessions.end(access)
    response = SeeOther(reverse("intake:own") + "?left")
    forget(response)
    return response


# --- The cookie ------------------------------------------------------------------------------------------------------


def access_of(request: HttpRequest) -> Access | None:
    try:
        return patient_sessions.find(request.COOKIES.get(cookie_name(), ""))
    except (SessionNotFound, SealError):
        return None


def cookie_name() -> str:
    return "__Secure-own-page" if settings.SESSION_COOKIE_SECURE else "own-page"


def remember(response: HttpResponseBase, token: str) -> None:
    response.set_cookie(
        cookie_name(),
        token,
        max_age=patient_sessions.LIFETIME,
        path=reverse("intake:own"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponseBase) -> None:
    response.delete_cookie(cookie_name(), path=reverse("intake:own"), samesite="Lax")


# --- Rendering -------------------------------------------------------------------------------------------------------


def page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    found = {"safety_contacts": safety.contacts(get_language())}
    return render(request, f"intake/own/{template}", found | (context or {}), status=status)


def enter_page(request: HttpRequest, form: OpenForm) -> HttpResponse:
    return page(request, "enter.html", {"form": form})
