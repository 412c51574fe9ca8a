"""What stands in a definition and nobody would heed: a file with it is not published, and says where it stands."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from intake.fhir import unused_elements
from intake.fhir.conversion.converter import convert_questionnaire
from intake.fhir.definition_export import export_definition
from intake.models import Questionnaire
from tests.intake import cases
from tests.intake.definitions import group, made_of, one_of, rule, starter, when, yes_no
from tests.intake.fhir.mutations import mutated

HL7, SDC = "http://hl7.org/fhir/StructureDefinition/", "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
OURS = "https://fibro.example/fhir/"
FIRST = "questionnaire.item[0].item[0]"
ASKED = {"question": "q", "operator": "=", "answer": True}


def found(definition: dict[str, Any]) -> list[tuple[str, str]]:
    return list(unused_elements.find_ignored_in_definition(definition))


def places(definition: dict[str, Any]) -> list[str]:
    return [path for path, _ in found(definition)]


def asking(**members: Any) -> dict[str, Any]:
    return made_of(group("s", yes_no("q", **members)))


def ruled(condition: dict[str, Any], **members: Any) -> dict[str, Any]:
    return made_of(group("s", yes_no("q")), rules=[rule("r", condition, **members)])


@pytest.mark.parametrize("path", sorted(cases.FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_nothing_is_passed_over_of_definitions_that_are_asked_as_they_say(path: Path) -> None:
    assert found(json.loads(path.read_bytes())) == []


def test_nothing_is_passed_over_of_the_starter() -> None:
    assert found(starter()) == []


@pytest.mark.parametrize(
    ("definition", "place"),
    [
        (asking(enablewhen=[when("a", "b")]), f"{FIRST}.enablewhen"),
        (asking(requierd=True), f"{FIRST}.requierd"),
        (asking(readOnly=True), f"{FIRST}.readOnly"),
        (asking(modifierExtension=[{"url": "https://x.example/not"}]), f"{FIRST}.modifierExtension"),
        (asking(extension=[{"url": f"{HL7}questionnaire-hidden", "valueBoolean": True}]), f"{FIRST}.extension[0]"),
        (
            asking(extension=[{"url": f"{SDC}sdc-questionnaire-enableWhenExpression"}]),
            f"{FIRST}.extension[0]",
        ),
        (asking(extension=[{"url": f"{HL7}regex", "valueString": "a"}]), f"{FIRST}.extension[0]"),
        (asking(extension=[{"url": f"{OURS}score-imput", "valueString": "phq2.mood"}]), f"{FIRST}.extension[0]"),
        (
            asking(extension=[{"url": f"{OURS}scope-fact", "valueBoolean": value} for value in (True, False)]),
            f"{FIRST}.extension[1]",
        ),
        (made_of(group("s", yes_no("q"), hidden=True)), "questionnaire.item[0].hidden"),
        (made_of(group("s", yes_no("q")), rulez=[]), "rulez"),
        (ruled(ASKED, urgnet=True), "rules[0].urgnet"),
        (ruled(ASKED, notice={"titel": "x", "title": "x", "paragraphs": []}), "rules[0].notice.titel"),
        (ruled({**ASKED, "negate": True}), "rules[0].if.negate"),
        (ruled({"all": [ASKED], "any": [ASKED]}), "rules[0].if.any"),
        (ruled({"any": [ASKED, {"not": {**ASKED, "score": "phq2"}}]}), "rules[0].if.any[1].not.question"),
        (made_of(group("s", yes_no("q")), cases=[{"name": "n", "urgnet": True}]), "cases[0].urgnet"),
        (made_of(group("s", yes_no("q")), consents=[{"requierd": True}]), "consents[0].requierd"),
    ],
)
def test_what_nobody_would_heed_is_found(definition: dict[str, Any], place: str) -> None:
    assert {*places(definition)} == {place}


def test_a_value_of_an_option_stands_once_whether_on_it_or_on_its_coding() -> None:
    question = one_of("q", "a", "b")
    for bearer, value in ((question["answerOption"][1], 3), (question["answerOption"][1]["valueCoding"], 1)):
        bearer["extension"] = [{"url": f"{HL7}ordinalValue", "valueDecimal": value}]

    assert found(made_of(group("s", question))) == [
        (f"{FIRST}.answerOption[1].valueCoding.extension[0]", "stands here twice")
    ]


def test_a_code_is_compared_in_the_system_in_which_it_is_offered() -> None:
    who, other = one_of("who", "me", "you"), yes_no("q", enableWhen=[when("who", "me")])
    who["answerOption"][0]["valueCoding"]["system"] = "https://one.example"
    assert found(made_of(group("s", who, other))) == []

    other["enableWhen"][0]["answerCoding"]["system"] = "https://other.example"
    assert places(made_of(group("s", who, other))) == [
        "questionnaire.item[0].item[1].enableWhen[0].answerCoding.system"
    ]


def test_an_export_whose_rules_were_edited_into_what_nobody_would_heed_is_read_anew() -> None:
    published_at = datetime(2026, 3, 1, tzinfo=UTC)
    definition = ruled(ASKED, urgnet=True)
    resource = export_definition(definition, version=1, published=published_at, is_live=True, language="en")
    conversion = convert_questionnaire(resource, slug="form")

    assert conversion.definition is not None
    assert conversion.definition["rules"] == []
    assert "rules[0].urgnet" in conversion.findings[0].reason


@pytest.mark.parametrize("value", [None, 1, [], {"questionnaire": []}, {"rules": [1, {"if": {"all": 1, "any": [[]]}}]}])
def test_it_never_raises(value: Any) -> None:
    found(value if isinstance(value, dict) else {"questionnaire": value, "rules": value, "consents": value})


def test_it_never_raises_for_mutated_files() -> None:
    for seed in range(300):
        resource = mutated(seed)
        found({"questionnaire": resource, "rules": [resource], "consents": resource, "cases": [resource]})


def published(folder: Path, text: str) -> str:
    """What the command says against it."""
    file = folder / "definition.json"
    file.write_text(text)
    with pytest.raises(CommandError) as caught:
        call_command("publish_questionnaire", str(file), "--slug", "refused")
    assert not Questionnaire.objects.filter(slug="refused").exists()
    return str(caught.value)


@pytest.mark.django_db
def test_a_file_that_says_what_nobody_would_heed_is_not_published(tmp_path: Path) -> None:
    said = published(tmp_path, json.dumps(ruled(ASKED, urgnet=True)))

    assert said.endswith("rules[0].urgnet: is not known here, so nobody would heed it")


@pytest.mark.django_db
def test_a_file_that_names_its_rules_twice_is_not_published(tmp_path: Path) -> None:
    """The second list would win, and the urgent rule of the first be lost."""
    text = json.dumps(ruled(ASKED, urgent=True))

    assert "names a member twice" in published(tmp_path, f'{text[:-1]}, "rules": []}}')
