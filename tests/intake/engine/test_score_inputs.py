"""Publishing refuses questions that feed scores wrongly, with their path."""

from typing import Any

import pytest

from intake.engine import publication_checks
from intake.engine.assessment import assess_answers
from intake.engine.definition import Definition
from tests.intake import cases
from tests.intake.definitions import HL7, group, many_of, one_of, read, when, yes_no
from tests.intake.engine.publication import (
    AGE,
    AREAS,
    EXISTS,
    INTEREST,
    MISSING,
    MOOD,
    WHO,
    fault,
    feeds,
    item,
    number,
    over,
)

# --- Questionnaires that revealed a bug ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "path", "reason"),
    [
        ("score-many-of-feeds", "questionnaire.item[0].item[0]", "takes one answer, but this question accepts several"),
        ("score-ordinal-fraction", "questionnaire.item[0].item[0].answerOption[1]", "from 0 to 3, not 1.9"),
        ("score-no-ordinals", "questionnaire.item[0].item[0].answerOption[0]", "the option 'A' has no value"),
        ("score-rule-misspelt-score-value", "rules[0].if", "'phq2' has no value 'totl'; choose one of: result, total"),
        (
            "score-rule-total-compared-with-text",
            "rules[0].if",
            "compare phq2.total with a number, not with the text '6'",
        ),
    ],
)
def test_wrong_score_input_is_refused_with_its_path(name: str, path: str, reason: str) -> None:
    place, said = fault(Definition.from_json(cases.load(name)))

    assert place == path
    assert reason in said


@pytest.mark.parametrize(
    ("answers", "result", "total"),
    [
        ({"who": "me", "i": "all", "m-me": "all"}, "positive", 6),
        ({"who": "other", "i": "all", "m-other": "none"}, "positive", 3),
        # An earlier answer in the other branch does not count.
        ({"who": "me", "i": "some", "m-me": "none", "m-other": "all"}, "negative", 1),
        ({"who": "other", "i": "all", "m-me": "all"}, "incomplete", None),
        ({"i": "all", "m-me": "all"}, "incomplete", None),
    ],
)
def test_exclusive_branches_may_feed_one_input(answers: dict[str, str], result: str, total: int | None) -> None:
    definition = Definition.from_json(cases.load("score-two-questions-one-input"))
    publication_checks.check_publishable(definition)
    [score] = assess_answers(definition, answers).scores

    assert (score.result, score.values["total"]) == (result, total)


# --- Two questions of one input --------------------------------------------------------------------------------------


def with_moods(*steps: dict[str, Any]) -> Definition:
    return read(group("first", WHO, one_of("age-band", "young", "old"), AGE, INTEREST), *steps, scores=["phq2"])


def mood(link_id: str, *whens: dict[str, Any], behaviour: str = "all") -> dict[str, Any]:
    return item(link_id, "phq2.mood", enableWhen=list(whens), **({"enableBehavior": behaviour} if whens[1:] else {}))


@pytest.mark.parametrize(
    "steps",
    [
        [group("m", mood("a", when("who", "me")), mood("b", when("who", "me", "!=")))],
        [group("m", mood("a", EXISTS), mood("b", MISSING))],
        [group("m", mood("a", over("age", "<", 18)), mood("b", over("age", ">=", 18)))],
        [group("m", mood("a", over("age", ">", 17)), mood("b", over("age", "<", 18)))],
        [
            group("m", mood("a"), enableWhen=[when("who", "me")]),
            group("n", mood("b"), enableWhen=[when("who", "other")]),
        ],
        # Through a question that only some are asked.
        [
            group("x", yes_no("well", enableWhen=[when("who", "me")])),
            group("m", mood("a", {"question": "well", "operator": "=", "answerBoolean": True})),
            group("n", mood("b", when("who", "other"))),
        ],
        [group("m", mood("a", when("who", "me"), when("age-band", "old")), mood("b", when("age-band", "young")))],
    ],
)
def test_exclusive_questions_may_feed_one_input(steps: list[dict[str, Any]]) -> None:
    publication_checks.check_publishable(with_moods(*steps))


@pytest.mark.parametrize(
    "steps",
    [
        [group("m", mood("a"), mood("b"))],
        [group("m", mood("a")), group("n", mood("b", when("who", "me")))],
        [group("m", mood("a", when("who", "me")), mood("b", when("age-band", "old")))],
        [group("m", mood("a", over("age", "<=", 18)), mood("b", over("age", ">=", 18)))],
        [
            group(
                "m",
                mood("a", when("who", "me"), when("age-band", "old"), behaviour="any"),
                mood("b", when("who", "other")),
            )
        ],
        [group("m", mood("a", MISSING), mood("b", when("who", "me", "!=")))],
    ],
)
def test_two_questions_asked_of_one_person_may_not_feed_one_input(steps: list[dict[str, Any]]) -> None:
    place, reason = fault(with_moods(*steps))

    assert place.startswith("questionnaire.item[")
    assert reason == "is used for 'phq2.mood', like 'a', and one person can be asked both"


def test_only_an_exclusive_option_excludes_other_options() -> None:
    signs = many_of("signs", "fever", "rash", "none")
    branches = group("m", mood("a", when("signs", "fever")), mood("b", when("signs", "none")))
    assert fault(read(group("s", signs, INTEREST), branches, scores=["phq2"]))[1].startswith("is used for 'phq2.mood'")

    signs["answerOption"][2]["extension"] = [{"url": f"{HL7}questionnaire-optionExclusive", "valueBoolean": True}]
    publication_checks.check_publishable(read(group("s", signs, INTEREST), branches, scores=["phq2"]))


