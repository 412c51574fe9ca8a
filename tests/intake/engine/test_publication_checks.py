"""What publishing refuses, and at which path: wrong inputs of scores, rules that never fire, questions never asked."""

from typing import Any

import pytest

from intake.engine import publication_checks
from intake.engine.assessment import assess_answers
from intake.engine.definition import Definition
from intake.engine.json_object import DefinitionError
from intake.engine.publication_checks import Omission
from tests.intake import cases
from tests.intake.definitions import group, many_of, one_of, read, rule, text, when, yes_no
from tests.intake.patient.with_consents import consent

HL7 = "http://hl7.org/fhir/StructureDefinition/"
OURS = "https://fibro.example/fhir/"
AREAS = ("neck", "chest", "abdomen")


def feeds(*targets: str) -> dict[str, Any]:
    return {"extension": [{"url": f"{OURS}score-input", "valueString": target} for target in targets]}


def item(link_id: str, *targets: str, values: tuple[Any, ...] = (0, 1, 2, 3), **members: Any) -> dict[str, Any]:
    """Return a choice whose options have these values; None is an option without one."""
    question = one_of(link_id, *(f"c{number}" for number, _ in enumerate(values)), **feeds(*targets), **members)
    for option, value in zip(question["answerOption"], values, strict=True):
        if value is not None:
            option["valueCoding"]["extension"] = [{"url": f"{HL7}ordinalValue", "valueDecimal": value}]
    return question


def number(link_id: str, kind: str, lowest: Any, highest: Any, **members: Any) -> dict[str, Any]:
    key = "valueInteger" if kind == "integer" else "valueDecimal"
    ends = [{"url": f"{HL7}{name}Value", key: end} for name, end in (("min", lowest), ("max", highest))]
    if kind == "decimal":
        ends.append({"url": f"{HL7}maxDecimalPlaces", "valueInteger": 1})
    return {"linkId": link_id, "type": kind, "text": f"{link_id}?", "extension": ends, **members}


MOOD = item("mood", "phq2.mood")
INTEREST = item("interest", "phq2.interest")
WHO = one_of("who", "me", "other")
AGE, WEIGHT = number("age", "integer", 0, 120), number("weight", "decimal", 20, 300)


def fault(definition: Definition) -> tuple[str, str]:
    with pytest.raises(DefinitionError) as caught:
        publication_checks.check_publishable(definition)
    return caught.value.path, caught.value.reason


# --- The inputs that showed a fault ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "path", "reason"),
    [
        ("score-many-of-feeds", "questionnaire.item[0].item[0]", "takes one answer; of this question, several can be"),
        ("score-ordinal-fraction", "questionnaire.item[0].item[0].answerOption[1]", "from 0 to 3, not 1.9"),
        ("score-no-ordinals", "questionnaire.item[0].item[0].answerOption[0]", "the option 'A' has no value"),
        ("score-rule-misspelt-score-value", "rules[0].if", "'phq2' has no 'totl'; it has result, total"),
        ("score-rule-total-compared-with-text", "rules[0].if", "phq2.total is a number, not the text '6'"),
    ],
)
def test_what_was_scored_wrongly_is_refused_with_its_place(name: str, path: str, reason: str) -> None:
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
def test_branches_that_exclude_each_other_feed_one_input_together(
    answers: dict[str, str], result: str, total: int | None
) -> None:
    definition = Definition.from_json(cases.load("score-two-questions-one-input"))
    publication_checks.check_publishable(definition)
    [score] = assess_answers(definition, answers).scores

    assert (score.result, score.values["total"]) == (result, total)


# --- More of each kind: two questions of one input -------------------------------------------------------------------


def with_moods(*steps: dict[str, Any]) -> Definition:
    return read(group("first", WHO, one_of("age-band", "young", "old"), AGE, INTEREST), *steps, scores=["phq2"])


def mood(link_id: str, *whens: dict[str, Any], behaviour: str = "all") -> dict[str, Any]:
    return item(link_id, "phq2.mood", enableWhen=list(whens), **({"enableBehavior": behaviour} if whens[1:] else {}))


def over(link_id: str, operator: str, value: int) -> dict[str, Any]:
    return {"question": link_id, "operator": operator, "answerInteger": value}


EXISTS, MISSING = ({"question": "who", "operator": "exists", "answerBoolean": truth} for truth in (True, False))


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
def test_one_input_may_be_fed_by_questions_of_which_only_one_is_ever_asked(steps: list[dict[str, Any]]) -> None:
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
def test_one_input_is_not_fed_by_two_questions_that_one_person_can_be_asked(steps: list[dict[str, Any]]) -> None:
    place, reason = fault(with_moods(*steps))

    assert place.startswith("questionnaire.item[")
    assert reason == "feeds 'phq2.mood', which 'a' feeds too, and both can be asked of one person"


