"""What becomes of other programs' questionnaires, part by part."""

from typing import Any

import pytest

from intake.engine.conditions import AllOf, AnswerTo, Comparison, Facts
from intake.engine.definition import Definition, Kind
from intake.fhir.conversion.converter import convert_questionnaire
from intake.fhir.paths import get_item_path
from tests.intake.fhir.third_party import CONTROL, LOINC, control, group, item, option, phq, questionnaire, r5, when

HL7 = "http://hl7.org/fhir/StructureDefinition/"


def converted(resource: Any) -> tuple[Definition, dict[str, dict[str, str]]]:
    """The definition, and by outcome the reasons by path."""
    conversion = convert_questionnaire(resource, slug="form")
    told: dict[str, dict[str, str]] = {"kept": {}, "changed": {}, "refused": {}}
    for finding in conversion.findings:
        told[finding.outcome][finding.path] = finding.reason
    assert conversion.definition is not None, told["refused"]
    return Definition.from_json(conversion.definition), told


def refused(resource: Any) -> dict[str, str]:
    conversion = convert_questionnaire(resource, slug="form")
    assert conversion.definition is None
    return {finding.path: finding.reason for finding in conversion.findings if finding.outcome == "refused"}


def test_phq_keeps_its_words_codes_and_values_and_loses_its_total() -> None:
    definition, told = converted(phq())

    interest, down = definition.questions()
    assert (interest.link_id, interest.text) == ("44250-9", "Little interest or pleasure in doing things")
    assert (interest.codes[0].system, interest.codes[0].code) == (LOINC, "44250-9")
    assert [(choice.code, choice.ordinal) for choice in down.choices] == [
        ("LA6568-5", 0), ("LA6569-3", 1), ("LA6570-1", 2), ("LA6571-9", 3),
    ]  # fmt: skip
    assert told["refused"] == {
        "item[2].extension[0]": "is worked out by another program; here a score is chosen in its place"
    }
    assert told["changed"]["item[0].linkId"] == "is now '44250-9'"
    assert told["changed"]["item[0].extension[0]"] == f"left out: the extension {CONTROL!r}"


def test_r5_is_read_as_r4() -> None:
    definition, told = converted(r5())

    pain, helps, since = definition.questions()
    assert [question.kind for question in (pain, helps, since)] == [Kind.ONE_OF, Kind.ONE_OF, Kind.DATE]
    assert [choice.ordinal for choice in pain.choices] == [0, 1]
    [comparison] = since.condition.comparisons()
    assert comparison.value == "some"
    assert told["refused"] == {}
    assert set(told["changed"]) >= {"versionAlgorithmString", "item[0].type", "item[1].type", "item[2].disabledDisplay"}


def test_groups_inside_groups_become_steps_in_their_order() -> None:
    definition, _ = converted(
        questionnaire(
            item("hello", "display"),
            group("root", item("a"), group("inner", item("b"), group("innermost", item("c"))), item("d")),
            item("e"),
        )
    )

    assert [(step.link_id, [question.link_id for question in step.questions]) for step in definition.steps] == [
        ("root", ["hello", "a"]), ("inner", ["b"]), ("innermost", ["c"]), ("root-2", ["d"]), ("e-step", ["e"]),
    ]  # fmt: skip


def test_the_text_of_a_group_without_questions_of_its_own_opens_its_first_step() -> None:
    definition, told = converted(questionnaire(group("root", group("inner", item("b")))))

    [step] = definition.steps
    assert [(question.link_id, question.kind) for question in step.questions] == [
        ("root", Kind.INFORMATION), ("b", Kind.YES_NO),
    ]  # fmt: skip
    assert told["kept"]["item[0]"] == "a step"


def test_conditions_of_groups_hold_for_what_is_in_them() -> None:
    definition, _ = converted(
        questionnaire(
            item("a"),
            group("g", group("h", item("b"), enableWhen=[when("a")]), enableWhen=[when("a", answerBoolean=True)]),
        )
    )

    step = definition.steps[-1]
    [comparison] = step.condition.comparisons()
    assert (step.link_id, comparison.subject.question) == ("h", "a")  # type: ignore[union-attr]


