"""In what a questionnaire and its translation ask or sort otherwise, whatever their words.

Staff compare answers by their keys, whichever language they were given in.
"""

from dataclasses import replace

from intake.engine.definition import Definition
from intake.engine.eligibility import Notice, Rule
from intake.engine.questions import Choice, Question, Step
from intake.questionnaires.differences import differences


def drift(there: Definition, here: Definition) -> list[str]:
    """What changes from the one to the other apart from words, with keys for names. Empty between true translations."""
    return differences(wordless(there), wordless(here))


def wordless(definition: Definition) -> Definition:
    """The same with keys in the place of words. Test cases are left out: they ask nobody anything."""
    return replace(
        definition,
        title="",
        language="",
        url="",
        steps=tuple(map(wordless_step, definition.steps)),
        rules=tuple(map(wordless_rule, definition.rules)),
        consents=tuple(replace(consent, wording="", controller="", data="", use="") for consent in definition.consents),
        cases=(),
    )


def wordless_step(step: Step) -> Step:
    return replace(step, title=step.link_id, questions=tuple(map(wordless_question, step.questions)))


def wordless_question(question: Question) -> Question:
    return replace(
        question,
        text=question.link_id,
        hint="",
        short_text="",
        unit="",
        end_labels=("", ""),
        choices=tuple(map(wordless_choice, question.choices)),
        codes=tuple(replace(code, text="") for code in question.codes),
    )


def wordless_choice(choice: Choice) -> Choice:
    region = replace(choice.region, text=choice.region.code) if choice.region else None
    return replace(choice, text=choice.code, hint="", region=region)


def wordless_rule(rule: Rule) -> Rule:
    notice = Notice(rule.id, ()) if rule.notice else None
    return replace(rule, reason=rule.id, source="", notice=notice)
