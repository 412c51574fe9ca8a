"""Conditions, answers and outcomes in words, for staff."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake.engine.conditions import AllOf, AnswerTo, AnyOf, Comparison, Condition, Not
from intake.engine.definition import Definition
from intake.engine.questions import Question
from intake.engine.scoring import RULES
from intake.enums import SuggestedOutcome, Urgency

COMPARISON_TEMPLATES: dict[str, str | Promise] = {
    "=": gettext_lazy("%(subject)s is %(answer)s"),
    "!=": gettext_lazy("%(subject)s is not %(answer)s"),
    ">": gettext_lazy("%(subject)s is more than %(answer)s"),
    ">=": gettext_lazy("%(subject)s is at least %(answer)s"),
    "<": gettext_lazy("%(subject)s is less than %(answer)s"),
    "<=": gettext_lazy("%(subject)s is at most %(answer)s"),
}


def describe_condition(part: Condition, definition: Definition) -> str:
    """Return a phrase such as `“Age” is “Under 18”`. Conditions inside a condition are in brackets."""
    if isinstance(part, Comparison):
        return describe_comparison(part, definition)
    if isinstance(part, Not):
        return _("not (%(condition)s)") % {"condition": describe_condition(part.part, definition)}
    if isinstance(part, AnyOf) and (subject := find_common_subject(part)):
        return describe_alternatives(subject, part, definition)
    inner = [bracket_condition(each, definition) for each in part.parts]
    return (_(" or ") if isinstance(part, AnyOf) else _(" and ")).join(inner) or _("always")


def find_common_subject(part: AnyOf) -> Comparison | None:
    """Return the first comparison if all parts compare the same subject by `=`; else None."""
    comparisons = [each for each in part.parts if isinstance(each, Comparison) and each.operator == "="]
    alike = len(comparisons) == len(part.parts) and len({each.subject for each in comparisons}) == 1
    return comparisons[0] if alike else None


def describe_alternatives(first: Comparison, part: AnyOf, definition: Definition) -> str:
    """Return a phrase such as `“Signs” is “Fever” or “Cancer”`."""
    question = find_question(first.subject.question, definition) if isinstance(first.subject, AnswerTo) else None
    answers = [describe_answer(each.value, question) for each in part.comparisons()]
    words = str(COMPARISON_TEMPLATES["="])
    return words % {"subject": describe_subject(first, definition), "answer": _(" or ").join(answers)}


def bracket_condition(part: Condition, definition: Definition) -> str:
    words = describe_condition(part, definition)
    return f"({words})" if isinstance(part, AllOf | AnyOf) and len(part.parts) > 1 else words


def describe_comparison(part: Comparison, definition: Definition) -> str:
    subject = describe_subject(part, definition)
    if part.operator == "exists":
        words = _("%(subject)s is answered") if part.value else _("%(subject)s is not answered")
        return words % {"subject": subject}
    answered = part.subject.question if isinstance(part.subject, AnswerTo) else ""
    words = str(COMPARISON_TEMPLATES[part.operator])
    return words % {"subject": subject, "answer": describe_answer(part.value, find_question(answered, definition))}


def describe_subject(part: Comparison, definition: Definition) -> str:
    if isinstance(part.subject, AnswerTo):
        question = find_question(part.subject.question, definition)
        return quote_text(question.label if question else part.subject.question)
    rule = RULES.get(part.subject.score)
    title = rule.title if rule else part.subject.score
    return f"{title}, {part.subject.value.replace('_', ' ')},"


def find_question(link_id: str, definition: Definition) -> Question | None:
    return next((question for question in definition.questions() if question.link_id == link_id), None)


def describe_answer(value: object, question: Question | None = None) -> str:
    """Return an answer in the words that a visitor sees."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | tuple):
        return ", ".join(describe_answer(each, question) for each in value)
    if not isinstance(value, str):
        return str(value)
    choice = question.choice_by_code.get(value) if question else None
    return quote_text(choice.text if choice else value)


def describe_outcome(code: str, *, urgent: bool) -> str:
    """Return a phrase such as `Needs a human, urgent`."""
    label = str(SuggestedOutcome(code).label)
    return f"{label}, {str(Urgency.URGENT.label).lower()}" if urgent else label


def quote_text(words: object) -> str:
    return _("“%(words)s”") % {"words": words}


def make_sentence(words: str) -> str:
    return f"{capfirst(words)}."


def list_quoted(words: Iterable[object]) -> str:
    return ", ".join(quote_text(each) for each in words)
