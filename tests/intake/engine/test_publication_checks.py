"""Publishing refuses rules that never fire and questions that nobody is ever asked, with their path."""

from typing import Any

import pytest

from intake.engine import publication_checks
from intake.engine.definition import Definition
from intake.engine.publication_checks import Omission
from tests.intake.definitions import HL7, OURS, group, many_of, read, rule, text, when, yes_no
from tests.intake.engine.publication import (
    AGE,
    EXISTS,
    INTEREST,
    MISSING,
    MOOD,
    WEIGHT,
    WHO,
    fault,
    number,
    over,
)
from tests.intake.patient.with_consents import consent

# --- Rules that can never fire ---------------------------------------------------------------------------------------


def compares(link_id: str, value: Any, operator: str = "=") -> dict[str, Any]:
    return {"question": link_id, "operator": operator, "answer": value}


def scored(value: str, answer: Any, operator: str = "=", score: str = "phq2") -> dict[str, Any]:
    return {"score": score, "value": value, "operator": operator, "answer": answer}


def ruled(condition: dict[str, Any]) -> Definition:
    date = {"linkId": "since", "type": "date", "text": "Since?"}
    cold = text("cold", enableWhen=[when("who", "me")])
    words = text("words", maxLength=5)
    questions = (WHO, many_of("signs", "fever", "rash"), AGE, WEIGHT, words, date, cold, MOOD, INTEREST)
    return read(group("s", *questions), scores=["phq2"], rules=[rule("r", condition)])


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        (scored("total", 7, ">="), "phq2.total is between 0 and 6, so >= 7 is never true"),
        (scored("total", 6, ">"), "so > 6 is never true"),
        (scored("total", 0, "<"), "so < 0 is never true"),
        (scored("total", 2.5), "so = 2.5 is never true"),
        (scored("total", 99, "!="), "so != 99 is always true"),
        (scored("result", "postive"), "phq2.result is one of: positive, negative, incomplete"),
        (scored("result", "Positive"), "phq2.result is one of: positive, negative, incomplete"),
        (scored("result", 3, ">="), "phq2.result is one of: positive, negative, incomplete"),
        (scored("result", True), "phq2.result is one of: positive, negative, incomplete"),
        (scored("band", "mild"), "'phq2' has no value 'band'"),
        (scored("Total", True, "exists"), "'phq2' has no value 'Total'"),
        (compares("words", 5), "compare 'words' with text, not with 5"),
        (compares("words", "longer"), "nobody can answer 'words' with 'longer'"),
        (compares("words", " a"), "nobody can answer 'words' with ' a'"),
        (compares("words", ""), "nobody can answer 'words' with ''"),
        (compares("since", "1 May"), "nobody can answer 'since' with '1 May'"),
        (compares("age", 121), "the answer to 'age' is between 0 and 120, so = 121 is never true"),
        (compares("age", 120, ">"), "so > 120 is never true"),
        (compares("age", 17.5), "so = 17.5 is never true"),
        (compares("weight", 72.55), "so = 72.55 is never true"),
        ({"any": [compares("who", "me"), scored("total", "6")]}, "compare phq2.total with a number"),
        ({"not": scored("totl", 3, ">=")}, "'phq2' has no value 'totl'"),
        ({"all": [compares("who", "me"), compares("who", "other")]}, "can never fire"),
        ({"all": [compares("age", 18, "<"), compares("age", 65, ">")]}, "can never fire"),
        ({"all": [compares("age", 17, ">"), compares("age", 18, "<")]}, "can never fire"),
        ({"all": [compares("who", "other"), compares("cold", "yes")]}, "can never fire"),
        ({"all": [scored("total", 3, ">="), scored("total", 2, "<=")]}, "can never fire"),
        ({"all": [compares("who", True, "exists"), compares("who", False, "exists")]}, "can never fire"),
        # Values of one score that cannot occur together.
        ({"all": [scored("result", "positive"), scored("total", 3, "<")]}, "can never fire"),
        ({"all": [scored("result", "negative"), scored("total", 3)]}, "can never fire"),
        ({"all": [scored("result", "incomplete"), scored("total", True, "exists")]}, "can never fire"),
        ({"all": [scored("total", False, "exists"), {"not": scored("result", "incomplete")}]}, "can never fire"),
        ({"any": []}, "can never fire"),
        ({"not": {"all": []}}, "can never fire"),
    ],
)
def test_rule_that_can_never_fire_is_refused(condition: dict[str, Any], reason: str) -> None:
    place, said = fault(ruled(condition))

    assert place == "rules[0].if"
    assert reason in said


