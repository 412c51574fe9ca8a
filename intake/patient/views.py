"""The patient's own page: what the clinic has done with the submission, and what the patient can do about it.

Reference and code come by POST only and stand in no URL. A token in one cookie, which is sent to no other page, holds
the page open for half an hour. Nothing here needs the clinic's private key.
"""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intake.answers import answer_presentation, chapters
from intake.answers.current_answers import CurrentAnswers
from intake.answers.forms import StepForm
from intake.antispam import client_ip, rate_limit
from intake.antispam.rate_limit import Rate
from intake.appointments import OpenAppointment
from intake.audit import sightings
from intake.engine import routes
from intake.engine.conditions import ALWAYS
from intake.engine.questions import Step
from intake.enums import AppointmentStanding
from intake.http import SeeOther, build_fhir_download, private_page, redirect_posts
from intake.patient import actions, appointment_answers, correspondence
from intake.patient.access import access_required, delete_own_page_cookie, find_access, set_own_page_cookie
from intake.patient.forms import EraseForm, OwnPageForm, ReplyForm, WishForm
from intake.patient.standing import describe_standing
from intake.questionnaires import publishing, safety
from intake.retention import holds, requests
from intake.token_sessions import patient_sessions, refused_forms
from intake.token_sessions.patient_sessions import OwnPageAccess

# A person mistypes a few times; each try costs the server 25 ms. The code itself is long enough not to be guessed.
CLIENT_ATTEMPT_RATE = Rate(at_once=10, interval=timedelta(seconds=30))
# More generous: the reference is no secret, and whoever knows it must not be able to shut the patient out.
REFERENCE_ATTEMPT_RATE = Rate(at_once=30, interval=timedelta(seconds=10))


@private_page
def own_page(request: HttpRequest) -> HttpResponse:
    """Show the own page, or the form that asks for reference and code."""
    access = find_access(request)
    if request.method == "POST":
        return handle_code_form(request)
    if access:
        return render_overview(request, access)
    initial = {"reference": request.GET.get("reference", "")[:100]}
    return refused_forms.render_form(
        request, lambda data: OwnPageForm(data, initial=initial), partial(render_code_form, request)
    )


def handle_code_form(request: HttpRequest) -> HttpResponse:
    """Open the own page in the language of the submission, or say what is wrong with reference or code."""
    form, render_form = OwnPageForm(request.POST), partial(render_code_form, request)
    if not form.is_valid():
        return refused_forms.redirect_with_errors(request, form, render_form)
    reference, code = form.cleaned_data["reference"], form.cleaned_data["code"]
    if not can_try_code(request, reference):
        form.add_error(None, _("Too many attempts. Please wait a few minutes, then try again."))
        return refused_forms.redirect_with_errors(request, form, render_form)
    try:
        token = actions.open_own_page(reference=reference, code=code)
    except actions.CodeMismatch:
        form.add_error(None, _("The reference and the code do not match. Check both and try again."))
        return refused_forms.redirect_with_errors(request, form, render_form)
    with translation.override(patient_sessions.find_access(token).submission.language):
        response = SeeOther(reverse("intake:own"))
        set_own_page_cookie(response, token)
    return response


def can_try_code(request: HttpRequest, reference: str) -> bool:
    client = client_ip.identify_client(request)
    return rate_limit.allow_attempt("own-page/client", client, CLIENT_ATTEMPT_RATE) and rate_limit.allow_attempt(
        "own-page/reference", reference, REFERENCE_ATTEMPT_RATE
    )


def render_overview(request: HttpRequest, access: OwnPageAccess) -> HttpResponse:
    submission = access.submission
    current = actions.read_own_answers(access) if access.opens_answers else None
    consents = actions.list_given_consents(access)
    letters = correspondence.read_letters(access)
    appointment = appointment_answers.find_appointment(access)
    state, since = describe_standing(submission, letters, appointment)
    context = {
        "submission": submission,
        "definition": publishing.get_definition(submission.version),
        "state": state,
        "since": since,
        "appointment": appointment,
        "can_reply": correspondence.can_reply(submission),
        "is_withdrawn": any(given.withdrawn_at and given.consent.required for given in consents),
        "letters": letters,
        "sent": current,
        "contact": (
            answer_presentation.present_for_check(current.contact_questions, current.answers) if current else []
        ),
        "consents": consents,
        "seen": sightings.summarize_sightings(submission),
    }
    return render_own_page(request, "overview.html", context)


