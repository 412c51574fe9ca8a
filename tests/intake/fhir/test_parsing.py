"""An upload takes little time and memory, whatever the file contains, because somebody waits for it."""

import json
import time
import tracemalloc
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from intake.fhir import parsing
from intake.fhir.item_tree import MAX_ITEMS, MAX_PARTS
from intake.models import Questionnaire
from tests.intake.fhir.third_party import group, item, option, questionnaire, when

pytestmark = pytest.mark.django_db
# Each file is a third of the largest size: some tenths of a second of work on an idle machine, and many seconds if a
# limit is missing. The time on a busy machine is not measured here.
LONGEST, MOST_MEMORY = 4, 100_000_000  # seconds of this thread; bytes


def with_options(number: int, **members: Any) -> Any:
    return item(f"q{number}", "choice", answerOption=[option(f"c{number}-{code}") for code in range(5)], **members)


def make_nested_groups(number: int, level: int = 1) -> Any:
    inner = item(f"q{number}") if level == 15 else make_nested_groups(number, level + 1)
    return group(f"g{number}-{level}", inner, enableWhen=[when("a")])


def make_value_set(count: int) -> list[Any]:
    include = {"system": "s", "concept": [{"code": f"c{number}"} for number in range(count)]}
    return [{"resourceType": "ValueSet", "id": "v", "compose": {"include": [include]}}]


def make_honest(count: int) -> Any:
    """Return questions with five answers each, most of them with a condition. 380 of them fit into a file."""
    first = [
        {"question": f"q{number - 1}", "operator": "=", "answerCoding": {"code": f"c{number - 1}-0"}}
        for number in range(count)
    ]
    return questionnaire(*(with_options(n, **({"enableWhen": [first[n]]} if n else {})) for n in range(count)))


HOSTILE: dict[str, Any] = {
    "items": questionnaire(*(item("é!" + str(number)) for number in range(MAX_ITEMS // 3))),
    "texts": questionnaire(*(item(f"t{number}", "display") for number in range(MAX_ITEMS // 3))),
    "one stem": questionnaire(*({**item("/"), "linkId": "/" * (number + 1)} for number in range(400))),
    "options": questionnaire(item("a", "choice", answerOption=[option(f"c{number}") for number in range(1_100)])),
    "conditions": questionnaire(
        item("a"), item("b", enableWhen=[when("a") for _ in range(1_600)], enableBehavior="any")
    ),
    "groups": questionnaire(item("a"), *(make_nested_groups(number) for number in range(20))),
    "value sets": questionnaire(
        *(item(f"q{n}", "choice", answerValueSet="#v") for n in range(300)), contained=make_value_set(1_300)
    ),
    "members": questionnaire(item("a", **{f"m{number}": 1 for number in range(19_000)})),
    "extensions": questionnaire(item("a", extension=[{"url": "x"} for _ in range(3_300)])),
    "lists": [[]] * 83_000,
    "numbers": [1] * 111_000,
    "text": questionnaire(item("a", "text", text="w" * 300_000)),
    "names": {f"{number:x}": 1 for number in range(85_000)},
}


def upload(editor_client: Client, data: bytes) -> Any:
    assert len(data) <= parsing.MAX_FILE_SIZE
    return editor_client.post(
        "/admin/questionnaires/import/", {"file": SimpleUploadedFile("form.json", data), "keep": ""}
    )


@pytest.mark.parametrize("name", ["honest", *HOSTILE])
def test_upload_takes_little_time(editor_client: Client, name: str) -> None:
    data = json.dumps(make_honest(130) if name == "honest" else HOSTILE[name], ensure_ascii=False).encode()
    upload(editor_client, json.dumps(questionnaire(item("a"))).encode())  # loads what later uploads reuse

    begun = time.thread_time()
    response = upload(editor_client, data)
    spent = time.thread_time() - begun

    assert response.status_code in {200, 422}
    assert spent < LONGEST
    assert (name != "honest") or Questionnaire.objects.filter(slug="form-2").exists()


@pytest.mark.parametrize("name", ["honest", "names", "members"])
def test_upload_takes_little_memory(editor_client: Client, name: str) -> None:
    # Tracing memory is slow, and a quarter of the questions takes a quarter of it.
    part, resource = (4, make_honest(95)) if name == "honest" else (1, HOSTILE[name])
    data = json.dumps(resource, ensure_ascii=False).encode()
    tracemalloc.start()
    upload(editor_client, data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < MOST_MEMORY / part


def test_too_large_or_too_deep_file_is_refused() -> None:
    with pytest.raises(parsing.UnreadableJson, match=f"has more than {MAX_PARTS} parts"):
        parsing.parse_json(json.dumps([0] * MAX_PARTS).encode())
    with pytest.raises(parsing.UnreadableJson, match="is nested too deeply"):
        parsing.parse_json(b"[" * 200 + b"]" * 200)
