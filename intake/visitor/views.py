"""The visitor's pages: start, one step after another, check, confirmation; help in between; leave at any time.

Every page works without scripts, and every change is a POST that answers with 303. The answers are on the server,
sealed, after each step, so that a lost connection, an old form or a closed window loses one page at most.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse, translate_url
from django.utils import translation
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from intake.answers import presentation, sections
from intake.answers.email_domains import suggest_correction
from intake.antispam import guard, rate_limit
from intake.antispam.guard import ChallengeRequired
from intake.antispam.rate_limit import Rate
from intake.engine import advice, assessment, routes
from intake.engine.conditions import Answers
from intake.engine.questions import Question, Step
from intake.enums import Urgency
from intake.http import SeeOther, redirect_posts
from intake.models import QuestionnaireVersion
from intake.questionnaires import publishing, safety
from intake.questionnaires.public_urls import QuestionnaireURLs
from intake.token_sessions import drafts, receipts
from intake.visitor import actions, draft_sessions
from intake.visitor.draft_sessions import DraftSession, LostDraftSession, NoDraftSession

# Each code costs the server 25 ms, once a draft: as many as people begin from one place.
CLIENT_CODE_RATE = Rate(at_once=60, interval=timedelta(seconds=30))
# Each showing of a receipt costs as much: more than anybody reloads, also from a ward.
CLIENT_RECEIPT_RATE = Rate(at_once=240, interval=timedelta(seconds=5))

# Who cannot begin just now, by the word in the address of the page that says so.
START_REFUSAL_STATUS = {"many": 429, "full": 503}

VisitorView = Callable[..., HttpResponse]


def questionnaire_page(view: VisitorView) -> VisitorView:
    """A page of one place, which no cache and no search engine keeps, and which a browser asks for again on going back.

    The site's Referrer-Policy, same-origin, stays: with no-referrer a browser posts `Origin: null`, which Django's CSRF
    check must refuse. No other site gets an address either way.
    """

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def wrapped(request: HttpRequest, slug: str = "", **kwargs: Any) -> HttpResponse:
        response = view(request, QuestionnaireURLs(slug), **kwargs)
        response["Cache-Control"] = "no-store"
        response.headers.setdefault("X-Robots-Tag", "noindex")
        return response

    return wrapped


def draft_session_required(view: VisitorView) -> VisitorView:
    """A page of somebody who has begun, in the language they began in.

    Who has not is led to the start; what cannot be found is said so.
    """

    @questionnaire_page
    @wraps(view)
    def wrapped(request: HttpRequest, urls: QuestionnaireURLs, **kwargs: Any) -> HttpResponse:
        try:
            draft_session = draft_sessions.open_draft_session(request, urls)
            if request.method != "POST" and draft_session.draft.language != get_language():
                return SeeOther(translate_url(request.get_full_path(), draft_session.draft.language))
            with translation.override(draft_session.draft.language):
                return view(request, draft_session, **kwargs)
        except NoDraftSession:
            return (
                build_autosave_refusal("gone", status=410)
                if is_json_request(request)
                else handle_missing_session(request, urls, **kwargs)
            )
        except (LostDraftSession, drafts.DraftNotFound):
            return (
                build_autosave_refusal("gone", status=410) if is_json_request(request) else render_gone(request, urls)
            )

    return wrapped


def unsent_draft_required(view: VisitorView) -> VisitorView:
    """A page that has no more use once the answers are sent: then it leads to the confirmation."""

    @draft_session_required
    @wraps(view)
    def wrapped(request: HttpRequest, draft_session: DraftSession, **kwargs: Any) -> HttpResponse:
        try:
            if not draft_session.draft.is_consumed:
                return view(request, draft_session, **kwargs)
        except drafts.DraftConsumed:
            pass
        return (
            build_autosave_refusal("sent", status=409)
            if is_json_request(request)
            else SeeOther(draft_session.place.confirmation)
        )

    return wrapped


def is_json_request(request: HttpRequest) -> bool:
    """Whether a script asks, which keeps a page while it is filled in (static/js/autosave.js)."""
    return request.headers.get("Accept") == "application/json"


# What the script then says. That the answers are out of reach ("gone") the page says by itself: it must know that also
# where no view of ours answers.
AUTOSAVE_MESSAGES = {
    "changed": _("Your answers changed in another window. Press “Continue” to keep this page."),
    "sent": _("Your answers were sent from another window. What you write here now does not reach the clinic."),
    "not-asked": _("After an answer in another window, this page is no longer asked. What you write here is not kept."),
    "too-long": _("This page holds more text than we can keep, so the newest is not saved. Please shorten it."),
}


def build_autosave_refusal(why: str, *, status: int) -> JsonResponse:
    """What a script is told, and the words for it in the visitor's language."""
    message = {"says": AUTOSAVE_MESSAGES[why]} if why in AUTOSAVE_MESSAGES else {}
    return JsonResponse({"kept": False, "why": why, **message}, status=status)


