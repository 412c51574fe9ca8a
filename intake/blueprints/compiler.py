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
from intake.blueprints.blueprint import ANSWERED, UNANSWERED, Blueprint, Values, entries
from intake.blueprints.body_areas import NONE_CODE, REGION_OF
from intake.engine import questionnaire_items
from intake.engine.questions import Kind

Place = tuple[str | int, ...]  # where a block stands: a field, a position in it, a field of that block, and so on
Item = dict[str, Any]

OWN_CODES = f"{questionnaire_items.BASE}CodeSystem/intake"
UNKNOWN_CODE = "unsure"
HELP = {"coding": [{"system": "http://hl7.org/fhir/questionnaire-item-control", "code": "help"}]}
RADIO = {"coding": [{"system": "http://hl7.org/fhir/questionnaire-item-control", "code": "radio-button"}]}
PARAGRAPH = re.compile(r"\s*\n\s*\n\s*")


@dataclass(frozen=True)
class Compiled:
    definition: dict[str, Any]
    places: dict[str, Place]  # a path in the definition -> the block it was made from

    def place(self, path: str) -> Place:
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


def compiled(blueprint: Blueprint) -> Compiled:
    steps, rules = link_ids.filled(blueprint)
    blueprint = replace(blueprint, steps=steps, rules=rules)
    with translation.override(blueprint.language):
        return Compiler(blueprint).run()