def test_ticks_do_not_exclude_each_other_unless_one_stands_alone() -> None:
    signs = many_of("signs", "fever", "rash", "none")
    branches = group("m", mood("a", when("signs", "fever")), mood("b", when("signs", "none")))
    assert fault(read(group("s", signs, INTEREST), branches, scores=["phq2"]))[1].startswith("feeds 'phq2.mood'")

    signs["answerOption"][2]["extension"] = [{"url": f"{HL7}questionnaire-optionExclusive", "valueBoolean": True}]
    publication_checks.check_publishable(read(group("s", signs, INTEREST), branches, scores=["phq2"]))


def test_what_compares_with_too_much_to_tell_is_refused_where_it_would_feed_an_input_twice() -> None:
    ages = [number(f"n{position}", "integer", 0, 9) for position in range(7)]
    many = [over(question["linkId"], ">", 4) for question in ages]
    definition = read(group("s", INTEREST, *ages), group("m", mood("a", *many), mood("b", *many)), scores=["phq2"])

    assert "compare with too much to tell" in fault(definition)[1]


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
def test_each_option_of_an_item_has_a_whole_value_in_range(values: tuple[Any, ...], position: int) -> None:
    definition = read(group("s", item("mood", "phq2.mood", values=values), INTEREST), scores=["phq2"])

    assert fault(definition)[0] == f"questionnaire.item[0].item[0].answerOption[{position}]"


@pytest.mark.parametrize("values", [(0, 0), (1, 1, 1), (2, 2.0)])
def test_the_values_of_an_item_tell_its_answers_apart(values: tuple[Any, ...]) -> None:
    place, reason = fault(read(group("s", item("mood", "phq2.mood", values=values), INTEREST), scores=["phq2"]))

    assert place == "questionnaire.item[0].item[0]"
    assert "so no answer matters" in reason


@pytest.mark.parametrize(
    ("values", "missing"), [((0, 1), "2, 3"), ((0, 1, 1, 3), "2"), ((1, 2, 3), "0"), ((0, 3), "1, 2")]
)
def test_an_item_offers_each_value_that_its_rule_is_made_for(values: tuple[Any, ...], missing: str) -> None:
    place, reason = fault(read(group("s", item("mood", "phq2.mood", values=values), INTEREST), scores=["phq2"]))

    assert place == "questionnaire.item[0].item[0]"
    assert reason == f"phq2.mood: no option has the value {missing}, so nobody can answer so"


def test_a_yes_or_no_is_no_answer_from_0_to_3() -> None:
    """Two such questions add up to 2 of 6 at most, so everybody would be “negative”."""
    definition = read(group("s", yes_no("mood", **feeds("phq2.mood")), INTEREST), scores=["phq2"])

    assert fault(definition) == (
        "questionnaire.item[0].item[0]",
        "'phq2.mood' takes a whole number from 0 to 3, not a yes or no",
    )


def test_one_answer_counts_once_in_a_score() -> None:
    definition = read(group("s", item("both", "phq2.mood", "phq2.interest")), scores=["phq2"])

    assert fault(definition) == (
        "questionnaire.item[0].item[0]",
        "feeds 'phq2.mood' and 'phq2.interest': one answer would count twice",
    )


def test_whole_values_may_be_written_with_a_point_and_not_knowing_needs_none() -> None:
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
            "takes several answers of one question, not a yes or no",
        ),
        (
            {"areas": one_of("areas", *AREAS, **feeds("acr2016.areas"))},
            "takes several answers of one question, not one",
        ),
        ({"areas": many_of("areas", "neck", "nose", **feeds("acr2016.areas"))}, "'nose' is none of: jaw left"),
        ({"three": item("three", "acr2016.three_months", values=(0, 2))}, "must be 1 for true or 0 for false, not 2"),
        ({"three": many_of("three", "a", "b", **feeds("acr2016.three_months"))}, "takes one answer"),
        ({"three": {**AGE, **feeds("acr2016.three_months")}}, "only a choice or a yes or no can feed a score"),
    ],
)
def test_an_input_is_fed_by_a_question_that_gives_what_it_takes(instead: dict[str, Any], reason: str) -> None:
    publication_checks.check_publishable(acr2016())
    assert reason in fault(acr2016(**instead))[1]


def test_a_score_is_named_once() -> None:
    definition = read(group("s", MOOD, INTEREST), scores=["phq2", "phq2"])

    assert fault(definition) == ("scores[1]", "'phq2' stands here twice")


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
        (scored("total", 7, ">="), "phq2.total lies between 0 and 6, so >= 7 never holds"),
        (scored("total", 6, ">"), "so > 6 never holds"),
        (scored("total", 0, "<"), "so < 0 never holds"),
        (scored("total", 2.5), "so = 2.5 never holds"),
        (scored("total", 99, "!="), "so != 99 always holds"),
        (scored("result", "postive"), "phq2.result is one of: positive, negative, incomplete"),
        (scored("result", "Positive"), "phq2.result is one of: positive, negative, incomplete"),
        (scored("result", 3, ">="), "phq2.result is one of: positive, negative, incomplete"),
        (scored("result", True), "phq2.result is one of: positive, negative, incomplete"),
        (scored("band", "mild"), "'phq2' has no 'band'"),
        (scored("Total", True, "exists"), "'phq2' has no 'Total'"),
        (compares("words", 5), "'words' is answered with text, not with 5"),
        (compares("words", "longer"), "nobody can answer 'words' with 'longer'"),
        (compares("words", " a"), "nobody can answer 'words' with ' a'"),
        (compares("words", ""), "nobody can answer 'words' with ''"),
        (compares("since", "1 May"), "nobody can answer 'since' with '1 May'"),
        (compares("age", 121), "the answer to 'age' lies between 0 and 120, so = 121 never holds"),
        (compares("age", 120, ">"), "so > 120 never holds"),
        (compares("age", 17.5), "so = 17.5 never holds"),
        (compares("weight", 72.55), "so = 72.55 never holds"),
        ({"any": [compares("who", "me"), scored("total", "6")]}, "phq2.total is a number"),
        ({"not": scored("totl", 3, ">=")}, "'phq2' has no 'totl'"),
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
def test_a_rule_that_can_never_fire_is_refused(condition: dict[str, Any], reason: str) -> None:
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
def test_a_rule_that_can_fire_is_taken(condition: dict[str, Any]) -> None:
    publication_checks.check_publishable(ruled(condition))