# --- Pages -----------------------------------------------------------------------------------------------------------


@questionnaire_page
def questionnaire_start(request: HttpRequest, urls: QuestionnaireURLs) -> HttpResponse:
    """What is asked, how long it takes and what happens to it; and the button that begins."""
    draft_session = find_unsent_session(request, urls)
    if request.method == "POST" and draft_session and "again" not in request.POST:
        return SeeOther(get_resume_url(draft_session))
    version = publishing.find_live_version(urls.slug or None)
    if draft_session is None and request.method != "POST" and "gone" in request.GET:
        return render_page(request, urls, "gone.html", status=410)
    if version is None:
        return render_closed(request, urls, draft_session)
    if draft_session is None and urls.canonical() != urls:
        return redirect(urls.canonical().start)
    if request.method == "POST":
        return begin_draft(request, urls, draft_session, version)
    return render_start(request, urls, draft_session, version)


def render_start(
    request: HttpRequest, urls: QuestionnaireURLs, draft_session: DraftSession | None, version: QuestionnaireVersion
) -> HttpResponse:
    """What somebody sees before they begin; or what they are asked before, or why they cannot."""
    if needed := get_pending_challenge(request, urls, guard.START_PURPOSE):
        return render_challenge(request, urls, needed, {"action": urls.start, "back_url": urls.start})
    if put_off := next((status for word, status in START_REFUSAL_STATUS.items() if word in request.GET), None):
        return render_full(request, urls, status=put_off)
    definition = publishing.get_definition(version)
    context = {
        "definition": definition,
        "visit": draft_session,
        "begun_in": get_draft_language(draft_session),
        "was_sent": draft_session is None and find_draft_session(request, urls) is not None,
    }
    response = render_page(request, urls, "start.html", context)
    # The way in may be found by a search; what lies behind it may not.
    response["X-Robots-Tag"] = "all"
    draft_sessions.delete_challenge_cookie(response, request, urls)
    return response


def begin_draft(
    request: HttpRequest, urls: QuestionnaireURLs, draft_session: DraftSession | None, version: QuestionnaireVersion
) -> HttpResponse:
    """A new draft, in place of the one that was begun and not kept under a code; or a moment asked of who may be a
    program.
    """
    try:
        guard.guard_start(request)
    except ChallengeRequired as needed:
        return redirect_to_challenge(urls, urls.start, needed)
    except guard.TooManyStarts:
        return SeeOther(f"{urls.start}?many")
    try:
        draft, token = drafts.create_draft(version=version, language=get_language() or version.definition["language"])
    except drafts.DraftsFull:
        return SeeOther(f"{urls.start}?full")
    # What was kept under a code is still there for whoever has the code.
    if draft_session and not draft_session.draft.code_hash:
        drafts.delete_draft(draft_session.draft)
    response = SeeOther(urls.step(routes.resolve_route(publishing.get_definition(version), {}).resume_at))
    draft_sessions.set_draft_cookie(response, urls, token, draft)
    draft_sessions.set_receipt_cookie(response, urls, receipts.generate_receipt_secret(), draft)
    draft_sessions.delete_challenge_cookie(response, request, urls)
    return response


@unsent_draft_required
@redirect_posts
def advice_interruption(request: HttpRequest, draft_session: DraftSession) -> HttpResponse:
    """What somebody should hear now, before they go on. It stops nobody."""
    advice_blocks = advice.collect_advice(
        assessment.assess_answers(draft_session.definition, draft_session.answers).reasons
    )
    onward = get_url_after_help(request, draft_session)
    if not advice_blocks:
        return SeeOther(onward)
    return render_page(
        request,
        draft_session.place,
        "help.html",
        {
            "definition": draft_session.definition,
            "advice": advice_blocks,
            "wants_contacts": any(one.wants_contacts for one in advice_blocks),
            "onward": onward,
            "back_url": get_help_back_url(request, draft_session),
        },
    )