def test_an_any_inside_an_any_cannot_be_said_and_is_refused() -> None:
    either = {"enableWhen": [when("a"), when("b")], "enableBehavior": "any"}
    other = {"enableWhen": [when("a"), when("c")], "enableBehavior": "any"}
    _, told = converted(
        questionnaire(item("a"), item("b"), item("c"), group("g", group("h", item("x"), **other), **either))
    )

    assert told["refused"] == {
        "item[3].item[0].enableWhen": "is a condition inside a condition, which cannot be said here",
        "item[3].item[0].item[0]": "stands in an item that is left out, item[3].item[0]",
    }


def test_questions_inside_a_question_stand_behind_it_under_its_condition() -> None:
    definition, told = converted(
        questionnaire(item("a"), item("b", enableWhen=[when("a")], item=[item("c", enableWhen=[when("b")])]))
    )

    # Who is not asked b has not answered it, so that a need not be told once more.
    assert definition.question("c").condition == AllOf((Comparison(AnswerTo("b"), "=", True),))
    assert told["changed"]["item[1].item[0]"] == "stands behind the question that it stood in, once that is answered"


@pytest.mark.parametrize(
    "conditions",
    [
        {},
        {"enableWhen": [when("b", operator="!=", answerBoolean=True)]},
        {"enableWhen": [when("b", operator="exists", answerBoolean=True)]},
        {"enableWhen": [when("a")]},
    ],
)
def test_a_question_inside_a_question_is_asked_only_below_an_answer(conditions: dict[str, Any]) -> None:
    definition, _ = converted(questionnaire(item("a"), item("b", item=[item("c", **conditions)])))

    condition = definition.question("c").condition
    assert not condition.holds(Facts({"a": True}))
    assert condition.holds(Facts({"a": True, "b": False}))


def test_any_condition_of_a_question_inside_a_question_cannot_be_said_beside_its_answer() -> None:
    either = {"enableWhen": [when("a"), when("b")], "enableBehavior": "any"}
    _, told = converted(questionnaire(item("a"), item("b", item=[item("c", **either)])))

    assert told["refused"] == {
        "item[1].item[0].enableWhen": "is a condition inside a condition, which cannot be said here"
    }


def test_help_in_a_question_is_its_hint() -> None:
    help_item = item("a-help", "display", text="Take your time.", extension=[control("help")])
    definition, told = converted(questionnaire(group("g", item("a", item=[help_item]))))

    assert definition.question("a").hint == "Take your time."
    assert set(told["kept"]) == {"item[0]", "item[0].item[0]", "item[0].item[0].item[0]"}


@pytest.mark.parametrize(
    ("question", "kind", "reason"),
    [
        (item("a", "dateTime"), Kind.DATE, "`dateTime` becomes `date`: only the day is asked, not the time"),
        (item("a", "time"), Kind.SHORT_TEXT, "`time` becomes `string`: the time is asked as text"),
        (item("a", "url"), Kind.SHORT_TEXT, "`url` becomes `string`: the address is asked as text"),
        (item("a", "quantity"), Kind.NUMBER, "`quantity` becomes `decimal`: the number is asked, in one unit"),
        (
            item("a", "open-choice", answerOption=[option("x"), option("y")]),
            Kind.ONE_OF,
            "`open-choice` becomes `choice`: only what is offered can be chosen, no words of one's own",
        ),
        (
            item("a", "string", answerOption=[{"valueString": "x"}, {"valueString": "y"}]),
            Kind.ONE_OF,
            "`string` becomes `choice`: its answers are offered as options",
        ),
    ],
)
def test_a_type_that_is_near_one_of_ours_becomes_it(question: Any, kind: Kind, reason: str) -> None:
    definition, told = converted(questionnaire(group("g", question)))

    assert definition.question("a").kind is kind
    assert told["changed"]["item[0].item[0].type"] == reason


