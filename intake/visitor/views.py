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
from intake.answers.email_domains import meant_by
from intake.antispam import guard, rate_limit
from intake.antispam.guard import MomentNeeded
from intake.antispam.rate_limit import Rate
from intake.engine import advice, assessment, routes
from intake.engine.conditions import Answers
from intake.engine.questions import Question, Step
from intake.enums import Urgency
from intake.http import SeeOther, only_shown
from intake.models import QuestionnaireVersion
from intake.questionnaires import publishing, safety
from intake.questionnaires.public_urls import Place
from intake.token_sessions import drafts, receipts
from intake.visitor import actions, draft_sessions
from intake.visitor.draft_sessions import LostVisit, NoVisit, Visit

# Each code costs the server 25 ms, once a draft: as many as people begin from one place.
CODES_OF_A_CLIENT = Rate(at_once=60, interval=timedelta(seconds=30))
# Each showing of a receipt costs as much: more than anybody reloads, also from a ward.
RECEIPTS_OF_A_CLIENT = Rate(at_once=240, interval=timedelta(seconds=5))

# Who cannot begin just now, by the word in the address of the page that says so.
PUT_OFF = {"many": 429, "full": 503}

View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """A page of one place, which no cache and no search engine keeps, and which a browser asks for again on going back.

    The site's Referrer-Policy, same-origin, stays: with no-referrer a browser posts `Origin: null`, which Django's CSRF
    check must refuse. No other site gets an address either way.
    """

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def wrapped(request: HttpRequest, slug: str = "", **kwargs: Any) -> HttpResponse:
        response = view(request, Place(slug), **kwargs)
        response["Cache-Control"] = "no-store"
        response.headers.setdefault("X-Robots-Tag", "noindex")
        return response

    return wrapped


def with_visit(view: View) -> View:
    """A page of somebody who has begun, in the language they began in.

    Who has not is led to the start; what cannot be found is said so.
    """

    @private
    @wraps(view)
    def wrapped(request: HttpRequest, place: Place, **kwargs: Any) -> HttpResponse:
        try:
            visit = draft_sessions.of(request, place)
            if request.method != "POST" and visit.draft.language != get_language():
                return SeeOther(translate_url(request.get_full_path(), visit.draft.language))
            with translation.override(visit.draft.language):
                return view(request, visit, **kwargs)
        except NoVisit:
            return not_kept("gone", status=410) if wants_json(request) else not_begun(request, place, **kwargs)
        except (LostVisit, drafts.DraftNotFound):
            return not_kept("gone", status=410) if wants_json(request) else gone(request, place)

    return wrapped


def unsent(view: View) -> View:
    """A page that has no more use once the answers are sent: then it leads to the confirmation."""

    @with_visit
    @wraps(view)
    def wrapped(request: HttpRequest, visit: Visit, **kwargs: Any) -> HttpResponse:
        try:
            if not visit.draft.is_consumed:
                return view(request, visit, **kwargs)
        except drafts.DraftConsumed:
            pass
        return not_kept("sent", status=409) if wants_json(request) else SeeOther(visit.place.confirmation)

    return wrapped


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, which keeps a page while it is filled in (static/js/autosave.js)."""
    return request.headers.get("Accept") == "application/json"


# What the script then says. That the answers are out of reach ("gone") the page says by itself: it must know that also
# where no view of ours answers.
NOT_KEPT = {
    "changed": _("Your answers changed in another window. Press “Continue” to keep this page."),
    "sent": _("Your answers were sent from another window. What you write here now does not reach the clinic."),
    "not-asked": _("After an answer in another window, this page is no longer asked. What you write here is not kept."),
    "too-long": _("This page holds more text than we can keep, so the newest is not saved. Please shorten it."),
}


def not_kept(why: str, *, status: int) -> JsonResponse:
    """What a script is told, and the words for it in the visitor's language."""
    says = {"says": NOT_KEPT[why]} if why in NOT_KEPT else {}
    return JsonResponse({"kept": False, "why": why, **says}, status=status)


# --- Pages -----------------------------------------------------------------------------------------------------------


@private
def start(request: HttpRequest, place: Place) -> HttpResponse:
    """What is asked, how long it takes and what happens to it; and the button that begins."""
    visit = unfinished_visit(request, place)
    if request.method == "POST" and visit and "again" not in request.POST:
        return SeeOther(onward_url(visit))
    version = publishing.live(place.slug or None)
    if visit is None and request.method != "POST" and "gone" in request.GET:
        return page(request, place, "gone.html", status=410)
    if version is None:
        return closed(request, place, visit)
    if visit is None and place.canonical() != place:
        return redirect(place.canonical().start)
    if request.method == "POST":
        return begin(request, place, visit, version)
    return start_page(request, place, visit, version)


