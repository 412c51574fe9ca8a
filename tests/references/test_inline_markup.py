"""Text with the four tags of rich text."""

import pytest

from references import inline_markup
from references.inline_markup import add_italics, mark_tags, render_marks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("of <i>E. coli</i> in mice", "<i>of </i>E. coli<i> in mice</i>"),
        ("in <i>E. coli</i>", "<i>in </i>E. coli"),
        ("in <b>mice <i>and</i> men</b>", "<i>in <b>mice and men</b></i>"),
    ],
)
def test_nested_italics_are_upright(text: str, expected: str) -> None:
    assert render_marks(add_italics(mark_tags(text))) == expected


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
