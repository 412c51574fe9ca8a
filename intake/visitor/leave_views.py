"""Leaving a questionnaire: everything is forgotten on this device."""

from django.http import HttpRequest, HttpResponse

from intake.http import SeeOther
from intake.questionnaires.public_urls import QuestionnaireURLs
from intake.token_sessions import drafts, receipts
from intake.visitor import cookies, draft_sessions
from intake.visitor.decorators import questionnaire_page
from intake.visitor.draft_sessions import DraftSession
from intake.visitor.navigation import get_resume_url
from intake.visitor.rendering import render_page


@questionnaire_page
def leave_questionnaire(request: HttpRequest, urls: QuestionnaireURLs) -> HttpResponse:
    """Delete the cookies, and the draft unless it is to be kept under its return code. What was sent stays sent."""
    draft_session = draft_sessions.find_draft_session(request, urls)
    if draft_session and request.method != "POST":
        return render_leave(request, draft_session)
    if draft_session:
        is_kept = "keep" in request.POST
        if not is_kept and can_delete_draft(request, draft_session):
            drafts.delete_draft(draft_session.draft)
        response: HttpResponse = SeeOther(f"{urls.leave}?{get_leave_outcome(draft_session, is_kept=is_kept)}")
    else:
        response = SeeOther(urls.leave) if request.method == "POST" else render_page(request, urls, "left.html")
    cookies.delete_all_cookies(response, urls)
    return response


def render_leave(request: HttpRequest, draft_session: DraftSession) -> HttpResponse:
    """Ask before anything is deleted."""
    was_sent = draft_session.draft.is_consumed
    context = {
        "was_sent": was_sent,
        "is_kept": bool(draft_session.draft.code_hash),
        "back_url": draft_session.urls.confirmation if was_sent else get_resume_url(draft_session),
    }
    return render_page(request, draft_session.urls, "leave.html", context)


def can_delete_draft(request: HttpRequest, draft_session: DraftSession) -> bool:
    """Return whether this browser may delete the draft: one that was sent still leads its sender to the receipt."""
    if not draft_session.draft.is_consumed:
        return True
    try:
        receipts.open_receipt(draft_session.draft, cookies.get_receipt_secret(request, draft_session.urls))
    except receipts.ReceiptUnavailable:
        return False
    return True


def get_leave_outcome(draft_session: DraftSession, *, is_kept: bool) -> str:
    """Return the word for the URL of the last page: what was sent, or can be opened by its code, is not cleared."""
    if draft_session.draft.is_consumed:
        return "sent"
    return "kept" if is_kept and draft_session.draft.code_hash else "cleared"
