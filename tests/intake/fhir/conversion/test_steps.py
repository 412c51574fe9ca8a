"""The steps that groups and single questions become."""

from intake.engine.conditions import AllOf, AnswerTo, Comparison
from intake.engine.questions import Kind
from intake.fhir.conversion.converter import convert_questionnaire
from tests.intake.fhir.conversion.conversions import convert
from tests.intake.fhir.third_party import group, item, questionnaire, when


def test_nested_groups_become_steps_in_order() -> None:
    definition, _ = convert(
        questionnaire(
            item("hello", "display"),
            group("root", item("a"), group("inner", item("b"), group("innermost", item("c"))), item("d")),
            item("e"),
        )
    )

    assert [(step.link_id, [question.link_id for question in step.questions]) for step in definition.steps] == [
        ("root", ["hello", "a"]), ("inner", ["b"]), ("innermost", ["c"]), ("root-2", ["d"]), ("e-step", ["e"]),
    ]  # fmt: skip


def test_text_of_a_group_without_own_questions_opens_its_first_step() -> None:
    definition, told = convert(questionnaire(group("root", group("inner", item("b")))))

    [step] = definition.steps
    assert [(question.link_id, question.kind) for question in step.questions] == [
        ("root", Kind.INFORMATION), ("b", Kind.YES_NO),
    ]  # fmt: skip
    assert told["kept"]["item[0]"] == "a step"


def test_condition_of_a_group_applies_to_its_items() -> None:
    definition, _ = convert(
        questionnaire(
            item("a"),
            group("g", group("h", item("b"), enableWhen=[when("a")]), enableWhen=[when("a", answerBoolean=True)]),
        )
    )

    step = definition.steps[-1]
    [comparison] = step.condition.comparisons()
    assert (step.link_id, comparison.subject.question) == ("h", "a")  # type: ignore[union-attr]


def test_nested_questions_follow_their_parent_conditionally() -> None:
    definition, told = convert(
        questionnaire(item("a"), item("b", enableWhen=[when("a")], item=[item("c", enableWhen=[when("b")])]))
    )

    # Whoever is not asked b has not answered it, so the condition on a is implied.
    assert definition.question("c").condition == AllOf((Comparison(AnswerTo("b"), "=", True),))
    moved = "was moved after the question that contained it, and is asked once that is answered"
    assert told["changed"]["item[1].item[0]"] == moved


def test_truncated_title_is_reported_once() -> None:
    resource = questionnaire(group("g", item("a"), text=""), group("h", item("b"), text=""), title="T" * 300)
    conversion = convert_questionnaire(resource, slug="form")

    assert [finding.reason for finding in conversion.findings if finding.path == "title"] == [
        "was cut to 200 characters"
    ]
    definition, _ = convert(resource)
    assert [step.title for step in definition.steps] == ["T" * 200] * 2
