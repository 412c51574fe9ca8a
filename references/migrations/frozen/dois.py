"""What the migrations 0009 and 0010 read as a DOI: a copy of the code of that time.

Changes of the live code do not change what the migrations do.
"""

import html
import re
from urllib.parse import unquote

# Libraries put a proxy before the resolver, or behind it: `doi-org.proxy.example.edu`, `dx.doi.org.proxy.example.edu`.
# A hyphen belongs to the part before it and begins none: where it could do either, each doubles what is tried.
RESOLVER = re.compile(
    r"^(?:https?:?/{0,2}\s*|//)?(?:(?:0-)?(?:(?:dx|www)[.-])?doi[.-][a-z][\w-]*(?:\.[a-z][\w-]*)*|hdl\.handle\.net)"
    r"(?::\d+(?=/))?(?::|/+\s*|(?=10\.))(?=\S{0,40}\s*10\b)",
    re.IGNORECASE,
)
# Or they take the address as it is: `https://login.proxy.example.edu/login?url=https://doi.org/10.5555/x`.
PROXY_URL = re.compile(r"^https?://[^\s?]+\?(?:[^\s#]*&)?(?:q?url|target|u)=(?=\S*(?:doi|10\.))", re.IGNORECASE)
WEB_URL = re.compile(r"https?://(?P<host>[^\s/?#]+)(?P<path>/[^\s?#]*)(?:\?(?P<query>[^#]*))?(?:#.*)?", re.IGNORECASE)
# Also as a proxy writes them: `link-springer-com.proxy.example.edu`.
PUBLISHER_HOSTS = re.compile(
    r"(?:^|[.-])(?:springer|springeropen|biomedcentral|plos|plos[a-z]+|frontiersin|medrxiv|biorxiv|karger|thieme"
    r"|thieme-connect|jamanetwork|elifesciences|iop|f1000research|annualreviews|oup|crossref|peerj)[.-]"
    r"(?:org|com|net|de)(?:$|[.:-])",
    re.IGNORECASE,
)
DOI_IN_PATH = re.compile(r"/(?=10\.[0-9]{4,9}/)")
LABELLED_DOI_IN_PATH = re.compile(r"/(?:info:)?doi/(?:[a-z-]+/){0,2}(?=10\.[0-9]{4,9}/)", re.IGNORECASE)
# A page of a whole book tells the DOI of that.
WHOLE_BOOK_PATH = re.compile(r"/(?:books?|toc|loi|series)/(?=10\.)", re.IGNORECASE)
DOI_QUERY_NAMES = {"doi", "doid"}
PUBLISHER_QUERY_NAMES = {*DOI_QUERY_NAMES, "id"}
# Of a figure or table, which has a DOI beside its article's.
PART_DOI = re.compile(r"10\.1371/.*\.[gst]\d{3}")
# How addresses go on behind a DOI. Of a DOI by itself, fewer are cut off: it may end so by right.
SESSION_SUFFIX = re.compile(r";jsessionid.*$", re.IGNORECASE)
PAGE_SUFFIX = re.compile(
    r"/(?:full|full-?text|full-xml|abstract|abs|summary|e?pdf|pdfdirect|pdfplus|epub|html|xml|meta|figures?|tables?"
    r"|references|citations?|metrics|comments|related|suppl|suppl_file|supplementary|media|doi|transform|standard"
    r"|information|peer-review)(?:\.html?)?(?:/.*)?$",
    re.IGNORECASE,
)
FORMAT_SUFFIX = re.compile(
    r"(?:\.(?:pdf|epub|html?|xml|full|full-text|abstract|short|long))+(?:\+html)?$", re.IGNORECASE
)
BARE_PAGE_SUFFIX = re.compile(r"(?<=[^/])/(?:full|full-?text|abstract|e?pdf)$", re.IGNORECASE)
QUERY_SUFFIX = re.compile(r"\?[\w.-]+=.*$|(?<!;2-)#[A-Za-z][\w.-]*$")
# Oxford adds the number of the article, the preprint servers the version.
OXFORD_ARTICLE_NUMBER = re.compile(r"(?<=[\w)])/\d{5,}$")
VERSION_SUFFIX = re.compile(r"(?<=\d)v\d+$")
PREPRINT_DOI = re.compile(r"10\.1101/(?:\d{4}\.\d\d\.\d\d\.)?\d{6,8}v\d+")


