import re
from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from references.citations import numbering
from references.citations.markup import MARGIN_NOTE_DISTANCE, CitationMarkup, CitationWording
from references.citations.numbering import CitedWork, Mention, NumberedText
from tests.references.builders import cite

EVERY_WORK = range(1, 10)


def number(*texts: str, existing: Collection[int] = EVERY_WORK) -> tuple[list[NumberedText], list[CitedWork]]:
    return numbering.number_citations([numbering.group_citations(text) for text in texts], existing=existing)


def marks(works: list[CitedWork], notices: dict[int, str] | None = None) -> CitationMarkup:
    """Return the markup of these works. `notices` has the status of a work by its id."""
    return CitationMarkup(
        {work.number: CitationWording(f"work {work.id}", (notices or {}).get(work.id, "")) for work in works}
    )


def written(*texts: str, existing: Collection[int] = EVERY_WORK, notices: dict[int, str] | None = None) -> list[str]:
    """Return the texts as a reader sees them in the line, without margin notes and tags."""
    numbered, works = number(*texts, existing=existing)
    html = [marks(works, notices).render_text(text) for text in numbered]
    return [re.sub(r"<[^>]+>", "", re.sub(r'<span class="margin-note".*?</b>.*? </span>', "", text)) for text in html]


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
def test_adjacent_citations_become_ranges(works: list[int], expected: str) -> None:
    in_order = "".join(f"{cite(work)} x " for work in range(1, 6))
    assert written(in_order, "here" + "".join(map(cite, works)))[1] == f"here{expected}"


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        (cite(1) + cite(2, locator="p. 823") + cite(3), "1,2(p823),3"),
        (cite(2, locator="p. 3") + cite(2, locator="p. 5") + cite(2, locator="p. 3"), "2(p3),2(p5)"),
        (cite(4) + cite(4, locator="Table 2"), "4,4(Table 2)"),
        (cite(1) + cite(2) + cite(3) + cite(4, locator="p. 1"), "1–3,4(p1)"),
    ],
)
def test_locator_stays_with_its_number_outside_ranges(group: str, expected: str) -> None:
    in_order = "".join(f"{cite(work)} x " for work in range(1, 6))
    assert written(in_order, group)[1] == expected


def test_notice_stays_with_its_number_outside_ranges() -> None:
    group = "".join(map(cite, range(1, 6)))
    assert written(f"a{group}.", notices={3: "retracted"}) == ["a1,2,3\u00a0retracted,4,5."]


@pytest.mark.parametrize("gap", ["", " ", ", ", "&nbsp;", "\u00a0", " ; "])
def test_separators_between_citations_are_dropped(gap: str) -> None:
    assert written(f"<p>word {cite(4)}{gap}{cite(6)}.</p>") == ["word1,2."]


def test_words_and_tags_separate_citations() -> None:
    assert written(f"a{cite(4)} and{cite(6)}</p><p>{cite(8)}") == ["a1 and23"]


def test_missing_work_takes_no_number() -> None:
    assert written(f"a{cite(1)} b{cite(5)} c{cite(2)}", existing={1, 2}) == ["a1 b c2"]
    assert written(f"a {cite(5)}{cite(2)}.", existing={2}) == ["a1."]


@pytest.mark.parametrize("id_", ["", "abc", "-1", "0", "1.5", "9" * 40, "7 OR 1=1", "\u0667"])
def test_citation_with_an_invalid_id_is_not_shown(id_: str) -> None:
    assert written(f'a <a linktype="reference" id="{id_}">label</a>.') == ["a."]


def test_other_links_are_not_changed() -> None:
    text = '<p>see <a linktype="page" id="7">a page</a> and <a href="https://example.org">a site</a></p>'
    numbered, works = number(text)
    assert works == []
    assert marks(works).render_text(numbered[0]) == text


