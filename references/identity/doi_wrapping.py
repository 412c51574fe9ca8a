"""What encloses a DOI in records: labels, brackets, resolvers, publishers' pages, HTML, percent signs, LaTeX."""

import html
import re
from urllib.parse import unquote

from references.identity.doi_latex import strip_doi_latex, strip_href
from references.identity.doi_urls import extract_doi_from_url, strip_page_suffix

DOI_LABEL = re.compile(r"^[(\[]?(?:(?:info|urn):)?(?:doi|hdl)[)\]]?(?:[:=/\s]+|(?=10\.))", re.IGNORECASE)
TRAILING_DOI_LABEL = re.compile(r"\s*[(\[]doi[)\]]$", re.IGNORECASE)

# What cannot be seen, and what looks alike.
INVISIBLE_CHARACTERS = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\x00-\x08\x0e-\x1f\x7f-\x9f]"
)
# Hyphens as PDFs and Word write them, strokes of other alphabets, and letters and digits of full width.
LOOKALIKES = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\ufe63", "-")
    | dict.fromkeys("\u2044\u2215\u29f8", "/")
    | {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
)
SPACED_DOI = re.compile(r"^10\s*\.\s*([0-9]{4,9})\s*/\s*(?=\S)")
# A line end within a DOI. A line that begins with a word or with another identifier does not continue the DOI.
LINE_END = re.compile(r"[ \t]*[\r\n]\s*(?!10\.|\(?(?:doi|https?|pmc?id)\b)", re.IGNORECASE)
CAPITALISED_LINE_START = re.compile(r"[\r\n]\s*[A-Z][a-z]+\b")

# What encloses a DOI.
WRAPPING_CHARACTERS = " \t\n\r\u00a0<>\"'`\u00ab\u00bb\u2018\u2019\u201a\u201c\u201d\u201e\u2039\u203a"
TRAILING_CHARACTERS = WRAPPING_CHARACTERS.replace("<", "").replace(">", "")
# The last sign of a SICI may be any, also a full stop.
TRAILING_PUNCTUATION = re.compile(rf"(?<!;2-)[.,;:!?…*|/{re.escape(TRAILING_CHARACTERS)}]+$")
BRACKET_PAIRS = {")": "(", "]": "[", ">": "<", "}": "{"}
LEADING_TAGS = re.compile(r"^(?:<[A-Za-z][\w:-]*(?:\s[^<>]*)?>\s*)+")
# A DOI may hold `<`, but does not end with `<` and the name of a tag.
TRAILING_TAGS = re.compile(r"(?:\s*</?(?:a|b|i|p|u|br|em|doi|sub|sup|div|font|span|strong)\s*/?>)+$", re.IGNORECASE)
HTML_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
PERCENT_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
# Another identifier right behind the DOI. A row of closing signs is searched from its first one only, to stay fast.
TRAILING_PMID = re.compile(r"(?<![.,;:)\]])[.,;:)\]]+\s*pmc?id\b.*$", re.IGNORECASE)


def join_broken_lines(text: str) -> str:
    """Return `text` without the line ends within a DOI."""
    return LINE_END.sub("", text) if "\n" in text and not CAPITALISED_LINE_START.search(text) else text


def strip_doi_wrapping(text: str) -> str:
    """Return `text` without one layer of what may enclose a DOI. It never gets longer."""
    text = INVISIBLE_CHARACTERS.sub("", text).strip().translate(LOOKALIKES)
    text = TRAILING_TAGS.sub("", LEADING_TAGS.sub("", strip_href(text)))
    text = TRAILING_DOI_LABEL.sub(
        "", DOI_LABEL.sub("", text.lstrip(WRAPPING_CHARACTERS + "([").rstrip(TRAILING_CHARACTERS))
    )
    embedded = extract_doi_from_url(text)
    text = decode_percent_escapes(text if embedded is None else embedded)
    text = HTML_ENTITY.sub(lambda found: html.unescape(found[0])[:1], text)
    text = strip_doi_latex(text)
    text = SPACED_DOI.sub(r"10.\1/", TRAILING_PUNCTUATION.sub("", TRAILING_PMID.sub("", text)))
    return strip_page_suffix(strip_unopened_brackets(text))


def strip_unopened_brackets(text: str) -> str:
    """Return `text` without the closing brackets at its end that have no opening one."""
    while (closing := text[-1:]) in BRACKET_PAIRS and text.count(closing) > text.count(BRACKET_PAIRS[closing]):
        text = text[:-1]
    return text


def decode_percent_escapes(text: str) -> str:
    """Return `text` with percent escapes decoded.

    Escapes of bytes that are not text stay as they are; those of invisible characters are removed.
    """

    def decode(found: re.Match[str]) -> str:
        characters = INVISIBLE_CHARACTERS.sub("", unquote(found[0], errors="replace")).strip("\r\n\t")
        return characters if characters.isprintable() and "\ufffd" not in characters else found[0]

    return PERCENT_ESCAPES.sub(decode, text)