def start_page(request: HttpRequest, place: Place, visit: Visit | None, version: QuestionnaireVersion) -> HttpResponse:
    """What somebody sees before they begin; or what they are asked before, or why they cannot."""
    if needed := moment_asked(request, place, guard.TO_START):
        return moment_page(request, place, needed, {"action": place.start, "back_url": place.start})
    if put_off := next((status for word, status in PUT_OFF.items() if word in request.GET), None):
        return full(request, place, status=put_off)
    definition = publishing.definition_of(version)
    context = {
        "definition": definition,
        "visit": visit,
        "begun_in": language_begun_in(visit),
        "was_sent": visit is None and any_visit(request, place) is not None,
    }
    response = page(request, place, "start.html", context)
    # The way in may be found by a search; what lies behind it may not.
    response["X-Robots-Tag"] = "all"
    draft_sessions.forget_moment(response, request, place)
    return response


def begin(request: HttpRequest, place: Place, visit: Visit | None, version: QuestionnaireVersion) -> HttpResponse:
    """A new draft, in place of the one that was begun and not kept under a code; or a moment asked of who may be a
    program.
    """
    try:
        guard.clear_to_start(request)
    except MomentNeeded as needed:
        return to_moment(place, place.start, needed)
    except guard.TooManyBegun:
        return SeeOther(f"{place.start}?many")
    try:
        draft, token = drafts.start(version=version, language=get_language() or version.definition["language"])
    except drafts.DraftsFull:
        return SeeOther(f"{place.start}?full")
    # What was kept under a code is still there for whoever has the code.
    if visit and not visit.draft.code_hash:
        drafts.forget(visit.draft)
    begun = SeeOther(place.step(routes.walk(publishing.definition_of(version), {}).resume_at))
    draft_sessions.remember(begun, place, token, draft)
    draft_sessions.remember_secret(begun, place, receipts.new_secret(), draft)
    draft_sessions.forget_moment(begun, request, place)
    return begun


