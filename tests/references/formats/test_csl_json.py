import json

import pytest

from references.formats.json_values import CHUNK
from references.formats.parser import parse_pasted_works
from references.formats.records import Record, Refusal
from tests.references.formats.reading import read_record


def titles(text: str) -> list[str | None]:
    return [result.csl["title"] if isinstance(result, Record) else None for result in parse_pasted_works(text)]


@pytest.mark.parametrize(
    "text",
    [
        '[{"title": "a"}, {"title": "b"}]',
        '{"title": "a"}\n{"title": "b"}\n',
        '{"references": [{"title": "a"}, {"title": "b"}]}',
        '{"status": "ok", "message-type": "work-list", "message": {"items": [{"title": ["a"]}, {"title": ["b"]}]}}',
        '\ufeff [{"title": "a"}, {"title": "b"},]',
    ],
)
def test_each_file_shape_is_read(text: str) -> None:
    assert titles(text) == ["a", "b"]


@pytest.mark.parametrize(
    "broken",
    [
        '{"title": broken}',
        '{"title": "a" "DOI": "10.1000/x", "author": [{"family": "A"}, {"family": "B"}]}',
        '{"title": "a", "author": [{"family": "A", }',
        "{title: 'a'}",
    ],
)
def test_broken_record_is_refused_and_others_are_read(broken: str) -> None:
    assert titles(f'[{{"title": "one"}},\n{broken},\n{{"title": "two"}}]') == ["one", None, "two"]


def test_records_split_by_chunks_are_read() -> None:
    works = [{"title": "é" * length, "note": "\\u12" * 9, "volume": 1234567} for length in range(1, 400)]
    text = json.dumps(works)
    assert len(text) > 2 * CHUNK
    assert titles(text) == [work["title"] for work in works]


def test_record_larger_than_a_chunk_is_read() -> None:
    assert titles(json.dumps([{"title": "a" * 3 * CHUNK}, {"title": "b"}])) == ["a" * 3 * CHUNK, "b"]


def test_results_name_the_place_of_each_record() -> None:
    results = list(parse_pasted_works('[{"title": "a", "DOI": "doi:10.1000/X"}, 3, {"title": " "}]'))
    assert [result.place for result in results] == ["record 1 (DOI 10.1000/x)", "record 2", "record 3"]
    assert [type(result) for result in results] == [Record, Refusal, Refusal]


def test_evidence_kind_and_custom_fields_are_read() -> None:
    custom = {"evidence-kind": "trial", "population": "mice", "conflict-of-interest": "None."}
    record = read_record(json.dumps([{"title": "a", "custom": custom}]))
    assert (record.evidence_kind, record.csl["custom"]) == ("trial", custom)
