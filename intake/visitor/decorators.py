"""Decorators of the visitor's views: privacy headers, the draft session, and what happens where there is none."""

from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import translate_url
from django.utils import translation
from django.utils.translation import get_language

from intake.http import SeeOther, View, private_page
from intake.questionnaires import publishing
from intake.questionnaires.public_urls import QuestionnaireURLs
from intake.token_sessions import drafts
from intake.visitor import draft_sessions
from intake.visitor.autosave import build_autosave_refusal, is_autosave
from intake.visitor.draft_sessions import DraftSession, LostDraftSession, NoDraftSession
from intake.visitor.rendering import render_gone


def questionnaire_page(view: View) -> View:
    """Call a view with the URLs of the questionnaire in place of its slug, and keep its page private."""

    @private_page
    @wraps(view)
    def wrapped(request: HttpRequest, slug: str = "", **kwargs: str) -> HttpResponse:
        return view(request, QuestionnaireURLs(slug), **kwargs)

    return wrapped


def draft_session_required(view: View) -> View:
    """Call a view with the draft session, in the language that its visitor began in.

    Redirect a visitor who has not begun to the start page. Return 404 where there is no such page.
    """

    @questionnaire_page
    @wraps(view)
    def wrapped(request: HttpRequest, urls: QuestionnaireURLs, **kwargs: str) -> HttpResponse:
        try:
            draft_session = draft_sessions.open_draft_session(request, urls)
            language = draft_session.draft.language
            if request.method != "POST" and language != get_language():
                return SeeOther(translate_url(request.get_full_path(), language))
            with translation.override(language):
                return view(request, draft_session, **kwargs)
        except NoDraftSession:
            if is_autosave(request):
                return build_autosave_refusal("gone", status=410)
            return handle_missing_session(request, urls, **kwargs)
        except (LostDraftSession, drafts.DraftNotFound):
            if is_autosave(request):
                return build_autosave_refusal("gone", status=410)
            return render_gone(request, urls)

    return wrapped


def unsent_draft_required(view: View) -> View:
    """Call a view with the draft session, or redirect to the confirmation once the answers are sent."""

    @draft_session_required
    @wraps(view)
    def wrapped(request: HttpRequest, draft_session: DraftSession, **kwargs: str) -> HttpResponse:
        try:
            if not draft_session.draft.is_consumed:
                return view(request, draft_session, **kwargs)
        except drafts.DraftConsumed:
            pass
        if is_autosave(request):
            return build_autosave_refusal("sent", status=409)
        return SeeOther(draft_session.urls.confirmation)

    return wrapped


def handle_missing_session(request: HttpRequest, urls: QuestionnaireURLs, step_id: str = "") -> HttpResponse:
    """Answer a visitor without a cookie: redirect to the start, or say that the draft is gone if something was sent.

    Raise Http404 if there is no such questionnaire or step.
    """
    version = publishing.find_live_version(urls.slug or None)
    is_unknown = version is None and not urls.exists()
    if is_unknown or (step_id and version and publishing.get_definition(version).step(step_id) is None):
        raise Http404
    return render_gone(request, urls) if request.method == "POST" else SeeOther(urls.start)
