import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.engine import routes
from intake.engine.assessment import assess_answers, check_scores, find_advising_rules
from intake.engine.definition import Definition
from intake.engine.json_object import DefinitionError
from intake.engine.questions import Kind
from tests.intake.definitions import group, one_of, read, starter, text
from tests.intake.visitor_client import ADA

DEFINITION = Definition.from_json(starter())


def fired(answers: dict[str, Any]) -> list[str]:
    return [rule.id for rule in assess_answers(DEFINITION, answers).reasons]


def test_ada_is_likely_suitable() -> None:
    assessment = assess_answers(DEFINITION, ADA)
    acr2016, phq2 = assessment.scores

    assert (assessment.outcome, assessment.urgency) == ("likely-suitable", "routine")
    assert [rule.id for rule in assessment.reasons] == ["score-met"]
    assert (acr2016.result, acr2016.values["wpi"], acr2016.values["sss"]) == ("met", 7, 5)
    assert (phq2.result, phq2.values["total"]) == ("negative", 1)


@pytest.mark.parametrize(
    ("change", "outcome", "urgency", "rules"),
    [
        ({"age-band": "under-18"}, "not-for-this-clinic", "routine", ["under-18", "score-met"]),
        ({"signs": ["bladder-bowel"]}, "needs-a-human", "urgent", ["bladder-bowel", "score-met"]),
        ({"signs": ["nerves"]}, "needs-a-human", "urgent", ["nerves", "score-met"]),
        ({"signs": ["fever", "joints"]}, "needs-a-human", "routine", ["warning-signs", "score-met"]),
        ({"phq-mood": "LA6571-9"}, "needs-a-human", "routine", ["low-mood", "score-met"]),
        ({"phq-mood": None}, "likely-suitable", "routine", ["score-met"]),
        ({"three-months": "no"}, "needs-a-human", "routine", ["short-duration", "score-not-met"]),
        ({"three-months": "unsure"}, "needs-a-human", "routine", ["short-duration", "score-incomplete"]),
        ({"daily-life-effect": "not"}, "needs-a-human", "routine", ["little-effect", "score-met"]),
        ({"painful-areas": ["none"]}, "needs-a-human", "routine", ["score-not-met"]),
        ({"fatigue-severity": None}, "needs-a-human", "routine", ["score-incomplete"]),
        (
            {"age-band": "under-18", "signs": ["nerves"]},
            "not-for-this-clinic",
            "urgent",
            ["under-18", "nerves", "score-met"],
        ),
    ],
)
def test_rules_of_the_starter(change: dict[str, Any], outcome: str, urgency: str, rules: list[str]) -> None:
    answers = {**ADA, **change}
    assessment = assess_answers(DEFINITION, answers)

    assert (assessment.outcome, assessment.urgency) == (outcome, urgency)
    assert [rule.id for rule in assessment.reasons] == rules


def test_no_answer_about_health_says_that_this_clinic_is_the_wrong_one() -> None:
    refusing = [rule for rule in DEFINITION.rules if rule.outcome == "not-for-this-clinic"]

    assert [rule.id for rule in refusing] == ["under-18"]
    assert refusing[0].advice
    assert "You can send this form at any age" in " ".join(refusing[0].advice.paragraphs)


def test_none_of_these_places_counts_as_no_painful_area() -> None:
    score = assess_answers(DEFINITION, {**ADA, "painful-areas": ["none"]}).scores[0]

    assert (score.result, score.inputs["areas"], score.values["wpi"]) == ("not met", [], 0)


def test_rule_advises_on_the_step_that_fires_it_each_time() -> None:
    before, after = {**ADA, "signs": ["none"]}, {**ADA, "signs": ["nerves", "fever"]}
    signs, headaches = DEFINITION.step("warning-signs"), DEFINITION.step("six-months")
    assert signs
    assert headaches

    assert [rule.id for rule in find_advising_rules(signs, DEFINITION, before=before, after=after)] == ["nerves"]
    assert [rule.id for rule in find_advising_rules(signs, DEFINITION, before=after, after=after)] == ["nerves"]
    assert find_advising_rules(headaches, DEFINITION, before=after, after={**after, "headaches": True}) == ()
    assert find_advising_rules(signs, DEFINITION, before=after, after=before) == ()


