"""The options of choices, and the areas of the body map."""

from collections.abc import Sequence

from intake.blueprints.block_values import AreaValues, Block, OptionValues, RegionValues
from intake.blueprints.blueprint import make_item_list
from intake.blueprints.body_areas import NONE_CODE, REGION_BY_AREA
from intake.blueprints.compiler.options import OWN_SYSTEM
from intake.engine.json_object import Json
from intake.engine.questions import Choice, Kind, Question
from intake.engine.score_inputs import UNSURE_CODE
from intake.engine.scoring.acr2016 import AREAS


def is_yes_no_choice(question: Question) -> bool:
    """Return whether this is the choice of three that a yes or no with "I do not know" is compiled to."""
    found = [(choice.code, choice.ordinal, choice.hint) for choice in question.choices]
    return found == [("yes", 1, ""), ("no", 0, ""), (UNSURE_CODE, None, "")]


def split_unsure_option(question: Question, item: Json) -> tuple[list[Block[OptionValues]], str]:
    """Return the options without a final "I do not know", and the words of that one; empty if there is none."""
    choices = question.choices
    last = choices[-1]
    is_unsure = last == Choice(code=UNSURE_CODE, text=last.text)
    offered = choices[:-1] if is_unsure and len(choices) > 1 else choices
    return build_option_list(question, item, offered), last.text if is_unsure else ""


def build_option_list(question: Question, item: Json, choices: Sequence[Choice]) -> list[Block[OptionValues]]:
    """Return the blocks of these choices; `item` is the FHIR item, which knows their code systems."""
    systems = {option["valueCoding"]["code"]: option["valueCoding"].get("system") for option in item["answerOption"]}
    options: list[OptionValues] = []
    for choice in choices:
        system = systems[choice.code]
        values: OptionValues = {
            "text": choice.text,
            "hint": choice.hint,
            "key": choice.code,
            "value": choice.ordinal,
            "system": "" if system in {None, OWN_SYSTEM} else system,
        }
        if question.kind is Kind.MANY_OF:
            values["exclusive"] = choice.exclusive
        options.append(values)
    return make_item_list(options, question.link_id, "options")


def build_area_list(question: Question) -> list[Block[AreaValues]]:
    areas: list[AreaValues] = [
        {"area": choice.code, "text": choice.text, "hint": choice.hint}
        for choice in question.choices
        if not choice.exclusive
    ]
    return make_item_list(areas, question.link_id, "areas")


def build_region_list(question: Question) -> list[Block[RegionValues]]:
    names = {choice.region.code: choice.region.text for choice in question.choices if choice.region}
    regions: list[RegionValues] = [{"region": code, "text": text} for code, text in names.items()]
    return make_item_list(regions, question.link_id, "regions")


def is_complete_body_map(question: Question) -> bool:
    """Return whether the block for body maps compiles to this.

    It does if every area is there and in its region, and nothing follows them but one "none of these".
    """
    areas = [choice for choice in question.choices if choice.code in AREAS]
    others = question.choices[len(areas) :]
    return (
        question.is_body_map
        and sorted(choice.code for choice in areas) == sorted(AREAS)
        and all(REGION_BY_AREA[choice.code] == (choice.region and choice.region.code) for choice in areas)
        and question.choices[: len(areas)] == tuple(areas)
        and (not others or others == (Choice(NONE_CODE, others[0].text, exclusive=True),))
    )