@pytest.mark.parametrize(
    "condition",
    [
        scored("total", 6, ">="),
        scored("total", 0, "<="),
        scored("result", "incomplete"),
        scored("total", False, "exists"),
        compares("age", 120, ">="),
        compares("weight", 72.5),
        compares("weight", 72.55, ">"),
        compares("words", "fever"),
        compares("since", "2026-05"),
        {"all": []},
        {"all": [scored("result", "positive"), scored("total", 3, "<=")]},
        {"all": [scored("result", "negative"), scored("total", 0, ">")]},
        {"all": [scored("result", "incomplete"), compares("mood", "c3")]},
        {"all": [compares("signs", "fever"), compares("signs", "rash")]},
        {"all": [compares("weight", 72, ">"), compares("weight", 73, "<")]},
        {"all": [compares("who", "me"), {"not": compares("cold", True, "exists")}]},
    ],
)
def test_rule_that_can_fire_is_accepted(condition: dict[str, Any]) -> None:
    publication_checks.check_publishable(ruled(condition))


def test_contradictory_rule_with_too_many_comparisons_to_try_is_refused() -> None:
    ages = [number(f"n{position}", "integer", 0, 9) for position in range(7)]
    many = [compares(question["linkId"], 4, ">") for question in ages]
    never = {"all": [*many, scored("total", 3, ">="), scored("total", 2, "<")]}
    groups = [group("s", MOOD, INTEREST, *ages)]

    publication_checks.check_publishable(read(*groups, scores=["phq2"], rules=[rule("r", {"all": many})]))
    assert fault(read(*groups, scores=["phq2"], rules=[rule("r", never)]))[0] == "rules[0].if"


# --- Questions and steps that nobody is ever asked -------------------------------------------------------------------


def truth(link_id: str, value: bool, operator: str = "=") -> dict[str, Any]:
    return {"question": link_id, "operator": operator, "answerBoolean": value}


def branching(*whens: dict[str, Any], match: str = "all") -> dict[str, Any]:
    return {"enableWhen": [*whens], **({"enableBehavior": match} if whens[1:] else {})}


FACTS = (WHO, AGE, WEIGHT, yes_no("well"), many_of("signs", "fever", "rash", "none"), text("words"))
FACTS[4]["answerOption"][2]["extension"] = [{"url": f"{HL7}questionnaire-optionExclusive", "valueBoolean": True}]
NEVER_TOGETHER = [
    [when("who", "me"), when("who", "other")],
    [when("who", "me"), when("who", "me", "!=")],
    [when("who", "me", "!="), when("who", "other", "!="), truth("who", value=True, operator="exists")],
    [EXISTS, MISSING],
    [when("who", "me"), MISSING],
    [truth("well", value=True), truth("well", value=False)],
    [over("age", "<", 18), over("age", ">", 65)],
    [over("age", "<", 18), over("age", ">", 17)],
    [over("age", "=", 18), over("age", "!=", 18)],
    [over("age", ">=", 120), over("age", "!=", 120)],
    [over("weight", ">", 72), {"question": "weight", "operator": "<", "answerDecimal": 72.1}],
    [when("signs", "fever"), when("signs", "fever", "!=")],
    [when("signs", "fever"), when("signs", "none")],
    [
        {"question": "words", "operator": "=", "answerString": "a"},
        {"question": "words", "operator": "=", "answerString": "b"},
    ],
]
SOMETIMES = [
    [when("signs", "fever"), when("signs", "rash")],
    [when("who", "me", "!="), when("who", "other", "!=")],
    [when("who", "me", "!="), MISSING],
    [over("age", ">=", 18), over("age", "<=", 18)],
    [over("weight", ">", 72), over("weight", "<", 73)],
    [over("age", "!=", 18), truth("age", value=False, operator="exists")],
]


