"""Realistic files with random faults never raise an exception.

`make fuzz` tries more files than an ordinary run.
"""

import json
import os
import random
from typing import Any

import pytest

from intake.blueprints import decompiler
from intake.engine.definition import Definition
from intake.engine.json_object import DefinitionError
from intake.fhir import parsing, r5, storage
from intake.fhir.conversion.converter import convert_questionnaire
from intake.fhir.findings import FindingOutcome, filter_findings
from intake.fhir.storage import find_builder_losses
from intake.fhir.validation import schema
from intake.fhir.validation.questionnaire import find_faults
from intake.models import Questionnaire
from tests.intake.fhir import third_party
from tests.intake.fhir.mutations import load_originals, mutate

pytestmark = pytest.mark.mutations
COUNT = int(os.environ.get("FUZZ_COUNT", "400"))


def analyse(seed: int) -> None:
    """Do everything that an import does before it saves."""
    resource = mutate(seed)
    find_faults(resource)
    schema.find_schema_faults(resource, is_r5=isinstance(resource, dict) and r5.is_r5(resource))
    conversion = convert_questionnaire(resource, slug="s")
    if conversion.definition is None:
        assert filter_findings(conversion.findings, FindingOutcome.REFUSED)
        return
    Definition.from_json(conversion.definition)
    try:
        blueprint = decompiler.decompile_definition(conversion.definition, slug="s")
    except DefinitionError:
        return  # an import reports it as a refusal
    list(find_builder_losses(conversion.definition, blueprint))


def test_no_mutated_file_raises() -> None:
    raised = {}
    for seed in range(COUNT):
        try:
            analyse(seed)
        except Exception as error:
            raised[seed] = f"{type(error).__name__}: {error}"
    assert raised == {}


@pytest.mark.django_db
def test_no_mutated_file_raises_when_it_is_saved() -> None:
    saved = 0
    for seed in range(COUNT // 25):
        result = storage.prepare_import(mutate(seed), file_name="form.json")
        if result.blueprint is not None:
            storage.save_import(result)
            saved += 1
    assert saved == Questionnaire.objects.count()


def write_faulty(seed: int) -> bytes:
    """Return a file whose text has faults: duplicate members, numbers out of bounds, bytes that are not text."""
    chance = random.Random(seed)  # noqa: S311 -- the same again for the same seed
    text = json.dumps(chance.choice(load_originals()), ensure_ascii=chance.random() < 0.5).encode()
    place = chance.randrange(len(text))
    return text[:place] + chance.choice(PIECES) + text[place + chance.choice((0, 0, 1, 5)) :]


PIECES = (
    *(b"1e400", b"-1e400", b"NaN", b"-Infinity", b"9" * 5_000, b"0.1e-400", b"\xff", b"\\ud800", b"\x00", b"\\u0000"),
    *(
        b'"item": [],',
        b'"text": "a", "text": "b",',
        b'"": "",',
        b"[" * 10_000,
        b'{"a":' * 10_000,
        b"true",
        b"\xef\xbb\xbf",
    ),
)


def test_no_faulty_text_raises() -> None:
    read = 0
    for seed in range(COUNT):
        try:
            data = parsing.parse_json(write_faulty(seed))
        except parsing.UnreadableJson:
            continue
        convert_questionnaire(data, slug="s")
        read += 1
    assert read


@pytest.mark.parametrize("name", ["item", "group", "extension", "contained"])
def test_too_deep_nesting_is_refused(name: str) -> None:
    inner: Any = {"linkId": "q", "type": "boolean", "text": "Q?"}
    for level in range(10_000):
        inner = {"linkId": f"g{level}", "type": "group", "text": "G", name if name != "group" else "item": [inner]}
    conversion = convert_questionnaire(third_party.questionnaire(third_party.item("a"), inner), slug="s")

    assert filter_findings(conversion.findings, FindingOutcome.REFUSED)


def test_mutations_reach_accepted_and_refused_files() -> None:
    outcomes = {convert_questionnaire(mutate(seed), slug="s").definition is None for seed in range(200)}
    assert outcomes == {True, False}
