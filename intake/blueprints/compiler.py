"""Blocks to a definition: the FHIR R4 Questionnaire with scores, rules, consents and test cases beside it.

The same blocks always give the same definition, to the byte. Nothing is checked here: what does not hold together is
compiled as it stands, for `Definition.from_json` to refuse, and `Compiled.place` says which block that was.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from intake.blueprints import answer_text, link_ids
from intake.blueprints.blueprint import ANSWERED, UNANSWERED, Blueprint, Values, iter_entries
from intake.blueprints.body_areas import NONE_CODE, REGION_BY_AREA
from intake.engine import questionnaire_items
from intake.engine.questions import Kind

BlockPath = tuple[str | int, ...]  # where a block stands: a field, a position in it, a field of that block, and so on
FhirItem = dict[str, Any]

OWN_CODES = f"{questionnaire_items.BASE}CodeSystem/intake"
UNKNOWN_CODE = "unsure"
PARAGRAPH = re.compile(r"\s*\n\s*\n\s*")


@dataclass(frozen=True)
class Compilation:
    definition: dict[str, Any]
    places: dict[str, BlockPath]  # a path in the definition -> the block it was made from

    def place(self, path: str) -> BlockPath:
        """The block that a path speaks of; empty if it speaks of none."""
        while path and path not in self.places:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.places.get(path, ())

    def path_of(self, link_id: str) -> str:
        """Where the step or question of this key stands in the definition."""
        for position, group in enumerate(self.definition["questionnaire"]["item"]):
            path = f"questionnaire.item[{position}]"
            if group["linkId"] == link_id:
                return f"{path}.linkId"
            for number, item in enumerate(group["item"]):
                if item["linkId"] == link_id:
                    return f"{path}.item[{number}].linkId"
        raise KeyError(link_id)


def compile_blueprint(blueprint: Blueprint) -> Compilation:
    steps, rules = link_ids.fill_missing_identifiers(blueprint)
    blueprint = replace(blueprint, steps=steps, rules=rules)
    with translation.override(blueprint.language):
        return Compiler(blueprint).run()


class Compiler:
    def __init__(self, blueprint: Blueprint) -> None:
        self.blueprint = blueprint
        self.places: dict[str, BlockPath] = {}
        self.items: dict[str, FhirItem] = {}  # the questions so far and to come, by key
        self.consents: list[FhirItem] = []

    def run(self) -> Compilation:
        groups = [self.step(position, step) for position, step in enumerate(iter_entries(self.blueprint.steps))]
        self.add_conditions(groups)
        rules = [self.rule(position, rule) for position, rule in enumerate(iter_entries(self.blueprint.rules))]
        cases = [self.case(position, case) for position, case in enumerate(iter_entries(self.blueprint.cases))]
        for position, _score in enumerate(self.blueprint.scores):
            self.places[f"scores[{position}]"] = ("scores", position)
        definition = {
            "questionnaire": self.head() | {"item": groups},
            "scores": list(iter_entries(self.blueprint.scores)),
            "rules": rules,
            "consents": self.consents,
        }
        return Compilation(definition | ({"cases": cases} if cases else {}), self.places)

    def head(self) -> FhirItem:
        blueprint = self.blueprint
        head = {
            "resourceType": "Questionnaire",
            "url": blueprint.url or f"{questionnaire_items.BASE}Questionnaire/{blueprint.slug}",
            "name": make_fhir_name(blueprint.slug),
            "title": blueprint.title,
            "status": "active",
            "language": blueprint.language,
            "subjectType": ["Patient"],
        }
        more = {"publisher": blueprint.publisher, "copyright": blueprint.copyright}
        return head | {key: value for key, value in more.items() if value}

    # --- Steps and questions -----------------------------------------------------------------------------------------

    def step(self, position: int, step: Values) -> FhirItem:
        here: BlockPath = ("steps", position)
        path = f"questionnaire.item[{position}]"
        self.note(path, here, linkId="key", text="text", enableWhen="condition")
        group: FhirItem = {"linkId": step["key"], "text": step["text"], "type": "group", "item": [], "when": step}
        for number, question in enumerate(step["questions"]):
            place: BlockPath = (*here, "questions", number)
            for item, inner in self.items_of(question, place):
                item_path = f"{path}.item[{len(group['item'])}]"
                self.note(item_path, inner, linkId="key", text="text")
                self.places[f"{item_path}.enableWhen"] = (*place, "condition")
                self.note_options(item_path, place, question["value"])
                group["item"].append(item)
                self.items[item["linkId"]] = item
        return group

    def note(self, path: str, place: BlockPath, **fields: str) -> None:
        self.places[path] = place
        self.places |= {f"{path}.{member}": (*place, field) for member, field in fields.items()}

    def note_options(self, item_path: str, place: BlockPath, value: Values) -> None:
        name = "areas" if "areas" in value else "options"
        self.places[f"{item_path}.answerOption"] = (*place, name)
        for position, _option in enumerate(iter_entries(value.get(name))):
            self.places[f"{item_path}.answerOption[{position}]"] = (*place, name, position)

    def items_of(self, question: Values, place: BlockPath) -> list[tuple[FhirItem, BlockPath]]:
        """The items that a block becomes: one for each of its rows, else one."""
        kind, value = question["type"], question["value"]
        if kind == "rows":
            rows = enumerate(iter_entries(value["rows"]))
            return [(build_one_of_item(value | row, value), (*place, "rows", number)) for number, row in rows]
        item = ITEM_BUILDERS[kind](value)
        if kind == "consent":
            path = f"consents[{len(self.consents)}]"
            self.note(path, place)
            self.consents.append(build_consent_terms(value))
        return [(item, place)]

    def add_conditions(self, groups: Sequence[FhirItem]) -> None:
        """Replaces the blocks of a condition by `enableWhen`, now that every question is known."""
        for group in groups:
            for node in (group, *group["item"]):
                node.update(self.enable_when(node.pop("when").get("condition") or {}))

    def enable_when(self, condition: Values) -> FhirItem:
        whens = [self.when(comparison) for comparison in iter_entries(condition.get("comparisons"))]
        if not whens:
            return {}
        return {"enableWhen": whens} | ({"enableBehavior": condition["match"]} if len(whens) > 1 else {})

    def when(self, comparison: Values) -> FhirItem:
        link_id, symbol, text = comparison["question"], comparison["operator"], comparison["answer"] or ""
        if symbol in {ANSWERED, UNANSWERED}:
            return {"question": link_id, "operator": "exists", "answerBoolean": symbol == ANSWERED}
        return {"question": link_id, "operator": symbol} | build_enable_answer(text, self.items.get(link_id))

    # --- Rules and test cases ----------------------------------------------------------------------------------------

    def rule(self, position: int, rule: Values) -> FhirItem:
        path, here = f"rules[{position}]", ("rules", position)
        self.note(path, here, id="key", outcome="outcome", reason="reason", source="source", notice="notice_title")
        self.places[f"{path}.if"] = (*here, "conditions")
        compiled_rule = {
            "id": rule["key"],
            "if": self.condition(rule["match"], rule["conditions"]),
            "outcome": rule["outcome"],
            "urgent": rule["urgent"],
            "reason": rule["reason"],
            "source": rule["source"],
        }
        if rule["notice_title"] or rule["notice_text"]:
            paragraphs = [part for part in PARAGRAPH.split(rule["notice_text"].strip()) if part]
            compiled_rule["notice"] = {"title": rule["notice_title"], "paragraphs": paragraphs}
        return compiled_rule

    def condition(self, match: str, parts: Sequence[Values]) -> FhirItem:
        nodes = [self.part(part) for part in parts]
        if match == "none":
            return {"not": nodes[0] if len(nodes) == 1 else {"any": nodes}}
        return nodes[0] if len(nodes) == 1 else {match: nodes}

    def part(self, part: Values) -> FhirItem:
        value = part["value"]
        if part["type"] == "group":
            return self.condition(value["match"], value["conditions"])
        symbol, text = value["operator"], value["answer"] or ""
        if part["type"] == "score":
            score, _dot, name = value["value"].partition(".")
            subject: FhirItem = {"score": score, "value": name}
            number = answer_text.parse_number(text)
            answer: Any = text.strip() if number is None else number
        else:
            subject = {"question": value["question"]}
            kind = get_item_kind(self.items.get(value["question"]))
            answer = answer_text.parse_answer(text, Kind.ONE_OF if kind is Kind.MANY_OF else kind)
        if symbol in {ANSWERED, UNANSWERED}:
            symbol, answer = "exists", symbol == ANSWERED
        return subject | {"operator": symbol, "answer": answer}

    def case(self, position: int, case: Values) -> FhirItem:
        path, here = f"cases[{position}]", ("cases", position)
        self.note(path, here, name="name", outcome="outcome")
        given: FhirItem = {}
        for number, answer in enumerate(iter_entries(case["answers"])):
            link_id = answer["question"]
            self.places[f"{path}.answers.{link_id}"] = (*here, "answers", number)
            given[link_id] = answer_text.parse_answer(answer["answer"], get_item_kind(self.items.get(link_id)))
        return {"name": case["name"], "answers": given, "outcome": case["outcome"], "urgent": case["urgent"]}


def make_fhir_name(slug: str) -> str:
    """FHIR's computer-friendly name: `pain-diary` is PainDiary."""
    return "".join(part.title() for part in slug.split("-"))