@unsent
@only_shown
def interruption(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What somebody should hear now, before they go on. It stops nobody."""
    told = advice.advice_of(assessment.assess(visit.definition, visit.answers).reasons)
    onward = onward_from_help(request, visit)
    if not told:
        return SeeOther(onward)
    return page(
        request,
        visit.place,
        "help.html",
        {
            "definition": visit.definition,
            "advice": told,
            "wants_contacts": any(one.wants_contacts for one in told),
            "onward": onward,
            "back_url": help_back_url(request, visit),
        },
    )


@unsent
def check(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All answers to read once more, and the button that sends them."""
    if visit.way.first_unfinished:
        return SeeOther(visit.place.step(visit.way.first_unfinished))
    if request.method != "POST":
        if needed := moment_asked(request, visit.place, guard.to_send(visit.draft)):
            context = {"visit": visit, "definition": visit.definition}
            context |= {"action": visit.place.check, "back_url": visit.place.check}
            return moment_page(request, visit.place, needed, context)
        response = check_page(request, visit, has_changed="changed" in request.GET)
        if not draft_sessions.secret_of(request, visit.place):
            draft_sessions.remember_secret(response, visit.place, receipts.new_secret(), visit.draft)
        draft_sessions.forget_moment(response, request, visit.place)
        return response
    if request.POST.get("revision", str(visit.draft.revision)) != str(visit.draft.revision):
        return SeeOther(f"{visit.place.check}?changed")
    return sent(request, visit)


def sent(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All answers, sent as they stand; or a moment asked of somebody who may be a program."""
    try:
        doubts = guard.clear_to_send(request, visit.draft, steps=len(answered_steps(visit)))
        secret = draft_sessions.secret_of(request, visit.place)
        receipt = actions.submit(draft=visit.draft, token=visit.token, secret=secret, doubts=doubts)
    except MomentNeeded as needed:
        return to_moment(visit.place, visit.place.check, needed)
    except actions.Incomplete as incomplete:
        return SeeOther(visit.place.step(incomplete.step_key))
    except drafts.DraftBusy:
        return SeeOther(f"{visit.place.check}?changed")
    except receipts.ReceiptShut:
        # Sent at the same moment from another browser.
        return SeeOther(visit.place.confirmation)
    response = SeeOther(visit.place.confirmation)
    draft_sessions.remember(response, visit.place, visit.token, visit.draft)
    draft_sessions.remember_secret(response, visit.place, receipt.secret, visit.draft)
    draft_sessions.forget_moment(response, request, visit.place)
    return response


@with_visit
@only_shown
def confirmation(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The reference, what happens next, and the visitor's own code, in the browser that sent the answers for an hour.

    Anybody else who could open the draft is told that it was sent, and no more.
    """
    try:
        receipt = actions.receipt_for(visit.draft, draft_sessions.secret_of(request, visit.place))
    except actions.NotSubmitted:
        return SeeOther(onward_url(visit))
    except receipts.ReceiptShut:
        return page(request, visit.place, "sent_elsewhere.html", {"definition": visit.definition}, status=410)
    may_read = rate_limit.allow("receipt/client", rate_limit.client_of(request), RECEIPTS_OF_A_CLIENT)
    follows = actions.read_next(receipt) if may_read else actions.Next()
    context = {
        "definition": visit.definition,
        "receipt": receipt,
        "reply_days": settings.REPLY_WORKING_DAYS,
        "advice": follows.advice,
        "wants_contacts": any(one.wants_contacts for one in follows.advice),
        "is_reachable": follows.is_reachable,
        "is_urgent": receipt.submission.urgency == Urgency.URGENT,
        "own_page": settings.BASE_URL + reverse("intake:own"),
    }
    response = page(request, visit.place, "confirmation.html", context)
    draft_sessions.remember_secret(response, visit.place, receipt.secret, visit.draft)
    return response


@private
def leave(request: HttpRequest, place: Place) -> HttpResponse:
    """Forget everything on this device, and the draft on the server unless it is kept for later. What was sent stays
    sent.
    """
    visit = any_visit(request, place)
    if visit and request.method != "POST":
        was_sent = visit.draft.is_consumed
        context = {
            "was_sent": was_sent,
            "is_kept": bool(visit.draft.code_hash),
            "back_url": place.confirmation if was_sent else onward_url(visit),
        }
        return page(request, place, "leave.html", context)
    if visit:
        if "keep" not in request.POST and may_forget(request, visit):
            drafts.forget(visit.draft)
        response: HttpResponse = SeeOther(f"{place.leave}?{what_is_left(visit, was_kept='keep' in request.POST)}")
    else:
        response = SeeOther(place.leave) if request.method == "POST" else page(request, place, "left.html")
    draft_sessions.forget(response, place)
    return response


def what_is_left(visit: Visit, *, was_kept: bool) -> str:
    """In a word for the address of the last page: what is with the clinic, or waits for the code, is not gone."""
    if visit.draft.is_consumed:
        return "sent"
    return "kept" if was_kept and visit.draft.code_hash else "cleared"


# --- Ways ------------------------------------------------------------------------------------------------------------


def any_visit(request: HttpRequest, place: Place) -> Visit | None:
    try:
        return draft_sessions.of(request, place)
    except (NoVisit, LostVisit):
        return None


def may_forget(request: HttpRequest, visit: Visit) -> bool:
    """Whether this browser may delete the draft: one that was sent still leads its sender to the receipt."""
    if not visit.draft.is_consumed:
        return True
    try:
        receipts.open_receipt(visit.draft, draft_sessions.secret_of(request, visit.place))
    except receipts.ReceiptShut:
        return False
    return True


def unfinished_visit(request: HttpRequest, place: Place) -> Visit | None:
    visit = any_visit(request, place)
    return None if visit is None or visit.draft.is_consumed else visit


def language_begun_in(visit: Visit | None) -> dict[str, str] | None:
    """The language of a draft, where it is not the language of the page; as Django describes it."""
    if visit is None or visit.draft.language == get_language():
        return None
    described: dict[str, str] = get_language_info(visit.draft.language)
    return described


def onward_from_help(request: HttpRequest, visit: Visit) -> str:
    following = request.GET.get("next")
    if following and visit.way.reaches(following):
        return visit.place.step(following, is_change="change" in request.GET)
    if following == "" and visit.way.first_unfinished is None:
        return visit.place.check
    return onward_url(visit)


def kept_under_code(request: HttpRequest, visit: Visit) -> bool:
    """Keep the draft under its code; False where too many codes were asked for from one place. Again is free."""
    if not visit.draft.code_hash and not rate_limit.allow(
        "code/client", rate_limit.client_of(request), CODES_OF_A_CLIENT
    ):
        return False
    drafts.keep_for_later(visit.draft, visit.token)
    return True


def kept_for_later(request: HttpRequest, visit: Visit) -> HttpResponse:
    """To the page with the code. The cookie lasts as long as the draft, which is kept anew from now on."""
    if not kept_under_code(request, visit):
        return SeeOther(f"{visit.place.later}?busy")
    response = SeeOther(visit.place.later)
    draft_sessions.remember(response, visit.place, visit.token, visit.draft)
    return response


def answered_steps(visit: Visit) -> list[Step]:
    return [step for step in visit.way.steps if step.answerable]


def onward_url(visit: Visit) -> str:
    """Where the visitor left off, in the language they began in."""
    with translation.override(visit.draft.language):
        return visit.place.step(visit.way.resume_at)


def help_back_url(request: HttpRequest, visit: Visit) -> str:
    """Back to the step whose answers brought the visitor here."""
    came_from = request.GET.get("from", "")
    if visit.way.reaches(came_from):
        return visit.place.step(came_from, is_change="change" in request.GET)
    return onward_url(visit)


def last_step_url(visit: Visit) -> str:
    return visit.place.step(visit.way.steps[-1].link_id)


# --- Rendering -------------------------------------------------------------------------------------------------------


def page(
    request: HttpRequest, place: Place, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """A page with the contacts where help is found at once."""
    found = {"place": place, "safety_contacts": safety.contacts(get_language())}
    return render(request, f"intake/{template}", found | (context or {}), status=status)


def check_page(request: HttpRequest, visit: Visit, *, has_changed: bool) -> HttpResponse:
    return page(
        request,
        visit.place,
        "check.html",
        {
            "definition": visit.definition,
            "chapters": [
                (
                    chapter,
                    [
                        (step, visit.place.step(step.link_id, is_change=True), answers_in_words(step, visit.answers))
                        for step in chapter.steps
                    ],
                )
                for chapter in sections.chapters(answered_steps(visit))
            ],
            "decoy": guard.DECOY,
            "revision": visit.draft.revision,
            "has_changed": has_changed,
            "back_url": last_step_url(visit),
        },
    )


def to_moment(place: Place, asked_at: str, needed: MomentNeeded) -> HttpResponse:
    """To the page that asks for a moment, where the form was that needs one."""
    response = SeeOther(f"{asked_at}?moment{'=early' if needed.is_early else ''}")
    draft_sessions.remember_moment(response, place, needed.token)
    return response


def moment_asked(request: HttpRequest, place: Place, purpose: str) -> MomentNeeded | None:
    """What this browser was asked just now, if this is the page that asks it."""
    if "moment" not in request.GET:
        return None
    is_early = request.GET["moment"] == "early"
    return guard.asked_before(draft_sessions.moment_of(request, place), purpose, is_early=is_early)


def moment_page(request: HttpRequest, place: Place, needed: MomentNeeded, context: dict[str, Any]) -> HttpResponse:
    """Asks for a moment, and for the same form once more; also when it is loaded again."""
    seconds = needed.challenge.seconds_left
    found = {
        "needed": needed,
        "challenge": needed.challenge,
        "seconds": seconds,
        "is_too_early": needed.is_early and seconds > 0,
    }
    response = page(request, place, "moment.html", found | context, status=429)
    response["Retry-After"] = str(seconds)
    return response


def answers_in_words(step: Step, answers: Answers) -> list[tuple[Question, tuple[presentation.Group, ...], str]]:
    """Each question with its answer, and the address that was probably meant where one looks mistyped."""
    return [
        (
            question,
            presentation.in_words(question, answer := answers.get(question.link_id)),
            meant_by(question, answer),
        )
        for question in step.answerable
    ]


def closed(request: HttpRequest, place: Place, visit: Visit | None) -> HttpResponse:
    if not place.exists():
        raise Http404
    if request.method == "POST":
        return SeeOther(place.start)
    onward = onward_url(visit) if visit else ""
    return page(request, place, "closed.html", {"visit": visit, "onward": onward}, status=503)


def full(request: HttpRequest, place: Place, *, status: int) -> HttpResponse:
    """Nobody can begin just now: what others have answered is not given up for it."""
    response = page(request, place, "full.html", status=status)
    response["Retry-After"] = "600"
    return response


def not_begun(request: HttpRequest, place: Place, step_id: str | None = None) -> HttpResponse:
    """Somebody without a cookie: led to the start, unless there is no such step or there was something to lose."""
    version = publishing.live(place.slug or None)
    is_unknown = version is None and not place.exists()
    if is_unknown or (step_id and version and publishing.definition_of(version).step(step_id) is None):
        raise Http404
    return gone(request, place) if request.method == "POST" else SeeOther(place.start)


def gone(request: HttpRequest, place: Place) -> HttpResponse:
    """After a POST by way of the start, so that the browser's Back sends nothing again."""
    is_post = request.method == "POST"
    response = SeeOther(f"{place.start}?gone") if is_post else page(request, place, "gone.html", status=410)
    draft_sessions.forget(response, place)
    return response
