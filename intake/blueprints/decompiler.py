"""A definition to the blocks that it could have been built of: what the starter and an import are opened with.

`compiled(blueprint(d))` is `d` again for whatever came from the builder. Of a definition from elsewhere, what the
builder has no field for is lost (intake.questionnaires.differences says what); a condition that it cannot show is
refused.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

from intake.blueprints import answer_text, compiler
from intake.blueprints.blueprint import ANSWERED, UNANSWERED, Blueprint, Stream, Values, block, item_list
from intake.blueprints.body_areas import AREAS, NONE_CODE
from intake.blueprints.compiler import OWN_CODES, UNKNOWN_CODE
from intake.engine import questionnaire_items
from intake.engine.conditions import AllOf, AnswerTo, AnyOf, Comparison, Condition, Not
from intake.engine.definition import Definition, DefinitionError
from intake.engine.eligibility import Case, Rule
from intake.engine.questions import Choice, Consent, Kind, Question, Step

FEWEST_ROWS = 2


def blueprint(definition: Any, *, slug: str) -> Blueprint:
    """Raises DefinitionError for what does not hold together, or has conditions deeper than the builder shows."""
    read = Definition.from_json(definition)
    head = definition["questionnaire"]
    url = "" if read.url == f"{questionnaire_items.BASE}Questionnaire/{slug}" else read.url
    return Blueprint(
        slug=slug,
        title=read.title,
        language=read.language,
        url=url,
        publisher=head.get("publisher", ""),
        copyright=head.get("copyright", ""),
        steps=[step_block(step, group) for step, group in zip(read.steps, head["item"], strict=True)],
        scores=[block("score", score, score) for score in read.scores],
        rules=[rule_block(position, rule) for position, rule in enumerate(read.rules)],
        cases=[case_block(position, case) for position, case in enumerate(read.cases)],
    )


# --- Steps and questions ---------------------------------------------------------------------------------------------


def step_block(step: Step, group: Values) -> Values:
    values = {
        "text": step.title,
        "questions": list(question_blocks(step, group["item"])),
        "key": step.link_id,
        "condition": condition_value(step.condition, step.link_id),
    }
    return block("step", values, step.link_id)


def question_blocks(step: Step, items: Sequence[Values]) -> Iterator[Values]:
    """Questions that follow each other and share everything but their words become the rows of one block."""
    pairs = list(zip(step.questions, items, strict=True))
    for shared, together in groupby(pairs, key=lambda pair: row_group(*pair)):
        run = list(together)
        if shared is not None and len(run) >= FEWEST_ROWS:
            yield rows_block(run)
        else:
            yield from (question_block(question, item) for question, item in run)


def row_group(question: Question, item: Values) -> tuple[Any, ...] | None:
    """Equal for questions that can stand in one block of rows; None for those that cannot."""
    if question.kind is not Kind.ONE_OF or question.hint or question.is_scope_fact or as_yes_no(question):
        return None
    options = tuple(sorted_options(item))
    return (options, question.required, question.condition)


def sorted_options(item: Values) -> Iterator[tuple[Any, ...]]:
    for option in item["answerOption"]:
        yield (repr(sorted(option["valueCoding"].items(), key=repr)), repr(option.get("extension")))


def rows_block(run: Sequence[tuple[Question, Values]]) -> Values:
    first, item = run[0]
    options, unknown = options_and_unknown(first, item)
    rows = [
        {
            "text": question.text,
            "short_text": question.short_text,
            "key": question.link_id,
            "feeds": item_list(question.score_inputs, question.link_id, "feeds"),
            "codes": code_list(question),
        }
        for question, _ in run
    ]
    values = {
        "rows": item_list(rows, first.link_id, "rows"),
        "options": options,
        "unknown": unknown,
        "required": first.required,
        "condition": condition_value(first.condition, first.link_id),
    }
    return block("rows", values, first.link_id)


def question_block(question: Question, item: Values) -> Values:
    if question.kind is Kind.INFORMATION:
        return block("information", {"text": question.text, **keyed(question)}, question.link_id)
    if question.kind is Kind.CONSENT and question.consent:
        return block("consent", consent_values(question, question.consent), question.link_id)
    kind, own = BUILT_FROM[question.kind](question, item)
    common = {
        "text": question.text,
        "hint": question.hint,
        "short_text": question.short_text,
        "required": question.required,
        "codes": code_list(question),
        "is_scope_fact": question.is_scope_fact,
        "feeds": item_list(question.score_inputs, question.link_id, "feeds"),
        **keyed(question),
    }
    return block(kind, common | own, question.link_id)


def keyed(question: Question) -> Values:
    return {"key": question.link_id, "condition": condition_value(question.condition, question.link_id)}


def code_list(question: Question) -> Stream:
    codes = [
        {"system": "" if code.system == OWN_CODES else code.system, "code": code.code, "text": code.text}
        for code in question.codes
    ]
    return item_list(codes, question.link_id, "codes")


def consent_values(question: Question, consent: Consent) -> Values:
    return {
        "text": consent.wording,
        "short_text": question.short_text,
        "controller": consent.controller,
        "data": consent.data,
        "use": consent.use,
        "required": consent.required,
        "purpose": "" if consent.purpose == question.link_id else consent.purpose,
        **keyed(question),
    }


Built = tuple[str, Values]


def choice_block(question: Question, item: Values) -> Built:
    if as_yes_no(question):
        return "yes_no", {"unknown": question.choices[-1].text}
    options, unknown = options_and_unknown(question, item)
    return "one_of", {"options": options, "unknown": unknown}


def as_yes_no(question: Question) -> bool:
    """Whether it is the choice of three that a yes or no with "I do not know" becomes."""
    found = [(choice.code, choice.ordinal, choice.hint) for choice in question.choices]
    return found == [("yes", 1, ""), ("no", 0, ""), (UNKNOWN_CODE, None, "")]


def options_and_unknown(question: Question, item: Values) -> tuple[Stream, str]:
    """Its options, and the words of the "I do not know" behind them."""
    choices = list(question.choices)
    last = choices[-1]
    is_unknown = last == Choice(code=UNKNOWN_CODE, text=last.text)
    offered = choices[:-1] if is_unknown and len(choices) > 1 else choices
    return option_list(question, item, offered), last.text if is_unknown else ""


def option_list(question: Question, item: Values, choices: Sequence[Choice]) -> Stream:
    systems = {entry["valueCoding"]["code"]: entry["valueCoding"].get("system") for entry in item["answerOption"]}
    options = []
    for choice in choices:
        system = systems[choice.code]
        values = {
            "text": choice.text,
            "hint": choice.hint,
            "key": choice.code,
            "value": choice.ordinal,
            "system": "" if system in {None, OWN_CODES} else system,
        }
        options.append(values | ({"exclusive": choice.exclusive} if question.kind is Kind.MANY_OF else {}))
    return item_list(options, question.link_id, "options")


def many_block(question: Question, item: Values) -> Built:
    if not is_whole_body_map(question):
        return "many_of", {"options": option_list(question, item, question.choices)}
    regions = {choice.region.code: choice.region.text for choice in question.choices if choice.region}
    areas = [choice for choice in question.choices if not choice.exclusive]
    area_values = [{"area": choice.code, "text": choice.text, "hint": choice.hint} for choice in areas]
    region_values = [{"region": code, "text": text} for code, text in regions.items()]
    return "body_map", {
        "areas": item_list(area_values, question.link_id, "areas"),
        "regions": item_list(region_values, question.link_id, "regions"),
        "none": question.choices[-1].text if question.choices[-1].exclusive else "",
    }


def is_whole_body_map(question: Question) -> bool:
    """Whether it is one that the builder's block makes: every area in its region, "none of these" at most behind it."""
    areas = [choice for choice in question.choices if choice.code in AREAS]
    others = question.choices[len(areas) :]
    return (
        question.is_body_map
        and sorted(choice.code for choice in areas) == sorted(AREAS)
        and all(compiler.REGION_OF[choice.code] == (choice.region and choice.region.code) for choice in areas)
        and question.choices[: len(areas)] == tuple(areas)
        and (not others or others == (Choice(NONE_CODE, others[0].text, exclusive=True),))
    )