@pytest.mark.parametrize("whens", NEVER_TOGETHER)
def test_question_with_contradictory_conditions_is_refused(whens: list[dict[str, Any]]) -> None:
    place, reason = fault(read(group("s", *FACTS), group("t", text("a"), text("b", **branching(*whens)))))

    assert place == "questionnaire.item[1].item[1].enableWhen"
    assert reason == publication_checks.NEVER_ASKED


@pytest.mark.parametrize("whens", NEVER_TOGETHER)
def test_step_with_contradictory_conditions_is_refused(whens: list[dict[str, Any]]) -> None:
    definition = read(group("s", *FACTS), group("t", text("a"), **branching(*whens)))

    assert fault(definition) == ("questionnaire.item[1].enableWhen", publication_checks.NEVER_ASKED)


@pytest.mark.parametrize("whens", NEVER_TOGETHER)
def test_question_that_contradicts_its_step_is_refused(whens: list[dict[str, Any]]) -> None:
    step = group("t", text("a"), text("b", **branching(*whens[1:])), **branching(whens[0]))

    assert fault(read(group("s", *FACTS), step))[0] == "questionnaire.item[1].item[1].enableWhen"


@pytest.mark.parametrize("whens", NEVER_TOGETHER)
def test_question_that_contradicts_the_one_it_depends_on_is_refused(whens: list[dict[str, Any]]) -> None:
    first = group("t", yes_no("a", **branching(*whens[1:])))
    second = group("u", text("b", **branching(truth("a", value=True), whens[0])))

    assert fault(read(group("s", *FACTS), first, second))[0] == "questionnaire.item[2].item[0].enableWhen"


@pytest.mark.parametrize("whens", SOMETIMES)
def test_question_that_somebody_is_asked_is_accepted(whens: list[dict[str, Any]]) -> None:
    publication_checks.check_publishable(read(group("s", *FACTS), group("t", text("a", **branching(*whens)))))


@pytest.mark.parametrize("whens", [whens for whens in NEVER_TOGETHER if len(whens) == 2])
def test_any_of_is_refused_only_if_every_branch_is_impossible(whens: list[dict[str, Any]]) -> None:
    one, other = whens
    asked = group("t", text("a", **branching(one, other, match="any")))
    publication_checks.check_publishable(read(group("s", *FACTS), asked))

    never = group("t", text("a", **branching(other, other, match="any")), **branching(one))
    assert fault(read(group("s", *FACTS), never))[0] == "questionnaire.item[1].item[0].enableWhen"


def test_question_that_depends_on_an_unasked_one_is_accepted() -> None:
    cold = yes_no("cold", **branching(when("who", "me")))
    unasked = text("a", **branching(when("who", "other"), truth("cold", value=False, operator="exists")))

    publication_checks.check_publishable(read(group("s", *FACTS), group("t", cold), group("u", unasked)))


def test_question_that_depends_on_an_impossible_answer_is_refused() -> None:
    definition = read(group("s", AGE, text("why", enableWhen=[over("age", ">", 120)])))

    assert fault(definition) == (
        "questionnaire.item[0].item[1].enableWhen",
        "the answer to 'age' is between 0 and 120, so > 120 is never true",
    )


# --- Omissions -------------------------------------------------------------------------------------------------------


def test_missing_consent_and_contact_are_reported() -> None:
    email = text("mail", extension=[{"url": f"{OURS}text-format", "valueCode": "email"}])
    agreed, terms = consent("agree", required=True)

    assert publication_checks.find_omissions(read(group("s", WHO))) == (Omission.CONSENT, Omission.CONTACT)
    assert publication_checks.find_omissions(read(group("s", email))) == (Omission.CONSENT,)
    assert publication_checks.find_omissions(read(group("s", agreed), consents=[terms])) == (Omission.CONTACT,)
    assert publication_checks.find_omissions(read(group("s", email, agreed), consents=[terms])) == ()
