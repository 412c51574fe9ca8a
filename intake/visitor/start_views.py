"""The start page of a questionnaire: what is asked, how long it takes, and the button that begins a draft."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, get_language_info

from intake.antispam import guard
from intake.antispam.guard import ChallengeRequired
from intake.engine import routes
from intake.http import SeeOther
from intake.models import QuestionnaireVersion
from intake.models.step_count import START
from intake.questionnaires import publishing
from intake.questionnaires.public_urls import QuestionnaireURLs
from intake.token_sessions import drafts, tokens
from intake.visitor import cookies, draft_sessions
from intake.visitor.challenge_page import get_pending_challenge, redirect_to_challenge, render_challenge
from intake.visitor.decorators import questionnaire_page
from intake.visitor.draft_sessions import DraftSession
from intake.visitor.navigation import get_resume_url
from intake.visitor.rendering import render_page
from intake.visitor.step_counting import count_step

# The status of the page that says why a visitor cannot begin just now, by the word in its URL.
START_REFUSAL_STATUS = {"many": 429, "full": 503}


@questionnaire_page
def questionnaire_start(request: HttpRequest, urls: QuestionnaireURLs) -> HttpResponse:
    draft_session = find_unsent_session(request, urls)
    if request.method == "POST" and draft_session and guard.START_AGAIN_FIELD not in request.POST:
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


def find_unsent_session(request: HttpRequest, urls: QuestionnaireURLs) -> DraftSession | None:
    draft_session = draft_sessions.find_draft_session(request, urls)
    return None if draft_session is None or draft_session.draft.is_consumed else draft_session


def begin_draft(
    request: HttpRequest, urls: QuestionnaireURLs, draft_session: DraftSession | None, version: QuestionnaireVersion
) -> HttpResponse:
    """Begin a new draft in place of the one before, or redirect to a challenge if this may be a program.

    A draft that was saved under a return code is kept: whoever has the code can still open it.
    """
    try:
        guard.guard_start(request)
    except ChallengeRequired as required:
        return redirect_to_challenge(urls, urls.start, required)
    except guard.TooManyStarts:
        return SeeOther(f"{urls.start}?many")
    try:
        draft, token = drafts.create_draft(version=version, language=get_language() or version.definition["language"])
    except drafts.DraftsFull:
        return SeeOther(f"{urls.start}?full")
    count_step(version, START)
    if draft_session and not draft_session.draft.code_hash:
        drafts.delete_draft(draft_session.draft)
    response = SeeOther(urls.step(routes.resolve_route(publishing.get_definition(version), {}).resume_at))
    cookies.set_draft_cookie(response, urls, token, draft)
    cookies.set_receipt_cookie(response, urls, tokens.generate_token(), draft)
    cookies.delete_challenge_cookie(response, request, urls)
    return response


def render_start(
    request: HttpRequest, urls: QuestionnaireURLs, draft_session: DraftSession | None, version: QuestionnaireVersion
) -> HttpResponse:
    """Render the start page; or the challenge that comes before; or why nobody can begin."""
    if required := get_pending_challenge(request, urls, guard.START_PURPOSE):
        return render_challenge(request, urls, required, {"action": urls.start, "back_url": urls.start})
    if status := next((status for word, status in START_REFUSAL_STATUS.items() if word in request.GET), None):
        return render_full(request, urls, status=status)
    context = {
        "definition": publishing.get_definition(version),
        "draft_session": draft_session,
        "begun_in": get_draft_language(draft_session),
        "was_sent": draft_session is None and draft_sessions.find_draft_session(request, urls) is not None,
    }
    response = render_page(request, urls, "start.html", context)
    # Search engines may find the start page, and nothing behind it.
    response["X-Robots-Tag"] = "all"
    cookies.delete_challenge_cookie(response, request, urls)
    return response


def get_draft_language(draft_session: DraftSession | None) -> dict[str, str] | None:
    """Return the language of a draft as Django describes it, or None if it is the language of the page."""
    if draft_session is None or draft_session.draft.language == get_language():
        return None
    described: dict[str, str] = get_language_info(draft_session.draft.language)
    return described


def render_closed(request: HttpRequest, urls: QuestionnaireURLs, draft_session: DraftSession | None) -> HttpResponse:
    """Say that nobody can begin any more. Raise Http404 if nothing was ever asked here."""
    if not urls.exists():
        raise Http404
    if request.method == "POST":
        return SeeOther(urls.start)
    onward = get_resume_url(draft_session) if draft_session else ""
    context = {"draft_session": draft_session, "onward": onward}
    return render_page(request, urls, "closed.html", context, status=503)


def render_full(request: HttpRequest, urls: QuestionnaireURLs, *, status: int) -> HttpResponse:
    """Say that nobody can begin just now. What others have answered is not deleted to make room."""
    response = render_page(request, urls, "full.html", status=status)
    response["Retry-After"] = "600"
    return response
