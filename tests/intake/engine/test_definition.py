import contextlib
import copy
import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.engine.definition import Definition
from intake.engine.json_object import DefinitionError, digest_json
from intake.engine.questions import Kind
from tests.intake.definitions import STARTER, group, made_of, many_of, one_of, read, rule, starter, text, when, yes_no


def test_starter_questionnaire_is_parsed() -> None:
    definition = Definition.from_json(starter())

    assert 12 <= len(definition.steps) <= 16
    assert [step.link_id for step in definition.steps][:3] == ["who", "age", "duration"]
    assert {question.kind for question in definition.questions()} >= {
        Kind.YES_NO, Kind.ONE_OF, Kind.MANY_OF, Kind.LONG_TEXT, Kind.NAME, Kind.EMAIL, Kind.PHONE, Kind.CONSENT,
        Kind.INFORMATION,
    }  # fmt: skip
    assert definition.has_fixed_steps


def test_starter_has_19_areas_in_5_regions_and_an_exclusive_answer() -> None:
    areas = Definition.from_json(starter()).question("painful-areas")
    sizes = {region.code if region else None: len(choices) for region, choices in areas.choices_by_region}

    assert sizes == {"left-upper": 4, "right-upper": 4, "left-lower": 3, "right-lower": 3, "axial": 5, None: 1}
    assert [choice.code for choice in areas.choices if choice.exclusive] == ["none"]


def test_every_rule_of_the_starter_has_a_source() -> None:
    assert all(len(rule.source) > 15 for rule in Definition.from_json(starter()).rules)


def test_consents_of_the_starter_name_controller_and_data() -> None:
    definition = Definition.from_json(starter())

    assert [(consent.purpose, consent.required) for consent in definition.consents] == [
        ("assessment", True),
        ("improvement", False),
    ]
    for consent in definition.consents:
        assert consent.controller == "{clinic}"
        assert "health" in consent.data
        assert definition.question(consent.link_id).text == consent.wording


def test_digest_of_a_consent_follows_its_wording() -> None:
    consent = Definition.from_json(starter()).consents[0]

    assert consent.digest == dataclasses.replace(consent, link_id="elsewhere").digest
    assert consent.digest != dataclasses.replace(consent, wording="I agree to everything.").digest


def test_hints_regions_and_ordinals_are_read() -> None:
    definition = Definition.from_json(starter())

    assert definition.question("respondent").hint.startswith("If you are filling it in for somebody else")
    assert [choice.ordinal for choice in definition.question("fatigue-severity").choices] == [0, 1, 2, 3]
    assert definition.question("three-months").choice_by_code["unsure"].ordinal is None
    assert definition.question("age-band").label == "Age"


def test_digest_ignores_the_order_of_keys() -> None:
    shuffled = dict(reversed(starter().items()))
    changed = starter()
    changed["questionnaire"]["title"] += "!"

    assert digest_json(shuffled) == digest_json(STARTER)
    assert digest_json(changed) != digest_json(STARTER)