@access_required
@redirect_posts
def own_answers(request: HttpRequest, access: OwnPageAccess) -> HttpResponse:
    """Show the current answers, to read and to print."""
    current = actions.read_own_answers(access)
    asked = [step for step in routes.get_asked_steps(current.definition, current.answers) if step.answerable]
    presented = [
        (chapter.title, [answer_presentation.present_step(step, current.answers) for step in chapter.steps])
        for chapter in chapters.build_chapters(asked)
    ]
    context = {"submission": access.submission, "sent": current, "chapters": presented}
    return render_own_page(request, "answers.html", context)


@access_required
@redirect_posts
def own_response(request: HttpRequest, access: OwnPageAccess) -> HttpResponse:
    """Return the current answers as a FHIR file, which other health software can read."""
    try:
        response = actions.export_own_response(access)
    except actions.TooOften:
        return SeeOther(reverse("intake:own") + "?wait")
    return build_fhir_download(response, f"{access.submission.reference}.json")


@access_required
def contact_correction(request: HttpRequest, access: OwnPageAccess) -> HttpResponse:
    """Show the contact details in a form, and store what the patient corrects."""
    current = actions.read_own_answers(access)
    if not current.contact_questions:
        raise Http404
    step = Step("contact", _("How we can contact you"), current.contact_questions, ALWAYS)
    build_form = partial(build_contact_form, step, current)
    render_form = partial(render_contact_form, request, current)
    if request.method != "POST":
        return refused_forms.render_form(request, build_form, render_form)
    form = build_form(request.POST)
    if not form.is_valid():
        return refused_forms.redirect_with_errors(request, form, render_form)
    try:
        actions.correct_contact(access, form.collect_answers())
    except actions.TooOften:
        form.add_error(None, _("Too many attempts. Please wait a few minutes, then try again."))
        return refused_forms.redirect_with_errors(request, form, render_form)
    return SeeOther(reverse("intake:own") + "?corrected")


def build_contact_form(step: Step, current: CurrentAnswers, data: MultiValueDict[str, str] | None) -> StepForm:
    return StepForm(step=step, answers=current.answers, data=data)


def render_contact_form(request: HttpRequest, current: CurrentAnswers, form: StepForm) -> HttpResponse:
    context = {"form": form, "step": form.step, "definition": current.definition}
    return render_own_page(request, "contact.html", context)


@access_required
def own_reply(request: HttpRequest, access: OwnPageAccess) -> HttpResponse:
    """Show the form of a reply to the clinic, and send what is written there, with a file or without."""
    if not correspondence.can_reply(access.submission):
        return SeeOther(reverse("intake:own"))
    render_form = partial(render_reply_form, request)
    if request.method != "POST":
        return refused_forms.render_form(request, ReplyForm, render_form)
    form = ReplyForm(request.POST, files=request.FILES)
    if not form.is_valid():
        return refused_forms.redirect_with_errors(request, form, render_form)
    try:
        correspondence.send_reply(access, form.cleaned_data["text"], form.cleaned_data["file"])
    except correspondence.ReplyRefused:
        form.add_error(None, _("Too many replies in a short time. Please wait a few minutes, or call the clinic."))
        return refused_forms.redirect_with_errors(request, form, render_form)
    return SeeOther(reverse("intake:own") + "?replied")


def render_reply_form(request: HttpRequest, form: ReplyForm) -> HttpResponse:
    return render_own_page(request, "reply.html", {"form": form})


@access_required
@require_POST
def accept_appointment(request: HttpRequest, access: OwnPageAccess, pk: uuid.UUID) -> HttpResponse:
    try:
        appointment_answers.answer_appointment(access, pk, AppointmentStanding.ACCEPTED)
    except appointment_answers.AppointmentChanged:
        return SeeOther(reverse("intake:own") + "?changed")
    return SeeOther(reverse("intake:own") + "?accepted")


