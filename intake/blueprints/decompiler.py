"""A definition to the blocks that it could have been built of: what the starter and an import are opened with.

`compiled(blueprint(d))` is `d` again for whatever came from the builder. Of a definition from elsewhere, what the
builder has no field for is lost (intake.questionnaires.differences says what); a condition that it cannot show is
refused.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

from intake.blueprints import answer_text, compiler
from intake.blueprints.blueprint import ANSWERED, UNANSWERED, Blueprint, Stream, Values, make_block, make_item_list
from intake.blueprints.body_areas import AREAS, NONE_CODE
from intake.blueprints.compiler import OWN_CODES, UNKNOWN_CODE
from intake.engine import questionnaire_items
from intake.engine.conditions import AllOf, AnswerTo, AnyOf, Comparison, Condition, Not
from intake.engine.definition import Definition, DefinitionError
from intake.engine.eligibility import Case, Rule
from intake.engine.questions import Choice, Consent, Kind, Question, Step

MIN_ROWS = 2


def decompile_definition(definition: Any, *, slug: str) -> Blueprint:
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
        steps=[build_step_block(step, group) for step, group in zip(read.steps, head["item"], strict=True)],
        scores=[make_block("score", score, score) for score in read.scores],
        rules=[build_rule_block(position, rule) for position, rule in enumerate(read.rules)],
        cases=[build_case_block(position, case) for position, case in enumerate(read.cases)],
    )


# --- Steps and questions ---------------------------------------------------------------------------------------------


def build_step_block(step: Step, group: Values) -> Values:
    values = {
        "text": step.title,
        "questions": list(build_question_blocks(step, group["item"])),
        "key": step.link_id,
        "condition": build_condition_value(step.condition, step.link_id),
    }
    return make_block("step", values, step.link_id)


def build_question_blocks(step: Step, items: Sequence[Values]) -> Iterator[Values]:
    """Questions that follow each other and share everything but their words become the rows of one block."""
    pairs = list(zip(step.questions, items, strict=True))
    for shared, together in groupby(pairs, key=lambda pair: get_row_group(*pair)):
        run = list(together)
        if shared is not None and len(run) >= MIN_ROWS:
            yield build_rows_block(run)
        else:
            yield from (build_question_block(question, item) for question, item in run)


def get_row_group(question: Question, item: Values) -> tuple[Any, ...] | None:
    """Equal for questions that can stand in one block of rows; None for those that cannot."""
    if question.kind is not Kind.ONE_OF or question.hint or question.is_scope_fact or is_yes_no_choice(question):
        return None
    options = tuple(iter_option_signatures(item))
    return (options, question.required, question.condition)


def iter_option_signatures(item: Values) -> Iterator[tuple[Any, ...]]:
    for option in item["answerOption"]:
        yield (repr(sorted(option["valueCoding"].items(), key=repr)), repr(option.get("extension")))


def build_rows_block(run: Sequence[tuple[Question, Values]]) -> Values:
    first, item = run[0]
    options, unknown = split_unknown_option(first, item)
    rows = [
        {
            "text": question.text,
            "short_text": question.short_text,
            "key": question.link_id,
            "feeds": make_item_list(question.score_inputs, question.link_id, "feeds"),
            "codes": build_code_list(question),
        }
        for question, _ in run
    ]
    values = {
        "rows": make_item_list(rows, first.link_id, "rows"),
        "options": options,
        "unknown": unknown,
        "required": first.required,
        "condition": build_condition_value(first.condition, first.link_id),
    }
    return make_block("rows", values, first.link_id)


def build_question_block(question: Question, item: Values) -> Values:
    if question.kind is Kind.INFORMATION:
        return make_block("information", {"text": question.text, **build_shared_values(question)}, question.link_id)
    if question.kind is Kind.CONSENT and question.consent:
        return make_block("consent", build_consent_values(question, question.consent), question.link_id)
    kind, own = BLOCK_BUILDERS[question.kind](question, item)
    common = {
        "text": question.text,
        "hint": question.hint,
        "short_text": question.short_text,
        "required": question.required,
        "codes": build_code_list(question),
        "is_scope_fact": question.is_scope_fact,
        "feeds": make_item_list(question.score_inputs, question.link_id, "feeds"),
        **build_shared_values(question),
    }
    return make_block(kind, common | own, question.link_id)


def build_shared_values(question: Question) -> Values:
    return {"key": question.link_id, "condition": build_condition_value(question.condition, question.link_id)}


def build_code_list(question: Question) -> Stream:
    codes = [
        {"system": "" if code.system == OWN_CODES else code.system, "code": code.code, "text": code.text}
        for code in question.codes
    ]
    return make_item_list(codes, question.link_id, "codes")


def build_consent_values(question: Question, consent: Consent) -> Values:
    return {
        "text": consent.wording,
        "short_text": question.short_text,
        "controller": consent.controller,
        "data": consent.data,
        "use": consent.use,
        "required": consent.required,
        "purpose": "" if consent.purpose == question.link_id else consent.purpose,
        **build_shared_values(question),
    }


BuiltBlock = tuple[str, Values]


def build_choice_block(question: Question, item: Values) -> BuiltBlock:
    if is_yes_no_choice(question):
        return "yes_no", {"unknown": question.choices[-1].text}
    options, unknown = split_unknown_option(question, item)
    return "one_of", {"options": options, "unknown": unknown}


def is_yes_no_choice(question: Question) -> bool:
    """Whether it is the choice of three that a yes or no with "I do not know" becomes."""
    found = [(choice.code, choice.ordinal, choice.hint) for choice in question.choices]
    return found == [("yes", 1, ""), ("no", 0, ""), (UNKNOWN_CODE, None, "")]


def split_unknown_option(question: Question, item: Values) -> tuple[Stream, str]:
    """Its options, and the words of the "I do not know" behind them."""
    choices = list(question.choices)
    last = choices[-1]
    is_unknown = last == Choice(code=UNKNOWN_CODE, text=last.text)
    offered = choices[:-1] if is_unknown and len(choices) > 1 else choices
    return build_option_list(question, item, offered), last.text if is_unknown else ""


def build_option_list(question: Question, item: Values, choices: Sequence[Choice]) -> Stream:
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
    return make_item_list(options, question.link_id, "options")


def build_many_block(question: Question, item: Values) -> BuiltBlock:
    if not is_complete_body_map(question):
        return "many_of", {"options": build_option_list(question, item, question.choices)}
    regions = {choice.region.code: choice.region.text for choice in question.choices if choice.region}
    areas = [choice for choice in question.choices if not choice.exclusive]
    area_values = [{"area": choice.code, "text": choice.text, "hint": choice.hint} for choice in areas]
    region_values = [{"region": code, "text": text} for code, text in regions.items()]
    return "body_map", {
        "areas": make_item_list(area_values, question.link_id, "areas"),
        "regions": make_item_list(region_values, question.link_id, "regions"),
        "none": question.choices[-1].text if question.choices[-1].exclusive else "",
    }


def is_complete_body_map(question: Question) -> bool:
    """Whether it is one that the builder's block makes: every area in its region, "none of these" at most behind it."""
    areas = [choice for choice in question.choices if choice.code in AREAS]
    others = question.choices[len(areas) :]
    return (
        question.is_body_map
        and sorted(choice.code for choice in areas) == sorted(AREAS)
        and all(compiler.REGION_BY_AREA[choice.code] == (choice.region and choice.region.code) for choice in areas)
        and question.choices[: len(areas)] == tuple(areas)
        and (not others or others == (Choice(NONE_CODE, others[0].text, exclusive=True),))
    )


