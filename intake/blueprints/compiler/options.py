"""Builds codings: of a question, and of what can be chosen."""

from intake.blueprints import answer_text
from intake.blueprints.block_values import CodeValues, OptionValues
from intake.engine import fhir_extensions
from intake.engine.json_object import Json
from intake.engine.score_inputs import UNSURE_CODE

OWN_SYSTEM = f"{fhir_extensions.BASE}CodeSystem/intake"


def build_code(code: CodeValues) -> Json:
    coding: Json = {"system": code["system"] or OWN_SYSTEM, "code": code["code"]}
    return {**coding, "display": code["text"]} if code["text"] else coding


def build_option(option: OptionValues, *extensions: Json) -> Json:
    """Return an `answerOption`. Only its `key` and `text` are needed; empty fields leave nothing behind."""
    coding: Json = {"system": option.get("system") or OWN_SYSTEM, "code": option["key"], "display": option["text"]}
    ordinal = option.get("value")
    if ordinal is not None:
        coding["extension"] = [{"url": fhir_extensions.ORDINAL, "valueDecimal": answer_text.simplify_number(ordinal)}]
    all_extensions = list(extensions)
    if option.get("hint"):
        all_extensions.append({"url": fhir_extensions.OPTION_HINT, "valueString": option["hint"]})
    if option.get("exclusive"):
        all_extensions.append({"url": fhir_extensions.EXCLUSIVE, "valueBoolean": True})
    return {"valueCoding": coding, **({"extension": all_extensions} if all_extensions else {})}


def build_unsure_option(words: str) -> Json:
    """Return the option "I do not know", which stands for no answer where a score is worked out."""
    return build_option({"key": UNSURE_CODE, "text": words})