class Compiler:
    def __init__(self, blueprint: Blueprint) -> None:
        self.blueprint = blueprint
        self.places: dict[str, Place] = {}
        self.items: dict[str, Item] = {}  # the questions so far and to come, by key
        self.consents: list[Item] = []

    def run(self) -> Compiled:
        groups = [self.step(position, step) for position, step in enumerate(entries(self.blueprint.steps))]
        self.add_conditions(groups)
        rules = [self.rule(position, rule) for position, rule in enumerate(entries(self.blueprint.rules))]
        cases = [self.case(position, case) for position, case in enumerate(entries(self.blueprint.cases))]
        for position, _score in enumerate(self.blueprint.scores):
            self.places[f"scores[{position}]"] = ("scores", position)
        definition = {
            "questionnaire": self.head() | {"item": groups},
            "scores": list(entries(self.blueprint.scores)),
            "rules": rules,
            "consents": self.consents,
        }
        return Compiled(definition | ({"cases": cases} if cases else {}), self.places)

    def head(self) -> Item:
        blueprint = self.blueprint
        head = {
            "resourceType": "Questionnaire",
            "url": blueprint.url or f"{questionnaire_items.BASE}Questionnaire/{blueprint.slug}",
            "name": name_of(blueprint.slug),
            "title": blueprint.title,
            "status": "active",
            "language": blueprint.language,
            "subjectType": ["Patient"],
        }
        more = {"publisher": blueprint.publisher, "copyright": blueprint.copyright}
        return head | {key: value for key, value in more.items() if value}

    # --- Steps and questions -----------------------------------------------------------------------------------------

    def step(self, position: int, step: Values) -> Item:
        here: Place = ("steps", position)
        path = f"questionnaire.item[{position}]"
        self.note(path, here, linkId="key", text="text", enableWhen="condition")
        group: Item = {"linkId": step["key"], "text": step["text"], "type": "group", "item": [], "when": step}
        for number, question in enumerate(step["questions"]):
            place: Place = (*here, "questions", number)
            for item, inner in self.items_of(question, place):
                item_path = f"{path}.item[{len(group['item'])}]"
                self.note(item_path, inner, linkId="key", text="text")
                self.places[f"{item_path}.enableWhen"] = (*place, "condition")
                self.note_options(item_path, place, question["value"])
                group["item"].append(item)
                self.items[item["linkId"]] = item
        return group

    def note(self, path: str, place: Place, **fields: str) -> None:
        self.places[path] = place
        self.places |= {f"{path}.{member}": (*place, field) for member, field in fields.items()}

    def note_options(self, item_path: str, place: Place, value: Values) -> None:
        name = "areas" if "areas" in value else "options"
        self.places[f"{item_path}.answerOption"] = (*place, name)
        for position, _option in enumerate(entries(value.get(name))):
            self.places[f"{item_path}.answerOption[{position}]"] = (*place, name, position)

    def items_of(self, question: Values, place: Place) -> list[tuple[Item, Place]]:
        """The items that a block becomes: one for each of its rows, else one."""
        kind, value = question["type"], question["value"]
        if kind == "rows":
            rows = enumerate(entries(value["rows"]))
            return [(one_of(value | row, value), (*place, "rows", number)) for number, row in rows]
        item = BUILD[kind](value)
        if kind == "consent":
            path = f"consents[{len(self.consents)}]"
            self.note(path, place)
            self.consents.append(consent_terms(value))
        return [(item, place)]

    def add_conditions(self, groups: Sequence[Item]) -> None:
        """Replaces the blocks of a condition by `enableWhen`, now that every question is known."""
        for group in groups:
            for node in (group, *group["item"]):
                node.update(self.enable_when(node.pop("when").get("condition") or {}))

    def enable_when(self, condition: Values) -> Item:
        whens = [self.when(comparison) for comparison in entries(condition.get("comparisons"))]
        if not whens:
            return {}
        return {"enableWhen": whens} | ({"enableBehavior": condition["match"]} if len(whens) > 1 else {})

    def when(self, comparison: Values) -> Item:
        link_id, symbol, text = comparison["question"], comparison["operator"], comparison["answer"] or ""
        if symbol in {ANSWERED, UNANSWERED}:
            return {"question": link_id, "operator": "exists", "answerBoolean": symbol == ANSWERED}
        return {"question": link_id, "operator": symbol} | enable_answer(text, self.items.get(link_id))

    # --- Rules and test cases ----------------------------------------------------------------------------------------

    def rule(self, position: int, rule: Values) -> Item:
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

    def condition(self, match: str, parts: Sequence[Values]) -> Item:
        nodes = [self.part(part) for part in parts]
        if match == "none":
            return {"not": nodes[0] if len(nodes) == 1 else {"any": nodes}}
        return nodes[0] if len(nodes) == 1 else {match: nodes}

    def part(self, part: Values) -> Item:
        value = part["value"]
        if part["type"] == "group":
            return self.condition(value["match"], value["conditions"])
        symbol, text = value["operator"], value["answer"] or ""
        if part["type"] == "score":
            score, _dot, name = value["value"].partition(".")
            subject: Item = {"score": score, "value": name}
            number = answer_text.read_number(text)
            answer: Any = text.strip() if number is None else number
        else:
            subject = {"question": value["question"]}
            kind = kind_of(self.items.get(value["question"]))
            answer = answer_text.read(text, Kind.ONE_OF if kind is Kind.MANY_OF else kind)
        if symbol in {ANSWERED, UNANSWERED}:
            symbol, answer = "exists", symbol == ANSWERED
        return subject | {"operator": symbol, "answer": answer}

    def case(self, position: int, case: Values) -> Item:
        path, here = f"cases[{position}]", ("cases", position)
        self.note(path, here, name="name", outcome="outcome")
        given: Item = {}
        for number, answer in enumerate(entries(case["answers"])):
            link_id = answer["question"]
            self.places[f"{path}.answers.{link_id}"] = (*here, "answers", number)
            given[link_id] = answer_text.read(answer["answer"], kind_of(self.items.get(link_id)))
        return {"name": case["name"], "answers": given, "outcome": case["outcome"], "urgent": case["urgent"]}


def name_of(slug: str) -> str:
    """FHIR's computer-friendly name: `pain-diary` is PainDiary."""
    return "".join(part.title() for part in slug.split("-"))


# --- Items -----------------------------------------------------------------------------------------------------------


def item_of(value: Values, kind: str, *extensions: Item, **members: Any) -> Item:
    """What every question has, with what is of this kind behind it."""
    own = []
    if value.get("short_text"):
        own.append({"url": questionnaire_items.SHORT_TEXT, "valueString": value["short_text"]})
    if value.get("is_scope_fact"):
        own.append({"url": questionnaire_items.SCOPE_FACT, "valueBoolean": True})
    own += [{"url": questionnaire_items.SCORE_INPUT, "valueString": target} for target in entries(value.get("feeds"))]
    own += extensions
    item: Item = {"linkId": value["key"]}
    if own:
        item["extension"] = own
    if codes := [code_of(code) for code in entries(value.get("codes"))]:
        item["code"] = codes
    item |= {"text": value["text"], "type": kind}
    if value.get("required"):
        item["required"] = True
    item |= members
    if value.get("hint"):
        item["item"] = [hint_of(value)]
    item["when"] = value
    return item


