"""DOIs in one spelling, whatever they are dressed in: resolvers, publishers' pages, LaTeX, HTML, percent signs.

Where a text leaves in doubt which DOI it means, it is none: a wrong one leads readers to another work.
"""

import html
import re
import unicodedata
from urllib.parse import unquote

from references.identity.doi_urls import extract_doi_from_url, is_resolver_url, strip_page_suffix

# The longest that was seen have some 200 characters; a column holds 500. What is longer in its dress is none.
DOI_PATTERN = re.compile(r"10\.[0-9]{4,9}/[^\s\\]{1,480}")
LONGEST_WRAPPED_DOI = 2000
DOI_LABEL = re.compile(r"^[(\[]?(?:(?:info|urn):)?(?:doi|hdl)[)\]]?(?:[:=/\s]+|(?=10\.))", re.IGNORECASE)
TRAILING_DOI_LABEL = re.compile(r"\s*[(\[]doi[)\]]$", re.IGNORECASE)

# --- What cannot be seen, and what looks alike ---

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
# A line that ended within a DOI. What goes on with a word or with another identifier does not go on with the DOI.
LINE_END = re.compile(r"[ \t]*[\r\n]\s*(?!10\.|\(?(?:doi|https?|pmc?id)\b)", re.IGNORECASE)
CAPITALISED_LINE_START = re.compile(r"[\r\n]\s*[A-Z][a-z]+\b")

# --- What encloses it ---

WRAPPING_CHARACTERS = " \t\n\r\u00a0<>\"'`\u00ab\u00bb\u2018\u2019\u201a\u201c\u201d\u201e\u2039\u203a"
TRAILING_CHARACTERS = WRAPPING_CHARACTERS.replace("<", "").replace(">", "")
# The last sign of a SICI may be any.
TRAILING_PUNCTUATION = re.compile(rf"(?<!;2-)[.,;:!?…*|/{re.escape(TRAILING_CHARACTERS)}]+$")
BRACKET_PAIRS = {")": "(", "]": "[", ">": "<", "}": "{"}
ENCLOSING_BRACES = re.compile(r"^\{(.*)\}$|^\{(?=[^}]*$)", re.DOTALL)
LEADING_TAGS = re.compile(r"^(?:<[A-Za-z][\w:-]*(?:\s[^<>]*)?>\s*)+")
# A DOI has `<` itself, but no tag's name behind it at its end.
TRAILING_TAGS = re.compile(r"(?:\s*</?(?:a|b|i|p|u|br|em|doi|sub|sup|div|font|span|strong)\s*/?>)+$", re.IGNORECASE)
HTML_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
PERCENT_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
# Another number right behind it. A row of closing signs is looked at from its first one only.
TRAILING_PMID = re.compile(r"(?<![.,;:)\]])[.,;:)\]]+\s*pmc?id\b.*$", re.IGNORECASE)

# --- LaTeX, as managers dress the signs of a DOI: `{\\_}`, `\textless`, `$<$`, `\char`\_`, `\href{...}{...}` ---

HREF_COMMAND = re.compile(r"\\href\s*\{([^{}]*)\}\s*\{(?:[^{}]|\{[^{}]*\})*\}")
LINK_COMMAND = re.compile(r"\\(?:url|doi|href|nolinkurl|path|burl|texttt|ensuremath|mathrm|text|detokenize)\s*(?=\{)")
CHAR_COMMAND = re.compile(
    r"\\char\s*(?:`\\?(?P<sign>\S)|\"(?P<hex>[0-9A-F]{2})|'(?P<octal>[0-7]{2,3})|(?P<number>\d{2,3}))\s?"
)
FORMULA = re.compile(r"\$\s*(\\[A-Za-z]+|\\?[^A-Za-z0-9$\s]*)\s*\$|\\\(\s*(\\[A-Za-z]+|\\?[^A-Za-z0-9$\s]*?)\s*\\\)")
SIGNS_BY_COMMAND = {
    "textless": "<",
    "textgreater": ">",
    "lt": "<",
    "gt": ">",
    "langle": "<",
    "rangle": ">",
    "textunderscore": "_",
    "textbackslash": "",
    "backslash": "",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textbar": "|",
    "textquotesingle": "'",
    "textendash": "-",
    "slash": "/",
    "allowbreak": "",
    "penalty0": "",
    "newline": "",
    "linebreak": "",
    "relax": "",
}
SIGN_COMMAND = re.compile(rf"\\+({'|'.join(SIGNS_BY_COMMAND)})(?![A-Za-z])\s*(?:\{{\}})?")
# A hyphen behind a backslash prints nothing where no line ends: who wrote it may have meant one or none.
ESCAPING_BACKSLASH = re.compile(r"\\+(?=[^A-Za-z\s\\-]|$)")
# Braces around one sign, and of what managers leave between a sign and what follows. Those around letters are the
# DOI's own, but in BibTeX.
BRACES_AROUND_SIGN = re.compile(r"\{([^{}A-Za-z0-9]*)\}")
BIBTEX_BRACES = re.compile(r"(?<!\\)[{}]")
ACCENT_COMMAND = re.compile(r"\\([\"'`^])\s*\{?\s*([A-Za-z])")
ACCENTS_BY_SIGN = dict(zip("\"'`^", "\u0308\u0301\u0300\u0302", strict=True))

# --- A DOI in other words ---

