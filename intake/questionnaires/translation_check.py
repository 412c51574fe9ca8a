"""In what a questionnaire and its translation ask or sort otherwise, whatever their words.

Staff compare answers by their keys, whichever language they were given in.
"""

from dataclasses import replace

from intake.engine.definition import Definition
from intake.engine.eligibility import Rule, RuleAdvice
from intake.engine.questions import Choice, Question, Step
from intake.questionnaires.differences import describe_differences


def compare_translations(there: Definition, here: Definition) -> list[str]:
    """What changes from the one to the other apart from words, with keys for names. Empty between true translations."""
    return describe_differences(strip_wording(there), strip_wording(here))


def strip_wording(definition: Definition) -> Definition:
    """The same with keys in the place of words. Test cases are left out: they ask nobody anything."""
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
    notice = RuleAdvice(rule.id, ()) if rule.notice else None
    return replace(rule, reason=rule.id, source="", notice=notice)