def test_a_rule_that_compares_with_too_much_to_try_is_refused_if_its_comparisons_contradict_each_other() -> None:
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
def test_a_question_whose_comparisons_contradict_each_other_is_refused(whens: list[dict[str, Any]]) -> None:
    place, reason = fault(read(group("s", *FACTS), group("t", text("a"), text("b", **branching(*whens)))))

    assert place == "questionnaire.item[1].item[1].enableWhen"
    assert reason == publication_checks.NEVER_ASKED


@pytest.mark.parametrize("whens", NEVER_TOGETHER)
def test_a_step_whose_comparisons_contradict_each_other_is_refused(whens: list[dict[str, Any]]) -> None:
    definition = read(group("s", *FACTS), group("t", text("a"), **branching(*whens)))

    assert fault(definition) == ("questionnaire.item[1].enableWhen", publication_checks.NEVER_ASKED)


@pytest.mark.parametrize("whens", NEVER_TOGETHER)
def test_a_question_that_contradicts_its_step_is_refused(whens: list[dict[str, Any]]) -> None:
    step = group("t", text("a"), text("b", **branching(*whens[1:])), **branching(whens[0]))

    assert fault(read(group("s", *FACTS), step))[0] == "questionnaire.item[1].item[1].enableWhen"


@pytest.mark.parametrize("whens", NEVER_TOGETHER)
def test_a_question_that_contradicts_the_one_it_waits_for_is_refused(whens: list[dict[str, Any]]) -> None:
    first = group("t", yes_no("a", **branching(*whens[1:])))
    second = group("u", text("b", **branching(truth("a", value=True), whens[0])))

    assert fault(read(group("s", *FACTS), first, second))[0] == "questionnaire.item[2].item[0].enableWhen"


@pytest.mark.parametrize("whens", SOMETIMES)
def test_a_question_that_somebody_is_asked_is_published(whens: list[dict[str, Any]]) -> None:
    publication_checks.check_publishable(read(group("s", *FACTS), group("t", text("a", **branching(*whens)))))


@pytest.mark.parametrize("whens", [whens for whens in NEVER_TOGETHER if len(whens) == 2])
def test_any_of_is_refused_only_if_every_branch_is_impossible(whens: list[dict[str, Any]]) -> None:
    one, other = whens
    asked = group("t", text("a", **branching(one, other, match="any")))
    publication_checks.check_publishable(read(group("s", *FACTS), asked))

    never = group("t", text("a", **branching(other, other, match="any")), **branching(one))
    assert fault(read(group("s", *FACTS), never))[0] == "questionnaire.item[1].item[0].enableWhen"


def test_a_question_that_waits_for_one_that_is_not_asked_is_published() -> None:
    cold = yes_no("cold", **branching(when("who", "me")))
    unasked = text("a", **branching(when("who", "other"), truth("cold", value=False, operator="exists")))

    publication_checks.check_publishable(read(group("s", *FACTS), group("t", cold), group("u", unasked)))


def test_a_question_that_waits_for_an_impossible_answer_is_refused() -> None:
    definition = read(group("s", AGE, text("why", enableWhen=[over("age", ">", 120)])))

    assert fault(definition) == (
        "questionnaire.item[0].item[1].enableWhen",
        "the answer to 'age' lies between 0 and 120, so > 120 never holds",
    )


# --- Omissions -------------------------------------------------------------------------------------------------------


def test_what_asks_for_no_consent_or_no_contact_is_told_of() -> None:
    email = text("mail", extension=[{"url": f"{OURS}text-format", "valueCode": "email"}])
    agreed, terms = consent("agree", required=True)

    assert publication_checks.find_omissions(read(group("s", WHO))) == (Omission.CONSENT, Omission.CONTACT)
    assert publication_checks.find_omissions(read(group("s", email))) == (Omission.CONSENT,)
    assert publication_checks.find_omissions(read(group("s", agreed), consents=[terms])) == (Omission.CONTACT,)
    assert publication_checks.find_omissions(read(group("s", email, agreed), consents=[terms])) == ()