def number_block(question: Question, item: Values) -> Built:
    limits = {-questionnaire_items.LARGEST_NUMBER: None, questionnaire_items.LARGEST_NUMBER: None}
    lowest, highest = question.bounds.lowest, question.bounds.highest
    return "number", {
        "unit": question.unit,
        "lowest": limits.get(lowest, lowest),
        "highest": limits.get(highest, highest),
        "decimals": question.decimals,
    }


def rating_block(question: Question, item: Values) -> Built:
    lowest_label, highest_label = question.end_labels
    return "rating", {
        "lowest": question.bounds.lowest,
        "highest": question.bounds.highest,
        "lowest_label": lowest_label,
        "highest_label": highest_label,
    }


def date_block(question: Question, item: Values) -> Built:
    limits = {questionnaire_items.EARLIEST_DATE: None, questionnaire_items.LATEST_DATE: None}
    lowest, highest = question.bounds.lowest, question.bounds.highest
    return "date", {
        "takes_part": question.takes_part_of_date,
        "is_past": question.is_past,
        "lowest": limits.get(lowest, lowest),
        "highest": limits.get(highest, highest),
    }


def text_block(question: Question, item: Values) -> Built:
    return question.kind.replace("-", "_"), {"max_length": item.get("maxLength")}


def plain_block(question: Question, item: Values) -> Built:
    return question.kind.replace("-", "_"), {}


