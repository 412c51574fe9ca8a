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
from intake.visitor.draft_sessions import Visit
from intake.visitor.unfinished_page import UnfinishedPage
from intake.visitor.views import kept_for_later, not_kept, onward_url, page, unsent, wants_json


@unsent
def step(request: HttpRequest, visit: Visit, step_id: str) -> HttpResponse:
    """One step. `?change` says that it was opened from the check page, which it then leads back to."""
    if visit.definition.step(step_id) is None:
        raise Http404
    asked = visit.way.step(step_id)
    if asked is None or not visit.way.reaches(step_id):
        return not_kept("not-asked", status=409) if wants_json(request) else SeeOther(onward_url(visit))
    if request.method == "POST":
        return posted(request, visit, asked)
    return step_page(request, visit, asked, form_as_left(visit, asked))


def posted(request: HttpRequest, visit: Visit, asked: Step) -> HttpResponse:
    form = StepForm(step=asked, answers=visit.answers, data=request.POST, among=visit.definition.steps)
    if wants_json(request):
        return kept_meanwhile(request, visit, asked, form)
    try:
        if ":later" in request.POST:
            return kept_until_later(request, visit, asked, form)
        return answered(request, visit, asked, form)
    except drafts.DraftTooLarge:
        # Nothing keeps that much but the page itself, so it is shown as it came, in answer to its POST: sent away from
        # here, the browser would lose the words. Back sends nothing, and once this page is sent again it leaves no
        # trace that Back would send (static/js/form.js).
        form.add_error(None, _("This is more than we can keep with your other answers. Please make it shorter."))
        return step_page(request, visit, asked, form, status=422)


def form_as_left(visit: Visit, asked: Step) -> StepForm:
    """The page as it was left: the words that stand unfinished there, or else the answers."""
    unfinished = visit.unfinished.get(asked.link_id, {})
    if not UnfinishedPage.is_one(unfinished):
        return StepForm(step=asked, answers=visit.answers | unfinished)
    left = UnfinishedPage.from_json(unfinished)
    data = left.posted(StepForm(step=asked, answers=visit.answers))
    return StepForm(
        step=asked, answers=visit.answers, data=data, among=visit.definition.steps, is_whole=left.is_refused
    )


def answered(request: HttpRequest, visit: Visit, asked: Step, form: StepForm) -> HttpResponse:
    """A step that was sent on: kept as answers, if it is whole. Raises drafts.DraftTooLarge."""
    if not form.is_valid():
        keep(visit, asked, form, is_refused=True)
        return SeeOther(visit.place.step(asked.link_id, is_change="change" in request.GET))
    answers = drafts.save(visit.draft, visit.token, form.merged_into, step=asked.link_id)
    return SeeOther(url_after(request, visit, asked, answers))


def kept_until_later(request: HttpRequest, visit: Visit, asked: Step, form: StepForm) -> HttpResponse:
    """Raises drafts.DraftTooLarge."""
    keep(visit, asked, form, is_refused=False)
    return kept_for_later(request, visit)


def keep(visit: Visit, asked: Step, form: StepForm, *, is_refused: bool) -> None:
    """Keep the page as it was typed, whatever changed elsewhere. Raises drafts.DraftTooLarge."""
    left = UnfinishedPage.of(form, is_refused=is_refused)
    drafts.keep_page(visit.draft, visit.token, asked.link_id, left.to_json())


def kept_meanwhile(request: HttpRequest, visit: Visit, asked: Step, form: StepForm) -> JsonResponse:
    """What a script sends while a page is being filled in; refused if the answers are newer than that page."""
    before = visit.unfinished.get(asked.link_id, {})
    # What was wrong is told until it is mended, not until somebody begins to mend it.
    was_refused = UnfinishedPage.is_one(before) and UnfinishedPage.from_json(before).is_refused
    left = UnfinishedPage.of(form, is_refused=was_refused)
    is_newest = request.POST.get(":revision") == str(visit.draft.revision)
    try:
        is_kept = is_newest and drafts.keep_unfinished(visit.draft, visit.token, asked.link_id, left.to_json())
    except drafts.DraftTooLarge:
        return not_kept("too-long", status=413)
    return JsonResponse({"kept": True}) if is_kept else not_kept("changed", status=409)


def url_after(request: HttpRequest, visit: Visit, asked: Step, answers: Answers) -> str:
    """Where a saved step leads: on, or back to the check page; by way of help if the answers call for it.

    The same step sent twice leads to the same place, since a browser shows what the second answer says.
    """
    way = routes.walk(visit.definition, answers)
    opened = routes.opened(visit.way, way)
    is_change = "change" in request.GET
    following: str | None
    if is_change:
        to_show = {*opened, *routes.unseen(way, answers)}
        following = next((step.link_id for step in way.steps if step.link_id in to_show), way.first_unfinished)
    elif asked.link_id in opened[:1]:
        following = asked.link_id
    else:
        following = way.after(asked.link_id)
    if assessment.notices_of(asked, visit.definition, before=visit.answers, after=answers):
        query = {"next": following or "", "from": asked.link_id} | ({"change": "1"} if is_change else {})
        return f"{visit.place.help}?{urlencode(query)}"
    return visit.place.step(following, is_change=is_change)


def back_url(request: HttpRequest, visit: Visit, asked: Step) -> str:
    if "change" in request.GET and visit.way.first_unfinished is None:
        return visit.place.check
    previous = visit.way.before(asked.link_id)
    return visit.place.step(previous) if previous else visit.place.start


def step_page(request: HttpRequest, visit: Visit, asked: Step, form: StepForm, *, status: int = 200) -> HttpResponse:
    seen = [step.link_id for step in visit.way.steps]
    return page(
        request,
        visit.place,
        "step.html",
        {
            "definition": visit.definition,
            "step": asked,
            "form": form,
            "back_url": back_url(request, visit, asked),
            "number": seen.index(asked.link_id) + 1,
            "count": len(seen) if visit.definition.has_fixed_steps else None,
            "is_change": "change" in request.GET,
            "lacks_consent": any(
                question.kind is Kind.CONSENT and question.link_id in form.errors for question in asked.answerable
            ),
            "revision": visit.draft.revision,
            "has_body_map": any(question.is_body_map for question in asked.questions),
        },
        status=status,
    )
