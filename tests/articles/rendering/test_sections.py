"""Sections of the first page, and titles with a subtitle."""

from types import SimpleNamespace

import pytest

from articles.rendering.sections import group_sections
from articles.templatetags.titles import keep_subtitle_together


def group(names: str) -> list[tuple[str, bool]]:
    body = [SimpleNamespace(block_type=name) for name in names.split()]
    return [
        (" ".join(block.block_type for block in section.blocks), section.is_wide) for section in group_sections(body)
    ]


def test_section_begins_at_a_heading_and_around_what_is_wide() -> None:
    assert group("prose key_insight heading prose quote heading prose call_to_action picture") == [
        ("prose", False),
        ("key_insight", True),
        ("heading prose quote", False),
        ("heading prose", False),
        ("call_to_action", True),
        ("picture", False),
    ]
    assert group("") == []


@pytest.mark.parametrize(
    ("title", "html"),
    [("A <b>: C: D", "A &lt;b&gt;: <span>C: D</span>"), ("At 10:30 <b>", "At 10:30 <b>")],
)
def test_subtitle_is_an_element_that_can_start_a_line(title: str, html: str) -> None:
    assert keep_subtitle_together(title) == html
