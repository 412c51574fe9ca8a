"""Builds the FHIR item of each kind of question, of an information text and of a consent."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from intake.blueprints import answer_text, link_ids
from intake.blueprints.block_values import QuestionValues, RowValues
from intake.blueprints.blueprint import iter_entries
from intake.blueprints.body_areas import NONE_CODE, REGION_BY_AREA
from intake.blueprints.compiler.options import OWN_SYSTEM, build_code, build_option, build_unsure_option
from intake.engine import fhir_extensions
from intake.engine.json_object import Json


def build_item(values: QuestionValues, item_type: str, *extensions: Json, **members: object) -> Json:
    """Return an item with what every question has, and the extensions and members of its own kind."""
    all_extensions: list[Json] = []
    if values.get("short_text"):
        all_extensions.append({"url": fhir_extensions.SHORT_TEXT, "valueString": values["short_text"]})
    if values.get("is_scope_fact"):
        all_extensions.append({"url": fhir_extensions.SCOPE_FACT, "valueBoolean": True})
    all_extensions += [
        {"url": fhir_extensions.SCORE_INPUT, "valueString": target} for target in iter_entries(values.get("feeds"))
    ]
    all_extensions += extensions
    item: Json = {"linkId": values["key"]}
    if all_extensions:
        item["extension"] = all_extensions
    if codes := [build_code(code) for code in iter_entries(values.get("codes"))]:
        item["code"] = codes
    item |= {"text": values["text"], "type": item_type}
    if values.get("required"):
        item["required"] = True
    item |= members
    if values.get("hint"):
        item["item"] = [build_hint_item(values)]
    return item


def build_hint_item(values: QuestionValues) -> Json:
    return {
        "linkId": link_ids.make_hint_link_id(values["key"]),
        "extension": [fhir_extensions.build_item_control(fhir_extensions.HELP_CONTROL)],
        "text": values["hint"],
        "type": "display",
    }


# --- Choices ---------------------------------------------------------------------------------------------------------


def build_one_of_item(values: QuestionValues) -> Json:
    options = [build_option(option) for option in iter_entries(values["options"])]
    if values.get("unknown"):
        options.append(build_unsure_option(values["unknown"]))
    return build_item(values, "choice", answerOption=options)


def build_row_item(row: RowValues, shared: QuestionValues) -> Json:
    """Return the item of one row; its options, its condition and whether it is required are those of all rows."""
    return build_one_of_item({**shared, **row})


def build_many_of_item(values: QuestionValues) -> Json:
    options = [build_option(option) for option in iter_entries(values["options"])]
    return build_item(values, "choice", repeats=True, answerOption=options)


def build_yes_no_item(values: QuestionValues) -> Json:
    """Return a boolean; with "I do not know", which a boolean cannot say, a choice of three."""
    if not values.get("unknown"):
        return build_item(values, "boolean")
    options = [
        build_option({"key": "yes", "text": _("Yes"), "value": 1}),
        build_option({"key": "no", "text": _("No"), "value": 0}),
        build_unsure_option(values["unknown"]),
    ]
    return build_item(values, "choice", answerOption=options)


def build_body_map_item(values: QuestionValues) -> Json:
    region_names = {region["region"]: region["text"] for region in iter_entries(values["regions"])}
    options = []
    for area in iter_entries(values["areas"]):
        code = REGION_BY_AREA.get(area["area"], "")
        region = {"system": OWN_SYSTEM, "code": code, "display": region_names.get(code, "")}
        extension = {"url": fhir_extensions.REGION, "valueCoding": region}
        options.append(build_option({"key": area["area"], "text": area["text"], "hint": area["hint"]}, extension))
    if values["none"]:
        options.append(build_option({"key": NONE_CODE, "text": values["none"], "exclusive": True}))
    flag = {"url": fhir_extensions.BODY_MAP, "valueBoolean": True}
    return build_item(values, "choice", flag, repeats=True, answerOption=options)


def build_country_item(values: QuestionValues) -> Json:
    return build_item(values, "choice", answerValueSet=fhir_extensions.COUNTRY_VALUE_SET)


# --- Numbers and dates -----------------------------------------------------------------------------------------------


def build_number_item(values: QuestionValues) -> Json:
    """Return an integer, or a decimal where decimal places are asked for."""
    decimals = values["decimals"] or 0
    extensions = build_bounds(values, "valueDecimal" if decimals else "valueInteger")
    if values["unit"]:
        extensions.append({"url": fhir_extensions.UNIT, "valueCoding": {"display": values["unit"]}})
    if decimals:
        extensions.append({"url": fhir_extensions.DECIMALS, "valueInteger": decimals})
    return build_item(values, "decimal" if decimals else "integer", *extensions)


def build_rating_item(values: QuestionValues) -> Json:
    extensions = [
        fhir_extensions.build_item_control(fhir_extensions.RADIO_CONTROL),
        *build_bounds(values, "valueInteger"),
    ]
    if values["lowest_label"] or values["highest_label"]:
        labels = (values["lowest_label"], values["highest_label"])
        extensions += [{"url": fhir_extensions.END_LABEL, "valueString": label} for label in labels]
    return build_item(values, "integer", *extensions)


def build_date_item(values: QuestionValues) -> Json:
    extensions = build_bounds(values, "valueDate")
    if values["takes_part"]:
        extensions.append({"url": fhir_extensions.PARTIAL_DATE, "valueBoolean": True})
    if values["is_past"]:
        extensions.append({"url": fhir_extensions.PAST_DATE, "valueBoolean": True})
    return build_item(values, "date", *extensions)


def build_bounds(values: QuestionValues, member: str) -> list[Json]:
    """Return the extensions of the lowest and the highest answer, as far as they are given."""
    bounds = ((fhir_extensions.LOWEST, values["lowest"]), (fhir_extensions.HIGHEST, values["highest"]))
    return [{"url": url, member: format_bound(bound)} for url, bound in bounds if bound not in (None, "")]


def format_bound(bound: float | str | None) -> float | str:
    return answer_text.simplify_number(bound) if isinstance(bound, int | float) else str(bound)


# --- Text ------------------------------------------------------------------------------------------------------------


def build_text_item(values: QuestionValues, item_type: str, *extensions: Json) -> Json:
    length = {"maxLength": values["max_length"]} if values.get("max_length") else {}
    return build_item(values, item_type, *extensions, **length)


def build_short_text_item(values: QuestionValues) -> Json:
    return build_text_item(values, "string")


def build_long_text_item(values: QuestionValues) -> Json:
    return build_text_item(values, "text")


def build_formatted_text_item(values: QuestionValues, text_format: str) -> Json:
    """Return a name, an email address or a telephone number, which FHIR has as strings."""
    return build_text_item(values, "string", {"url": fhir_extensions.TEXT_FORMAT, "valueCode": text_format})


def build_information_item(values: QuestionValues) -> Json:
    return build_item(values, "display")


# --- Consents --------------------------------------------------------------------------------------------------------


def build_consent_item(values: QuestionValues) -> Json:
    return build_item(values, "boolean", {"url": fhir_extensions.CONSENT, "valueCode": get_purpose(values)})


def build_consent_terms(values: QuestionValues) -> Json:
    """Return what stands beside the FHIR resource: everything that somebody is told before they agree."""
    return {
        "purpose": get_purpose(values),
        "linkId": values["key"],
        "required": values["required"],
        "controller": values["controller"],
        "data": values["data"],
        "use": values["use"],
        "wording": values["text"],
    }


def get_purpose(values: QuestionValues) -> str:
    return values["purpose"] or values["key"]


ITEM_BUILDERS: dict[str, Callable[[QuestionValues], Json]] = {
    "yes_no": build_yes_no_item,
    "one_of": build_one_of_item,
    "many_of": build_many_of_item,
    "body_map": build_body_map_item,
    "number": build_number_item,
    "rating": build_rating_item,
    "date": build_date_item,
    "short_text": build_short_text_item,
    "long_text": build_long_text_item,
    "name": lambda values: build_formatted_text_item(values, "name"),
    "email": lambda values: build_formatted_text_item(values, "email"),
    "phone": lambda values: build_formatted_text_item(values, "phone"),
    "country": build_country_item,
    "information": build_information_item,
    "consent": build_consent_item,
}
