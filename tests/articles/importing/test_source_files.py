"""Files that are no articles, or that somebody made to do harm: each is refused with a reason, or read without it."""

import time
from collections.abc import Callable

import hypothesis
import pytest
from hypothesis import strategies as st

from articles.importing.citing import CitationWriter
from articles.importing.draft_body import BodyBuilder
from articles.importing.markers import MarkerStyle
from articles.importing.source_files import read_source
from articles.importing.structure import read_outline
from references.formats.records import UnreadableFile
from tests.articles.importing.articles import build_perspective_docx, read_file
from tests.articles.importing.word import NAMESPACES, build_docx, paragraph

DOCX = build_docx(paragraph("Hello"))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORD_XML = f"<w:document {NAMESPACES}><w:body>{{}}</w:body></w:document>"
MACROS = "The Word file contains macros. Save it as a .docx without macros."
DAMAGED = "The Word file is damaged. Open it in Word, save it again and try once more."
TOO_LONG = "The file has far more text than an article. Split it."


LONG_LINE = "Line 3 begins a paragraph that is far longer than any in an article. Divide it."
LONG_TAG = "The file has a paragraph or a tag that is far longer than any in an article."
FAR_LARGER = "The Word file is far larger than an article when it is unpacked."


def with_document(xml: str) -> bytes:
    return build_docx(paragraph("x"), more={"word/document.xml": xml})


def encrypt_flag(content: bytes) -> bytes:
    """Return the archive with each part marked as encrypted, as ZIP programs do with a password."""
    local, central = b"PK\x03\x04\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x00\x00"
    return content.replace(local, local[:6] + b"\x01\x00").replace(central, central[:8] + b"\x01\x00")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "The file is empty."),
        ("a.txt", b" \n\n ", "The file is empty."),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(300), "This is not a text file."),
        # Each takes the square of its length somewhere.
        ("a.txt", b"Title\n\n" + b"a" * 300_000, LONG_LINE),
        ("a.txt", b"Title\n\nWords " + b"[1,2-9] " * 30_000, LONG_LINE),
        ("a.md", b"# A\n\n" + b"_a" * 100_000, LONG_TAG),
        ("a.md", b"# A\n\n- One\n- " + b"_a" * 100_000, LONG_TAG),
        ("a.html", b"<p " + b" ".join(b"a%d=1" % number for number in range(50_000)) + b">x", LONG_TAG),
        ("a.html", b"<p>" * 200_000, "The file has far more tags than an article. Save it without its design."),
        ("a.txt", b"Title\n\n" + b"Some words.\n" * 60_000, TOO_LONG),
        ("a.docx", build_docx(*[paragraph("a")] * 60_000), FAR_LARGER),
        ("a.docx", b"Dear editor", "This is not a Word document (.docx)."),
        ("a.docx", b"%PDF-1.7", "This is a PDF. Save the article as .docx, .html, .md or .txt."),
        ("a.docx", OLE + bytes(600), "This is an old Word document (.doc). Save it as .docx."),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "The Word file has a password. Save it without one."),
        ("a.docx", encrypt_flag(DOCX), "The Word file has a password. Save it without one."),
        ("a.docm", DOCX, MACROS),
        ("a.docx", build_docx(paragraph("x"), more={"word/vbaProject.bin": b"x"}), MACROS),
        (
            "a.docx",
            with_document(" " * 200_000_000),
            "The Word file is far larger than an article when it is unpacked.",
        ),
        (
            "a.docx",
            with_document('<!DOCTYPE a [<!ENTITY b "b">]><w:document/>'),
            "The Word file contains a document type definition, which Word never writes.",
        ),
        (
            "a.docx",
            with_document(WORD_XML.format("<w:sdt><w:sdtContent>" * 20_000 + "</w:sdtContent></w:sdt>" * 20_000)),
            "The Word file has too many nested levels.",
        ),
        ("a.docx", with_document("<w:document"), DAMAGED),
        ("a.docx", DOCX[:-50], DAMAGED),
        ("a.docx", DOCX[:300], DAMAGED),
        ("a.docx", build_docx(), "The file has no text."),
        ("a.rtf", b"{\\rtf1 x}", "This is rich text (.rtf). Save it as .docx."),
        ("a.txt", b"word " * 2_100_000, "The file is larger than 10 MB. Remove pictures from it, or split it."),
        ("a.txt", b"word " * 400_000, TOO_LONG),
        ("a.html", b"<p>x</p>" * 5000, TOO_LONG),
        ("a.html", b"<div>" * 100_000 + b"x", "The file has too many nested levels."),
    ],
)
def test_what_is_no_article_is_refused_with_a_reason(name: str, content: bytes, reason: str) -> None:
    started = time.perf_counter()
    with pytest.raises(UnreadableFile) as refused:
        read_source(name, content)
    assert str(refused.value) == reason
    assert time.perf_counter() - started < 5


def read_parts(name: str, content: bytes) -> str:
    """Return the blocks of a file as text."""
    outline = read_outline(read_source(name, content), "a")
    return str(BodyBuilder(outline, CitationWriter({}, set(MarkerStyle)), "en").build())


