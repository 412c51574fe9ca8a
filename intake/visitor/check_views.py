"""The check page: all answers to read once more, and the button that sends them."""

from django.http import HttpRequest, HttpResponse

from intake.answers import answer_presentation, chapters
from intake.antispam import guard
from intake.antispam.guard import ChallengeRequired
from intake.http import SeeOther
from intake.token_sessions import drafts, receipts, tokens
from intake.visitor import actions, cookies
from intake.visitor.challenge_page import get_pending_challenge, redirect_to_challenge, render_challenge
from intake.visitor.decorators import unsent_draft_required
from intake.visitor.draft_sessions import DraftSession
from intake.visitor.navigation import get_last_step_url
from intake.visitor.rendering import render_page


@unsent_draft_required
def check_answers(request: HttpRequest, draft_session: DraftSession) -> HttpResponse:
    """Show or send the answers; redirect to a step that is still unfinished."""
    urls, draft = draft_session.urls, draft_session.draft
    if draft_session.route.first_unfinished:
        return SeeOther(urls.step(draft_session.route.first_unfinished))
    if request.method == "POST":
        # Without a revision, as from an old page, the answers are sent as they are.
        if request.POST.get("revision", str(draft.revision)) != str(draft.revision):
            return SeeOther(f"{urls.check}?changed")
        return submit_answers(request, draft_session)
    if required := get_pending_challenge(request, urls, guard.build_send_purpose(draft)):
        context = {"draft_session": draft_session, "definition": draft_session.definition}
        return render_challenge(request, urls, required, context | {"action": urls.check, "back_url": urls.check})
    response = render_check_answers(request, draft_session, has_changed="changed" in request.GET)
    if not cookies.get_receipt_secret(request, urls):
        cookies.set_receipt_cookie(response, urls, tokens.generate_token(), draft)
    cookies.delete_challenge_cookie(response, request, urls)
    return response


def submit_answers(request: HttpRequest, draft_session: DraftSession) -> HttpResponse:
    """Send the answers as they stand, or redirect to a challenge if this may be a program."""
    urls, draft = draft_session.urls, draft_session.draft
    try:
        signals = guard.guard_submission(request, draft, steps=len(draft_session.answerable_steps))
        secret = cookies.get_receipt_secret(request, urls)
        receipt = actions.submit_draft(draft=draft, token=draft_session.token, secret=secret, signals=signals)
    except ChallengeRequired as required:
        return redirect_to_challenge(urls, urls.check, required)
    except actions.IncompleteDraft as incomplete:
        return SeeOther(urls.step(incomplete.step_link_id))
    except drafts.DraftBusy:
        return SeeOther(f"{urls.check}?changed")
    except receipts.ReceiptUnavailable:
        # Sent at the same moment from another browser.
        return SeeOther(urls.confirmation)
    response = SeeOther(urls.confirmation)
    cookies.set_draft_cookie(response, urls, draft_session.token, draft)
    cookies.set_receipt_cookie(response, urls, receipt.secret, draft)
    cookies.delete_challenge_cookie(response, request, urls)
    return response


def render_check_answers(request: HttpRequest, draft_session: DraftSession, *, has_changed: bool) -> HttpResponse:
    urls, answers = draft_session.urls, draft_session.answers
    presented = [
        (
            chapter,
            [
                (
                    step,
                    urls.step(step.link_id, is_change=True),
                    answer_presentation.present_for_check(step.answerable, answers),
                )
                for step in chapter.steps
            ],
        )
        for chapter in chapters.build_chapters(draft_session.answerable_steps)
    ]
    context = {
        "definition": draft_session.definition,
        "chapters": presented,
        "decoy": guard.DECOY_FIELD,
        "revision": draft_session.draft.revision,
        "has_changed": has_changed,
        "back_url": get_last_step_url(draft_session),
    }
    return render_page(request, urls, "check.html", context)