@unsent_draft_required
def check_answers(request: HttpRequest, draft_session: DraftSession) -> HttpResponse:
    """All answers to read once more, and the button that sends them."""
    if draft_session.way.first_unfinished:
        return SeeOther(draft_session.place.step(draft_session.way.first_unfinished))
    if request.method != "POST":
        if needed := get_pending_challenge(request, draft_session.place, guard.build_send_purpose(draft_session.draft)):
            context = {"visit": draft_session, "definition": draft_session.definition}
            context |= {"action": draft_session.place.check, "back_url": draft_session.place.check}
            return render_challenge(request, draft_session.place, needed, context)
        response = render_check_answers(request, draft_session, has_changed="changed" in request.GET)
        if not draft_sessions.get_receipt_secret(request, draft_session.place):
            draft_sessions.set_receipt_cookie(
                response, draft_session.place, receipts.generate_receipt_secret(), draft_session.draft
            )
        draft_sessions.delete_challenge_cookie(response, request, draft_session.place)
        return response
    if request.POST.get("revision", str(draft_session.draft.revision)) != str(draft_session.draft.revision):
        return SeeOther(f"{draft_session.place.check}?changed")
    return submit_answers(request, draft_session)


def submit_answers(request: HttpRequest, draft_session: DraftSession) -> HttpResponse:
    """All answers, sent as they stand; or a moment asked of somebody who may be a program."""
    try:
        doubts = guard.guard_submission(request, draft_session.draft, steps=len(list_answerable_steps(draft_session)))
        secret = draft_sessions.get_receipt_secret(request, draft_session.place)
        receipt = actions.submit_draft(
            draft=draft_session.draft, token=draft_session.token, secret=secret, doubts=doubts
        )
    except ChallengeRequired as needed:
        return redirect_to_challenge(draft_session.place, draft_session.place.check, needed)
    except actions.IncompleteDraft as incomplete:
        return SeeOther(draft_session.place.step(incomplete.step_link_id))
    except drafts.DraftBusy:
        return SeeOther(f"{draft_session.place.check}?changed")
    except receipts.ReceiptUnavailable:
        # Sent at the same moment from another browser.
        return SeeOther(draft_session.place.confirmation)
    response = SeeOther(draft_session.place.confirmation)
    draft_sessions.set_draft_cookie(response, draft_session.place, draft_session.token, draft_session.draft)
    draft_sessions.set_receipt_cookie(response, draft_session.place, receipt.secret, draft_session.draft)
    draft_sessions.delete_challenge_cookie(response, request, draft_session.place)
    return response


@draft_session_required
@redirect_posts
def submission_confirmation(request: HttpRequest, draft_session: DraftSession) -> HttpResponse:
    """The reference, what happens next, and the visitor's own code, in the browser that sent the answers for an hour.

    Anybody else who could open the draft is told that it was sent, and no more.
    """
    try:
        receipt = actions.get_receipt(
            draft_session.draft, draft_sessions.get_receipt_secret(request, draft_session.place)
        )
    except actions.NotSubmitted:
        return SeeOther(get_resume_url(draft_session))
    except receipts.ReceiptUnavailable:
        return render_page(
            request, draft_session.place, "sent_elsewhere.html", {"definition": draft_session.definition}, status=410
        )
    may_read = rate_limit.allow_attempt("receipt/client", rate_limit.identify_client(request), CLIENT_RECEIPT_RATE)
    next_steps = actions.read_next_steps(receipt) if may_read else actions.NextSteps()
    context = {
        "definition": draft_session.definition,
        "receipt": receipt,
        "reply_days": settings.REPLY_WORKING_DAYS,
        "advice": next_steps.advice,
        "wants_contacts": any(one.wants_contacts for one in next_steps.advice),
        "is_reachable": next_steps.is_reachable,
        "is_urgent": receipt.submission.urgency == Urgency.URGENT,
        "own_page": settings.BASE_URL + reverse("intake:own"),
    }
    response = render_page(request, draft_session.place, "confirmation.html", context)
    draft_sessions.set_receipt_cookie(response, draft_session.place, receipt.secret, draft_session.draft)
    return response