# A longer address may go on after the DOI, so only the resolver's own is read.
EMBEDDED_DOI = re.compile(r"(?:(?<![\w/.=&?])|doi\.org/)10\.[0-9]{4,9}/[^\s\"]+")
STRAY_SPACE = re.compile(r"(?<=[/_(:-])\s+(?=[^\s\[(])")
# It ends in what ends none, or what follows is the rest of it as likely as a year or a volume.
CLOSING_CHARACTERS = ".,;:)]}"
CUT_OFF_END = re.compile(r"[-_/(:]$")
DOI_CONTINUATION = re.compile(r"\s+(?!\(?\d{4}\)?[.,;]?$)(?:\(?\d|[(\[][^()\[\]]*$)\S*$")
# What begins another number or address, without a space before it.
SECOND_IDENTIFIER = re.compile(r"[;,|]10\.[0-9]{4,9}/|https?:|doi\.org/|pmid\d", re.IGNORECASE)


def normalize_doi(text: str) -> str | None:
    """The DOI that `text` is, as DOIs are compared: in small letters, since they do not distinguish case (DOI Handbook,
    2.2.2). None if it is not a DOI."""
    doi = parse_doi(text)
    return doi.lower() if doi else None


def parse_doi(text: str) -> str | None:
    """`https://doi.org/10.1038/X`, `doi: 10.1038/X` and `10.1038%2FX.` as `10.1038/X`; None if it is not a DOI.

    Nothing stays of a resolver, a publisher's page, a library's proxy, LaTeX, HTML and percent signs, however often it
    was dressed; the letters keep their case.
    """
    if len(text) > LONGEST_WRAPPED_DOI:
        return None
    text = join_broken_lines(text.strip())
    while (bare := strip_doi_wrapping(text)) != text:
        text = bare
    return text if DOI_PATTERN.fullmatch(text) and not SECOND_IDENTIFIER.search(text) else None


def parse_resolver_doi(address: str) -> str | None:
    """The DOI, normalised, if the address is that of a resolver, which is all that it tells."""
    return normalize_doi(address) if is_resolver_url(address.strip()) else None


def parse_bibtex_doi(text: str) -> str:
    """The same of a field of BibTeX, where braces around letters keep their case and are none of the DOI's."""
    text = LINK_COMMAND.sub("", HREF_COMMAND.sub(r"\1", text[:LONGEST_WRAPPED_DOI]))
    # Before the braces go, which end the name of a command: `{\textunderscore}x`.
    text = ACCENT_COMMAND.sub(
        compose_accent,
        SIGN_COMMAND.sub(lambda found: SIGNS_BY_COMMAND[found[1]], CHAR_COMMAND.sub(decode_char_command, text)),
    )
    return find_doi(BIBTEX_BRACES.sub("", text))


def find_doi(value: object) -> str:
    """The DOI without its dress; of other words the one DOI within them; nothing if there is none."""
    text = str(value)[:LONGEST_WRAPPED_DOI]
    if found := parse_doi(text):
        return found
    if text.count("10.") == 1 and (found := parse_doi(STRAY_SPACE.sub("", text))):
        return found
    matches = list(EMBEDDED_DOI.finditer(text))
    candidates = {parse_doi(match[0].rstrip(CLOSING_CHARACTERS)) for match in matches}
    # Of several it is not known which is meant.
    return (candidates.pop() or "") if len(candidates) == 1 and not can_be_truncated(text, matches[-1]) else ""


def can_be_truncated(text: str, found: re.Match[str]) -> bool:
    """Whether a DOI within `text` may have more to it than was found."""
    return bool(CUT_OFF_END.search(found[0]) or DOI_CONTINUATION.match(text, found.end()))


def join_broken_lines(text: str) -> str:
    return LINE_END.sub("", text) if "\n" in text and not CAPITALISED_LINE_START.search(text) else text


def strip_doi_wrapping(text: str) -> str:
    """`text` without one layer of what may enclose a DOI. It never gets longer."""
    text = INVISIBLE_CHARACTERS.sub("", text).strip().translate(LOOKALIKES)
    text = TRAILING_TAGS.sub("", LEADING_TAGS.sub("", HREF_COMMAND.sub(r"\1", text)))
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
    """Without the brackets at its end that none before them opens."""
    while (closing := text[-1:]) in BRACKET_PAIRS and text.count(closing) > text.count(BRACKET_PAIRS[closing]):
        text = text[:-1]
    return text


def decode_percent_escapes(text: str) -> str:
    """Octets that are no text stay as they are; those of what cannot be seen go."""

    def decoded(found: re.Match[str]) -> str:
        characters = INVISIBLE_CHARACTERS.sub("", unquote(found[0], errors="replace")).strip("\r\n\t")
        return characters if characters.isprintable() and "\ufffd" not in characters else found[0]

    return PERCENT_ESCAPES.sub(decoded, text)


def strip_doi_latex(text: str) -> str:
    text = ENCLOSING_BRACES.sub(
        lambda found: found[1] or "", CHAR_COMMAND.sub(decode_char_command, LINK_COMMAND.sub("", text))
    )
    text = FORMULA.sub(lambda found: found[1] or found[2] or "", text)
    text = SIGN_COMMAND.sub(lambda found: SIGNS_BY_COMMAND[found[1]], text)
    return BRACES_AROUND_SIGN.sub(r"\1", ESCAPING_BACKSLASH.sub("", text))


def compose_accent(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", found[2] + ACCENTS_BY_SIGN[found[1]])


def decode_char_command(found: re.Match[str]) -> str:
    """Of `\\char`: the sign itself, or its number."""
    if found["sign"]:
        return found["sign"]
    base = 16 if found["hex"] else 8 if found["octal"] else 10
    sign = chr(int(found["hex"] or found["octal"] or found["number"], base))
    return sign if sign.isprintable() else found[0]
