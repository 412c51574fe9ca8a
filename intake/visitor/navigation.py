"""Where a visitor's pages lead: on, back, and to where the visitor left off."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils import translation

from intake.engine import assessment, routes
from intake.engine.conditions import Answers
from intake.engine.questions import Step
from intake.visitor.draft_sessions import DraftSession


def is_change(request: HttpRequest) -> bool:
    """Return whether the page was opened from the check page, which it then leads back to."""
    return "change" in request.GET


def get_resume_url(draft_session: DraftSession) -> str:
    """Return the URL of the step where the visitor left off, in the language they began in."""
    with translation.override(draft_session.draft.language):
        return draft_session.urls.step(draft_session.route.resume_at)


def get_url_after_step(request: HttpRequest, draft_session: DraftSession, step: Step, answers: Answers) -> str:
    """Return where a saved step leads: to the next step or the check page, by way of advice if the answers call for it.

    `answers` are the new ones, those of the session are from before. The same step sent twice leads to the same place,
    since a browser shows what the second response says.
    """
    route = routes.resolve_route(draft_session.definition, answers)
    opened = routes.find_opened_steps(draft_session.route, route)
    following: str | None
    if is_change(request):
        to_show = {*opened, *routes.find_unseen_steps(route, answers)}
        following = next((each.link_id for each in route.steps if each.link_id in to_show), route.first_unfinished)
    elif step.link_id in opened[:1]:
        following = step.link_id
    else:
        following = route.after(step.link_id)
    if assessment.find_advising_rules(step, draft_session.definition, before=draft_session.answers, after=answers):
        query = {"next": following or "", "from": step.link_id} | ({"change": "1"} if is_change(request) else {})
        return f"{draft_session.urls.help}?{urlencode(query)}"
    return draft_session.urls.step(following, is_change=is_change(request))


def get_step_back_url(request: HttpRequest, draft_session: DraftSession, step: Step) -> str:
    if is_change(request) and draft_session.route.first_unfinished is None:
        return draft_session.urls.check
    previous = draft_session.route.before(step.link_id)
    return draft_session.urls.step(previous) if previous else draft_session.urls.start


def get_url_after_advice(request: HttpRequest, draft_session: DraftSession) -> str:
    following = request.GET.get("next")
    if following and draft_session.route.reaches(following):
        return draft_session.urls.step(following, is_change=is_change(request))
    if following == "" and draft_session.route.first_unfinished is None:
        return draft_session.urls.check
    return get_resume_url(draft_session)


def get_advice_back_url(request: HttpRequest, draft_session: DraftSession) -> str:
    """Return the URL of the step whose answers led to the advice."""
    came_from = request.GET.get("from", "")
    if draft_session.route.reaches(came_from):
        return draft_session.urls.step(came_from, is_change=is_change(request))
    return get_resume_url(draft_session)


def get_last_step_url(draft_session: DraftSession) -> str:
    return draft_session.urls.step(draft_session.route.steps[-1].link_id)
