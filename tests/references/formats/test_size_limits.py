"""Records that are too large, or would grow when they are read, are refused with their line."""

import io
import json
import re
import tracemalloc
from collections.abc import Callable, Iterator
from typing import TextIO

import pytest

from references.formats import csl_json, latex, pubmed
from references.formats.inheritance import MOST_ANCESTORS, Parent, inherit_fields
from references.formats.parser import parse_pasted_works
from references.formats.records import Record, Refusal
from references.formats.size_limits import (
    LONGEST_RECORD,
    LONGEST_TEXT,
    LONGEST_WORK,
    MOST_PEOPLE,
    WorkTooLarge,
    check_work_size,
)
from tests.references.formats.reading import read_record

# Each string repeats the one before ten times: a hundred megabytes from 600 bytes.
BOMB = '@string{s0 = "0123456789"}\n' + "".join(
    f"@string{{s{n} = {' # '.join([f's{n - 1}'] * 10)}}}\n" for n in range(1, 8)
)
SOUND = "\n@article{sound, title = {Sound}, year = 2001}\n"
PLACES = re.compile(r"line \d+|record \d+.*")


def size(result: Record | Refusal) -> int:
    return len(json.dumps(result.csl)) if isinstance(result, Record) else len(result.reason)


def is_refused(text: str) -> bool:
    """Return whether the first record is refused with its place, and the next one is read."""
    first, *others = parse_pasted_works(text)
    return (
        isinstance(first, Refusal)
        and bool(PLACES.match(first.place))
        and "The record is too large" in first.reason
        and [other.csl["title"] for other in others if isinstance(other, Record)] == ["Sound"]
    )


@pytest.mark.parametrize(
    "entry",
    [
        "@article{a, title = s7}",
        "@article{a, title = {A}, note = s4 # s4}",
        "@article{a, title = {A}, author = s7 # { and } # s7}",
        "@article{a, title = {A}, " + "".join(f"x{n} = s2 # s2, " for n in range(200)) + "}",
    ],
)
def test_expanding_strings_are_refused(entry: str) -> None:
    assert len(BOMB) < 1000
    assert is_refused(BOMB + entry + SOUND)


def test_nested_strings_of_normal_size_are_read() -> None:
    text = '@string{j = "Journal"}@string{jb = j # " of Examples"}@article{a, title = {A}, journal = jb # " (B)"}'
    record = read_record(text)
    assert record.csl["container-title"] == "Journal of Examples (B)"


def test_inherited_fields_grow_with_the_file_only() -> None:
    parent = "@book{b, title = {B}, series = {" + "s" * 15_000 + "}}\n"
    children = "".join(f"@inbook{{c{n}, title = {{C}}, crossref = {{b}}}}\n" for n in range(2_000))
    results = list(parse_pasted_works(children + parent))
    assert sum(map(size, results)) < 6_000_000
    assert any(isinstance(result, Refusal) for result in results)
    assert isinstance(results[0], Record)


def test_thousands_of_entries_inherit_from_one_parent() -> None:
    parent = "@proceedings{p, title = {Proceedings of It}, editor = {Ed, E}, publisher = {P}, year = 2001}\n"
    children = "".join(f"@inproceedings{{c{n}, title = {{C}}, crossref = {{p}}}}\n" for n in range(3_000))
    assert all(isinstance(result, Record) for result in parse_pasted_works(children + parent))


def test_each_ancestor_is_looked_up_once() -> None:
    looked_up = 0

    class Parents(dict[str, Parent]):
        def get(self, key: str, default: Parent | None = None) -> Parent | None:  # type: ignore[override]
            nonlocal looked_up
            looked_up += 1
            return super().get(key, default)

    every = ",".join(f"k{n}" for n in range(1_000))
    parents = Parents({f"k{n}": Parent("xdata", {"xdata": every}) for n in range(1_000)})
    inherit_fields({"xdata": every}, parents)
    assert looked_up <= MOST_ANCESTORS + 1