@questionnaire_page
def leave_questionnaire(request: HttpRequest, urls: QuestionnaireURLs) -> HttpResponse:
    """Forget everything on this device, and the draft on the server unless it is kept for later. What was sent stays
    sent.
    """
    draft_session = find_draft_session(request, urls)
    if draft_session and request.method != "POST":
        was_sent = draft_session.draft.is_consumed
        context = {
            "was_sent": was_sent,
            "is_kept": bool(draft_session.draft.code_hash),
            "back_url": urls.confirmation if was_sent else get_resume_url(draft_session),
        }
        return render_page(request, urls, "leave.html", context)
    if draft_session:
        if "keep" not in request.POST and can_delete_draft(request, draft_session):
            drafts.delete_draft(draft_session.draft)
        response: HttpResponse = SeeOther(
            f"{urls.leave}?{get_leave_outcome(draft_session, was_kept='keep' in request.POST)}"
        )
    else:
        response = SeeOther(urls.leave) if request.method == "POST" else render_page(request, urls, "left.html")
    draft_sessions.delete_all_cookies(response, urls)
    return response


def get_leave_outcome(draft_session: DraftSession, *, was_kept: bool) -> str:
    """In a word for the address of the last page: what is with the clinic, or waits for the code, is not gone."""
    if draft_session.draft.is_consumed:
        return "sent"
    return "kept" if was_kept and draft_session.draft.code_hash else "cleared"


# --- Ways ------------------------------------------------------------------------------------------------------------


def find_draft_session(request: HttpRequest, urls: QuestionnaireURLs) -> DraftSession | None:
    try:
        return draft_sessions.open_draft_session(request, urls)
    except (NoDraftSession, LostDraftSession):
        return None


def can_delete_draft(request: HttpRequest, draft_session: DraftSession) -> bool:
    """Whether this browser may delete the draft: one that was sent still leads its sender to the receipt."""
    if not draft_session.draft.is_consumed:
        return True
    try:
        receipts.open_receipt(draft_session.draft, draft_sessions.get_receipt_secret(request, draft_session.place))
    except receipts.ReceiptUnavailable:
        return False
    return True


def find_unsent_session(request: HttpRequest, urls: QuestionnaireURLs) -> DraftSession | None:
    draft_session = find_draft_session(request, urls)
    return None if draft_session is None or draft_session.draft.is_consumed else draft_session


def get_draft_language(draft_session: DraftSession | None) -> dict[str, str] | None:
    """The language of a draft, where it is not the language of the page; as Django describes it."""
    if draft_session is None or draft_session.draft.language == get_language():
        return None
    described: dict[str, str] = get_language_info(draft_session.draft.language)
    return described


def get_url_after_help(request: HttpRequest, draft_session: DraftSession) -> str:
    following = request.GET.get("next")
    if following and draft_session.way.reaches(following):
        return draft_session.place.step(following, is_change="change" in request.GET)
    if following == "" and draft_session.way.first_unfinished is None:
        return draft_session.place.check
    return get_resume_url(draft_session)


def save_under_code(request: HttpRequest, draft_session: DraftSession) -> bool:
    """Keep the draft under its code; False where too many codes were asked for from one place. Again is free."""
    if not draft_session.draft.code_hash and not rate_limit.allow_attempt(
        "code/client", rate_limit.identify_client(request), CLIENT_CODE_RATE
    ):
        return False
    drafts.save_for_return(draft_session.draft, draft_session.token)
    return True


def redirect_to_return_code(request: HttpRequest, draft_session: DraftSession) -> HttpResponse:
    """To the page with the code. The cookie lasts as long as the draft, which is kept anew from now on."""
    if not save_under_code(request, draft_session):
        return SeeOther(f"{draft_session.place.later}?busy")
    response = SeeOther(draft_session.place.later)
    draft_sessions.set_draft_cookie(response, draft_session.place, draft_session.token, draft_session.draft)
    return response


def list_answerable_steps(draft_session: DraftSession) -> list[Step]:
    return [step for step in draft_session.way.steps if step.answerable]


def get_resume_url(draft_session: DraftSession) -> str:
    """Where the visitor left off, in the language they began in."""
    with translation.override(draft_session.draft.language):
        return draft_session.place.step(draft_session.way.resume_at)


def get_help_back_url(request: HttpRequest, draft_session: DraftSession) -> str:
    """Back to the step whose answers brought the visitor here."""
    came_from = request.GET.get("from", "")
    if draft_session.way.reaches(came_from):
        return draft_session.place.step(came_from, is_change="change" in request.GET)
    return get_resume_url(draft_session)


def get_last_step_url(draft_session: DraftSession) -> str:
    return draft_session.place.step(draft_session.way.steps[-1].link_id)


