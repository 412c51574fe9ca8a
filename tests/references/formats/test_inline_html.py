import pytest
from hypothesis import given

from references.formats.inline_html import escape_markup, reduce_markup
from tests.references.formats.works import TEXTS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a < b and c>d", "a < b and c>d"),
        ("p<b and c>d", "p<b and c>d"),
        ("p<0.05, <unknown> words", "p<0.05, <unknown> words"),
        ("<em>In vivo</em> and <STRONG class='x'>more</STRONG>", "<i>In vivo</i> and <b>more</b>"),
        ("<i><b>x</i>", "<i>x</i>"),
        ("x</i> <sub>y", "x y"),
        ("&lt;i&gt;x&lt;/i&gt; &amp;lt;sup&amp;gt;2&amp;lt;/sup&amp;gt;", "<i>x</i> <sup>2</sup>"),
        ("Pain &amp;amp; Therapy &amp; caf&eacute; &#955; &#x3bb;", "Pain & Therapy & café λ λ"),
        ("AT&T; &unknown; R&D", "AT&T; &unknown; R&D"),
        ("<jats:p>One</jats:p>\n   <jats:p>two<br/>three</jats:p>", "One two three"),
        ("<jats:italic>p</jats:italic> value", "<i>p</i> value"),
        ("R<mml:math><mml:msup><mml:mi>x</mml:mi><mml:mn>2</mml:mn></mml:msup></mml:math>", "Rx<sup>2</sup>"),
        ("<mml:msub><mml:mi>H</mml:mi><mml:mn>2</mml:mn></mml:msub>O", "H<sub>2</sub>O"),
        ("<script>alert(1)</script>", "alert(1)"),
        ('<span class="nocase">A</span> <!-- comment --> b', "A  b"),
        ("<![CDATA[a]]>", "a"),
        ("<scp>CPAP</scp> and H<ce:inf>2</ce:inf>O", "CPAP and H<sub>2</sub>O"),
    ],
)
def test_markup_is_reduced_to_four_tags(text: str, expected: str) -> None:
    assert reduce_markup(text) == expected


@given(TEXTS)
def test_escaping_round_trips(text: str) -> None:
    assert reduce_markup(escape_markup(text)) == text


@pytest.mark.parametrize("text", ["a < b", "R&D", "<i>x</i>", "x <unknown>"])
def test_harmless_text_is_not_escaped(text: str) -> None:
    assert escape_markup(text) == text


MULTISCRIPTS = (
    "<mml:mmultiscripts><mml:mi>Ca</mml:mi><mml:mprescripts/><mml:none/><mml:mn>38</mml:mn></mml:mmultiscripts>"
)


def test_prescripts_are_printed_before_the_element() -> None:
    assert (
        reduce_markup(f"Decay of {MULTISCRIPTS} and {MULTISCRIPTS}") == "Decay of <sup>38</sup>Ca and <sup>38</sup>Ca"
    )


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "text",
    [
        "<mml:mmultiscripts>" + "<mml:mprescripts/>" * 30_000,
        "<mml:mmultiscripts>" * 30_000 + "<mml:mprescripts/>" * 30_000,
        "<mml:mmultiscripts>x<mml:mprescripts/>" * 15_000,
    ],
    ids=["one", "all before", "in turn"],
)
def test_unclosed_multiscripts_are_read_in_linear_time(text: str) -> None:
    assert "<" not in reduce_markup(text)
