"""Only a known fact, such as an age, may put somebody out of the clinic's scope."""

from typing import Any

import pytest

from intake.engine import scope
from intake.engine.definition import Definition
from intake.engine.json_object import DefinitionError
from tests.intake.definitions import STARTER, group, many_of, one_of, read, rule, text, yes_no

FACT = {"url": "https://fibro.example/fhir/scope-fact", "valueBoolean": True}
PHQ_MOOD = {"url": "https://fibro.example/fhir/score-input", "valueString": "phq2.mood"}
NOTICE = {"title": "Another clinic", "paragraphs": ["Go there."]}
AGE = {"linkId": "age", "type": "integer", "text": "Age?", "extension": [FACT]}
COUNTRY = one_of("country", "at", "de", extension=[FACT])


def compare(question: str, operator: str, answer: Any) -> dict[str, Any]:
    return {"question": question, "operator": operator, "answer": answer}


YOUNG, ABROAD = compare("age", "<", 18), compare("country", "!=", "at")
KNOWN = compare("country", "exists", True)


def definition(condition: dict[str, Any], **members: Any) -> Definition:
    members = {"notice": NOTICE, **members}
    return read(group("a", AGE, COUNTRY), rules=[rule("r", condition, "not-for-this-clinic", **members)])


@pytest.mark.parametrize(
    "condition",
    [
        YOUNG,
        compare("country", "=", "de"),
        {"all": [ABROAD, KNOWN]},
        {"any": [YOUNG, {"all": [ABROAD, KNOWN]}]},
        {"all": [{"not": compare("country", "=", "at")}, KNOWN, YOUNG]},
    ],
)
def test_known_fact_may_put_somebody_out_of_scope(condition: dict[str, Any]) -> None:
    checked = definition(condition)
    assert [rule.outcome for rule in checked.rules] == [scope.NOT_FOR_THIS_CLINIC]
    scope.check_scope(checked)


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        (ABROAD, "must not fire while 'country' is not answered"),
        ({"all": [YOUNG, ABROAD]}, "must not fire while 'country' is not answered"),
        ({"any": [YOUNG, ABROAD]}, "must not fire while 'country' is not answered"),
        ({"not": compare("age", ">=", 18)}, "must not fire while 'age' is not answered"),
        (compare("age", "exists", False), "must not fire while 'age' is not answered"),
        ({"all": []}, "must compare at least one answer"),
        (
            {"any": [compare("age", "<", 3 * number) for number in range(5000)] + [compare("country", "=", "de")]},
            "has too many comparisons: split it into several rules",
        ),
    ],
)
def test_unknown_fact_may_not_put_somebody_out_of_scope(condition: dict[str, Any], reason: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        scope.check_scope(definition(condition))

    assert (caught.value.path, caught.value.reason) == ("rules[0].if", reason)


def test_rule_that_puts_somebody_out_of_scope_needs_advice() -> None:
    given = read(group("a", AGE), rules=[rule("r", YOUNG, "not-for-this-clinic")])

    with pytest.raises(DefinitionError) as caught:
        scope.check_scope(given)

    assert (caught.value.path, caught.value.reason) == ("rules[0].notice", "say where the patient can go instead")


def test_other_outcomes_may_follow_from_unknown_facts() -> None:
    scope.check_scope(
        read(group("a", AGE, COUNTRY), rules=[rule("r", ABROAD), rule("s", {"all": []}, "likely-suitable")])
    )


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        (yes_no("mood", extension=[FACT, PHQ_MOOD]), "a question that is used for a score cannot be a scope fact"),
        (many_of("pain", "neck", "chest", extension=[FACT]), "a question of this kind cannot be a scope fact"),
        (text("why", extension=[FACT]), "a question of this kind cannot be a scope fact"),
    ],
)
def test_symptoms_and_free_text_are_no_scope_facts(question: dict[str, Any], reason: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        scope.check_scope(read(group("a", question)))

    assert caught.value.path == "questionnaire.item[0].item[0]"
    assert caught.value.reason.startswith(reason)


def test_starter_uses_only_age_for_scope() -> None:
    starter = Definition.from_json(STARTER)
    assert [question.link_id for question in starter.questions() if question.is_scope_fact] == ["age-band"]
    scope.check_scope(starter)
