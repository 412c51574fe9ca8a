"""Whatever a record holds, an entry is text with at most four plain tags."""

from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from references import csl, inline_markup
from references.enums import CitationStyle, WorkType
from references.styles import labels, locators, reference_list

ALLOWED = {"i", "b", "sub", "sup"}
TEXTS = [
    *("title", "container-title", "container-title-short", "collection-title", "collection-number", "volume", "issue"),
    *("page", "number", "supplement-number", "edition", "version", "publisher", "publisher-place", "genre", "medium"),
    *("number-of-pages", "number-of-volumes", "chapter-number", "volume-title", "status", "language", "DOI", "URL"),
    *("PMID", "PMCID"),
]
NAMES = ["author", "editor", "translator", "collection-editor"]
NAME_PARTS = ["family", "given", "literal", "suffix", "dropping-particle", "non-dropping-particle"]
DATES = ["issued", "accessed"]
TYPES = [*WorkType.values, "article", "article-newspaper", "post", "software", "speech", "<script>"]

HOSTILE_PIECES = st.sampled_from(
    [
        *(
            "<script>",
            "</script>",
            "<img src=x onerror=alert(1)>",
            "<i onclick=x>",
            "<i\n>",
            "<a href='javascript:alert(1)'>",
        ),
        *(
            "<i>",
            "</i>",
            "<b>",
            "</b>",
            "<sub>",
            "</sub>",
            "<sup>",
            "</sup>",
            "<I>",
            "</p>",
            "<!--",
            "-->",
            "]]>",
            "<?",
            "<!",
        ),
        *(
            "&",
            "&lt;",
            "&#60;",
            "&amp;lt;",
            "<",
            ">",
            '"',
            "'",
            "“",
            "”",
            "’",
            "\u202e",
            "\u200f",
            "\x00",
            "\x1b",
            "\ud800",
        ),
        *inline_markup.MARK_CHARACTERS,
        *(
            "a",
            "B c",
            "12-4",
            "S1–S9",
            "10.1000/x",
            "https://",
            "javascript:alert(1)",
            ".",
            "?",
            ":",
            ", ",
            " ",
            "-",
            "é",
            "山",
        ),
    ]
)
HOSTILE = st.lists(HOSTILE_PIECES | st.text(max_size=3), max_size=8).map("".join)
HOSTILE_NAMES = st.lists(st.dictionaries(st.sampled_from(NAME_PARTS), HOSTILE, max_size=4), max_size=3)
HOSTILE_DATE = st.fixed_dictionaries({}, optional={"literal": HOSTILE, "raw": HOSTILE, "season": HOSTILE})
HOSTILE_WORK = st.fixed_dictionaries(
    {"type": st.sampled_from(TYPES)},
    optional=dict.fromkeys(TEXTS, HOSTILE) | dict.fromkeys(NAMES, HOSTILE_NAMES) | dict.fromkeys(DATES, HOSTILE_DATE),
)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*NAME_PARTS, "date-parts"]), inner),
    max_leaves=8,
)
ANY_WORK = st.dictionaries(st.sampled_from(["type", *TEXTS, *NAMES, *DATES]), ANY_JSON)


class Tags(HTMLParser):
    """Assert that a browser would see allowed tags only, without attributes and all balanced."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.still_open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert self.still_open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert (tag in ALLOWED, attrs) == (True, [])
        self.still_open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.still_open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError("markup came out live")

    handle_decl = unknown_decl = handle_pi = handle_comment


@given(HOSTILE)
def test_html_is_escaped(text: str) -> None:
    assert Tags(inline_markup.render_html(text)).text == inline_markup.strip_inline_tags(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<i>E. coli</i> & co", "<i>E. coli</i> &amp; co"),
        ("H<sub>2</sub>O", "H<sub>2</sub>O"),
        ("<i>open", "&lt;i&gt;open"),
        ("<i><b>crossed</i></b>", "&lt;i&gt;<b>crossed&lt;/i&gt;</b>"),
        ("a<b and c>d", "a&lt;b and c&gt;d"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        (f"{inline_markup.MARK_CHARACTERS[0]}x{inline_markup.MARK_CHARACTERS[4]}", "x"),
    ],
)
def test_only_balanced_tags_are_kept(text: str, expected: str) -> None:
    assert inline_markup.render_html(text) == expected


@given(HOSTILE_WORK)
def test_fields_of_a_work_are_escaped(work: dict[str, Any]) -> None:
    for style in CitationStyle:
        assert Tags(reference_list.render_styled_entry(work, style)).text == reference_list.format_plain_entry(
            work, style
        )
    Tags(labels.render_margin_note(work))


@given(ANY_WORK)
def test_any_record_can_be_printed(work: dict[str, Any]) -> None:
    for known in (work, csl.clean_json(work)):
        for style in CitationStyle:
            Tags(reference_list.render_styled_entry(known, style))
        Tags(labels.render_margin_note(known))


@given(HOSTILE)
def test_titles_keep_every_letter(text: str) -> None:
    letters = [
        character
        for character in csl.get_text({"title": inline_markup.strip_inline_tags(text)}, "title")
        if character.isalnum()
    ]
    printed = reference_list.format_plain_entry({"type": "article-journal", "title": text}, CitationStyle.VANCOUVER)
    assert [character for character in printed if character.isalnum()] == letters


@given(st.text() | HOSTILE)
def test_any_locator_can_be_shortened(text: str) -> None:
    assert isinstance(locators.shorten_locator(text), str)
