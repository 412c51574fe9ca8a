"""Contradictory conditions hold for no answers, which is checked by trying every answer there is."""

from collections.abc import Iterator
from itertools import product
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from intake.engine import routes
from intake.engine.conditions import AllOf, AnswerTo, AnyOf, Comparison, Condition, Facts, Not, ScoreValue
from intake.engine.definition import Definition
from intake.engine.value_ranges import can_hold_together, negate_condition
from tests.intake.definitions import HL7, group, many_of, one_of, read, text, when, yes_no

SIGNS = many_of("signs", "fever", "rash", "none")
SIGNS["answerOption"][2]["extension"] = [{"url": f"{HL7}questionnaire-optionExclusive", "valueBoolean": True}]
ENDS = [{"url": f"{HL7}{end}Value", "valueInteger": value} for end, value in (("min", 1), ("max", 3))]
AGE = {"linkId": "age", "type": "integer", "text": "Age?", "extension": ENDS}
# `cold` is asked of some only, and `words` of some of those: comparing these implies the conditions of both.
DEFINITION = read(
    group("s", one_of("who", "me", "her", "him"), AGE, SIGNS),
    group("t", yes_no("cold", enableWhen=[when("who", "me"), when("who", "her")], enableBehavior="any")),
    group("u", text("words", enableWhen=[{"question": "cold", "operator": "=", "answerBoolean": True}])),
)
ANSWERS: dict[str, list[Any]] = {
    "who": [None, "me", "her", "him"],
    "age": [None, 1, 2, 3],
    "signs": [None, ["fever"], ["rash"], ["fever", "rash"], ["none"]],
    "cold": [None, True, False],
    "words": [None, "a", "b", "c"],
}
TOTALS = [None, *range(7)]
RESULTS = ["positive", "negative", "incomplete"]

EQUAL = st.sampled_from(["=", "!="])
EXISTS = st.just("exists")
ORDERED = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])


def comparisons_of(link_id: str, operators: st.SearchStrategy[str], *values: Any) -> st.SearchStrategy[Comparison]:
    return st.builds(Comparison, st.just(AnswerTo(link_id)), operators, st.sampled_from(values))


SCORED = st.builds(Comparison, st.just(ScoreValue("phq2", "total")), ORDERED, st.integers(-1, 7)) | st.builds(
    Comparison, st.just(ScoreValue("phq2", "result")), EQUAL, st.sampled_from(RESULTS)
)
# Questions that everybody is asked, and questions that only some are.
OF_EVERYBODY = st.one_of(
    comparisons_of("who", EQUAL, "me", "her", "him"),
    comparisons_of("age", ORDERED, 0, 1, 1.5, 2, 3, 4),
    comparisons_of("signs", EQUAL, "fever", "rash", "none"),
    st.builds(Comparison, st.builds(AnswerTo, st.sampled_from(["who", "age", "signs"])), EXISTS, st.booleans()),
    SCORED,
)
COMPARISONS = st.one_of(
    OF_EVERYBODY,
    comparisons_of("cold", EQUAL, True, False),
    comparisons_of("words", EQUAL, "a", "b"),
    st.builds(Comparison, st.builds(AnswerTo, st.sampled_from(["cold", "words"])), EXISTS, st.booleans()),
)
CONDITIONS = st.recursive(
    COMPARISONS,
    lambda inner: st.one_of(
        st.builds(AllOf, st.lists(inner, max_size=4).map(tuple)),
        st.builds(AnyOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=8,
)


def everybody(definition: Definition) -> Iterator[dict[str, Any]]:
    """Return the answers that count, for every combination of answers."""
    for combination in product(*ANSWERS.values()):
        yield routes.resolve_route(definition, dict(zip(ANSWERS, combination, strict=True))).values


EVERYBODY = list({repr(values): values for values in everybody(DEFINITION)}.values())


def holds_for_somebody(conditions: list[Condition]) -> bool:
    compared = {comparison.subject for condition in conditions for comparison in condition.comparisons()}
    totals = TOTALS if ScoreValue("phq2", "total") in compared else [None]
    results = RESULTS if ScoreValue("phq2", "result") in compared else [None]
    return any(
        all(condition.holds(facts) for condition in conditions)
        for answers, total, result in product(EVERYBODY, totals, results)
        for facts in [Facts(answers, {"phq2": {"total": total, "result": result}})]
    )


@given(st.lists(CONDITIONS, min_size=1, max_size=3))
@example([Comparison(AnswerTo("cold"), "=", value=True), Comparison(AnswerTo("who"), "=", "him")])
@example([Comparison(AnswerTo("words"), "=", "a"), Comparison(AnswerTo("who"), "=", "him")])
def test_impossible_conditions_hold_for_no_answers(conditions: list[Condition]) -> None:
    if not can_hold_together(DEFINITION, conditions):
        assert not holds_for_somebody(conditions)


NO_RESULT = [Comparison(ScoreValue("phq2", "result"), "!=", word) for word in ("positive", "negative", "incomplete")]


@example(NO_RESULT)
@given(st.lists(OF_EVERYBODY, min_size=1, max_size=5))
def test_plain_comparisons_are_impossible_exactly_if_they_hold_for_no_answers(conditions: list[Condition]) -> None:
    assert can_hold_together(DEFINITION, conditions) is holds_for_somebody(conditions)


@given(CONDITIONS, st.sampled_from(EVERYBODY), st.sampled_from(TOTALS), st.sampled_from(RESULTS))
def test_negated_condition_holds_where_the_condition_does_not(
    condition: Condition, answers: dict[str, Any], total: int | None, result: str
) -> None:
    facts = Facts(answers, {"phq2": {"total": total, "result": result}})

    assert negate_condition(condition).holds(facts) is not condition.holds(facts)