def yes_no_block(question: Question, item: Values) -> Built:
    return "yes_no", {"unknown": ""}


BUILT_FROM: dict[Kind, Callable[[Question, Values], Built]] = {
    Kind.YES_NO: yes_no_block,
    Kind.ONE_OF: choice_block,
    Kind.MANY_OF: many_block,
    Kind.WHOLE_NUMBER: number_block,
    Kind.NUMBER: number_block,
    Kind.RATING: rating_block,
    Kind.DATE: date_block,
    Kind.SHORT_TEXT: text_block,
    Kind.LONG_TEXT: text_block,
    Kind.NAME: plain_block,
    Kind.EMAIL: plain_block,
    Kind.PHONE: plain_block,
    Kind.COUNTRY: plain_block,
}


# --- Conditions and rules --------------------------------------------------------------------------------------------


def condition_value(condition: Condition, link_id: str) -> Values:
    """Of a question or a step: FHIR knows no condition inside a condition."""
    parts = condition.parts if isinstance(condition, AllOf | AnyOf) else (condition,)
    comparisons = [comparison_value(part) for part in parts if isinstance(part, Comparison)]
    return {
        "match": "any" if isinstance(condition, AnyOf) else "all",
        "comparisons": item_list(comparisons, link_id, "condition"),
    }


def comparison_value(comparison: Comparison) -> Values:
    return {"question": subject_key(comparison), **operator_and_answer(comparison)}


def subject_key(comparison: Comparison) -> str:
    subject = comparison.subject
    return subject.question if isinstance(subject, AnswerTo) else f"{subject.score}.{subject.value}"


def operator_and_answer(comparison: Comparison) -> Values:
    if comparison.operator == "exists":
        return {"operator": ANSWERED if comparison.value else UNANSWERED, "answer": ""}
    return {"operator": comparison.operator, "answer": answer_text.write(comparison.value)}


def rule_block(position: int, rule: Rule) -> Values:
    path = f"rules[{position}].if"
    match, parts = match_and_parts(rule.condition)
    values = {
        "match": match,
        "conditions": [part_block(part, path, (position, number)) for number, part in enumerate(parts)],
        "outcome": rule.outcome,
        "urgent": rule.urgent,
        "reason": rule.reason,
        "source": rule.source,
        "notice_title": rule.notice.title if rule.notice else "",
        "notice_text": "\n\n".join(rule.notice.paragraphs) if rule.notice else "",
        "key": rule.id,
    }
    return block("rule", values, position)


def case_block(position: int, case: Case) -> Values:
    given = [{"question": key, "answer": answer_text.write(value)} for key, value in case.answers.items()]
    values = {
        "name": case.name,
        "answers": item_list(given, "case", position),
        "outcome": case.outcome,
        "urgent": case.urgent,
    }
    return block("case", values, position)


def match_and_parts(condition: Condition) -> tuple[str, tuple[Condition, ...]]:
    """`all`, `any` or `none`, and of what."""
    if isinstance(condition, AllOf | AnyOf):
        return ("any" if isinstance(condition, AnyOf) else "all"), condition.parts
    if isinstance(condition, Not):
        inner = condition.part
        return "none", inner.parts if isinstance(inner, AnyOf) and len(inner.parts) > 1 else (inner,)
    return "all", (condition,)


def part_block(part: Condition, path: str, place: tuple[int, ...], *, is_outer: bool = True) -> Values:
    if isinstance(part, Comparison):
        kind = "answer" if isinstance(part.subject, AnswerTo) else "score"
        member = "question" if kind == "answer" else "value"
        return block(kind, {member: subject_key(part), **operator_and_answer(part)}, "rule", *place)
    if not is_outer:
        raise DefinitionError(path, "is nested more deeply than the builder can show")
    match, parts = match_and_parts(part)
    inner = [part_block(each, path, (*place, number), is_outer=False) for number, each in enumerate(parts)]
    return block("group", {"match": match, "conditions": inner}, "rule", *place)