def code_of(code: Values) -> Item:
    return {"system": code["system"] or OWN_CODES, "code": code["code"]} | (
        {"display": code["text"]} if code["text"] else {}
    )


def hint_of(value: Values) -> Item:
    return {
        "linkId": f"{value['key']}{link_ids.HINT}",
        "extension": [{"url": questionnaire_items.ITEM_CONTROL, "valueCodeableConcept": HELP}],
        "text": value["hint"],
        "type": "display",
    }


def option(value: Values, *extensions: Item) -> Item:
    """One thing to choose: `value` has its key and text, and may have a hint, a value and a code system."""
    coding: Item = {"system": value.get("system") or OWN_CODES, "code": value["key"], "display": value["text"]}
    if value.get("value") is not None:
        coding["extension"] = [{"url": questionnaire_items.ORDINAL, "valueDecimal": answer_text.plain(value["value"])}]
    more = list(extensions)
    if value.get("hint"):
        more.append({"url": questionnaire_items.OPTION_HINT, "valueString": value["hint"]})
    if value.get("exclusive"):
        more.append({"url": questionnaire_items.EXCLUSIVE, "valueBoolean": True})
    return {"valueCoding": coding} | ({"extension": more} if more else {})


def one_of(value: Values, shared: Values) -> Item:
    """A choice of the options in `shared`, which is the question itself, or the block whose row it is."""
    options = [option(entry) for entry in entries(shared["options"])]
    if shared.get("unknown"):
        options.append(option({"key": UNKNOWN_CODE, "text": shared["unknown"]}))
    return item_of(value, "choice", answerOption=options)


def many_of(value: Values) -> Item:
    options = [option(entry) for entry in entries(value["options"])]
    return item_of(value, "choice", repeats=True, answerOption=options)


def yes_no(value: Values) -> Item:
    """A boolean; with "I do not know", which a boolean cannot say, a choice of three."""
    if not value.get("unknown"):
        return item_of(value, "boolean")
    options = [option({"key": "yes", "text": _("Yes"), "value": 1}), option({"key": "no", "text": _("No"), "value": 0})]
    options.append(option({"key": UNKNOWN_CODE, "text": value["unknown"]}))
    return item_of(value, "choice", answerOption=options)


def body_map(value: Values) -> Item:
    regions = {region["region"]: region["text"] for region in entries(value["regions"])}
    options = []
    for area in entries(value["areas"]):
        code = REGION_OF.get(area["area"], "")
        region = {"system": OWN_CODES, "code": code, "display": regions.get(code, "")}
        extension = {"url": questionnaire_items.REGION, "valueCoding": region}
        options.append(option({**area, "key": area["area"]}, extension))
    if value["none"]:
        options.append(option({"key": NONE_CODE, "text": value["none"], "exclusive": True}))
    flag = {"url": questionnaire_items.BODY_MAP, "valueBoolean": True}
    return item_of(value, "choice", flag, repeats=True, answerOption=options)


def number(value: Values) -> Item:
    """An integer, or a decimal where decimal places are asked for."""
    decimals = value["decimals"] or 0
    key = "valueDecimal" if decimals else "valueInteger"
    extensions = bounds(value, key)
    if value["unit"]:
        extensions.append({"url": questionnaire_items.UNIT, "valueCoding": {"display": value["unit"]}})
    if decimals:
        extensions.append({"url": questionnaire_items.DECIMALS, "valueInteger": decimals})
    return item_of(value, "decimal" if decimals else "integer", *extensions)


def rating(value: Values) -> Item:
    extensions = [
        {"url": questionnaire_items.ITEM_CONTROL, "valueCodeableConcept": RADIO},
        *bounds(value, "valueInteger"),
    ]
    if value["lowest_label"] or value["highest_label"]:
        labels = (value["lowest_label"], value["highest_label"])
        extensions += [{"url": questionnaire_items.END_LABEL, "valueString": label} for label in labels]
    return item_of(value, "integer", *extensions)


