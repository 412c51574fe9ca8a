"""The page of one step: shown, kept while it is filled in, kept for later, answered, refused.

What is refused is kept too, as it was typed, and the browser is sent to the page again (303): so Back, and a reload,
send nothing twice, and the words stand there with what is wrong with them.
"""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from intake.answers.forms import StepForm
from intake.engine import assessment, routes
from intake.engine.conditions import Answers
from intake.engine.questions import Kind, Step
from intake.http import SeeOther
from intake.token_sessions import drafts
from intake.visitor.draft_sessions import DraftSession
from intake.visitor.unfinished_page import UnfinishedPage
from intake.visitor.views import (
    build_autosave_refusal,
    get_resume_url,
    is_json_request,
    redirect_to_return_code,
    render_page,
    unsent_draft_required,
)


@unsent_draft_required
def questionnaire_step(request: HttpRequest, draft_session: DraftSession, step_id: str) -> HttpResponse:
    """One step. `?change` says that it was opened from the check page, which it then leads back to."""
    if draft_session.definition.step(step_id) is None:
        raise Http404
    asked = draft_session.way.step(step_id)
    if asked is None or not draft_session.way.reaches(step_id):
        return (
            build_autosave_refusal("not-asked", status=409)
            if is_json_request(request)
            else SeeOther(get_resume_url(draft_session))
        )
    if request.method == "POST":
        return handle_step_post(request, draft_session, asked)
    return render_step(request, draft_session, asked, build_step_form(draft_session, asked))


def handle_step_post(request: HttpRequest, draft_session: DraftSession, asked: Step) -> HttpResponse:
    form = StepForm(step=asked, answers=draft_session.answers, data=request.POST, among=draft_session.definition.steps)
    if is_json_request(request):
        return autosave_step(request, draft_session, asked, form)
    try:
        if ":later" in request.POST:
            return save_step_for_return(request, draft_session, asked, form)
        return save_step(request, draft_session, asked, form)
    except drafts.DraftTooLarge:
        # Nothing keeps that much but the page itself, so it is shown as it came, in answer to its POST: sent away from
        # here, the browser would lose the words. Back sends nothing, and once this page is sent again it leaves no
        # trace that Back would send (static/js/form.js).
        form.add_error(None, _("This is more than we can keep with your other answers. Please make it shorter."))
        return render_step(request, draft_session, asked, form, status=422)


def build_step_form(draft_session: DraftSession, asked: Step) -> StepForm:
    """The page as it was left: the words that stand unfinished there, or else the answers."""
    unfinished = draft_session.unfinished.get(asked.link_id, {})
    if not UnfinishedPage.is_page_json(unfinished):
        return StepForm(step=asked, answers=draft_session.answers | unfinished)
    left = UnfinishedPage.from_json(unfinished)
    data = left.posted(StepForm(step=asked, answers=draft_session.answers))
    return StepForm(
        step=asked,
        answers=draft_session.answers,
        data=data,
        among=draft_session.definition.steps,
        is_whole=left.is_refused,
    )


def save_step(request: HttpRequest, draft_session: DraftSession, asked: Step, form: StepForm) -> HttpResponse:
    """A step that was sent on: kept as answers, if it is whole. Raises drafts.DraftTooLarge."""
    if not form.is_valid():
        save_typed_page(draft_session, asked, form, is_refused=True)
        return SeeOther(draft_session.place.step(asked.link_id, is_change="change" in request.GET))
    answers = drafts.save_answers(draft_session.draft, draft_session.token, form.merge_into, step=asked.link_id)
    return SeeOther(get_next_url(request, draft_session, asked, answers))


def save_step_for_return(
    request: HttpRequest, draft_session: DraftSession, asked: Step, form: StepForm
) -> HttpResponse:
    """Raises drafts.DraftTooLarge."""
    save_typed_page(draft_session, asked, form, is_refused=False)
    return redirect_to_return_code(request, draft_session)


def save_typed_page(draft_session: DraftSession, asked: Step, form: StepForm, *, is_refused: bool) -> None:
    """Keep the page as it was typed, whatever changed elsewhere. Raises drafts.DraftTooLarge."""
    left = UnfinishedPage.of(form, is_refused=is_refused)
    drafts.save_unfinished_page(draft_session.draft, draft_session.token, asked.link_id, left.to_json())


def autosave_step(request: HttpRequest, draft_session: DraftSession, asked: Step, form: StepForm) -> JsonResponse:
    """What a script sends while a page is being filled in; refused if the answers are newer than that page."""
    before = draft_session.unfinished.get(asked.link_id, {})
    # What was wrong is told until it is mended, not until somebody begins to mend it.
    was_refused = UnfinishedPage.is_page_json(before) and UnfinishedPage.from_json(before).is_refused
    left = UnfinishedPage.of(form, is_refused=was_refused)
    is_newest = request.POST.get(":revision") == str(draft_session.draft.revision)
    try:
        is_kept = is_newest and drafts.autosave_page(
            draft_session.draft, draft_session.token, asked.link_id, left.to_json()
        )
    except drafts.DraftTooLarge:
        return build_autosave_refusal("too-long", status=413)
    return JsonResponse({"kept": True}) if is_kept else build_autosave_refusal("changed", status=409)


def get_next_url(request: HttpRequest, draft_session: DraftSession, asked: Step, answers: Answers) -> str:
    """Where a saved step leads: on, or back to the check page; by way of help if the answers call for it.

    The same step sent twice leads to the same place, since a browser shows what the second answer says.
    """
    route = routes.resolve_route(draft_session.definition, answers)
    opened = routes.find_opened_steps(draft_session.way, route)
    is_change = "change" in request.GET
    following: str | None
    if is_change:
        to_show = {*opened, *routes.find_unseen_steps(route, answers)}
        following = next((step.link_id for step in route.steps if step.link_id in to_show), route.first_unfinished)
    elif asked.link_id in opened[:1]:
        following = asked.link_id
    else:
        following = route.after(asked.link_id)
    if assessment.find_advising_rules(asked, draft_session.definition, before=draft_session.answers, after=answers):
        query = {"next": following or "", "from": asked.link_id} | ({"change": "1"} if is_change else {})
        return f"{draft_session.place.help}?{urlencode(query)}"
    return draft_session.place.step(following, is_change=is_change)


def get_back_url(request: HttpRequest, draft_session: DraftSession, asked: Step) -> str:
    if "change" in request.GET and draft_session.way.first_unfinished is None:
        return draft_session.place.check
    previous = draft_session.way.before(asked.link_id)
    return draft_session.place.step(previous) if previous else draft_session.place.start


def render_step(
    request: HttpRequest, draft_session: DraftSession, asked: Step, form: StepForm, *, status: int = 200
) -> HttpResponse:
    seen = [step.link_id for step in draft_session.way.steps]
    return render_page(
        request,
        draft_session.place,
        "step.html",
        {
            "definition": draft_session.definition,
            "step": asked,
            "form": form,
            "back_url": get_back_url(request, draft_session, asked),
            "number": seen.index(asked.link_id) + 1,
            "count": len(seen) if draft_session.definition.has_fixed_steps else None,
            "is_change": "change" in request.GET,
            "lacks_consent": any(
                question.kind is Kind.CONSENT and question.link_id in form.errors for question in asked.answerable
            ),
            "revision": draft_session.draft.revision,
            "has_body_map": any(question.is_body_map for question in asked.questions),
        },
        status=status,
    )
