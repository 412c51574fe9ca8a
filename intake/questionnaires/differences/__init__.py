"""What has changed from one definition to the next, in sentences that staff read before they publish."""

from django.utils.translation import gettext as _

from intake.engine.definition import Definition
from intake.questionnaires.differences.questions import describe_question_differences, describe_step_differences
from intake.questionnaires.differences.rules import (
    describe_case_differences,
    describe_consent_differences,
    describe_rule_differences,
    describe_score_differences,
)
from intake.questionnaires.differences.sentences import describe_change


def describe_differences(old: Definition, new: Definition) -> list[str]:
    """Return a sentence for each change.

    There is none if visitors are asked the same in the same words, and sorted by the same rules.
    """
    return [
        *describe_change(_("The title"), old.title, new.title),
        *describe_change(_("The language"), old.language, new.language),
        *describe_change(_("The canonical URL"), old.url, new.url),
        *describe_step_differences(old, new),
        *describe_question_differences(old, new),
        *describe_score_differences(old, new),
        *describe_consent_differences(old, new),
        *describe_rule_differences(old, new),
        *describe_case_differences(old, new),
    ]