def test_locator_quote_and_reason_are_read() -> None:
    stored = cite(7, locator="p. 8", quote='less than 5% (p > .05) of "cases" & patients&#x27;', why="a <b>")
    (found,) = numbering.parse_citations(f"<p>{stored}</p>")
    assert (found.work, found.start, found.end) == (7, 3, 3 + len(stored))
    assert (found.locator, found.quote, found.why) == (
        "p. 8",
        'less than 5% (p > .05) of "cases" & patients&#x27;',
        "a <b>",
    )


def test_unescaped_sign_in_a_quote_does_not_end_the_citation() -> None:
    assert written('a<a linktype="reference" id="7" data-quote="p > .05">Gray</a>.') == ["a1."]


def test_quotes_of_one_place_are_merged_and_reasons_listed_once() -> None:
    text = f"a{cite(7, quote='one', why='because')}{cite(7, quote='two')} b{cite(7, why='because')}"
    _numbered, works = number(text)
    assert works == [CitedWork(7, 1, [Mention(1, "a", quotes=("one", "two")), Mention(1, "b")], ["because"])]


def test_every_mention_is_a_link_with_its_own_anchor() -> None:
    numbered, works = number(f"a{cite(7)} b{cite(7)}")
    html = CitationMarkup({1: CitationWording('Gray <i> "2020"')}).render_text(numbered[0])
    assert [mention.anchor for mention in works[0].mentions] == ["cite-1-a", "cite-1-b"]
    assert '<a class="citation__link" id="cite-1-a" href="#ref-1" role="doc-noteref"' in html
    assert 'aria-label="Reference 1: Gray &lt;i&gt; &quot;2020&quot;"' in html


def test_accessible_name_begins_with_the_visible_text() -> None:
    numbered, works = number(cite(7, locator="p. <8>"))
    html = marks(works, {7: "in doubt"}).render_text(numbered[0])
    assert 'aria-label="Reference 1(p. &lt;8&gt;) in doubt: work 7"' in html
    assert '>1(p. &lt;8&gt;)\u00a0<span class="citation__notice">in doubt</span></a>' in html


def test_margin_note_is_repeated_only_after_a_distance() -> None:
    one, two, three = (cite(work) for work in (1, 2, 3))
    first = f"<p>a{one}{two}{three}{cite(2, locator='p. 8')} b{two}</p>"
    text = f"{first}<p>c{two}{'.' * MARGIN_NOTE_DISTANCE}{two} d{two}</p>"
    numbered, _works = number(text)
    wordings = {
        place: CitationWording("", "retracted" * (place == 3), f"<i>{place}</i>", is_alarming=True)
        for place in (1, 2, 3)
    }
    html = CitationMarkup(wordings).render_text(numbered[0])
    assert re.findall(r'<span class="margin-note" aria-hidden="true">(.*?</i>)</span>', html) == [
        "<b>1</b> <i>1</i>",
        "<b>2</b> <i>2</i>",
        '<b>3</b>\u00a0<span class="citation__notice citation__notice--grave">retracted</span> <i>3</i>',
        "<b>2</b> <i>2</i>",
    ]


def test_margin_never_shows_one_of_two_works_that_are_cited_together() -> None:
    text = f"<p>a{cite(1)} b{cite(1)}{cite(2)} c{cite(2)}</p>"
    numbered, works = number(text)
    html = marks(works).render_text(numbered[0])
    assert re.findall("margin-note.*?<b>(.)", html) == ["1", "1", "2"]


def test_number_inside_a_range_keeps_its_anchor() -> None:
    numbered, works = number("".join(map(cite, [1, 2, 3])))
    html = marks(works).render_text(numbered[0])
    assert all(f'id="{mention.anchor}"' in html for work in works for mention in work.mentions)