def test_json_contains_everything_to_check_the_assessment() -> None:
    document = assess_answers(DEFINITION, ADA).to_json()

    assert set(document) == {"outcome", "urgency", "scores", "reasons"}
    assert set(document["scores"][0]) == {"rule", "version", "result", "values", "criteria", "inputs"}
    assert document["reasons"] == [
        {
            "rule": "score-met",
            "outcome": "likely-suitable",
            "urgent": False,
            "reason": "ACR 2016 met by self-report.",
        }
    ]
    assert json.loads(assess_answers(DEFINITION, ADA).to_bytes()) == document


@st.composite
def starter_answers(draw: st.DrawFn) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for question in DEFINITION.questions():
        if not question.is_answerable or draw(st.booleans()):
            continue
        codes = [choice.code for choice in question.choices]
        if question.kind is Kind.ONE_OF:
            answers[question.link_id] = draw(st.sampled_from(codes))
        elif question.kind is Kind.MANY_OF:
            answers[question.link_id] = draw(st.lists(st.sampled_from(codes), min_size=1, unique=True))
        elif question.kind in {Kind.YES_NO, Kind.CONSENT}:
            answers[question.link_id] = draw(st.booleans())
        else:
            answers[question.link_id] = draw(st.text(max_size=5))
    return answers


@given(answers=starter_answers(), order=st.randoms())
def test_the_same_answers_give_the_same_bytes(answers: dict[str, Any], order: Any) -> None:
    shuffled = list(answers.items())
    order.shuffle(shuffled)
    again = Definition.from_json(starter())

    assert assess_answers(DEFINITION, answers).to_bytes() == assess_answers(again, dict(shuffled)).to_bytes()


@given(answers=starter_answers())
def test_answers_to_questions_that_are_not_asked_change_nothing(answers: dict[str, Any]) -> None:
    counted = routes.get_counted_answers(DEFINITION, answers)

    assert assess_answers(DEFINITION, answers).to_bytes() == assess_answers(DEFINITION, counted).to_bytes()


def scored(name: str) -> dict[str, Any]:
    return {"extension": [{"url": "https://fibro.example/fhir/score-input", "valueString": name}]}


def ordinals(link_id: str, name: str, *values: int) -> dict[str, Any]:
    question = one_of(link_id, *(f"c{value}" for value in values), **scored(name))
    for option, value in zip(question["answerOption"], values, strict=True):
        option["valueCoding"]["extension"] = [
            {"url": "http://hl7.org/fhir/StructureDefinition/ordinalValue", "valueDecimal": value}
        ]
    return question


@pytest.mark.parametrize(
    ("questions", "scores", "reason"),
    [
        ([text("q")], ["gad99"], "'gad99' is not a scoring rule"),
        ([text("q")], ["phq2"], "no question is used for these score inputs: interest, mood"),
        ([text("q", **scored("phq2.mood"))], [], "'phq2.mood' is not an input of a score of this questionnaire"),
        (
            [ordinals("a", "phq2.interest", 0, 1, 2, 3), ordinals("b", "phq2.mood", 0, 4)],
            ["phq2"],
            "phq2.mood: must be a whole number from 0 to 3, not 4",
        ),
        (
            [ordinals("a", "phq2.interest", 0, 1, 2, 3), text("b", **scored("phq2.mood"))],
            ["phq2"],
            "only choice and yes-or-no questions can be used for a score",
        ),
    ],
)
def test_questionnaire_that_cannot_be_scored_is_refused(
    questions: list[dict[str, Any]], scores: list[str], reason: str
) -> None:
    definition = read(group("step", *questions), scores=scores)

    with pytest.raises(DefinitionError) as caught:
        check_scores(definition)

    assert caught.value.reason.startswith(reason)


def test_starter_can_be_scored() -> None:
    assert DEFINITION.scores
    check_scores(DEFINITION)
