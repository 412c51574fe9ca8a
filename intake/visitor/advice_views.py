"""The page between two steps that tells a visitor what to do now, where the answers call for it."""

from django.http import HttpRequest, HttpResponse

from intake.engine import advice, assessment
from intake.http import SeeOther, redirect_posts
from intake.visitor.decorators import unsent_draft_required
from intake.visitor.draft_sessions import DraftSession
from intake.visitor.navigation import get_advice_back_url, get_url_after_advice
from intake.visitor.rendering import render_page


@unsent_draft_required
@redirect_posts
def advice_interruption(request: HttpRequest, draft_session: DraftSession) -> HttpResponse:
    """Show the advice, with the link that goes on: it stops nobody."""
    reasons = assessment.assess_answers(draft_session.definition, draft_session.answers).reasons
    advice_blocks = advice.collect_advice(reasons)
    onward = get_url_after_advice(request, draft_session)
    if not advice_blocks:
        return SeeOther(onward)
    context = {
        "definition": draft_session.definition,
        "advice": advice_blocks,
        "wants_contacts": advice.wants_contacts(advice_blocks),
        "onward": onward,
        "back_url": get_advice_back_url(request, draft_session),
    }
    return render_page(request, draft_session.urls, "help.html", context)
