"""A file with parts that the engine would ignore is not published, and the paths of these parts are shown."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from intake.fhir import ignored_parts
from intake.fhir.conversion.converter import convert_questionnaire
from intake.fhir.definition_export import export_definition
from intake.models import Questionnaire
from tests.intake import cases
from tests.intake.definitions import HL7, OURS, group, made_of, one_of, rule, starter, when, yes_no
from tests.intake.fhir.mutations import mutate

SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
FIRST = "questionnaire.item[0].item[0]"
ASKED = {"question": "q", "operator": "=", "answer": True}


def find_ignored(definition: dict[str, Any]) -> list[tuple[str, str]]:
    return list(ignored_parts.find_ignored_in_definition(definition))


def list_ignored_paths(definition: dict[str, Any]) -> list[str]:
    return [path for path, _ in find_ignored(definition)]


def make_question(**members: Any) -> dict[str, Any]:
    return made_of(group("s", yes_no("q", **members)))


def make_rule(condition: dict[str, Any], **members: Any) -> dict[str, Any]:
    return made_of(group("s", yes_no("q")), rules=[rule("r", condition, **members)])


@pytest.mark.parametrize("path", sorted(cases.FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_cases_have_no_ignored_parts(path: Path) -> None:
    assert find_ignored(json.loads(path.read_bytes())) == []


def test_starter_has_no_ignored_parts() -> None:
    assert find_ignored(starter()) == []


@pytest.mark.parametrize(
    ("definition", "place"),
    [
        (make_question(enablewhen=[when("a", "b")]), f"{FIRST}.enablewhen"),
        (make_question(requierd=True), f"{FIRST}.requierd"),
        (make_question(readOnly=True), f"{FIRST}.readOnly"),
        (make_question(modifierExtension=[{"url": "https://x.example/not"}]), f"{FIRST}.modifierExtension"),
        (
            make_question(extension=[{"url": f"{HL7}questionnaire-hidden", "valueBoolean": True}]),
            f"{FIRST}.extension[0]",
        ),
        (
            make_question(extension=[{"url": f"{SDC}sdc-questionnaire-enableWhenExpression"}]),
            f"{FIRST}.extension[0]",
        ),
        (make_question(extension=[{"url": f"{HL7}regex", "valueString": "a"}]), f"{FIRST}.extension[0]"),
        (make_question(extension=[{"url": f"{OURS}score-imput", "valueString": "phq2.mood"}]), f"{FIRST}.extension[0]"),
        (
            make_question(extension=[{"url": f"{OURS}scope-fact", "valueBoolean": value} for value in (True, False)]),
            f"{FIRST}.extension[1]",
        ),
        (made_of(group("s", yes_no("q"), hidden=True)), "questionnaire.item[0].hidden"),
        (made_of(group("s", yes_no("q")), rulez=[]), "rulez"),
        (make_rule(ASKED, urgnet=True), "rules[0].urgnet"),
        (make_rule(ASKED, notice={"titel": "x", "title": "x", "paragraphs": []}), "rules[0].notice.titel"),
        (make_rule({**ASKED, "negate": True}), "rules[0].if.negate"),
        (make_rule({"all": [ASKED], "any": [ASKED]}), "rules[0].if.any"),
        (make_rule({"any": [ASKED, {"not": {**ASKED, "score": "phq2"}}]}), "rules[0].if.any[1].not.question"),
        (made_of(group("s", yes_no("q")), cases=[{"name": "n", "urgnet": True}]), "cases[0].urgnet"),
        (made_of(group("s", yes_no("q")), consents=[{"requierd": True}]), "consents[0].requierd"),
    ],
)
def test_ignored_part_is_found(definition: dict[str, Any], place: str) -> None:
    assert {*list_ignored_paths(definition)} == {place}


def test_second_value_of_an_option_is_found() -> None:
    question = one_of("q", "a", "b")
    for bearer, value in ((question["answerOption"][1], 3), (question["answerOption"][1]["valueCoding"], 1)):
        bearer["extension"] = [{"url": f"{HL7}ordinalValue", "valueDecimal": value}]

    assert find_ignored(made_of(group("s", question))) == [
        (f"{FIRST}.answerOption[1].valueCoding.extension[0]", "is there twice")
    ]


def test_code_compared_in_another_system_is_found() -> None:
    who, other = one_of("who", "me", "you"), yes_no("q", enableWhen=[when("who", "me")])
    who["answerOption"][0]["valueCoding"]["system"] = "https://one.example"
    assert find_ignored(made_of(group("s", who, other))) == []

    other["enableWhen"][0]["answerCoding"]["system"] = "https://other.example"
    assert list_ignored_paths(made_of(group("s", who, other))) == [
        "questionnaire.item[0].item[1].enableWhen[0].answerCoding.system"
    ]


def test_export_with_unknown_members_in_rules_is_converted_anew() -> None:
    published_at = datetime(2026, 3, 1, tzinfo=UTC)
    definition = make_rule(ASKED, urgnet=True)
    resource = export_definition(definition, version=1, published=published_at, is_live=True, language="en")
    conversion = convert_questionnaire(resource, slug="form")

    assert conversion.definition is not None
    assert conversion.definition["rules"] == []
    assert "rules[0].urgnet" in conversion.findings[0].reason


@pytest.mark.parametrize("value", [None, 1, [], {"questionnaire": []}, {"rules": [1, {"if": {"all": 1, "any": [[]]}}]}])
def test_search_never_raises(value: Any) -> None:
    found = find_ignored(
        value if isinstance(value, dict) else {"questionnaire": value, "rules": value, "consents": value}
    )
    assert all(path and reason for path, reason in found)


def test_search_never_raises_for_mutated_files() -> None:
    for seed in range(300):
        resource = mutate(seed)
        found = find_ignored(
            {"questionnaire": resource, "rules": [resource], "consents": resource, "cases": [resource]}
        )
        assert all(path and reason for path, reason in found), seed


def refuse_file(folder: Path, text: str) -> str:
    """Return why the command refuses to publish a file with this text."""
    file = folder / "definition.json"
    file.write_text(text)
    with pytest.raises(CommandError) as caught:
        call_command("publish_questionnaire", str(file), "--slug", "refused")
    assert not Questionnaire.objects.filter(slug="refused").exists()
    return str(caught.value)


@pytest.mark.django_db
def test_file_with_an_ignored_part_is_not_published(tmp_path: Path) -> None:
    said = refuse_file(tmp_path, json.dumps(make_rule(ASKED, urgnet=True)))

    assert said.endswith("rules[0].urgnet: is not supported here and would have no effect")


@pytest.mark.django_db
def test_file_with_duplicate_member_is_not_published(tmp_path: Path) -> None:
    """Otherwise the second list would win, and the urgent rule of the first would be lost."""
    text = json.dumps(make_rule(ASKED, urgent=True))

    assert "has the same member twice" in refuse_file(tmp_path, f'{text[:-1]}, "rules": []}}')
