"""Writes files of Word for tests: as much of the format as Word's own paragraphs, lists, tables and notes need."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RAISED_LOOK = '<w:vertAlign w:val="superscript"/>'
STYLES = {
    **{name: name for name in ("Title", "Subtitle", "Quote")},
    **{f"Heading{level}": f"heading {level}" for level in (1, 2, 3)},
}


def run(text: str, *, bold: bool = False, italic: bool = False, raised: bool = False) -> str:
    look = "<w:b/>" * bold + "<w:i/>" * italic + RAISED_LOOK * raised
    lines = '</w:t><w:br/><w:t xml:space="preserve">'.join(escape(line) for line in text.split("\n"))
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{lines}</w:t></w:r>'


def note(number: int) -> str:
    """Return the mark of a footnote."""
    return f'<w:r><w:rPr>{RAISED_LOOK}</w:rPr><w:footnoteReference w:id="{number}"/></w:r>'


def link(text: str, number: int) -> str:
    """Return a link to the address with this number, from 1, of those that the file has."""
    return f'<w:hyperlink r:id="link{number}">{run(text)}</w:hyperlink>'


def paragraph(*runs: str, style: str = "", list_level: int | None = None, ordered: bool = False) -> str:
    """Return a paragraph of runs, or of plain text."""
    body = "".join(one if one.startswith("<w:") else run(one) for one in runs)
    name = f"<w:pStyle w:val={quoteattr(style)}/>" if style else ""
    numbering = (
        f'<w:numPr><w:ilvl w:val="{list_level}"/><w:numId w:val="{2 if ordered else 1}"/></w:numPr>'
        if list_level is not None
        else ""
    )
    return f"<w:p><w:pPr>{name}{numbering}</w:pPr>{body}</w:p>"


def table(*rows: Iterable[str]) -> str:
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def build_docx(
    *paragraphs: str,
    links: Iterable[str] = (),
    notes: Iterable[str] = (),
    more: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """Return a .docx. `more` are parts to add or replace, by their names in the archive."""
    levels = "".join(f'<w:lvl w:ilvl="{level}"><w:numFmt w:val="{{}}"/></w:lvl>' for level in range(4))
    numbering = "".join(
        f'<w:abstractNum w:abstractNumId="{number}">{levels.replace("{}", form)}</w:abstractNum>'
        for number, form in ((1, "bullet"), (2, "decimal"))
    ) + "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (1, 2))
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in STYLES.items()
    )
    related = "".join(
        f'<Relationship Id="link{place}" Type="{RELATIONSHIPS}/hyperlink" Target={quoteattr(url)}'
        ' TargetMode="External"/>'
        for place, url in enumerate(links, 1)
    ) + "".join(
        f'<Relationship Id="{name}" Type="{RELATIONSHIPS}/{name}" Target="{name}.xml"/>'
        for name in ("numbering", "styles", "footnotes")
    )
    footnotes = "".join(
        f'<w:footnote w:id="{place}">{paragraph(text)}</w:footnote>' for place, text in enumerate(notes, 1)
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="{WORD_TYPE}.document.main+xml"/></Types>'
        ),
        "_rels/.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="document" Type="{RELATIONSHIPS}/officeDocument" Target="word/document.xml"/>'
            "</Relationships>"
        ),
        "word/_rels/document.xml.rels": (
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{related}</Relationships>'
        ),
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{''.join(paragraphs)}</w:body></w:document>",
        "word/numbering.xml": f"<w:numbering {NAMESPACES}>{numbering}</w:numbering>",
        "word/styles.xml": f"<w:styles {NAMESPACES}>{styles}</w:styles>",
        "word/footnotes.xml": f"<w:footnotes {NAMESPACES}>{footnotes}</w:footnotes>",
        **(more or {}),
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return content.getvalue()
