import pytest
from hypothesis import given

from references.formats.latex import decode_latex, encode_latex
from tests.references.formats.works import TEXTS


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (
            r"M\"uller, Gr{\"a}ff, \'{\i}\'i, Fran\c{c}ois, \v{s}\v s, \o re, {\ss}, \AA",
            "Müller, Gräff, íí, François, šš, øre, ß, Å",
        ),
        (r"{{The {WHO}} report}", "The WHO report"),
        (r"\textit{in vivo}, \emph{x}, \textbf{y}, {\em z} end", "<i>in vivo</i>, <i>x</i>, <b>y</b>, <i>z</i> end"),
        (
            r"CO\textsubscript{2}, $x^2$, H$_2$O, $\lambda$-synuclein",
            "CO<sub>2</sub>, x<sup>2</sup>, H<sub>2</sub>O, λ-synuclein",
        ),
        (r"a~b -- c --- d ``q'' \& \% \$ \_ \# \{ \}", "a b – c — d “q” & % $ _ # { }"),
        (r"It costs $5, not $10; 50% of R&D", "It costs $5, not $10; 50% of R&D"),
        (r"\url{https://example.org/a_b} \href{https://x.org}{words}", "https://example.org/a_b words"),
        (r"\textless{} 5 {\textgreater} 4 \textendash{} \textregistered", "< 5 > 4 – ®"),
        (r"\unknown{kept} C:\temp", r"kept C:\temp"),
        (r"Y{\i}lmaz, {\.I}brahim, \v{\j}, \hspace{1em}a", "Y\u0131lmaz, İbrahim, ǰ, a"),
        (r"\'{\textit{e}}", "<i>é</i>"),
        (r"a\textit{}b", "ab"),
        ("wrapped\n   lines", "wrapped lines"),
        ("a } b { c", "a  b  c"),
        ("\\", "\\"),
    ],
)
def test_latex_is_decoded(latex: str, expected: str) -> None:
    assert decode_latex(latex) == expected


@given(TEXTS)
def test_latex_encoding_round_trips(text: str) -> None:
    assert decode_latex(encode_latex(text)) == text


@given(TEXTS)
def test_encoded_latex_has_balanced_braces(text: str) -> None:
    depth = 0
    for character in encode_latex(text):
        depth += (character == "{") - (character == "}")
        assert depth >= 0
    assert depth == 0