@pytest.mark.parametrize(
    ("question", "place", "reason"),
    [
        (item("a", "attachment"), "type", "`attachment` cannot be asked here"),
        (item("a", "reference"), "type", "`reference` cannot be asked here"),
        (item("a", "bogus"), "type", "'bogus' is no type of FHIR R4"),
        (item("a", text=" "), "text", "is missing: there is nothing to read"),
        (item("a", text="w" * 501), "text", "is longer than 500 characters"),
        (item("a", "display", text="w" * 4001), "text", "is longer than 4000 characters"),
        (
            item("a", "choice", answerOption=[option("x"), option("y", display="w" * 501)]),
            "answerOption[1]",
            "is longer than 500 characters",
        ),
        (
            item("a", "choice", answerOption=[{"valueCoding": {"system": LOINC}}, option("x")]),
            "answerOption[0].valueCoding",
            "has neither a code nor words",
        ),
        (item("a", readOnly=True), "readOnly", "cannot be answered: it is read-only"),
        (item("a", "choice"), "answerOption", "is missing: a choice must offer something"),
        (item("a", "choice", answerOption=[option("x")]), "answerOption", "needs at least two options"),
        (
            item("a", "choice", answerValueSet="http://loinc.org/vs/LL1"),
            "answerValueSet",
            "the options of 'http://loinc.org/vs/LL1' are not in the file",
        ),
        (
            item("a", extension=[{"url": f"{HL7}questionnaire-hidden", "valueBoolean": True}]),
            "extension[0]",
            "is hidden from whoever answers",
        ),
        (
            item("a", modifierExtension=[]),
            "modifierExtension",
            "may turn the meaning of what it stands in, and is not known here",
        ),
    ],
)
def test_what_cannot_be_asked_is_refused_and_the_rest_is_imported(question: Any, place: str, reason: str) -> None:
    definition, told = converted(questionnaire(item("first"), question))

    assert [question.link_id for question in definition.questions()] == ["first"]
    assert told["refused"] == {f"item[1].{place}": reason}


def test_what_depends_on_something_refused_is_refused_with_it() -> None:
    depends = item("b", enableWhen=[{"question": "a", "operator": "exists", "answerBoolean": True}])
    definition, told = converted(questionnaire(item("first"), item("a", "attachment"), depends))

    assert [question.link_id for question in definition.questions()] == ["first"]
    assert told["refused"]["item[2].enableWhen[0]"] == "points at 'a', which is left out"


def test_a_condition_on_a_country_that_is_none_is_refused() -> None:
    where = item("where", "choice", answerValueSet="http://hl7.org/fhir/ValueSet/iso3166-1-2")
    conditions = [[when("where", answerCoding={"code": code})] for code in ("DE", "Germany")]
    definition, told = converted(questionnaire(where, *(item(f"q{n}", enableWhen=w) for n, w in enumerate(conditions))))

    assert [question.link_id for question in definition.questions()] == ["where", "q0"]
    assert told["refused"] == {"item[2].enableWhen[0]": "compares in a way that is not known here"}


def test_a_circle_takes_its_items_out() -> None:
    definition, told = converted(
        questionnaire(item("first"), item("a", enableWhen=[when("b")]), item("b", enableWhen=[when("a")]))
    )

    assert [question.link_id for question in definition.questions()] == ["first"]
    assert set(told["refused"]) == {"item[1].enableWhen[0]", "item[2].enableWhen[0]"}


def test_a_value_set_that_comes_along_is_offered() -> None:
    value_set = {
        "resourceType": "ValueSet",
        "id": "colours",
        "compose": {"include": [{"system": LOINC, "concept": [{"code": "r", "display": "Red"}, {"code": "b"}]}]},
    }
    definition, told = converted(
        questionnaire(item("colour", "choice", answerValueSet="#colours"), contained=[value_set])
    )

    assert [(choice.code, choice.text) for choice in definition.question("colour").choices] == [
        ("r", "Red"),
        ("b", "b"),
    ]
    assert told["changed"]["item[0].answerValueSet"] == "its codes are offered as options"


def test_bounds_unit_and_rating_are_kept() -> None:
    bounds = [{"url": f"{HL7}minValue", "valueInteger": 0}, {"url": f"{HL7}maxValue", "valueInteger": 10}]
    unit = {"url": f"{HL7}questionnaire-unit", "valueCoding": {"code": "kg"}}
    definition, told = converted(
        questionnaire(
            group(
                "g",
                item("pain", "integer", extension=[control("slider"), *bounds]),
                item("weight", "quantity", extension=[unit, bounds[0]]),
                item("long", "integer", extension=[control("slider"), bounds[0]]),
            )
        )
    )

    pain, weight, long = definition.questions()
    assert (pain.kind, pain.bounds.lowest, pain.bounds.highest) == (Kind.RATING, 0, 10)
    assert (weight.kind, weight.unit, weight.bounds.lowest) == (Kind.NUMBER, "kg", 0)
    assert long.kind is Kind.WHOLE_NUMBER
    assert told["changed"]["item[0].item[2]"] == "is typed as a number: a rating has from 2 to 11 points"