def works_of_each_format() -> Iterator[tuple[str, str]]:
    words = "word " * (LONGEST_TEXT // 5 + 1)
    people = MOST_PEOPLE + 1
    yield "bibtex text", "@article{a, title = {" + words + "}}" + SOUND
    yield "bibtex people", "@article{a, title = {A}, author = {" + "A B and " * people + "C}}" + SOUND
    yield "bibtex braces", "@article{a, title = {" + "{" * 5_000 + "a" + "}" * 5_000 + "}}" + SOUND
    yield "bibtex marks", "@article{a, title = {" + r"\textbf{b" * 5_000 + "}" * 5_000 + "}}" + SOUND
    yield "bibtex accents", "@article{a, title = {" + r"\"" * 5_000 + "a}}" + SOUND
    yield "bibtex words", "@article{a, title = {" + r"\v " * 5_000 + "a}}" + SOUND
    ris = "TY  - JOUR\nTI  - Sound\nER  - \n"
    yield "ris text", f"TY  - JOUR\nTI  - {words}\nER  - \n" + ris
    yield "ris lines", "TY  - JOUR\nTI  - a\nAB  - b\n" + "word\n" * (LONGEST_WORK // 5) + "ER  - \n" + ris
    yield "ris tags", "TY  - JOUR\nTI  - a\n" + "N1  - word\n" * (LONGEST_WORK // 11) + "ER  - \n" + ris
    yield "ris people", "TY  - JOUR\nTI  - a\n" + "AU  - A, B\n" * people + "ER  - \n" + ris
    nbib = "\nPMID- 2\nTI  - Sound\n"
    yield "nbib lines", "PMID- 1\nTI  - a\nAB  - b\n" + "      word\n" * (LONGEST_WORK // 10) + nbib
    sound = {"title": "Sound"}
    yield "json text", json.dumps([{"title": words}, sound])
    yield "json people", json.dumps([{"title": "a", "author": [{"family": "A"}] * people}, sound])
    yield "json parts", json.dumps([{"title": "a", **{f"x{n}": [1] * 15_000 for n in range(140)}}, sound])
    yield "json crossref", json.dumps([{"title": ["a"], "abstract": words}, {"title": ["Sound"]}])
    article = (
        "<PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>{}</ArticleTitle></Article>"
        "</MedlineCitation></PubmedArticle>"
    )
    yield "xml text", "<PubmedArticleSet>" + article.format(words) + article.format("Sound") + "</PubmedArticleSet>"


@pytest.mark.parametrize(
    ("name", "text"), list(works_of_each_format()), ids=lambda given: given if len(given) < 20 else ""
)
def test_too_large_work_is_refused_and_the_next_is_read(name: str, text: str) -> None:
    assert is_refused(text)


def test_extra_csl_field_of_ris_is_limited() -> None:
    beside = json.dumps({"csl": {"note": "n" * (LONGEST_TEXT + 1)}})
    assert is_refused(f"TY  - JOUR\nTI  - a\nC8  - {beside}\nER  - \nTY  - JOUR\nTI  - Sound\nER  - \n")


def test_large_but_real_work_is_read() -> None:
    authors = [{"family": f"Family{number}", "given": "Given Middle"} for number in range(6_000)]
    work = {"title": "Large", "author": authors, "abstract": "word " * 20_000}
    check_work_size(work)
    assert read_record(json.dumps([work])).csl["title"] == "Large"


def test_size_check_stops_at_the_limit() -> None:
    with pytest.raises(WorkTooLarge):
        check_work_size({"a": "x" * (LONGEST_TEXT + 1)})
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    check_work_size({"a": deep})


def test_brace_depths_are_counted_without_a_limit() -> None:
    assert max(latex.compute_brace_depths("{" * 300 + "}" * 300)) == 300


class Unending(io.StringIO):
    """A record of 60 million characters, which are made while they are read."""

    left = 60_000_000

    def read(self, size: int | None = -1) -> str:
        if begun := super().read(size):
            return begun
        size = min(size or 0, self.left)
        self.left -= size
        return "x" * size


@pytest.mark.parametrize(
    ("begun", "records"),
    [
        ('[{"title": "', csl_json.parse_csl_json),
        ("<PubmedArticleSet><PubmedArticle><ArticleTitle>", pubmed.parse_pubmed_text),
    ],
)
def test_endless_record_is_refused_in_bounded_memory(
    begun: str, records: Callable[[TextIO], Iterator[Record | Refusal]]
) -> None:
    source = Unending(begun)
    tracemalloc.start()
    try:
        [result] = records(source)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert isinstance(result, Refusal)
    assert source.left == 0
    assert peak < 6 * LONGEST_RECORD