QUESTION = one_of("colour", "red", "blue")
COUNTRIES = "http://hl7.org/fhir/ValueSet/iso3166-1-2"
COUNTRY = {"linkId": "where", "type": "choice", "text": "Where?", "answerValueSet": COUNTRIES}
FAULTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "twice": (
        made_of(group("a", QUESTION), group("b", QUESTION)),
        "questionnaire.item[1].item[0].linkId",
        "'colour' is already used at questionnaire.item[0].item[0]",
    ),
    "nowhere": (
        made_of(group("a", QUESTION, text("why", enableWhen=[when("shape", "round")]))),
        "questionnaire.item[0].item[1].enableWhen",
        "refers to 'shape', which is not a question of this questionnaire",
    ),
    "at a group": (
        made_of(group("a", QUESTION), group("b", text("why"), enableWhen=[when("a", "red")])),
        "questionnaire.item[1].enableWhen",
        "refers to 'a', which is not a question of this questionnaire",
    ),
    "forward": (
        made_of(group("a", text("why", enableWhen=[when("colour", "red")])), group("b", QUESTION)),
        "questionnaire.item[0].item[0].enableWhen",
        "refers to 'colour', which is asked later",
    ),
    "at itself": (
        made_of(group("a", one_of("colour", "red", "blue", enableWhen=[when("colour", "red")]))),
        "questionnaire.item[0].item[0].enableWhen",
        "'colour' depends on itself: its conditions form a circle",
    ),
    "in a circle": (
        made_of(
            group("a", one_of("x", "1", "2", enableWhen=[when("y", "1")])),
            group("b", one_of("y", "1", "2", enableWhen=[when("x", "1")])),
        ),
        "questionnaire.item[0].item[0].enableWhen",
        "'x' depends on itself: its conditions form a circle",
    ),
    "a step on its own question": (
        made_of(group("a", QUESTION, enableWhen=[when("colour", "red")])),
        "questionnaire.item[0].enableWhen",
        "'a' depends on itself: its conditions form a circle",
    ),
    "not offered": (
        made_of(group("a", QUESTION), group("b", text("why"), enableWhen=[when("colour", "green")])),
        "questionnaire.item[1].enableWhen",
        "'colour' has no option 'green'",
    ),
    "no country": (
        made_of(group("a", COUNTRY, text("why", enableWhen=[when("where", "Germany")]))),
        "questionnaire.item[0].item[1].enableWhen",
        "compare 'where' with a country code of two letters, for example DE",
    ),
    "a rule about no country": (
        made_of(group("a", COUNTRY), rules=[rule("r", {"question": "where", "operator": "=", "answer": "de"})]),
        "rules[0].if",
        "compare 'where' with a country code of two letters, for example DE",
    ),
    "wrong type": (
        made_of(group("a", yes_no("ill")), group("b", text("why"), enableWhen=[when("ill", "yes")])),
        "questionnaire.item[1].enableWhen",
        "compare 'ill' with true or false",
    ),
    "no behaviour": (
        made_of(group("a", QUESTION), group("b", text("why"), enableWhen=[when("colour", "red")] * 2)),
        "questionnaire.item[1].enableBehavior",
        "is missing",
    ),
    "unknown type": (
        made_of(group("a", {"linkId": "n", "type": "quantity", "text": "How much?"})),
        "questionnaire.item[0].item[0].type",
        "'quantity' is not supported",
    ),
    "no step": (made_of(), "questionnaire.item", "must have at least one step"),
    "empty step": (made_of(group("a")), "questionnaire.item[0].item", "must have at least one question"),
    "a question at the top": (
        made_of(QUESTION),
        "questionnaire.item[0].type",
        "must be a group, because each top-level item is a step",
    ),
    "bad address": (
        made_of(group("a b", QUESTION)),
        "questionnaire.item[0].linkId",
        "'a b' is not valid: start with a letter or digit",
    ),
    "offered twice": (
        made_of(group("a", one_of("colour", "red", "red"))),
        "questionnaire.item[0].item[0].answerOption[1].valueCoding.code",
        "'red' is offered twice",
    ),
    "one option": (
        made_of(group("a", one_of("colour", "red"))),
        "questionnaire.item[0].item[0].answerOption",
        "must have at least two options",
    ),
    "a rule about nothing": (
        made_of(group("a", QUESTION), rules=[rule("r", {"question": "shape", "operator": "exists", "answer": True})]),
        "rules[0].if",
        "refers to 'shape', which is not a question of this questionnaire",
    ),
    "a rule about no score": (
        made_of(
            group("a", QUESTION),
            rules=[rule("r", {"score": "phq2", "value": "total", "operator": ">=", "answer": 3})],
        ),
        "rules[0].if",
        "refers to the score 'phq2', which is not in `scores`",
    ),
    "a refusal by a symptom": (
        made_of(
            group("a", QUESTION),
            rules=[rule("r", {"question": "colour", "operator": "=", "answer": "red"}, "not-for-this-clinic")],
        ),
        "rules[0].if",
        "only a scope fact can lead to the outcome “Not for this clinic”",
    ),
    "a rule twice": (
        made_of(
            group("a", QUESTION),
            rules=[rule("r", {"question": "colour", "operator": "=", "answer": "red"})] * 2,
        ),
        "rules[1].id",
        "'r' is used twice",
    ),
    "consent without terms": (
        made_of(
            group(
                "a",
                yes_no("ok", extension=[{"url": "https://fibro.example/fhir/consent", "valueCode": "study"}]),
            )
        ),
        "questionnaire.item[0].item[0].extension",
        "refers to a consent that is not in `consents`",
    ),
    "NUL": (made_of(group("a", text("why", text="\0"))), "", "contains a NUL character"),
    "a lone surrogate": (made_of(group("a", text("why", text="\ud800"))), "", "is JSON that cannot be stored"),
    "not a number": (made_of(group("a", text("why", maxLength=float("nan")))), "", "is JSON that cannot be stored"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_invalid_definition_is_refused_with_its_path(name: str) -> None:
    value, path, reason = FAULTS[name]

    with pytest.raises(DefinitionError) as caught:
        Definition.from_json(value)

    assert caught.value.path == path
    assert caught.value.reason.startswith(reason)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Yield the path of each value of a JSON document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, child in inner for place in places(child, (*path, key)))]


STARTER_PLACES = places(STARTER)[1:]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=5), children, max_size=3),
    max_leaves=4,
)


@given(place=st.sampled_from(STARTER_PLACES), value=JSON)
def test_random_change_gives_a_valid_definition_or_a_definition_error(place: tuple[Any, ...], value: Any) -> None:
    broken = copy.deepcopy(STARTER)
    parent: Any = broken
    for key in place[:-1]:
        parent = parent[key]
    parent[place[-1]] = value

    with contextlib.suppress(DefinitionError):
        assert Definition.from_json(broken).steps


def test_conditional_step_makes_the_number_of_steps_variable() -> None:
    definition = read(group("a", QUESTION), group("b", text("why"), enableWhen=[when("colour", "red")]))

    assert not definition.has_fixed_steps


def test_definition_is_immutable() -> None:
    definition = read(group("a", many_of("colour", "red", "blue")))

    with pytest.raises(dataclasses.FrozenInstanceError):
        definition.title = "other"
