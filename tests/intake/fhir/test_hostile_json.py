"""Any JSON data is converted without an exception, and a definition made of it is valid."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.blueprints import decompiler
from intake.blueprints.blocks import StepsBlock
from intake.engine.definition import Definition
from intake.engine.json_object import Json
from intake.fhir import r5
from intake.fhir.conversion.converter import convert_questionnaire
from intake.fhir.findings import FindingOutcome, filter_findings
from intake.fhir.validation import schema
from intake.fhir.validation.items import ITEM_TYPES
from intake.fhir.validation.questionnaire import find_faults
from tests.intake.definitions import HL7

EXTENSIONS = [
    f"{HL7}{name}"
    for name in (
        *("ordinalValue", "itemWeight", "minValue", "maxValue", "maxDecimalPlaces", "questionnaire-optionExclusive"),
        *("questionnaire-unit", "questionnaire-unitOption", "questionnaire-itemControl"),
    )
]

leaves = st.one_of(
    *(st.none(), st.booleans(), st.integers(-3, 12), st.floats(), st.text(max_size=5)),
    st.sampled_from(["q1", "a", "\ud800", "\0", " ", 10**400]),
)
junk = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


def mostly(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Sometimes return any other JSON data instead."""
    return st.integers(0, 60).flatmap(lambda number: junk if number == 37 else strategy)


def some_of(required: Json, optional: Json) -> st.SearchStrategy[Json]:
    parts = [{name: mostly(value) for name, value in members.items()} for members in (required, optional)]
    return st.fixed_dictionaries(parts[0], optional=parts[1])


link_ids = st.sampled_from([*(f"q{number}" for number in range(12)), "/1", "q1-hint", ""])
codings = some_of(
    {},
    {
        "system": st.sampled_from(["http://x.example", "y"]),
        "code": st.sampled_from(["a", "b", " ", "x  y", "c" * 90, "c" * 600]),
        "display": st.sampled_from(["A", "", " A\n b", "w" * 501]),
    },
)
controls = st.just({"coding": [{"code": "help"}, {"code": "slider"}]})
extensions = some_of(
    {"url": st.sampled_from(EXTENSIONS)},
    {
        **dict.fromkeys(("valueInteger", "valueDecimal", "valueBoolean", "valueDate"), leaves),
        "valueCoding": codings,
        "valueCodeableConcept": controls,
    },
)
options = some_of(
    {},
    {
        "valueCoding": codings,
        "valueString": st.sampled_from(["p", "q"]),
        "valueInteger": st.integers(0, 3),
        "extension": st.lists(extensions, max_size=2),
    },
)
whens = some_of(
    {"question": link_ids, "operator": st.sampled_from(["=", "exists", "!=", ">"])},
    {
        "answerBoolean": st.booleans(),
        "answerCoding": codings,
        "answerInteger": st.integers(0, 4),
        "answerString": st.text(max_size=3),
    },
)
types = st.sampled_from([*ITEM_TYPES, "coding", "question"])


def items(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    return some_of(
        {"linkId": link_ids, "type": types, "text": st.sampled_from(["T", "T", " T\nt ", "w" * 501])},
        {
            "item": inner,
            "enableWhen": st.lists(whens, max_size=2),
            "enableBehavior": st.sampled_from(["all", "any"]),
            "required": st.booleans(),
            "repeats": st.booleans(),
            "answerOption": st.lists(options, max_size=3),
            "extension": st.lists(extensions, max_size=3),
            "code": st.lists(codings, max_size=2),
            "maxLength": st.integers(-1, 9999),
            "answerValueSet": st.sampled_from(["#v", "http://hl7.org/fhir/ValueSet/iso3166-1-2"]),
            "answerConstraint": st.just("optionsOrString"),
        },
    )


nested: st.SearchStrategy[Any] = st.just([])
for _ in range(3):
    nested = st.lists(mostly(items(nested)), max_size=3)
resources = some_of(
    {"resourceType": st.just("Questionnaire"), "item": nested},
    {
        "status": st.just("draft"),
        "title": st.just("T"),
        "url": st.just("https://x.example/"),
        "language": st.just("de"),
    },
)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(resource=resources | junk)
def test_random_json_gives_a_valid_definition_or_a_reason(resource: Any) -> None:
    find_faults(resource)
    schema.find_schema_faults(resource, is_r5=isinstance(resource, dict) and r5.is_r5(resource))
    conversion = convert_questionnaire(resource, slug="s")

    if conversion.definition is None:
        assert filter_findings(conversion.findings, FindingOutcome.REFUSED)
    else:
        Definition.from_json(conversion.definition)
        assert_the_builder_takes(conversion.definition)


STEPS = StepsBlock()


def assert_the_builder_takes(definition: Json) -> None:
    """Assert that an import can be published as it is: each field of the builder's form accepts its value."""
    blocks = STEPS.to_python(list(decompiler.decompile_definition(definition, slug="s").steps))
    assert STEPS.clean(blocks).get_prep_value() == blocks.get_prep_value()