# --- Rendering -------------------------------------------------------------------------------------------------------


def render_page(
    request: HttpRequest,
    urls: QuestionnaireURLs,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """A page with the contacts where help is found at once."""
    found = {"place": urls, "safety_contacts": safety.list_safety_contacts(get_language())}
    return render(request, f"intake/visitor/{template}", found | (context or {}), status=status)


def render_check_answers(request: HttpRequest, draft_session: DraftSession, *, has_changed: bool) -> HttpResponse:
    return render_page(
        request,
        draft_session.place,
        "check.html",
        {
            "definition": draft_session.definition,
            "chapters": [
                (
                    chapter,
                    [
                        (
                            step,
                            draft_session.place.step(step.link_id, is_change=True),
                            present_check_answers(step, draft_session.answers),
                        )
                        for step in chapter.steps
                    ],
                )
                for chapter in sections.build_chapters(list_answerable_steps(draft_session))
            ],
            "decoy": guard.DECOY_FIELD,
            "revision": draft_session.draft.revision,
            "has_changed": has_changed,
            "back_url": get_last_step_url(draft_session),
        },
    )


def redirect_to_challenge(urls: QuestionnaireURLs, asked_at: str, needed: ChallengeRequired) -> HttpResponse:
    """To the page that asks for a moment, where the form was that needs one."""
    response = SeeOther(f"{asked_at}?moment{'=early' if needed.is_early else ''}")
    draft_sessions.set_challenge_cookie(response, urls, needed.token)
    return response


def get_pending_challenge(request: HttpRequest, urls: QuestionnaireURLs, purpose: str) -> ChallengeRequired | None:
    """What this browser was asked just now, if this is the page that asks it."""
    if "moment" not in request.GET:
        return None
    is_early = request.GET["moment"] == "early"
    return guard.restore_challenge(draft_sessions.get_challenge_token(request, urls), purpose, is_early=is_early)


def render_challenge(
    request: HttpRequest, urls: QuestionnaireURLs, needed: ChallengeRequired, context: dict[str, Any]
) -> HttpResponse:
    """Asks for a moment, and for the same form once more; also when it is loaded again."""
    seconds = needed.challenge.seconds_left
    found = {
        "needed": needed,
        "challenge": needed.challenge,
        "seconds": seconds,
        "is_too_early": needed.is_early and seconds > 0,
    }
    response = render_page(request, urls, "challenge.html", found | context, status=429)
    response["Retry-After"] = str(seconds)
    return response


def present_check_answers(
    step: Step, answers: Answers
) -> list[tuple[Question, tuple[presentation.AnswerGroup, ...], str]]:
    """Each question with its answer, and the address that was probably meant where one looks mistyped."""
    return [
        (
            question,
            presentation.present_answer(question, answer := answers.get(question.link_id)),
            suggest_correction(question, answer),
        )
        for question in step.answerable
    ]


def render_closed(request: HttpRequest, urls: QuestionnaireURLs, draft_session: DraftSession | None) -> HttpResponse:
    if not urls.exists():
        raise Http404
    if request.method == "POST":
        return SeeOther(urls.start)
    onward = get_resume_url(draft_session) if draft_session else ""
    return render_page(request, urls, "closed.html", {"visit": draft_session, "onward": onward}, status=503)


def render_full(request: HttpRequest, urls: QuestionnaireURLs, *, status: int) -> HttpResponse:
    """Nobody can begin just now: what others have answered is not given up for it."""
    response = render_page(request, urls, "full.html", status=status)
    response["Retry-After"] = "600"
    return response


def handle_missing_session(request: HttpRequest, urls: QuestionnaireURLs, step_id: str | None = None) -> HttpResponse:
    """Somebody without a cookie: led to the start, unless there is no such step or there was something to lose."""
    version = publishing.find_live_version(urls.slug or None)
    is_unknown = version is None and not urls.exists()
    if is_unknown or (step_id and version and publishing.get_definition(version).step(step_id) is None):
        raise Http404
    return render_gone(request, urls) if request.method == "POST" else SeeOther(urls.start)


def render_gone(request: HttpRequest, urls: QuestionnaireURLs) -> HttpResponse:
    """After a POST by way of the start, so that the browser's Back sends nothing again."""
    is_post = request.method == "POST"
    response = SeeOther(f"{urls.start}?gone") if is_post else render_page(request, urls, "gone.html", status=410)
    draft_sessions.delete_all_cookies(response, urls)
    return response
