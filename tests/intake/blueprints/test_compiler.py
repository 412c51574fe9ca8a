"""Any blueprint compiles to a valid definition, which decompiles, and compiles to the same bytes again."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from intake.blueprints import decompiler
from intake.blueprints.blueprint import Blueprint, make_block, make_item_list
from intake.blueprints.body_areas import AREA_NAMES, REGION_NAMES
from intake.blueprints.compiler import compile_blueprint
from intake.engine.definition import Definition
from intake.engine.json_object import Json, to_canonical_json
from intake.engine.scoring.acr2016 import AREAS
from intake.questionnaires.differences import describe_differences
from tests.intake.blueprints.plans import NO_CONDITION, plan, question, step

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20).filter(
    str.strip
)
MAYBE = st.one_of(st.just(""), WORDS)
FLAGS = st.booleans()
VALUES = st.one_of(st.none(), st.integers(-5, 5), st.sampled_from([0.5, 1.5]))
SYSTEMS = st.sampled_from(["", "http://loinc.org"])


@st.composite
def options(draw: Any, *, exclusive: bool = False) -> list[Json]:
    count = draw(st.integers(2, 4))
    drawn = [
        {"text": draw(WORDS), "hint": draw(MAYBE), "value": draw(VALUES), "key": "", "system": draw(SYSTEMS)}
        | ({"exclusive": draw(FLAGS)} if exclusive else {})
        for _ in range(count)
    ]
    return make_item_list(drawn)


def common() -> dict[str, Any]:
    codes = st.lists(st.fixed_dictionaries({"system": SYSTEMS, "code": st.just("c"), "text": MAYBE}), max_size=2)
    return {
        "hint": MAYBE,
        "required": FLAGS,
        "short_text": MAYBE,
        "is_scope_fact": FLAGS,
        "codes": codes.map(make_item_list),
    }


def kind(name: str, **own: Any) -> st.SearchStrategy[Json]:
    given_values = st.fixed_dictionaries(common() | {"text": WORDS} | own)
    return given_values.map(lambda values: question(name, **values))


def ends(low: st.SearchStrategy[Any], high: st.SearchStrategy[Any]) -> dict[str, st.SearchStrategy[Any]]:
    return {"lowest": low, "highest": high}


ROW = st.fixed_dictionaries(
    {"text": WORDS, "short_text": MAYBE, "key": st.just(""), "feeds": st.just([]), "codes": st.just([])}
)
AREA_VALUES = make_item_list([{"area": area, "text": str(AREA_NAMES[area]), "hint": ""} for area in AREAS])
REGION_VALUES = make_item_list([{"region": region, "text": str(text)} for region, text in REGION_NAMES.items()])
ROWS = st.fixed_dictionaries(
    {
        "rows": st.lists(ROW, min_size=1, max_size=3).map(make_item_list),
        "options": options(),
        "unknown": MAYBE,
        "required": FLAGS,
        "condition": st.just(NO_CONDITION),
    }
)
CONSENTS = st.fixed_dictionaries(
    {"text": WORDS, "controller": WORDS, "data": WORDS, "use": WORDS, "required": FLAGS, "short_text": MAYBE}
).map(lambda values: make_block("consent", values | {"key": "", "purpose": "", "condition": NO_CONDITION}))
INFORMATION = WORDS.map(lambda text: make_block("information", {"text": text, "key": "", "condition": NO_CONDITION}))
QUESTIONS = st.one_of(
    kind("yes_no", unknown=MAYBE),
    kind("one_of", options=options(), unknown=MAYBE),
    kind("many_of", options=options(exclusive=True)),
    kind("body_map", none=MAYBE, areas=st.just(AREA_VALUES), regions=st.just(REGION_VALUES)),
    kind("number", unit=MAYBE, decimals=st.integers(0, 6), **ends(st.integers(-9, 0), st.integers(1, 9))),
    kind("rating", lowest_label=st.just("a"), highest_label=st.just("b"), **ends(st.just(0), st.integers(1, 10))),
    kind("date", takes_part=FLAGS, is_past=FLAGS, **ends(st.sampled_from([None, "1990-01-01"]), st.none())),
    *(kind(name, max_length=st.sampled_from([None, 50])) for name in ("short_text", "long_text")),
    *(kind(name) for name in ("name", "email", "phone", "country")),
    ROWS.map(lambda values: make_block("rows", values)),
    CONSENTS,
    INFORMATION,
)
STEPS = st.lists(st.tuples(WORDS, st.lists(QUESTIONS, min_size=1, max_size=5)), min_size=1, max_size=4)


@st.composite
def blueprints(draw: Any) -> Blueprint:
    steps = [step(title, *questions) for title, questions in draw(STEPS)]
    return plan(*steps, publisher=draw(MAYBE), copyright=draw(MAYBE))


@given(blueprints())
def test_compiled_blueprint_decompiles_to_the_same_definition(blueprint: Blueprint) -> None:
    definition = compile_blueprint(blueprint).definition
    read = Definition.from_json(definition)
    again = compile_blueprint(decompiler.decompile_definition(definition, slug=blueprint.slug)).definition

    assert to_canonical_json(again) == to_canonical_json(definition)
    assert describe_differences(read, Definition.from_json(again)) == []


@given(blueprints(), blueprints())
def test_differences_are_described_only_where_something_differs(one: Blueprint, other: Blueprint) -> None:
    old, new = (Definition.from_json(compile_blueprint(blueprint).definition) for blueprint in (one, other))

    assert bool(describe_differences(old, new)) == (old != new)