# --- Items -----------------------------------------------------------------------------------------------------------


def build_item(value: Values, kind: str, *extensions: FhirItem, **members: Any) -> FhirItem:
    """What every question has, with what is of this kind behind it."""
    own = []
    if value.get("short_text"):
        own.append({"url": questionnaire_items.SHORT_TEXT, "valueString": value["short_text"]})
    if value.get("is_scope_fact"):
        own.append({"url": questionnaire_items.SCOPE_FACT, "valueBoolean": True})
    own += [
        {"url": questionnaire_items.SCORE_INPUT, "valueString": target} for target in iter_entries(value.get("feeds"))
    ]
    own += extensions
    item: FhirItem = {"linkId": value["key"]}
    if own:
        item["extension"] = own
    if codes := [build_code(code) for code in iter_entries(value.get("codes"))]:
        item["code"] = codes
    item |= {"text": value["text"], "type": kind}
    if value.get("required"):
        item["required"] = True
    item |= members
    if value.get("hint"):
        item["item"] = [build_hint_item(value)]
    item["when"] = value
    return item


def build_code(code: Values) -> FhirItem:
    return {"system": code["system"] or OWN_CODES, "code": code["code"]} | (
        {"display": code["text"]} if code["text"] else {}
    )


def build_hint_item(value: Values) -> FhirItem:
    return {
        "linkId": link_ids.make_hint_link_id(value["key"]),
        "extension": [questionnaire_items.build_item_control(questionnaire_items.HELP_CONTROL)],
        "text": value["hint"],
        "type": "display",
    }


