"""The linkIds of a converted definition."""

from intake.fhir.conversion.converter import convert_questionnaire
from tests.intake.fhir.conversion.conversions import convert
from tests.intake.fhir.third_party import group, item, questionnaire, when


def test_invalid_link_ids_are_replaced_in_conditions_too() -> None:
    resource = questionnaire(
        group("G 1", item("/a"), item("a"), item("é", enableWhen=[when("/a")]), item("long" * 30)),
    )
    definition, _ = convert(resource)

    assert [step.link_id for step in definition.steps] == ["g-1"]
    assert [question.link_id for question in definition.questions()] == ["a-2", "a", "item", ("long" * 30)[:53]]
    [comparison] = definition.question("item").condition.comparisons()
    assert comparison.subject.question == "a-2"  # type: ignore[union-attr]
    assert convert_questionnaire(resource, slug="form") == convert_questionnaire(resource, slug="form")
