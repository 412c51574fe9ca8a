"""Read a .docx into passages: `mammoth` makes HTML of it.

A file of Word is a ZIP archive of XML by strangers. It is looked over before anything of it is parsed: macros, a
password, a document type (which no Word writes, and which could make a few lines grow to gigabytes) and sizes that no
article has.
"""

import io
import re
import zipfile
import zlib
from xml.parsers.expat import ExpatError

import mammoth
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.importing.html_notes import number_notes
from articles.importing.html_page import STRUCK_OUT, STRUCK_OUT_REMARK
from articles.importing.html_passages import mark_lines, read_marked_html
from articles.importing.passages import Remark, SourceText
from references.formats.records import UnreadableFile

MB = 1024 * 1024
MOST_PARTS = 3000
# Unpacked. The text of a book of 500 pages is some 5 MB as Word writes it; pictures are never unpacked.
LARGEST_PART, LARGEST_TEXT = 12 * MB, 20 * MB
# In all parts together. mammoth takes a second for some ten thousand, of which a page of text has a few hundred.
MOST_TAGS = 200_000
DOCUMENT_PART = "word/document.xml"
COMMENTS_PART = "word/comments.xml"
DOCUMENT_TYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
STYLE_MAP = """
p[style-name='Title'] => h1:fresh
p[style-name='Titel'] => h1:fresh
p[style-name='Subtitle'] => p > em:fresh
p[style-name='Untertitel'] => p > em:fresh
p[style-name='Überschrift 1'] => h1:fresh
p[style-name='Überschrift 2'] => h2:fresh
p[style-name='Überschrift 3'] => h3:fresh
p[style-name='Quote'] => blockquote:fresh
p[style-name='Intense Quote'] => blockquote:fresh
p[style-name='Zitat'] => blockquote:fresh
r[style-name='Strong'] => strong
r[style-name='Emphasis'] => em
"""
# mammoth writes a note once for each of its marks.
NOTE_ITEM = re.compile(r'<li id="((?:foot|end)note-[\w-]{1,20})">(?:(?!<li ).)*</li>', re.DOTALL)
PARAGRAPH_TAG = re.compile(r"<(?:p|h[1-6]|li|blockquote)(?=[\s>])")
HIDDEN = re.compile(rb"<w:vanish(?:\s*/>|\s+w:val=[\"'](?:1|true|on)[\"'])")
DAMAGED = gettext_lazy("The Word file is damaged. Open it in Word, save it again and try once more.")
READ_ERRORS = (
    *(zipfile.BadZipFile, zlib.error, ExpatError, EOFError, OSError, NotImplementedError, RuntimeError),
    # mammoth checks little of what it reads: a broken file fails wherever it is broken.
    *(ValueError, LookupError, TypeError, AttributeError),
)


def read_word_file(content: bytes) -> SourceText:
    """Return the passages of a .docx; their lines are its paragraphs. Raises UnreadableFile with a reason."""
    remarks = check_archive(content)
    try:
        converted = mammoth.convert_to_html(
            io.BytesIO(content),
            style_map=STYLE_MAP,
            include_embedded_style_map=False,
            ignore_empty_paragraphs=False,
            convert_image=mammoth.images.img_element(describe_image),
        )
    except RecursionError as error:
        raise UnreadableFile(_("The Word file has too many nested levels.")) from error
    except READ_ERRORS as error:
        raise UnreadableFile(str(DAMAGED)) from error
    source = read_marked_html(number_paragraphs(converted.value))
    if STRUCK_OUT.search(converted.value):
        remarks.append(Remark(str(STRUCK_OUT_REMARK)))
    source.remarks[:0] = remarks
    return source


def describe_image(image: object) -> dict[str, str]:
    """Return no attribute of a picture: it is not even unpacked, and its alternative text is kept by mammoth."""
    return {}


def check_archive(content: bytes) -> list[Remark]:
    """Raise UnreadableFile if the file is none that Word wrote or that is safe to unpack. Return what is left out."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except READ_ERRORS as error:
        raise UnreadableFile(str(DAMAGED)) from error
    with archive:
        parts = archive.infolist()
        names = {part.filename.lower() for part in parts}
        if any("vbaproject" in name or "activex" in name for name in names):
            raise UnreadableFile(_("The Word file contains macros. Save it as a .docx without macros."))
        if DOCUMENT_PART not in names:
            raise UnreadableFile(_("This is not a Word document (.docx)."))
        texts = [part for part in parts if part.filename.lower().endswith((".xml", ".rels"))]
        sizes = [part.file_size for part in texts]
        if len(parts) > MOST_PARTS or max(sizes) > LARGEST_PART or sum(sizes) > LARGEST_TEXT:
            raise UnreadableFile(_("The Word file is far larger than an article when it is unpacked."))
        if any(part.flag_bits & 1 for part in parts):
            raise UnreadableFile(_("The Word file has a password. Save it without one."))
        xmls = {part.filename.lower(): check_part(archive, part) for part in texts}
    if sum(xml.count(b"<") for xml in xmls.values()) > MOST_TAGS:
        raise UnreadableFile(_("The Word file is far larger than an article when it is unpacked."))
    remarks = []
    if COMMENTS_PART in names:
        remarks.append(Remark(_("Comments in the Word file were left out.")))
    if HIDDEN.search(xmls.get(DOCUMENT_PART, b"")):
        remarks.append(Remark(_("Hidden words of the Word file are ordinary text now. Remove what is not meant.")))
    return remarks


def check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """Return the content of a part. Raises UnreadableFile if it is not safe to read."""
    try:
        xml = archive.read(part)
    except READ_ERRORS as error:
        raise UnreadableFile(str(DAMAGED)) from error
    if any(mark in xml for mark in DOCUMENT_TYPES):
        raise UnreadableFile(_("The Word file contains a document type definition, which Word never writes."))
    if part.filename.lower().endswith("content_types.xml") and b"macroEnabled" in xml:
        raise UnreadableFile(_("The Word file contains macros. Save it as a .docx without macros."))
    return xml


def number_paragraphs(html: str) -> str:
    """Return mammoth's HTML with the number of each paragraph as its line, and with its notes as a list of works."""
    seen: set[str] = set()

    def keep_first(item: re.Match[str]) -> str:
        is_new = item[1] not in seen
        seen.add(item[1])
        return item[0] if is_new else ""

    return mark_lines(PARAGRAPH_TAG.sub(r"\n\g<0>", number_notes(NOTE_ITEM.sub(keep_first, html))), 0)