def build_option(value: Values, *extensions: FhirItem) -> FhirItem:
    """One thing to choose: `value` has its key and text, and may have a hint, a value and a code system."""
    coding: FhirItem = {"system": value.get("system") or OWN_CODES, "code": value["key"], "display": value["text"]}
    if value.get("value") is not None:
        coding["extension"] = [
            {"url": questionnaire_items.ORDINAL, "valueDecimal": answer_text.simplify_number(value["value"])}
        ]
    more = list(extensions)
    if value.get("hint"):
        more.append({"url": questionnaire_items.OPTION_HINT, "valueString": value["hint"]})
    if value.get("exclusive"):
        more.append({"url": questionnaire_items.EXCLUSIVE, "valueBoolean": True})
    return {"valueCoding": coding} | ({"extension": more} if more else {})


def build_one_of_item(value: Values, shared: Values) -> FhirItem:
    """A choice of the options in `shared`, which is the question itself, or the block whose row it is."""
    options = [build_option(entry) for entry in iter_entries(shared["options"])]
    if shared.get("unknown"):
        options.append(build_option({"key": UNKNOWN_CODE, "text": shared["unknown"]}))
    return build_item(value, "choice", answerOption=options)


def build_many_of_item(value: Values) -> FhirItem:
    options = [build_option(entry) for entry in iter_entries(value["options"])]
    return build_item(value, "choice", repeats=True, answerOption=options)


def build_yes_no_item(value: Values) -> FhirItem:
    """A boolean; with "I do not know", which a boolean cannot say, a choice of three."""
    if not value.get("unknown"):
        return build_item(value, "boolean")
    options = [
        build_option({"key": "yes", "text": _("Yes"), "value": 1}),
        build_option({"key": "no", "text": _("No"), "value": 0}),
    ]
    options.append(build_option({"key": UNKNOWN_CODE, "text": value["unknown"]}))
    return build_item(value, "choice", answerOption=options)


def build_body_map_item(value: Values) -> FhirItem:
    regions = {region["region"]: region["text"] for region in iter_entries(value["regions"])}
    options = []
    for area in iter_entries(value["areas"]):
        code = REGION_BY_AREA.get(area["area"], "")
        region = {"system": OWN_CODES, "code": code, "display": regions.get(code, "")}
        extension = {"url": questionnaire_items.REGION, "valueCoding": region}
        options.append(build_option({**area, "key": area["area"]}, extension))
    if value["none"]:
        options.append(build_option({"key": NONE_CODE, "text": value["none"], "exclusive": True}))
    flag = {"url": questionnaire_items.BODY_MAP, "valueBoolean": True}
    return build_item(value, "choice", flag, repeats=True, answerOption=options)


def build_number_item(value: Values) -> FhirItem:
    """An integer, or a decimal where decimal places are asked for."""
    decimals = value["decimals"] or 0
    key = "valueDecimal" if decimals else "valueInteger"
    extensions = build_bounds(value, key)
    if value["unit"]:
        extensions.append({"url": questionnaire_items.UNIT, "valueCoding": {"display": value["unit"]}})
    if decimals:
        extensions.append({"url": questionnaire_items.DECIMALS, "valueInteger": decimals})
    return build_item(value, "decimal" if decimals else "integer", *extensions)


