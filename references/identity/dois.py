"""DOIs in one spelling, whatever they are dressed in: resolvers, publishers' pages, LaTeX, HTML, percent signs.

Where a text leaves in doubt which DOI it means, it is none: a wrong one leads readers to another work.
"""

import html
import re
import unicodedata
from urllib.parse import unquote

from references.identity.doi_urls import is_of_resolver, told_in_address, without_page

# The longest that was seen have some 200 characters; a column holds 500. What is longer in its dress is none.
DOI = re.compile(r"10\.[0-9]{4,9}/[^\s\\]{1,480}")
LONGEST_DRESSED = 2000
NAME = re.compile(r"^[(\[]?(?:(?:info|urn):)?(?:doi|hdl)[)\]]?(?:[:=/\s]+|(?=10\.))", re.IGNORECASE)
NAME_BEHIND = re.compile(r"\s*[(\[]doi[)\]]$", re.IGNORECASE)

# --- What cannot be seen, and what looks alike ---

UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\x00-\x08\x0e-\x1f\x7f-\x9f]"
)
# Hyphens as PDFs and Word write them, strokes of other alphabets, and letters and digits of full width.
LOOKALIKES = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\ufe63", "-")
    | dict.fromkeys("\u2044\u2215\u29f8", "/")
    | {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
)
SPACED = re.compile(r"^10\s*\.\s*([0-9]{4,9})\s*/\s*(?=\S)")
# A line that ended within a DOI. What goes on with a word or with another identifier does not go on with the DOI.
LINE_END = re.compile(r"[ \t]*[\r\n]\s*(?!10\.|\(?(?:doi|https?|pmc?id)\b)", re.IGNORECASE)
BEGINS_WORD = re.compile(r"[\r\n]\s*[A-Z][a-z]+\b")

# --- What encloses it ---

AROUND = " \t\n\r\u00a0<>\"'`\u00ab\u00bb\u2018\u2019\u201a\u201c\u201d\u201e\u2039\u203a"
BEHIND = AROUND.replace("<", "").replace(">", "")
# The last sign of a SICI may be any.
END = re.compile(rf"(?<!;2-)[.,;:!?…*|/{re.escape(BEHIND)}]+$")
PAIRS = {")": "(", "]": "[", ">": "<", "}": "{"}
ENCLOSED = re.compile(r"^\{(.*)\}$|^\{(?=[^}]*$)", re.DOTALL)
TAGS_BEFORE = re.compile(r"^(?:<[A-Za-z][\w:-]*(?:\s[^<>]*)?>\s*)+")
# A DOI has `<` itself, but no tag's name behind it at its end.
TAGS_BEHIND = re.compile(r"(?:\s*</?(?:a|b|i|p|u|br|em|doi|sub|sup|div|font|span|strong)\s*/?>)+$", re.IGNORECASE)
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
# Another number right behind it. A row of closing signs is looked at from its first one only.
PMID_BEHIND = re.compile(r"(?<![.,;:)\]])[.,;:)\]]+\s*pmc?id\b.*$", re.IGNORECASE)

# --- LaTeX, as managers dress the signs of a DOI: `{\\_}`, `\textless`, `$<$`, `\char`\_`, `\href{...}{...}` ---