def test_a_question_without_words_is_asked_in_those_of_its_code() -> None:
    coded = item(
        "a", text="", code=[{"system": LOINC, "code": "1-8"}, {"system": LOINC, "code": "2-6", "display": "Mood"}]
    )
    definition, told = converted(questionnaire(group("g", coded)))

    assert definition.question("a").text == "Mood"
    assert told["changed"]["item[0].item[0].text"] == "is missing: the words of its code are taken"


def test_words_stand_on_one_line_as_the_builder_keeps_them() -> None:
    unit = {"url": f"{HL7}questionnaire-unit", "valueCoding": {"display": " kg "}}
    definition, told = converted(
        questionnaire(
            group(
                "g",
                item("a", text="How are\nyou? "),
                item("b", "choice", answerOption=[option("x", display="Red "), option("y", display="A\nblue")]),
                item("c", "integer", extension=[unit]),
                text="T" * 600,
            )
        )
    )

    a, b, c = definition.questions()
    assert (a.text, [choice.text for choice in b.choices], c.unit) == ("How are you?", ["Red", "A blue"], "kg")
    assert told["changed"]["item[0].item[0].text"] == "stands on one line"
    assert definition.steps[0].title == "T" * 500
    assert told["changed"]["item[0].text"] == "is cut after 500 characters"


@pytest.mark.parametrize(
    "coding",
    [
        {"system": LOINC, "code": "1  8"},
        {"system": LOINC, "code": "c" * 101},
        {"system": "no address", "code": "1-8"},
        {"system": LOINC, "code": "1-8", "display": "w" * 501},
    ],
)
def test_a_code_that_fhir_or_the_builder_does_not_know_is_left_out(coding: Any) -> None:
    definition, told = converted(questionnaire(group("g", item("a", code=[coding]))))

    assert definition.question("a").codes == ()
    assert told["changed"]["item[0].item[0].code[0]"] == "left out: FHIR knows no such code"


def test_the_words_of_a_code_stand_on_one_line() -> None:
    coding = {"system": LOINC, "code": "1-8", "display": " Pain\n severity "}
    definition, _told = converted(questionnaire(group("g", item("a", code=[coding]))))
    assert definition.question("a").codes[0].text == "Pain severity"


def test_link_ids_that_do_not_fit_are_replaced_the_same_way_each_time_and_conditions_follow() -> None:
    resource = questionnaire(
        group("G 1", item("/a"), item("a"), item("é", enableWhen=[when("/a")]), item("long" * 30)),
    )
    definition, _ = converted(resource)

    assert [step.link_id for step in definition.steps] == ["g-1"]
    assert [question.link_id for question in definition.questions()] == ["a-2", "a", "item", ("long" * 30)[:53]]
    [comparison] = definition.question("item").condition.comparisons()
    assert comparison.subject.question == "a-2"  # type: ignore[union-attr]
    assert convert_questionnaire(resource, slug="form") == convert_questionnaire(resource, slug="form")


@pytest.mark.parametrize(
    ("resource", "path", "reason"),
    [
        ("text", "", "must be an object"),
        ({"resourceType": "Patient"}, "resourceType", "is 'Patient': it must be Questionnaire"),
        ({}, "resourceType", "must be Questionnaire"),
        (
            {"resourceType": "Bundle", "entry": [{"resource": questionnaire(item("a"))}]},
            "resourceType",
            "is a Bundle: put each Questionnaire that is in it into a file of its own",
        ),
        (questionnaire(), "item", "holds no question that can be asked"),
        (questionnaire(item="x"), "item", "must be a list of objects"),
        (questionnaire(item("a"), title=3), "title", "must be text"),
        (
            questionnaire(item("a"), modifierExtension=[]),
            "modifierExtension",
            "may turn the meaning of everything in it, and is not known here",
        ),
    ],
)
def test_a_questionnaire_that_cannot_be_imported_at_all_says_why(resource: Any, path: str, reason: str) -> None:
    assert refused(resource) == {path: reason}


def test_every_item_is_told_of() -> None:
    resource = questionnaire(
        group("g", item("a"), item("b", "attachment", item=[item("c")])), item("d", "display"), item("e", initial=[{}])
    )
    _, told = converted(resource)

    told_of = {get_item_path(path) for paths in told.values() for path in paths}
    assert told_of == {"item[0]", "item[0].item[0]", "item[0].item[1]", "item[0].item[1].item[0]", "item[1]", "item[2]"}