def bounds(value: Values, key: str) -> list[Item]:
    ends = ((questionnaire_items.LOWEST, value["lowest"]), (questionnaire_items.HIGHEST, value["highest"]))
    return [{"url": url, key: answer_text.plain(end)} for url, end in ends if end is not None]


def date_item(value: Values) -> Item:
    ends = ((questionnaire_items.LOWEST, value["lowest"]), (questionnaire_items.HIGHEST, value["highest"]))
    extensions: list[Item] = [{"url": url, "valueDate": str(end)} for url, end in ends if end]
    if value["takes_part"]:
        extensions.append({"url": questionnaire_items.PARTIAL_DATE, "valueBoolean": True})
    if value["is_past"]:
        extensions.append({"url": questionnaire_items.PAST_DATE, "valueBoolean": True})
    return item_of(value, "date", *extensions)


def text_item(value: Values, kind: str, *extensions: Item) -> Item:
    length = {"maxLength": value["max_length"]} if value.get("max_length") else {}
    return item_of(value, kind, *extensions, **length)


def formatted_text(value: Values, text_format: str) -> Item:
    return text_item(value, "string", {"url": questionnaire_items.TEXT_FORMAT, "valueCode": text_format})


def country(value: Values) -> Item:
    return item_of(value, "choice", answerValueSet=questionnaire_items.COUNTRIES)


def purpose_of(value: Values) -> str:
    return str(value["purpose"] or value["key"])


def consent(value: Values) -> Item:
    return item_of(value, "boolean", {"url": questionnaire_items.CONSENT, "valueCode": purpose_of(value)})


def consent_terms(value: Values) -> Item:
    return {
        "purpose": purpose_of(value),
        "linkId": value["key"],
        "required": value["required"],
        "controller": value["controller"],
        "data": value["data"],
        "use": value["use"],
        "wording": value["text"],
    }


BUILD = {
    "yes_no": yes_no,
    "one_of": lambda value: one_of(value, value),
    "many_of": many_of,
    "body_map": body_map,
    "number": number,
    "rating": rating,
    "date": date_item,
    "short_text": lambda value: text_item(value, "string"),
    "long_text": lambda value: text_item(value, "text"),
    "name": lambda value: formatted_text(value, "name"),
    "email": lambda value: formatted_text(value, "email"),
    "phone": lambda value: formatted_text(value, "phone"),
    "country": country,
    "information": lambda value: item_of(value, "display"),
    "consent": consent,
}


# --- Answers in conditions -------------------------------------------------------------------------------------------

ANSWER_MEMBERS = {"integer": "answerInteger", "decimal": "answerDecimal", "date": "answerDate"}
KINDS = {"integer": Kind.WHOLE_NUMBER, "decimal": Kind.NUMBER, "boolean": Kind.YES_NO, "date": Kind.DATE}


def kind_of(item: Item | None) -> Kind | None:
    """How its answers are written; of kinds that are written alike, one."""
    if item is None:
        return None
    if item["type"] == "choice":
        return Kind.MANY_OF if item.get("repeats") else Kind.ONE_OF
    return KINDS.get(item["type"])


def enable_answer(text: str, item: Item | None) -> Item:
    """`answerCoding` and its like. Text that answers no such question goes in as text, to be refused."""
    kind = kind_of(item)
    if item is not None and kind in {Kind.ONE_OF, Kind.MANY_OF}:
        return {"answerCoding": coding_of(text.strip(), item)}
    answer = answer_text.read(text, kind)
    if isinstance(answer, bool):
        return {"answerBoolean": answer}
    if item is not None and not isinstance(answer, str):
        return {ANSWER_MEMBERS[item["type"]]: answer}
    return {"answerDate" if kind is Kind.DATE else "answerString": answer}


def coding_of(code: str, item: Item) -> Item:
    for entry in item.get("answerOption", ()):
        if entry["valueCoding"]["code"] == code:
            return {"system": entry["valueCoding"]["system"], "code": code}
    return {"code": code}
