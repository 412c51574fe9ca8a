"""An entry is text with at most four plain tags, whatever its record holds."""

from html.parser import HTMLParser
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from references import csl, inline_markup
from references.enums import CitationStyle
from references.styles import labels, locators, reference_list
from tests.references.styles.hostile_works import ANY_WORK, HOSTILE, HOSTILE_WORK

ALLOWED = {"i", "b", "sub", "sup"}


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