def build_number_block(question: Question, item: Values) -> BuiltBlock:
    limits = {-questionnaire_items.LARGEST_NUMBER: None, questionnaire_items.LARGEST_NUMBER: None}
    lowest, highest = question.bounds.lowest, question.bounds.highest
    return "number", {
        "unit": question.unit,
        "lowest": limits.get(lowest, lowest),
        "highest": limits.get(highest, highest),
        "decimals": question.decimals,
    }


def build_rating_block(question: Question, item: Values) -> BuiltBlock:
    lowest_label, highest_label = question.end_labels
    return "rating", {
        "lowest": question.bounds.lowest,
        "highest": question.bounds.highest,
        "lowest_label": lowest_label,
        "highest_label": highest_label,
    }


def build_date_block(question: Question, item: Values) -> BuiltBlock:
    limits = {questionnaire_items.EARLIEST_DATE: None, questionnaire_items.LATEST_DATE: None}
    lowest, highest = question.bounds.lowest, question.bounds.highest
    return "date", {
        "takes_part": question.accepts_partial_date,
        "is_past": question.is_past,
        "lowest": limits.get(lowest, lowest),
        "highest": limits.get(highest, highest),
    }


def build_text_block(question: Question, item: Values) -> BuiltBlock:
    return question.kind.replace("-", "_"), {"max_length": item.get("maxLength")}


