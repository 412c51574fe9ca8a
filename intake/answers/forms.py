"""The form of one step, built from the questionnaire's own data."""

from collections.abc import Sequence

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout, LayoutObject
from django import forms
from django.template import Context
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict

from intake.answers.field_builders import build_field
from intake.engine import routes
from intake.engine.conditions import ALWAYS, Answers, AnswerTo
from intake.engine.questions import Kind, Question, Step


class Information(LayoutObject):
    """A text between the questions. It has a template of its own: crispy would take the text itself for a template."""

    def __init__(self, question: Question) -> None:
        self.question = question

    def render(self, form: forms.Form, context: Context, template_pack: str = "", **kwargs: object) -> str:
        return render_to_string("intake/information.html", {"question": self.question})


class ConsentTerms(LayoutObject):
    """What a visitor is told before they agree: who asks, for which data, and what for."""

    def __init__(self, question: Question) -> None:
        self.question = question

    def render(self, form: forms.Form, context: Context, template_pack: str = "", **kwargs: object) -> str:
        return render_to_string("intake/consent_terms.html", {"consent": self.question.consent})


class StepForm(forms.Form):
    """The questions of a step as it is asked, with the answers so far or what was posted.

    `all_steps` are those of the questionnaire, by which the answers on this page decide what else on it is asked. A
    page that is not whole was left before it was finished, so a missing answer is no error yet.
    """

    # The browser's own bubbles would come before our error messages.
    use_required_attribute = False
    data: MultiValueDict[str, str]

    def __init__(
        self,
        *,
        step: Step,
        answers: Answers,
        data: MultiValueDict[str, str] | None = None,
        all_steps: Sequence[Step] = (),
        is_whole: bool = True,
    ) -> None:
        super().__init__(data=data, initial=dict(answers))
        self.step = step
        self.all_steps = tuple(all_steps)
        self.is_whole = is_whole
        self.fields = {question.link_id: build_field(question) for question in step.answerable}
        for link_id in list_other_name_ids(step):
            self.fields[link_id].widget.attrs["autocomplete"] = "off"
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.label_is_heading = step.is_one_question
        self.helper.layout = Layout(*(part for question in step.questions for part in build_layout(question)))

    def collect_answers(self) -> dict[str, object]:
        """Return the valid answers by linkId. An unanswered question is left out."""
        return {
            link_id: answer
            for link_id in self.fields
            if (answer := self.cleaned_data.get(link_id)) not in (None, "", [])
        }

    def clean(self) -> dict[str, object]:
        """Drop the errors of questions that an answer on this page hides: they are not asked any more."""
        hidden = self.find_hidden_questions()
        for link_id, errors in list(self.errors.items()):
            is_missing = all(error.code == "required" for error in errors.as_data())
            if link_id in hidden or (is_missing and not self.is_whole):
                del self.errors[link_id]
        return self.cleaned_data

    def find_hidden_questions(self) -> set[str]:
        """Return the linkIds of the questions on this page that are not asked because of the answers on it."""
        compared = {
            comparison.subject for question in self.step.questions for comparison in question.condition.comparisons()
        }
        if not self.all_steps or not any(AnswerTo(link_id) in compared for link_id in self.fields):
            return set()
        together = dict(self.initial) | dict.fromkeys(self.fields) | self.collect_answers()
        step = routes.resolve_route_of_steps(self.all_steps, together).step(self.step.link_id)
        return set(self.fields) - {question.link_id for question in (step.questions if step else ())}

    def merge_into(self, answers: Answers) -> dict[str, object]:
        """Return all answers, with those of this form in place of older ones.

        A question that was left open is None, which tells that it was shown. One that another answer hid is left out,
        so that it is shown again.
        """
        others = {link_id: answer for link_id, answer in answers.items() if link_id not in self.fields}
        hidden = self.find_hidden_questions()
        return others | {link_id: None for link_id in self.fields if link_id not in hidden} | self.collect_answers()


def list_other_name_ids(step: Step) -> list[str]:
    """Return the linkIds of questions for the name of somebody else than the visitor.

    Where a visitor may answer for another person, two names are asked, and the one that is asked of everybody is the
    patient's.
    """
    names = [question for question in step.answerable if question.kind is Kind.NAME]
    return [question.link_id for question in names if len(names) > 1 and question.condition == ALWAYS]


def build_layout(question: Question) -> list[LayoutObject]:
    """Return what the page shows for a question."""
    if question.kind is Kind.INFORMATION:
        return [Information(question)]
    if question.kind is Kind.CONSENT:
        return [ConsentTerms(question), Field(question.link_id)]
    return [Field(question.link_id)]