def test_nothing_of_a_hostile_page_is_left_but_its_words() -> None:
    html = (
        b"<h1>Title</h1><script>steal()</script><style>p {}</style><!--[if gte mso 9]><xml>Word</xml><![endif]-->"
        b"<p class=MsoNormal style='mso-x:1' onclick=steal()>One<img src=x onerror=steal() alt='A picture'> "
        b"<a href=javascript:steal()>two</a> <a href='java&#10;script:steal()'>three</a> <o:p>four</o:p>"
        b"<iframe src=//evil></iframe><svg><script>steal()</script></svg> &lt;b&gt;five&lt;/b&gt;"
        b" <a href='https://example.org/?a=1&b=\"2'>six</a> <a linktype=reference id=1>seven</a></p>"
    )
    assert read_parts("a.html", html) == str(
        [
            {
                "type": "prose",
                "value": "<p>One two three four &lt;b&gt;five&lt;/b&gt;"
                ' <a href="https://example.org/?a=1&amp;b=&quot;2">six</a> seven</p>',
            }
        ]
    )


@pytest.mark.parametrize(
    "content",
    [
        "Titel\n\nGrüße „aus“ Köln.".encode("utf-16"),
        "Titel\n\nGrüße „aus“ Köln.".encode("cp1252"),
        "\ufeffTitel\r\n\r\nGrüße „aus“ Köln.".encode(),
        "Titel\r\rGrüße „aus“\u200b Köln.\0".encode(),
    ],
)
def test_text_is_read_in_every_encoding(content: bytes) -> None:
    outline = read_outline(read_source("a.txt", content), "a")
    assert outline.title == "Titel"
    assert read_parts("a.txt", content) == str([{"type": "prose", "value": "<p>Grüße „aus“ Köln.</p>"}])


def test_pictures_in_a_page_do_not_count_as_text() -> None:
    html = b"<h1>T</h1><p><img src='data:image/png;base64," + b"A" * 5_000_000 + b"'>Words.</p>"
    assert read_parts("a.html", html) == str([{"type": "prose", "value": "<p>Words.</p>"}])


def test_long_table_is_left_out_and_said() -> None:
    html = b"<h1>T</h1><p>Words.</p><table>" + b"<tr><td>a<td>b</tr>" * 500 + b"</table>"
    outline = read_outline(read_source("a.html", html), "a")
    words = "The table has 500 rows and 2 columns, too many for a page, and was left out."
    assert [str(remark) for remark in outline.remarks] == [f"Line 1: {words} Shorten it, or offer it as a file."]


PIECES = st.sampled_from(
    [
        *(
            "References",
            "Literatur",
            "FAQ",
            "Q: Why?",
            "A: So.",
            "Key insight: x",
            "Ready to see?",
            "Check eligibility",
            "[1]",
        ),
        *(
            "[1, 3–5]",
            "(1)",
            "[9999]",
            "1. ",
            "[1] ",
            "# ",
            "## ",
            "* ",
            "- ",
            "> ",
            "| a | b |",
            "|---|---|",
            "**",
            "_",
            "```",
        ),
        *(
            "<p>",
            "</p>",
            "<ul><li>",
            "</table>",
            "<table><tr><td>",
            "<sup>1</sup>",
            "<br>",
            "<h2>",
            "<!--",
            "<a href='x'>",
        ),
        *(
            "Smith A, Doe B. A title. J Pain. 2020;1(2):3-4.",
            "Smith, A. (2020). Title.",
            "doi:10.1000/x",
            "https://a.b/c",
        ),
        *(
            "\n",
            "\n\n",
            "\n    ",
            " ",
            "\t",
            "\0",
            "\u2028",
            "¹",
            "²,³",
            "Title: x",
            "By Dr. Ann Lee",
            "[^1]",
            "[^1]: x",
            "---",
        ),
    ]
)


@pytest.mark.parametrize("suffix", ["txt", "md", "html"])
@hypothesis.given(pieces=st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=40))
def test_any_text_is_read_or_refused(suffix: str, pieces: list[str]) -> None:
    check_reading(f"a.{suffix}", "".join(pieces).encode("utf-8", "surrogatepass"))


@hypothesis.given(st.data())
def test_any_damage_to_a_word_file_is_read_or_refused(data: st.DataObject) -> None:
    content = bytearray(build_perspective_docx())
    for _change in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    check_reading("a.docx", bytes(content[: data.draw(st.integers(1, len(content)))]))


@hypothesis.given(st.integers(0, 200), st.integers(0, 200), st.sampled_from(["txt", "md", "html"]))
def test_any_part_of_an_article_is_read_or_refused(start: int, end: int, suffix: str) -> None:
    lines = read_file(f"perspective.{suffix}").splitlines(keepends=True)
    check_reading(f"a.{suffix}", b"".join(lines[start : len(lines) - end]))


def check_reading(name: str, content: bytes) -> None:
    try:
        outline = read_outline(read_source(name, content), "a")
    except UnreadableFile:
        return
    assert 0 < len(outline.title) <= 255
    builder = BodyBuilder(outline, CitationWriter({}, set(MarkerStyle)), "en")
    for block in builder.build():
        assert block["type"] in {"heading", "prose", "key_insight", "quote", "table", "questions", "call_to_action"}
    assert not any("\0" in str(remark) for remark in outline.remarks)


READERS: dict[str, Callable[[], bytes]] = {
    "stars.md": lambda: b"__a " * 100_000,
    "brackets.md": lambda: b"[" * 100_000,
    "markers.txt": lambda: b"[1," * 100_000,
    "invitations.txt": lambda: b"Ready to see this?\n\n" * 3000,
    "entries.txt": lambda: b"T\n\nReferences\n\n" + b"1. Smith A, " * 20_000,
    "letters.txt": lambda: b"T\n\nReferences\n\n" + b"".join(b"%d. %s\n" % (n, b"Aa " * 1000) for n in range(1, 100)),
}


@pytest.mark.parametrize("name", READERS)
def test_reading_takes_bounded_time(name: str) -> None:
    content = READERS[name]()
    started = time.perf_counter()
    check_reading(name, content)
    assert time.perf_counter() - started < 5
