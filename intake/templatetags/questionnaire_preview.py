"""What the preview of a questionnaire shows beside the definition: step forms, the truth table, and what would change.

The templates of the preview ask for these, so that the model need know none of the rooms above it.
"""

from django import template
from django.utils.translation import get_language

from intake.answers.forms import StepForm
from intake.engine.definition import Definition
from intake.engine.questions import Step
from intake.models import Questionnaire, QuestionnaireVersion
from intake.questionnaires import publishing, safety
from intake.questionnaires.differences import describe_differences
from intake.questionnaires.safety import HelpContact
from intake.questionnaires.translation_check import compare_translations
from intake.questionnaires.truth_table import build_truth_table

register = template.Library()

register.simple_tag(build_truth_table)


@register.simple_tag
def build_step_forms(definition: Definition) -> list[tuple[Step, StepForm]]:
    """Return every step with its empty form, whatever its condition."""
    return [(step, StepForm(step=step, answers={})) for step in definition.steps]


@register.simple_tag
def list_help_contacts() -> list[HelpContact]:
    """Return where help is found at once, in the language of the page."""
    return safety.list_safety_contacts(get_language())


@register.simple_tag
def describe_draft_changes(questionnaire: Questionnaire, definition: Definition) -> list[str]:
    """Return what publishing this definition would change of the live version; nothing if there is none."""
    version = questionnaire.live_version
    return describe_differences(publishing.get_definition(version), definition) if version else []


@register.simple_tag
def list_translation_differences(
    questionnaire: Questionnaire, definition: Definition
) -> list[tuple[QuestionnaireVersion, list[str]]]:
    """Return each live translation with what the definition asks or sorts otherwise than it does."""
    return [
        (translation, compare_translations(publishing.get_definition(translation), definition))
        for translation in publishing.list_live_translations(questionnaire)
    ]
