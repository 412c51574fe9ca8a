"""Reading any file returns records and refusals or raises UnreadableFile, and never another error."""

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from references.formats.parser import parse_pasted_works, parse_works
from references.formats.records import Record, Refusal, UnreadableFile

SAMPLES = [path.read_bytes() for path in sorted(Path(__file__).with_name("dialects").iterdir())]
BITS = [
    b"{",
    b"}",
    b'"',
    b"[",
    b"]",
    b"<",
    b">",
    b"\x00",
    b"\xff",
    b"\\",
    b"\n",
    b"TY  - ",
    b"@article{",
    b"&#0;",
    b"\\ud800",
]


@st.composite
def torn_files(draw: st.DrawFn) -> bytes:
    """Return a real file with pieces cut out, doubled or inserted."""
    content = draw(st.sampled_from(SAMPLES))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 200)))
        middle = draw(st.sampled_from([b"", content[start:end] * 2, *BITS]) | st.binary(max_size=8))
        content = content[:start] + middle + content[end:]
    return content


def results(content: bytes) -> list[Record | Refusal]:
    try:
        return list(parse_works(io.BytesIO(content)))
    except UnreadableFile:
        return []


@given(torn_files() | st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_give_records_or_refusals(content: bytes) -> None:
    for result in results(content):
        assert result.place
        if isinstance(result, Record):
            # PostgreSQL and SQLite can store it.
            assert "\x00" not in json.dumps(result.csl, allow_nan=False)
            json.dumps(result.csl, ensure_ascii=False).encode()


def nested(opening: str, closing: str) -> str:
    return opening * 100_000 + closing * 100_000


LONG = "word " * 400_000
HOSTILE = {
    "nested lists": '[{"title": "a", "x": ' + nested("[", "]") + "}]",
    "nested objects": '[{"title": "a", "x": ' + nested('{"x":', "}") + "}]",
    "nested just below the limit": '[{"title": "a", "x": ' + "[" * 900 + "]" * 900 + "}]",
    "nested beside": 'TY  - JOUR\nTI  - a\nC8  - {"csl": {"x": ' + "[" * 900 + "]" * 900 + "}}\nER  - \n",
    "nested braces": "@article{a, title = {" + nested("{", "}") + "a}}",
    "nested elements": "<PubmedArticleSet><PubmedArticle>"
    + nested("<i>", "</i>")
    + "</PubmedArticle></PubmedArticleSet>",
    "billion laughs": (
        '<!DOCTYPE PubmedArticleSet [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><PubmedArticleSet><PubmedArticle>'
        "<ArticleTitle>&b;</ArticleTitle></PubmedArticle></PubmedArticleSet>"
    ),
    "outside entity": (
        '<!DOCTYPE PubmedArticleSet [<!ENTITY a SYSTEM "file:///etc/passwd">]><PubmedArticleSet><PubmedArticle>'
        "<ArticleTitle>&a;</ArticleTitle></PubmedArticle></PubmedArticleSet>"
    ),
    "long digits": '[{"title": "a", "volume": ' + "9" * 5000 + "}]",
    "unending text": '[{"title": "' + LONG,
    "unending entry": "@article{a, title = {" + LONG,
    "unending element": "<PubmedArticleSet><PubmedArticle><ArticleTitle>" + LONG,
    "open comments": "TY  - JOUR\nTI  - " + "<!--" * 100_000 + "\nER  - \n",
    "open tags": "TY  - JOUR\nTI  - " + "<i>" * 100_000 + "</b>" * 100_000 + "\nER  - \n",
    "open attributes": "TY  - JOUR\nTI  - " + "<i a=b" * 100_000 + "\nER  - \n",
    "open formulas": "@article{a, title = {" + "$x" * 100_001 + "}}",
    "switches": "@article{a, title = {" + r"\em " * 50_000 + "}}",
    "many lines": "TY  - JOUR\nTI  - a\nAB  - " + "word\n" * 200_000 + "ER  - \n",
    "many records": "TY  - JOUR\n" * 2_000,
    "many commas": "TY  - JOUR\nTI  - a\nAU  - " + "," * 200_000 + "\nER  - \n",
    "many names": "@article{a, title = {a}, author = {" + "A and " * 50_000 + "}}",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_give_records_or_refusals(content: str) -> None:
    found = list(parse_pasted_works(content))
    assert found
    assert {type(result) for result in found} <= {Record, Refusal}


def read_result(content: str) -> Record | Refusal:
    (result,) = parse_pasted_works(content)
    return result


@pytest.mark.parametrize("name", ["billion laughs", "outside entity"])
def test_xml_entities_are_refused(name: str) -> None:
    assert isinstance(read_result(HOSTILE[name]), Refusal)


def test_ten_thousand_authors_are_kept() -> None:
    authors = "".join(f"AU  - Family{number}, Given\n" for number in range(10_000))
    record = read_result(f"TY  - JOUR\nTI  - a\n{authors}ER  - \n")
    assert isinstance(record, Record)
    assert len(record.csl["author"]) == 10_000


def test_infinity_and_nan_are_dropped() -> None:
    record = read_result('[{"title": "a", "volume": 1e999, "issue": NaN, "page": 123456789012345678901234567890}]')
    assert isinstance(record, Record)
    assert record.csl == {"title": "a", "page": "123456789012345678901234567890"}


SCRIPT = "javascript:alert(1)"
UNSAFE_ADDRESSES = [
    f"TY  - ELEC\nTI  - a\nUR  - {SCRIPT}\nL2  - {SCRIPT}\nER  - \n",
    f'TY  - ELEC\nTI  - a\nC8  - {{"csl": {{"URL": "{SCRIPT}", "custom": {{"full-text-url": "{SCRIPT}"}}}}}}\nER  - \n',
    f"@online{{a, title = {{a}}, url = {{{SCRIPT}}}}}",
    f'[{{"title": "a", "URL": "{SCRIPT}", "custom": {{"full-text-url": "{SCRIPT}"}}}}]',
    f'{{"title": ["a"], "resource": {{"primary": {{"URL": "{SCRIPT}"}}}}, "link": [{{"URL": "{SCRIPT}"}}]}}',
]


@pytest.mark.parametrize("content", UNSAFE_ADDRESSES)
def test_script_urls_are_dropped(content: str) -> None:
    record = read_result(content)
    assert isinstance(record, Record)
    assert "javascript" not in json.dumps(record.csl)
