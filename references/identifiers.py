"""DOI, PMID, PMCID and ISBN in one spelling each, so that two records of one work are seen to be one."""

import html
import re
from urllib.parse import unquote

# The longest that was seen have some 200 characters; a column holds 500. What is longer in its dress is none.
DOI = re.compile(r"10\.\d{4,9}/\S{1,480}")
LONGEST_DRESSED = 2000
# Libraries put a proxy before the resolver, or behind it: `doi-org.proxy.example.edu`, `dx.doi.org.proxy.example.edu`.
DOI_RESOLVER = re.compile(
    r"^(?:https?:/{0,2}\s*)?(?:0-)?(?:(?:dx|www)[.-])?doi(?:[.-][\w-]+)+(?:\.[\w-]+)*(?::\d+)?/\s*(?=\S{0,40}10\b)",
    re.IGNORECASE,
)
# Or they take the address as it is: `https://login.proxy.example.edu/login?url=https://doi.org/10.5555/x`.
PROXY = re.compile(r"^https?://[^\s?]+\?(?:[^\s#]*&)?(?:q?url|target|u)=(?=[^\s]*doi)", re.IGNORECASE)
DOI_NAME = re.compile(r"^(?:(?:info|urn):)?doi(?:[:=/\s]+|(?=10\.))", re.IGNORECASE)
# What encloses a DOI in prose or a reference list, and what cannot be seen.
AROUND = " \t\n\r\u00a0\u200b\u2060\ufeff<>\"'"
BEHIND = AROUND.replace("<", "").replace(">", "")
AFTER = ".,;" + BEHIND
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
# LaTeX in which managers dress the signs of a DOI: `{\\_}`, `\textless`, `$<$`, `\url{...}`, `\href{...}{...}`.
HREF = re.compile(r"\\href\s*\{([^{}]*)\}\s*\{[^{}]*\}")
LINK = re.compile(r"\\(?:url|doi|href|nolinkurl|path|burl|texttt|ensuremath|mathrm|text|detokenize)\s*(?=\{)")
LATEX_SIGNS = {
    "textless": "<",
    "textgreater": ">",
    "lt": "<",
    "gt": ">",
    "langle": "<",
    "rangle": ">",
    "textunderscore": "_",
    "textbackslash": "",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textbar": "|",
    "slash": "/",
    "textendash": "-",
    "allowbreak": "",
    "penalty0": "",
    "newline": "",
    "relax": "",
}
LATEX_WORD = re.compile(rf"\\+({'|'.join(LATEX_SIGNS)})(?![A-Za-z])\s*(?:\{{\}})?")
LATEX_SIGN = re.compile(r"\\+(?=[^A-Za-z\s]|$)|[{}]|\$(?=[<>_^]|$)|(?<=[<>_^])\$")
# HTML around it. A DOI has `<` itself, but no tag's name behind it at its end.
TAGS_BEFORE = re.compile(r"^(?:<[A-Za-z][\w:-]*(?:\s[^<>]*)?>\s*)+")
TAGS_BEHIND = re.compile(r"(?:\s*</?(?:a|b|i|p|u|br|em|doi|sub|sup|div|font|span|strong)\s*/?>)+$", re.IGNORECASE)
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
# As PDFs and Word write the hyphen.
HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\ufe63\uff0d", "-"))
PAIRS = {")": "(", "]": "[", ">": "<"}

BETWEEN_DIGITS = r"[\s\u2010-\u2013-]*"
ISBN = re.compile(
    rf"(?<!\d)(?:97[89](?:{BETWEEN_DIGITS}\d){{10}}|\d(?:{BETWEEN_DIGITS}\d){{8}}{BETWEEN_DIGITS}[\dXx])(?!\d)",
    re.ASCII,
)


def normalised_doi(text: str) -> str | None:
    """The DOI that `text` is, as DOIs are compared: in small letters, since they do not distinguish case (DOI Handbook,
    2.2.2). None if it is not a DOI."""
    doi = bare_doi(text)
    return doi.lower() if doi else None


def bare_doi(text: str) -> str | None:
    """`https://doi.org/10.1038/X`, `doi: 10.1038/X` and `10.1038%2FX.` as `10.1038/X`; None if it is not a DOI.

    Nothing stays of a resolver, a library's proxy, LaTeX, HTML and percent signs, however often it was dressed; the
    letters keep their case.
    """
    if len(text) > LONGEST_DRESSED:
        return None
    while (bare := undressed(text)) != text:
        text = bare
    return text if DOI.fullmatch(text) else None


def undressed(text: str) -> str:
    """`text` without one layer of what may enclose a DOI. It never gets longer."""
    text = TAGS_BEHIND.sub("", TAGS_BEFORE.sub("", HREF.sub(r"\1", UNSEEN.sub("", text).strip())))
    text = DOI_NAME.sub("", text.translate(HYPHENS).lstrip(AROUND + "([").rstrip(BEHIND))
    if proxy := PROXY.match(text):
        text = decoded_percents(text[proxy.end() :])
    elif resolver := DOI_RESOLVER.match(text):
        # In an address, a question mark or hash of the DOI's own is escaped.
        text = DOI_NAME.sub("", decoded_percents(re.split(r"[?#]", text[resolver.end() :])[0].rstrip("/")))
    else:
        text = decoded_percents(text)
    text = ENTITY.sub(lambda found: html.unescape(found[0])[:1], text)
    text = LATEX_SIGN.sub("", LATEX_WORD.sub(lambda found: LATEX_SIGNS[found[1]], LINK.sub("", text)))
    text = text.rstrip(AFTER)
    closing = text[-1:]
    return text[:-1] if closing in PAIRS and text.count(closing) > text.count(PAIRS[closing]) else text


def decoded_percents(text: str) -> str:
    """Octets that are no text stay as they are, and so does what cannot be seen."""

    def decoded(found: re.Match[str]) -> str:
        characters = unquote(found[0], errors="replace")
        return characters if characters.isprintable() and "\ufffd" not in characters else found[0]

    return PERCENT.sub(decoded, text)


def normalised_pmid(text: str) -> str | None:
    """`PMID: 37024573` as `37024573`; None if it is not a PubMed number."""
    match = re.fullmatch(r"(?:PMID[:\s]*)?0*([1-9]\d{0,8})\.?", text.strip(), re.IGNORECASE | re.ASCII)
    return match[1] if match else None


def normalised_pmcid(text: str) -> str | None:
    """`pmc11494424` or `11494424` as `PMC11494424`; None if it is not a PubMed Central number."""
    match = re.fullmatch(r"(?:PMCID[:\s]*)?(?:PMC)?0*([1-9]\d{0,8})", text.strip(), re.IGNORECASE | re.ASCII)
    return f"PMC{match[1]}" if match else None


def normalised_isbn(text: str) -> str | None:
    """`ISBN 0-306-40615-2` as `9780306406157`, the first of several; None if none is valid (ISO 2108, Annex A)."""
    for candidate in ISBN.findall(text):
        characters = re.sub(r"[^0-9Xx]", "", candidate).upper()
        if len(characters) == 10 and isbn_10_sum(characters) % 11 == 0:
            return with_check_digit(f"978{characters[:9]}")
        if len(characters) == 13 and characters == with_check_digit(characters[:12]):
            return characters
    return None


def isbn_10_sum(characters: str) -> int:
    weights = range(10, 0, -1)
    return sum(w * (10 if c == "X" else int(c)) for w, c in zip(weights, characters, strict=True))


def with_check_digit(twelve: str) -> str:
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(twelve))
    return f"{twelve}{-total % 10}"