def test_back_links_name_their_place_locator_and_quote() -> None:
    _numbered, works = number(f"a{cite(7)} b{cite(7, locator='p. 8', quote='1 < 2')} c{cite(7, locator='Table 2')}")
    assert re.findall(
        r'<li><a href="#(.*?)" role="doc-backlink" aria-label="(.*?)">(.*?)</li>',
        marks(works).render_back_links(works[0]),
    ) == [
        ("cite-1-a", "a: back to where reference 1 is cited", "a</a>"),
        ("cite-1-b", "b: back to where reference 1 is cited", "b</a> p. 8: <q>1 &lt; 2</q>"),
        ("cite-1-c", "c: back to where reference 1 is cited", "c</a> Table 2"),
    ]


@pytest.mark.parametrize(
    ("position", "expected"), [(0, "a"), (25, "z"), (26, "aa"), (51, "az"), (52, "ba"), (702, "aaa")]
)
def test_letters_are_formatted(position: int, expected: str) -> None:
    assert numbering.format_letter(position) == expected


HOSTILE = st.sampled_from(["", "p. 8", '"', "<script>", "&amp;", "</a>", "x > y"])
CITED = st.builds(cite, st.integers(0, 9), locator=HOSTILE, quote=HOSTILE, why=HOSTILE)
PIECES = st.sampled_from(["word ", "</p><p>", ", ", " ", "<b>", "</b>", "<a href='#'>x</a>", "<a ", "</a>", "&nbsp;"])
TEXTS = st.lists(
    st.lists(PIECES | st.integers(0, 9).map(cite) | CITED | st.text(max_size=3), max_size=12).map("".join), max_size=5
)
EXISTING = st.sets(st.integers(1, 9))
NOTICES = st.dictionaries(st.integers(1, 9), st.just("retracted"), max_size=2)


@given(TEXTS, EXISTING)
def test_numbering_is_a_pure_function(texts: list[str], existing: set[int]) -> None:
    before = list(texts)
    once, again = number(*texts, existing=existing), number(*list(texts), existing=set(existing))
    assert once == again
    assert texts == before
    assert [*map(marks(once[1]).render_text, once[0])] == [*map(marks(again[1]).render_text, again[0])]


@given(TEXTS, EXISTING, NOTICES)
def test_numbers_and_anchors_agree(texts: list[str], existing: set[int], notices: dict[int, str]) -> None:
    numbered, works = number(*texts, existing=existing)
    cited = numbering.order_cited_ids([numbering.group_citations(text) for text in texts])
    assert [work.id for work in works] == [work for work in cited if work in existing]
    assert [work.number for work in works] == list(range(1, len(works) + 1))
    html = "".join(map(marks(works, notices).render_text, numbered))
    anchors = [mention.anchor for work in works for mention in work.mentions]
    assert sorted(re.findall(r'id="(cite-[^"]*)"', html)) == sorted(anchors)
    assert len(set(anchors)) == len(anchors)
    back_links = "".join(marks(works).render_back_links(work) for work in works)
    assert re.findall(r'href="#(cite-[^"]*)"', back_links) == anchors
    assert set(re.findall(r'href="#ref-(\d+)"', html)) <= {str(work.number) for work in works}


@given(TEXTS, EXISTING, NOTICES)
def test_ranges_name_the_same_numbers(texts: list[str], existing: set[int], notices: dict[int, str]) -> None:
    numbered, works = number(*texts, existing=existing)
    for text in numbered:
        for mentions in text.mentions:
            html = marks(works, notices).render_group(mentions)
            plain = re.sub(r"\(.*?\)|<[^>]*>|retracted| ", "", html)
            assert [number for part in plain.split(",") if part for number in expanded(part)] == [
                mention.number for mention in mentions
            ]


def expanded(part: str) -> Collection[int]:
    first, _dash, last = part.partition("–")
    return range(int(first), int(last or first) + 1)


@given(TEXTS)
def test_citations_of_missing_works_are_stripped(texts: list[str]) -> None:
    numbered, _works = number(*texts, existing=set())
    for text in numbered:
        shown = marks([]).render_text(text)
        assert list(numbering.parse_citations(shown)) == []
        assert shown == numbering.strip_citations(text.text)