def test_conditions_too_complex_to_check_may_not_feed_one_input_twice() -> None:
    ages = [number(f"n{position}", "integer", 0, 9) for position in range(7)]
    many = [over(question["linkId"], ">", 4) for question in ages]
    definition = read(group("s", INTEREST, *ages), group("m", mood("a", *many), mood("b", *many)), scores=["phq2"])

    assert "are too complex to show" in fault(definition)[1]


# --- Ordinals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "position"),
    [
        ((0, 1, None, 3), 2),
        ((0, 1, 2, None), 3),
        ((0, 1, 2, 4), 3),
        ((-1, 0, 1), 0),
        ((0, 0.5), 1),
        ((0, 1e9), 1),
        ((2.9999999, 0), 0),
    ],
)
def test_each_option_needs_a_whole_value_in_range(values: tuple[Any, ...], position: int) -> None:
    definition = read(group("s", item("mood", "phq2.mood", values=values), INTEREST), scores=["phq2"])

    assert fault(definition)[0] == f"questionnaire.item[0].item[0].answerOption[{position}]"


@pytest.mark.parametrize("values", [(0, 0), (1, 1, 1), (2, 2.0)])
def test_options_with_equal_values_are_refused(values: tuple[Any, ...]) -> None:
    place, reason = fault(read(group("s", item("mood", "phq2.mood", values=values), INTEREST), scores=["phq2"]))

    assert place == "questionnaire.item[0].item[0]"
    assert "so the answer makes no difference" in reason


@pytest.mark.parametrize(
    ("values", "missing"), [((0, 1), "2, 3"), ((0, 1, 1, 3), "2"), ((1, 2, 3), "0"), ((0, 3), "1, 2")]
)
def test_options_must_cover_every_value_of_the_input(values: tuple[Any, ...], missing: str) -> None:
    place, reason = fault(read(group("s", item("mood", "phq2.mood", values=values), INTEREST), scores=["phq2"]))

    assert place == "questionnaire.item[0].item[0]"
    assert reason == f"phq2.mood: add options with these values: {missing}"


def test_yes_or_no_question_may_not_feed_an_item_from_0_to_3() -> None:
    """Two such questions add up to 2 of 6 at most, so everybody would be “negative”."""
    definition = read(group("s", yes_no("mood", **feeds("phq2.mood")), INTEREST), scores=["phq2"])

    assert fault(definition) == (
        "questionnaire.item[0].item[0]",
        "'phq2.mood' needs a whole number from 0 to 3, not yes or no",
    )


def test_one_question_may_not_feed_two_inputs() -> None:
    definition = read(group("s", item("both", "phq2.mood", "phq2.interest")), scores=["phq2"])

    assert fault(definition) == (
        "questionnaire.item[0].item[0]",
        "is used for 'phq2.mood' and 'phq2.interest', so one answer would count twice",
    )


def test_whole_decimals_are_accepted_and_unsure_needs_no_value() -> None:
    question = item("mood", "phq2.mood", values=(0.0, 1.0, 2, 3, None))
    question["answerOption"][-1]["valueCoding"]["code"] = "unsure"

    publication_checks.check_publishable(read(group("s", question, INTEREST), scores=["phq2"]))


def acr2016(**instead: dict[str, Any]) -> Definition:
    severities = [item(name, f"acr2016.{name}") for name in ("fatigue", "waking_unrefreshed", "cognitive")]
    symptoms = [yes_no(name, **feeds(f"acr2016.{name}")) for name in ("headache", "lower_abdominal_pain", "depression")]
    others = {
        "areas": many_of("areas", *AREAS, **feeds("acr2016.areas")),
        "three": yes_no("three", **feeds("acr2016.three_months")),
    }
    return read(group("s", *severities, *symptoms, *(others | instead).values()), scores=["acr2016"])


@pytest.mark.parametrize(
    ("instead", "reason"),
    [
        (
            {"areas": yes_no("areas", **feeds("acr2016.areas"))},
            "needs a question with several answers, not yes or no",
        ),
        (
            {"areas": one_of("areas", *AREAS, **feeds("acr2016.areas"))},
            "needs a question with several answers, not one",
        ),
        ({"areas": many_of("areas", "neck", "nose", **feeds("acr2016.areas"))}, "'nose' is not one of: jaw left"),
        ({"three": item("three", "acr2016.three_months", values=(0, 2))}, "must be 1 for true or 0 for false, not 2"),
        ({"three": many_of("three", "a", "b", **feeds("acr2016.three_months"))}, "takes one answer"),
        (
            {"three": {**AGE, **feeds("acr2016.three_months")}},
            "only choice and yes-or-no questions can be used for a score",
        ),
    ],
)
def test_input_needs_a_question_of_the_right_kind(instead: dict[str, Any], reason: str) -> None:
    publication_checks.check_publishable(acr2016())
    assert reason in fault(acr2016(**instead))[1]


def test_score_listed_twice_is_refused() -> None:
    definition = read(group("s", MOOD, INTEREST), scores=["phq2", "phq2"])

    assert fault(definition) == ("scores[1]", "'phq2' is listed twice")