def extract_doi_from_url(text: str) -> str | None:
    """What stands behind a proxy, a resolver or in a publisher's address; None if it is none of them."""
    if proxy := PROXY_URL.match(text):
        return text[proxy.end() :]
    if resolver := RESOLVER.match(text):
        # In an address, a question mark or hash of the DOI's own is escaped.
        return re.split(r"[?#]", text[resolver.end() :])[0].rstrip("/")
    address = WEB_URL.fullmatch(text)
    return extract_publisher_doi(address["host"], unquote(address["path"]), address["query"] or "") if address else None


def extract_publisher_doi(host: str, path: str, query: str) -> str | None:
    is_known = bool(PUBLISHER_HOSTS.search(host))
    for part in query.split("&"):
        name, _, value = part.partition("=")
        if name.lower() in (PUBLISHER_QUERY_NAMES if is_known else DOI_QUERY_NAMES) and (
            candidate := extract_labelled_doi(unquote(value))
        ):
            return None if PART_DOI.fullmatch(candidate) else candidate
    found = LABELLED_DOI_IN_PATH.search(path) or (DOI_IN_PATH.search(path) if is_known else None)
    if not found or WHOLE_BOOK_PATH.search(path) or len(DOI_IN_PATH.findall(path)) > 1:
        return None
    doi = FORMAT_SUFFIX.sub("", PAGE_SUFFIX.sub("", SESSION_SUFFIX.sub("", path[found.end() :].rstrip("/"))))
    if "oup" in host.lower():
        doi = OXFORD_ARTICLE_NUMBER.sub("", doi)
    return VERSION_SUFFIX.sub("", doi) if "rxiv" in host.lower() else doi


def extract_labelled_doi(value: str) -> str:
    """`10.1371/x` of `info:doi/10.1371/x`; nothing if it is no DOI."""
    found = re.match(r"(?:info:doi/|doi:)?(10\.[0-9]{4,9}/\S+)", value, re.IGNORECASE)
    return found[1] if found else ""


def strip_page_suffix(doi: str) -> str:
    """A DOI without what was copied with it from an address."""
    doi = BARE_PAGE_SUFFIX.sub("", QUERY_SUFFIX.sub("", doi)) if doi.startswith("10.") else doi
    return VERSION_SUFFIX.sub("", doi) if PREPRINT_DOI.fullmatch(doi) else doi


# The longest that was seen have some 200 characters; a column holds 500. What is longer in its dress is none.
DOI_PATTERN = re.compile(r"10\.[0-9]{4,9}/[^\s\\]{1,480}")
LONGEST_WRAPPED_DOI = 2000
DOI_LABEL = re.compile(r"^[(\[]?(?:(?:info|urn):)?(?:doi|hdl)[)\]]?(?:[:=/\s]+|(?=10\.))", re.IGNORECASE)
TRAILING_DOI_LABEL = re.compile(r"\s*[(\[]doi[)\]]$", re.IGNORECASE)
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
# What begins another number or address, without a space before it.
SECOND_IDENTIFIER = re.compile(r"[;,|]10\.[0-9]{4,9}/|https?:|doi\.org/|pmid\d", re.IGNORECASE)


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


def decode_char_command(found: re.Match[str]) -> str:
    """Of `\\char`: the sign itself, or its number."""
    if found["sign"]:
        return found["sign"]
    base = 16 if found["hex"] else 8 if found["octal"] else 10
    sign = chr(int(found["hex"] or found["octal"] or found["number"], base))
    return sign if sign.isprintable() else found[0]