@access_required
def decline_appointment(request: HttpRequest, access: OwnPageAccess, pk: uuid.UUID) -> HttpResponse:
    """Ask which other time would suit the patient, and tell the clinic."""
    appointment = appointment_answers.find_appointment(access)
    if appointment is None or appointment.appointment.pk != pk or not appointment.can_be_answered:
        return SeeOther(reverse("intake:own") + "?changed")
    render_form = partial(render_wish_form, request, appointment)
    if request.method != "POST":
        return refused_forms.render_form(request, WishForm, render_form)
    form = WishForm(request.POST)
    if not form.is_valid():
        return refused_forms.redirect_with_errors(request, form, render_form)
    try:
        appointment_answers.answer_appointment(access, pk, AppointmentStanding.DECLINED, wish=form.cleaned_data["text"])
    except appointment_answers.AppointmentChanged:
        return SeeOther(reverse("intake:own") + "?changed")
    return SeeOther(reverse("intake:own") + "?declined")


def render_wish_form(request: HttpRequest, appointment: OpenAppointment, form: WishForm) -> HttpResponse:
    return render_own_page(request, "decline.html", {"form": form, "appointment": appointment})


@access_required
@redirect_posts
def calendar_file(request: HttpRequest, access: OwnPageAccess) -> HttpResponse:
    """Return the appointment as a file for the patient's calendar."""
    appointment = appointment_answers.find_appointment(access)
    if appointment is None or appointment.standing is AppointmentStanding.DECLINED:
        raise Http404
    content = appointment_answers.build_calendar_file(appointment)
    headers = {"Content-Disposition": 'attachment; filename="appointment.ics"'}
    return HttpResponse(content, content_type=appointment_answers.CALENDAR_MEDIA_TYPE, headers=headers)


@access_required
def consent_withdrawal(request: HttpRequest, access: OwnPageAccess, link_id: str) -> HttpResponse:
    """Show one consent and what it means to withdraw it; withdraw it on POST."""
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
    """Show what erasing does, and erase everything that was sent once that is confirmed; or say when it will be."""
    if waiting := requests.find_request(access.submission):
        return render_own_page(request, "erasure_asked.html", {"waiting": waiting})
    render_form = partial(render_erase_form, request, access)
    if request.method != "POST":
        return refused_forms.render_form(request, EraseForm, render_form)
    form = EraseForm(request.POST)
    if not form.is_valid():
        return refused_forms.redirect_with_errors(request, form, render_form)
    if not actions.erase_submission(access):
        return SeeOther(reverse("intake:own_erase"))
    response = SeeOther(reverse("intake:own_erased"))
    delete_own_page_cookie(response)
    return response


def render_erase_form(request: HttpRequest, access: OwnPageAccess, form: EraseForm) -> HttpResponse:
    waits_until, held_until = requests.find_code_wait(access.submission), holds.find_hold_end(access.submission)
    return render_own_page(request, "erase.html", {"form": form, "waits_until": waits_until, "held_until": held_until})


@private_page
@redirect_posts
def erasure_confirmation(request: HttpRequest) -> HttpResponse:
    return render_own_page(request, "erased.html")


@require_POST
@private_page
def close_own_page(request: HttpRequest) -> HttpResponse:
    """End the session, so that the code is asked for again."""
    access = find_access(request)
    if access:
        patient_sessions.end_session(access)
    response = SeeOther(reverse("intake:own") + "?left")
    delete_own_page_cookie(response)
    return response


def render_own_page(request: HttpRequest, template: str, context: Mapping[str, object] | None = None) -> HttpResponse:
    """Render a page with the contacts that help at once."""
    shared = {"safety_contacts": safety.list_safety_contacts(get_language())}
    return render(request, f"intake/patient/{template}", shared | dict(context or {}))


def render_code_form(request: HttpRequest, form: OwnPageForm) -> HttpResponse:
    return render_own_page(request, "enter.html", {"form": form})