HREF = re.compile(r"\\href\s*\{([^{}]*)\}\s*\{(?:[^{}]|\{[^{}]*\})*\}")
LINK = re.compile(r"\\(?:url|doi|href|nolinkurl|path|burl|texttt|ensuremath|mathrm|text|detokenize)\s*(?=\{)")
CHAR = re.compile(r"\\char\s*(?:`\\?(?P<sign>\S)|\"(?P<hex>[0-9A-F]{2})|'(?P<octal>[0-7]{2,3})|(?P<number>\d{2,3}))\s?")
FORMULA = re.compile(r"\$\s*(\\[A-Za-z]+|\\?[^A-Za-z0-9$\s]*)\s*\$|\\\(\s*(\\[A-Za-z]+|\\?[^A-Za-z0-9$\s]*?)\s*\\\)")
SIGNS = {
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
WORD = re.compile(rf"\\+({'|'.join(SIGNS)})(?![A-Za-z])\s*(?:\{{\}})?")
# A hyphen behind a backslash prints nothing where no line ends: who wrote it may have meant one or none.
SIGN = re.compile(r"\\+(?=[^A-Za-z\s\\-]|$)")
# Braces around one sign, and of what managers leave between a sign and what follows. Those around letters are the
# DOI's own, but in BibTeX.
BRACES = re.compile(r"\{([^{}A-Za-z0-9]*)\}")
BRACES_OF_BIBTEX = re.compile(r"(?<!\\)[{}]")
ACCENTED = re.compile(r"\\([\"'`^])\s*\{?\s*([A-Za-z])")
ACCENTS = dict(zip("\"'`^", "\u0308\u0301\u0300\u0302", strict=True))

# --- A DOI in other words ---

# A longer address may go on after the DOI, so only the resolver's own is read.
WITHIN = re.compile(r"(?:(?<![\w/.=&?])|doi\.org/)10\.[0-9]{4,9}/[^\s\"]+")
BROKEN = re.compile(r"(?<=[/_(:-])\s+(?=[^\s\[(])")
# It ends in what ends none, or what follows is the rest of it as likely as a year or a volume.
CLOSING = ".,;:)]}"
CUT = re.compile(r"[-_/(:]$")
GOES_ON = re.compile(r"\s+(?!\(?\d{4}\)?[.,;]?$)(?:\(?\d|[(\[][^()\[\]]*$)\S*$")
# What begins another number or address, without a space before it.
SEVERAL = re.compile(r"[;,|]10\.[0-9]{4,9}/|https?:|doi\.org/|pmid\d", re.IGNORECASE)


def normalised_doi(text: str) -> str | None:
    """The DOI that `text` is, as DOIs are compared: in small letters, since they do not distinguish case (DOI Handbook,
    2.2.2). None if it is not a DOI."""
    doi = bare_doi(text)
    return doi.lower() if doi else None


def bare_doi(text: str) -> str | None:
    """`https://doi.org/10.1038/X`, `doi: 10.1038/X` and `10.1038%2FX.` as `10.1038/X`; None if it is not a DOI.

    Nothing stays of a resolver, a publisher's page, a library's proxy, LaTeX, HTML and percent signs, however often it
    was dressed; the letters keep their case.
    """
    if len(text) > LONGEST_DRESSED:
        return None
    text = joined_lines(text.strip())
    while (bare := undressed(text)) != text:
        text = bare
    return text if DOI.fullmatch(text) and not SEVERAL.search(text) else None


def resolved_doi(address: str) -> str | None:
    """The DOI, normalised, if the address is that of a resolver, which is all that it tells."""
    return normalised_doi(address) if is_of_resolver(address.strip()) else None


def doi_of_bibtex(text: str) -> str:
    """The same of a field of BibTeX, where braces around letters keep their case and are none of the DOI's."""
    text = LINK.sub("", HREF.sub(r"\1", text[:LONGEST_DRESSED]))
    # Before the braces go, which end the name of a command: `{\textunderscore}x`.
    text = ACCENTED.sub(with_accent, WORD.sub(lambda found: SIGNS[found[1]], CHAR.sub(character, text)))
    return doi_within(BRACES_OF_BIBTEX.sub("", text))


def doi_within(value: object) -> str:
    """The DOI without its dress; of other words the one DOI within them; nothing if there is none."""
    text = str(value)[:LONGEST_DRESSED]
    if found := bare_doi(text):
        return found
    if text.count("10.") == 1 and (found := bare_doi(BROKEN.sub("", text))):
        return found
    matches = list(WITHIN.finditer(text))
    told = {bare_doi(match[0].rstrip(CLOSING)) for match in matches}
    # Of several it is not known which is meant.
    return (told.pop() or "") if len(told) == 1 and not may_go_on(text, matches[-1]) else ""


def may_go_on(text: str, found: re.Match[str]) -> bool:
    """Whether a DOI within `text` may have more to it than was found."""
    return bool(CUT.search(found[0]) or GOES_ON.match(text, found.end()))


def joined_lines(text: str) -> str:
    return LINE_END.sub("", text) if "\n" in text and not BEGINS_WORD.search(text) else text


def undressed(text: str) -> str:
    """`text` without one layer of what may enclose a DOI. It never gets longer."""
    text = UNSEEN.sub("", text).strip().translate(LOOKALIKES)
    text = TAGS_BEHIND.sub("", TAGS_BEFORE.sub("", HREF.sub(r"\1", text)))
    text = NAME_BEHIND.sub("", NAME.sub("", text.lstrip(AROUND + "([").rstrip(BEHIND)))
    told = told_in_address(text)
    text = decoded_percents(text if told is None else told)
    text = ENTITY.sub(lambda found: html.unescape(found[0])[:1], text)
    text = without_latex(text)
    text = SPACED.sub(r"10.\1/", END.sub("", PMID_BEHIND.sub("", text)))
    return without_page(without_closing(text))


def without_closing(text: str) -> str:
    """Without the brackets at its end that none before them opens."""
    while (closing := text[-1:]) in PAIRS and text.count(closing) > text.count(PAIRS[closing]):
        text = text[:-1]
    return text


def decoded_percents(text: str) -> str:
    """Octets that are no text stay as they are; those of what cannot be seen go."""

    def decoded(found: re.Match[str]) -> str:
        characters = UNSEEN.sub("", unquote(found[0], errors="replace")).strip("\r\n\t")
        return characters if characters.isprintable() and "\ufffd" not in characters else found[0]

    return PERCENT.sub(decoded, text)


def without_latex(text: str) -> str:
    text = ENCLOSED.sub(lambda found: found[1] or "", CHAR.sub(character, LINK.sub("", text)))
    text = FORMULA.sub(lambda found: found[1] or found[2] or "", text)
    text = WORD.sub(lambda found: SIGNS[found[1]], text)
    return BRACES.sub(r"\1", SIGN.sub("", text))


def with_accent(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", found[2] + ACCENTS[found[1]])


def character(found: re.Match[str]) -> str:
    """Of `\\char`: the sign itself, or its number."""
    if found["sign"]:
        return found["sign"]
    base = 16 if found["hex"] else 8 if found["octal"] else 10
    told = chr(int(found["hex"] or found["octal"] or found["number"], base))
    return told if told.isprintable() else found[0]
