"""manage.py score."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from intake.engine.scoring.acr2016 import AREAS
from tests.intake.engine.scoring.worked_cases import V03, areas_named, inputs


def run(tmp_path: Path, rule: str, content: Any) -> Any:
    file = tmp_path / "cases.json"
    file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    output = StringIO()
    call_command("score", rule, str(file), stdout=output)
    return json.loads(output.getvalue())


def test_command_scores_one_object(tmp_path: Path) -> None:
    given = inputs(areas_named(V03), "221000")
    answer = run(tmp_path, "acr2016", given)

    assert list(answer)[:7] == ["rule", "version", "result", "wpi", "sss", "fs", "regions"]
    assert [answer[key] for key in ("rule", "version", "result", "wpi", "sss", "fs", "regions")] == [
        "acr2016", "1", "met", 7, 5, 12, 5,
    ]  # fmt: skip
    assert [set(criterion) for criterion in answer["criteria"]] == [{"name", "passed", "why"}] * 3
    assert answer["inputs"] == {**given, "areas": [area for area in AREAS if area in given["areas"]]}


def test_command_scores_a_list(tmp_path: Path) -> None:
    answers = run(tmp_path, "acr2016", [inputs(areas_named(V03), "221000"), {}])

    assert [answer["result"] for answer in answers] == ["met", "incomplete"]
    assert run(tmp_path, "phq2", []) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([{}, {"areas": ["nose"]}], '[1].areas[0]: "nose" is not one of'),
        ({"fatigue": 9}, "fatigue: must be a whole number from 0 to 3"),
        (b"{", "not valid JSON"),
        (b'{"fatigue": 1, "fatigue": 2}', "has the same member twice"),
        (b'{"fatigue": NaN}', "fatigue: must be a whole number from 0 to 3"),
        (b"\xff\xfe", "not valid JSON"),
        (b"[" * 100_000, "not valid JSON"),
        ([[1]], "[0]: must be an object, not a list"),
        ("neck", 'must be an object, not "neck"'),
        ({"fatigue": True}, "not true"),
        ({"areas": [None]}, "areas[0]: null is not one of"),
    ],
)
def test_invalid_input_is_reported_with_its_path(tmp_path: Path, content: Any, said: str) -> None:
    with pytest.raises(CommandError) as caught:
        run(tmp_path, "acr2016", content)

    assert said in str(caught.value)


def test_missing_file_is_reported(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("score", "acr2016", str(tmp_path / "none.json"))