def build_rating_item(value: Values) -> FhirItem:
    extensions = [
        questionnaire_items.build_item_control(questionnaire_items.RADIO_CONTROL),
        *build_bounds(value, "valueInteger"),
    ]
    if value["lowest_label"] or value["highest_label"]:
        labels = (value["lowest_label"], value["highest_label"])
        extensions += [{"url": questionnaire_items.END_LABEL, "valueString": label} for label in labels]
    return build_item(value, "integer", *extensions)


def build_bounds(value: Values, key: str) -> list[FhirItem]:
    ends = ((questionnaire_items.LOWEST, value["lowest"]), (questionnaire_items.HIGHEST, value["highest"]))
    return [{"url": url, key: answer_text.simplify_number(end)} for url, end in ends if end is not None]


def build_date_item(value: Values) -> FhirItem:
    ends = ((questionnaire_items.LOWEST, value["lowest"]), (questionnaire_items.HIGHEST, value["highest"]))
    extensions: list[FhirItem] = [{"url": url, "valueDate": str(end)} for url, end in ends if end]
    if value["takes_part"]:
        extensions.append({"url": questionnaire_items.PARTIAL_DATE, "valueBoolean": True})
    if value["is_past"]:
        extensions.append({"url": questionnaire_items.PAST_DATE, "valueBoolean": True})
    return build_item(value, "date", *extensions)


def build_text_item(value: Values, kind: str, *extensions: FhirItem) -> FhirItem:
    length = {"maxLength": value["max_length"]} if value.get("max_length") else {}
    return build_item(value, kind, *extensions, **length)


def build_formatted_text(value: Values, text_format: str) -> FhirItem:
    return build_text_item(value, "string", {"url": questionnaire_items.TEXT_FORMAT, "valueCode": text_format})


def build_country_item(value: Values) -> FhirItem:
    return build_item(value, "choice", answerValueSet=questionnaire_items.COUNTRY_VALUE_SET)


def get_purpose(value: Values) -> str:
    return str(value["purpose"] or value["key"])


def build_consent_item(value: Values) -> FhirItem:
    return build_item(value, "boolean", {"url": questionnaire_items.CONSENT, "valueCode": get_purpose(value)})


def build_consent_terms(value: Values) -> FhirItem:
    return {
        "purpose": get_purpose(value),
        "linkId": value["key"],
        "required": value["required"],
        "controller": value["controller"],
        "data": value["data"],
        "use": value["use"],
        "wording": value["text"],
    }


ITEM_BUILDERS = {
    "yes_no": build_yes_no_item,
    "one_of": lambda value: build_one_of_item(value, value),
    "many_of": build_many_of_item,
    "body_map": build_body_map_item,
    "number": build_number_item,
    "rating": build_rating_item,
    "date": build_date_item,
    "short_text": lambda value: build_text_item(value, "string"),
    "long_text": lambda value: build_text_item(value, "text"),
    "name": lambda value: build_formatted_text(value, "name"),
    "email": lambda value: build_formatted_text(value, "email"),
    "phone": lambda value: build_formatted_text(value, "phone"),
    "country": build_country_item,
    "information": lambda value: build_item(value, "display"),
    "consent": build_consent_item,
}


# --- Answers in conditions -------------------------------------------------------------------------------------------

ANSWER_MEMBERS = {"integer": "answerInteger", "decimal": "answerDecimal", "date": "answerDate"}
KIND_BY_ITEM_TYPE = {"integer": Kind.WHOLE_NUMBER, "decimal": Kind.NUMBER, "boolean": Kind.YES_NO, "date": Kind.DATE}


def get_item_kind(item: FhirItem | None) -> Kind | None:
    """How its answers are written; of kinds that are written alike, one."""
    if item is None:
        return None
    if item["type"] == "choice":
        return Kind.MANY_OF if item.get("repeats") else Kind.ONE_OF
    return KIND_BY_ITEM_TYPE.get(item["type"])


def build_enable_answer(text: str, item: FhirItem | None) -> FhirItem:
    """`answerCoding` and its like. Text that answers no such question goes in as text, to be refused."""
    kind = get_item_kind(item)
    if item is not None and kind in {Kind.ONE_OF, Kind.MANY_OF}:
        return {"answerCoding": find_option_coding(text.strip(), item)}
    answer = answer_text.parse_answer(text, kind)
    if isinstance(answer, bool):
        return {"answerBoolean": answer}
    if item is not None and not isinstance(answer, str):
        return {ANSWER_MEMBERS[item["type"]]: answer}
    return {"answerDate" if kind is Kind.DATE else "answerString": answer}


def find_option_coding(code: str, item: FhirItem) -> FhirItem:
    for entry in item.get("answerOption", ()):
        if entry["valueCoding"]["code"] == code:
            return {"system": entry["valueCoding"]["system"], "code": code}
    return {"code": code}