def build_plain_block(question: Question, item: Values) -> BuiltBlock:
    return question.kind.replace("-", "_"), {}


def build_yes_no_block(question: Question, item: Values) -> BuiltBlock:
    return "yes_no", {"unknown": ""}


BLOCK_BUILDERS: dict[Kind, Callable[[Question, Values], BuiltBlock]] = {
    Kind.YES_NO: build_yes_no_block,
    Kind.ONE_OF: build_choice_block,
    Kind.MANY_OF: build_many_block,
    Kind.WHOLE_NUMBER: build_number_block,
    Kind.NUMBER: build_number_block,
    Kind.RATING: build_rating_block,
    Kind.DATE: build_date_block,
    Kind.SHORT_TEXT: build_text_block,
    Kind.LONG_TEXT: build_text_block,
    Kind.NAME: build_plain_block,
    Kind.EMAIL: build_plain_block,
    Kind.PHONE: build_plain_block,
    Kind.COUNTRY: build_plain_block,
}


# --- Conditions and rules --------------------------------------------------------------------------------------------


def build_condition_value(condition: Condition, link_id: str) -> Values:
    """Of a question or a step: FHIR knows no condition inside a condition."""
    parts = condition.parts if isinstance(condition, AllOf | AnyOf) else (condition,)
    comparisons = [build_comparison_value(part) for part in parts if isinstance(part, Comparison)]
    return {
        "match": "any" if isinstance(condition, AnyOf) else "all",
        "comparisons": make_item_list(comparisons, link_id, "condition"),
    }


def build_comparison_value(comparison: Comparison) -> Values:
    return {"question": format_subject(comparison), **build_operator_and_answer(comparison)}


def format_subject(comparison: Comparison) -> str:
    subject = comparison.subject
    return subject.question if isinstance(subject, AnswerTo) else f"{subject.score}.{subject.value}"


def build_operator_and_answer(comparison: Comparison) -> Values:
    if comparison.operator == "exists":
        return {"operator": ANSWERED if comparison.value else UNANSWERED, "answer": ""}
    return {"operator": comparison.operator, "answer": answer_text.unparse_answer(comparison.value)}


def build_rule_block(position: int, rule: Rule) -> Values:
    path = f"rules[{position}].if"
    match, parts = split_condition(rule.condition)
    values = {
        "match": match,
        "conditions": [build_part_block(part, path, (position, number)) for number, part in enumerate(parts)],
        "outcome": rule.outcome,
        "urgent": rule.urgent,
        "reason": rule.reason,
        "source": rule.source,
        "notice_title": rule.notice.title if rule.notice else "",
        "notice_text": "\n\n".join(rule.notice.paragraphs) if rule.notice else "",
        "key": rule.id,
    }
    return make_block("rule", values, position)


def build_case_block(position: int, case: Case) -> Values:
    given = [{"question": key, "answer": answer_text.unparse_answer(value)} for key, value in case.answers.items()]
    values = {
        "name": case.name,
        "answers": make_item_list(given, "case", position),
        "outcome": case.outcome,
        "urgent": case.urgent,
    }
    return make_block("case", values, position)


def split_condition(condition: Condition) -> tuple[str, tuple[Condition, ...]]:
    """`all`, `any` or `none`, and of what."""
    if isinstance(condition, AllOf | AnyOf):
        return ("any" if isinstance(condition, AnyOf) else "all"), condition.parts
    if isinstance(condition, Not):
        inner = condition.part
        return "none", inner.parts if isinstance(inner, AnyOf) and len(inner.parts) > 1 else (inner,)
    return "all", (condition,)


def build_part_block(part: Condition, path: str, place: tuple[int, ...], *, is_outer: bool = True) -> Values:
    if isinstance(part, Comparison):
        kind = "answer" if isinstance(part.subject, AnswerTo) else "score"
        member = "question" if kind == "answer" else "value"
        return make_block(kind, {member: format_subject(part), **build_operator_and_answer(part)}, "rule", *place)
    if not is_outer:
        raise DefinitionError(path, "is nested more deeply than the builder can show")
    match, parts = split_condition(part)
    inner = [build_part_block(each, path, (*place, number), is_outer=False) for number, each in enumerate(parts)]
    return make_block("group", {"match": match, "conditions": inner}, "rule", *place)
