"""Read a file that an article is to be made of: .docx, .html, .md or .txt. What it is, its content tells."""

import io
import re
from pathlib import PurePath

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.importing.html_passages import read_html
from articles.importing.markdown_text import read_markdown
from articles.importing.passages import LONGEST_LINE, MOST_CHARACTERS, MOST_PASSAGES, SourceText
from articles.importing.plain_text import read_plain_text
from articles.importing.word_files import read_word_file
from references.formats.records import UnreadableFile
from references.formats.text_encoding import open_text

MB = 1024 * 1024
LARGEST_UPLOAD = 10 * MB
# Without the pictures in it: far longer than an article that anybody finishes.
LONGEST_TEXT = 1_500_000
MOST_LINES = 20_000
TOO_LONG = gettext_lazy("The file has far more text than an article. Split it.")
ZIP_START, OLE_START = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
HTML_SUFFIXES, MARKDOWN_SUFFIXES = {".html", ".htm", ".xhtml"}, {".md", ".markdown", ".mdown"}
HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body|main|article|h1|div|p)\b",
    re.IGNORECASE | re.DOTALL,
)
MARKDOWN_HEADING = re.compile(r"^#{1,4} \S", re.MULTILINE)
PICTURE_DATA = re.compile(r"data:[\w.+-]{1,40}/[\w.+-]{1,60}[^\"')>\s]*", re.IGNORECASE)


def read_source(name: str, content: bytes) -> SourceText:
    """Return what a file says, in passages. Raises UnreadableFile, with a reason for the editor."""
    suffix = PurePath(name).suffix.lower()
    check_content(suffix, content)
    source = read_word_file(content) if content.startswith(ZIP_START) else read_text_file(suffix, content)
    if not source.passages:
        raise UnreadableFile(_("The file has no text."))
    check_length(source)
    return source


def check_length(source: SourceText) -> None:
    """Raise UnreadableFile for more text than an article has, or more in one piece than a paragraph has."""
    if len(source.passages) > MOST_PASSAGES:
        raise UnreadableFile(str(TOO_LONG))
    texts = list(source.iterate_texts())
    if sum(len(text) for _line, text in texts) > MOST_CHARACTERS:
        raise UnreadableFile(str(TOO_LONG))
    for line, text in texts:
        if len(text) > LONGEST_LINE:
            raise UnreadableFile(
                _("Line %(line)s begins a paragraph that is far longer than any in an article. Divide it.")
                % {"line": line}
            )


def read_text_file(suffix: str, content: bytes) -> SourceText:
    if suffix in {".docx", ".doc"}:
        raise UnreadableFile(_("This is not a Word document (.docx)."))
    text = decode_text(content)
    if suffix in HTML_SUFFIXES or (suffix not in MARKDOWN_SUFFIXES and HTML_START.match(text)):
        return read_html(text)
    if suffix in MARKDOWN_SUFFIXES or len(MARKDOWN_HEADING.findall(text)) > 1:
        return read_markdown(text)
    return read_plain_text(text)


def check_content(suffix: str, content: bytes) -> None:
    """Raise UnreadableFile for what is no article at first sight."""
    if len(content) > LARGEST_UPLOAD:
        raise UnreadableFile(_("The file is larger than 10 MB. Remove pictures from it, or split it."))
    if not content.strip():
        raise UnreadableFile(_("The file is empty."))
    if suffix in {".docm", ".dotm"}:
        raise UnreadableFile(_("The Word file contains macros. Save it as a .docx without macros."))
    if content.startswith(OLE_START):
        if ENCRYPTED_PACKAGE in content:
            raise UnreadableFile(_("The Word file has a password. Save it without one."))
        raise UnreadableFile(_("This is an old Word document (.doc). Save it as .docx."))
    if content[:1024].lstrip().startswith(b"%PDF"):
        raise UnreadableFile(_("This is a PDF. Save the article as .docx, .html, .md or .txt."))
    if content.startswith(b"{\\rtf"):
        raise UnreadableFile(_("This is rich text (.rtf). Save it as .docx."))


def decode_text(content: bytes) -> str:
    """Return the text of a file in whatever encoding, with `\\n` for all line ends and without the data of pictures."""
    with open_text(io.BytesIO(content)) as source:
        text = source.read()
    text = PICTURE_DATA.sub("", text) if "data:" in text else text
    if not text.strip("\0\ufeff \n\t"):
        raise UnreadableFile(_("The file is empty."))
    if len(text) > LONGEST_TEXT or text.count("\n") > MOST_LINES:
        raise UnreadableFile(str(TOO_LONG))
    return text
