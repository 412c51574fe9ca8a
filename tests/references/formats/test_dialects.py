"""Files in the shape in which libraries and reference managers export. The works are real, their abstracts are made up.

`expected.json` says for each file what must be read from it, to the letter.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from references.formats.parser import detect_format_name, parse_works
from references.formats.records import Record, Refusal

FOLDER = Path(__file__).with_name("dialects")
EXPECTED = json.loads(Path(__file__).with_name("expected.json").read_text(encoding="utf-8"))


def told(result: Record | Refusal) -> dict[str, Any]:
    return {name: value for name, value in json.loads(json.dumps(asdict(result), default=str)).items() if value}


def test_every_dialect_has_an_expected_result() -> None:
    assert sorted(EXPECTED) == sorted(path.name for path in FOLDER.iterdir())


@pytest.mark.parametrize("name", EXPECTED)
def test_dialects_are_read_as_expected(name: str) -> None:
    with (FOLDER / name).open("rb") as file:
        assert {
            "format": detect_format_name(file),
            "records": [told(result) for result in parse_works(file)],
        } == EXPECTED[name]
