import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from references import citations
from tests.references.builders import cite

EVERY_WORK = range(1, 10)


def written(*texts: str, existing: range | set[int] = EVERY_WORK) -> list[str]:
    """The texts as a reader sees their words: tags left out."""
    numbered, works = citations.number(texts, existing=existing)
    labels = {work.number: f"work {work.id}" for work in works}
    return [re.sub(r"<[^>]+>", "", citations.write(text, labels=labels)) for text in numbered]


def test_numbers_follow_the_first_mention_over_all_texts() -> None:
    assert written(f"<p>a{cite(7)} b{cite(2)}</p>", f"<p>c{cite(2)} d{cite(9)} e{cite(7)}</p>") == ["a1 b2", "c2 d3 e1"]


@pytest.mark.parametrize(
    ("works", "expected"),
    [
        ([1, 2], "1,2"),
        ([1, 2, 3], "1–3"),
        ([1, 3, 4, 5], "1,3–5"),
        ([5, 1, 4, 3], "1,3–5"),
        ([1, 1], "1"),
        ([1, 3], "1,3"),
        ([1, 2, 4, 5], "1,2,4,5"),
    ],
)
def test_citations_side_by_side(works: list[int], expected: str) -> None:
    in_order = "".join(f"{cite(work)} x " for work in range(1, 6))
    assert written(in_order, "here" + "".join(map(cite, works)))[1] == f"here{expected}"


@pytest.mark.parametrize("gap", ["", " ", ", ", "&nbsp;", "\u00a0", " ; "])
def test_what_stands_between_two_citations_is_not_shown(gap: str) -> None:
    assert written(f"<p>word {cite(4)}{gap}{cite(6)}.</p>") == ["word1,2."]


def test_words_and_tags_between_citations_part_them() -> None:
    assert written(f"a{cite(4)} and{cite(6)}</p><p>{cite(8)}") == ["a1 and23"]


def test_a_missing_work_has_no_number_and_takes_none() -> None:
    assert written(f"a{cite(1)} b{cite(5)} c{cite(2)}", existing={1, 2}) == ["a1 b c2"]
    assert written(f"a {cite(5)}{cite(2)}.", existing={2}) == ["a1."]


@pytest.mark.parametrize("id_", ["", "abc", "-1", "0", "1.5", "9" * 40, "7 OR 1=1", "\u0667"])
def test_a_citation_of_nothing_is_not_shown(id_: str) -> None:
    assert written(f'a <a linktype="reference" id="{id_}">label</a>.') == ["a."]


def test_other_links_are_left_alone() -> None:
    text = '<p>see <a linktype="page" id="7">a page</a> and <a href="https://example.org">a site</a></p>'
    numbered, works = citations.number([text], existing=EVERY_WORK)
    assert works == []
    assert citations.write(numbered[0], labels={}) == text


def test_every_mention_is_a_link_with_its_own_place() -> None:
    numbered, works = citations.number([f"a{cite(7)} b{cite(7)}"], existing={7})
    html = citations.write(numbered[0], labels={1: 'Gray <i> "2020"'})
    assert [mention.anchor for mention in works[0].mentions] == ["cite-1-a", "cite-1-b"]
    assert '<a class="citation__link" id="cite-1-a" href="#ref-1" role="doc-noteref"' in html
    assert 'aria-label="Reference 1: Gray &lt;i&gt; &quot;2020&quot;"' in html


def test_a_number_inside_a_range_keeps_its_place() -> None:
    numbered, works = citations.number(["".join(map(cite, [1, 2, 3]))], existing=EVERY_WORK)
    html = citations.write(numbered[0], labels={1: "a", 2: "b", 3: "c"})
    assert all(f'id="{mention.anchor}"' in html for work in works for mention in work.mentions)


@pytest.mark.parametrize(
    ("position", "expected"), [(0, "a"), (25, "z"), (26, "aa"), (51, "az"), (52, "ba"), (702, "aaa")]
)
def test_letters(position: int, expected: str) -> None:
    assert citations.letter(position) == expected


PIECES = st.sampled_from(["word ", "</p><p>", ", ", " ", "<b>", "</b>", "<a href='#'>x</a>", "<a ", "</a>", "&nbsp;"])
TEXTS = st.lists(
    st.lists(PIECES | st.integers(0, 9).map(cite) | st.text(max_size=3), max_size=12).map("".join), max_size=5
)
EXISTING = st.sets(st.integers(1, 9))


@given(TEXTS, EXISTING)
def test_numbering_is_a_pure_function(texts: list[str], existing: set[int]) -> None:
    before = list(texts)
    once, again = citations.number(texts, existing=existing), citations.number(list(texts), existing=set(existing))
    assert once == again
    assert texts == before
    assert all(
        citations.write(text, labels=labels_of(once[1])) == citations.write(other, labels=labels_of(again[1]))
        for text, other in zip(once[0], again[0], strict=True)
    )


@given(TEXTS, EXISTING)
def test_numbers_and_places_agree(texts: list[str], existing: set[int]) -> None:
    numbered, works = citations.number(texts, existing=existing)
    assert [work.id for work in works] == [work for work in citations.cited_works(texts) if work in existing]
    assert [work.number for work in works] == list(range(1, len(works) + 1))
    html = "".join(citations.write(text, labels=labels_of(works)) for text in numbered)
    anchors = [mention.anchor for work in works for mention in work.mentions]
    assert sorted(re.findall(r'id="(cite-[^"]*)"', html)) == sorted(anchors)
    assert len(set(anchors)) == len(anchors)
    assert set(re.findall(r'href="#ref-(\d+)"', html)) <= {str(work.number) for work in works}


@given(TEXTS)
def test_no_citation_reaches_the_reader_raw(texts: list[str]) -> None:
    numbered, _works = citations.number(texts, existing=set())
    for text in numbered:
        shown = citations.write(text, labels={})
        assert list(citations.citations(shown)) == []
        assert shown == citations.without_citations(text.source)


def labels_of(works: list[citations.CitedWork]) -> dict[int, str]:
    return {work.number: f"work {work.id}" for work in works}
