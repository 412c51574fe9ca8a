"""How a questionnaire differs from its translation in what it asks and how it sorts, whatever the wording.

It matters because staff compare answers by their keys, whichever language they were given in.
"""

from dataclasses import replace

from intake.engine.definition import Definition
from intake.engine.eligibility import Rule, RuleAdvice
from intake.engine.questions import Choice, Question, Step
from intake.questionnaires.differences import describe_differences


def compare_translations(translation: Definition, draft: Definition) -> list[str]:
    """Return what changes from one to the other apart from the wording; nothing between true translations.

    The sentences name questions and options by their keys.
    """
    return describe_differences(strip_wording(translation), strip_wording(draft))


def strip_wording(definition: Definition) -> Definition:
    """Return the definition with keys in place of words, and without test cases, which ask nobody anything."""
    return replace(
        definition,
        title="",
        language="",
        url="",
        steps=tuple(map(strip_step_wording, definition.steps)),
        rules=tuple(map(strip_rule_wording, definition.rules)),
        consents=tuple(replace(consent, wording="", controller="", data="", use="") for consent in definition.consents),
        cases=(),
    )


def strip_step_wording(step: Step) -> Step:
    return replace(step, title=step.link_id, questions=tuple(map(strip_question_wording, step.questions)))


def strip_question_wording(question: Question) -> Question:
    return replace(
        question,
        text=question.link_id,
        hint="",
        short_text="",
        unit="",
        end_labels=("", ""),
        choices=tuple(map(strip_choice_wording, question.choices)),
        codes=tuple(replace(code, text="") for code in question.codes),
    )


def strip_choice_wording(choice: Choice) -> Choice:
    region = replace(choice.region, text=choice.region.code) if choice.region else None
    return replace(choice, text=choice.code, hint="", region=region)


def strip_rule_wording(rule: Rule) -> Rule:
    advice = RuleAdvice(rule.id, ()) if rule.advice else None
    return replace(rule, reason=rule.id, source="", advice=advice)
