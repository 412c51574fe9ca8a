"""The page of one step: shown, saved while it is filled in, saved for later, answered, refused.

A page that is refused is stored too, as it was typed, and the browser is redirected to it (303). So Back and a reload
send nothing twice, and the page shows what was typed together with the errors.
"""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from intake.answers.forms import StepForm
from intake.engine.questions import Kind, Step
from intake.http import SeeOther
from intake.token_sessions import drafts
from intake.visitor.autosave import build_autosave_refusal, is_autosave
from intake.visitor.decorators import unsent_draft_required
from intake.visitor.draft_sessions import DraftSession
from intake.visitor.navigation import get_resume_url, get_step_back_url, get_url_after_step, is_change
from intake.visitor.rendering import render_page
from intake.visitor.save_and_return import redirect_to_return_code
from intake.visitor.step_counting import count_step
from intake.visitor.unfinished_page import UnfinishedPage


@unsent_draft_required
def questionnaire_step(request: HttpRequest, draft_session: DraftSession, step_id: str) -> HttpResponse:
    """Show or save one step; redirect to where the visitor left off if the answers do not lead to it."""
    if draft_session.definition.step(step_id) is None:
        raise Http404
    step = draft_session.route.step(step_id)
    if step is None or not draft_session.route.reaches(step_id):
        if is_autosave(request):
            return build_autosave_refusal("not-asked", status=409)
        return SeeOther(get_resume_url(draft_session))
    if request.method == "POST":
        return handle_step_post(request, draft_session, step)
    return render_step(request, draft_session, step, build_step_form(draft_session, step))


def handle_step_post(request: HttpRequest, draft_session: DraftSession, step: Step) -> HttpResponse:
    form = StepForm(
        step=step, answers=draft_session.answers, data=request.POST, all_steps=draft_session.definition.steps
    )
    if is_autosave(request):
        return autosave_step(request, draft_session, step, form)
    try:
        if ":later" in request.POST:
            save_typed_page(draft_session, step, form, is_refused=False)
            return redirect_to_return_code(request, draft_session)
        return save_step(request, draft_session, step, form)
    except drafts.DraftTooLarge:
        # Only the page itself can hold that much, so it is rendered in answer to its POST: after a redirect the
        # browser would lose the text. Back sends nothing, and once this page is sent again it leaves no trace that
        # Back would send (static/js/form.js).
        form.add_error(None, _("This text is too long to save with your other answers. Please shorten it."))
        return render_step(request, draft_session, step, form, status=422)


def build_step_form(draft_session: DraftSession, step: Step) -> StepForm:
    """Return the form as it was left: with what was typed and not finished, or else with the answers."""
    stored = draft_session.unfinished.get(step.link_id, {})
    if not UnfinishedPage.is_page_json(stored):
        return StepForm(step=step, answers={**draft_session.answers, **stored})
    page = UnfinishedPage.from_json(stored)
    return StepForm(
        step=step,
        answers=draft_session.answers,
        data=page.to_post_data(StepForm(step=step, answers=draft_session.answers)),
        all_steps=draft_session.definition.steps,
        is_whole=page.is_refused,
    )


def save_step(request: HttpRequest, draft_session: DraftSession, step: Step, form: StepForm) -> HttpResponse:
    """Save a step that was sent with "Continue": as answers if it is valid, else as it was typed.

    Raise drafts.DraftTooLarge.
    """
    if not form.is_valid():
        save_typed_page(draft_session, step, form, is_refused=True)
        return SeeOther(draft_session.urls.step(step.link_id, is_change=is_change(request)))
    is_new = draft_session.route.resume_at == step.link_id
    answers = drafts.save_answers(draft_session.draft, draft_session.token, form.merge_into, step=step.link_id)
    if is_new:
        count_step(draft_session.draft.version, step.link_id)
    return SeeOther(get_url_after_step(request, draft_session, step, answers))


def save_typed_page(draft_session: DraftSession, step: Step, form: StepForm, *, is_refused: bool) -> None:
    """Store the page as it was typed, whatever changed elsewhere. Raise drafts.DraftTooLarge."""
    page = UnfinishedPage.from_form(form, is_refused=is_refused)
    drafts.save_unfinished_page(draft_session.draft, draft_session.token, step.link_id, page.to_json())


def autosave_step(request: HttpRequest, draft_session: DraftSession, step: Step, form: StepForm) -> JsonResponse:
    """Store what a script sends while a page is filled in; refuse it if the answers are newer than that page."""
    stored = draft_session.unfinished.get(step.link_id, {})
    # Errors are shown until they are corrected, not until somebody begins to correct them.
    was_refused = UnfinishedPage.is_page_json(stored) and UnfinishedPage.from_json(stored).is_refused
    page = UnfinishedPage.from_form(form, is_refused=was_refused)
    is_newest = request.POST.get(":revision") == str(draft_session.draft.revision)
    try:
        is_saved = is_newest and drafts.autosave_page(
            draft_session.draft, draft_session.token, step.link_id, page.to_json()
        )
    except drafts.DraftTooLarge:
        return build_autosave_refusal("too-long", status=413)
    return JsonResponse({"kept": True}) if is_saved else build_autosave_refusal("changed", status=409)


def render_step(
    request: HttpRequest, draft_session: DraftSession, step: Step, form: StepForm, *, status: int = 200
) -> HttpResponse:
    definition = draft_session.definition
    step_ids = [each.link_id for each in draft_session.route.steps]
    context = {
        "definition": definition,
        "step": step,
        "form": form,
        "back_url": get_step_back_url(request, draft_session, step),
        "number": step_ids.index(step.link_id) + 1,
        "count": len(step_ids) if definition.has_fixed_steps else None,
        "is_change": is_change(request),
        "lacks_consent": any(
            question.kind is Kind.CONSENT and question.link_id in form.errors for question in step.answerable
        ),
        "revision": draft_session.draft.revision,
        "has_body_map": any(question.is_body_map for question in step.questions),
    }
    return render_page(request, draft_session.urls, "step.html", context, status=status)
