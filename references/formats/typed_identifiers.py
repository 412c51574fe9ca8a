"""Separate the identifiers and links of an entry that somebody typed from its words."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from references.identity.dois import find_doi
from references.identity.identifiers import normalize_isbn
from references.identity.work_urls import clean_web_url

URL = re.compile(r"<?\b(?:https?://|www\.)[^\s<>\"“”|]+>?")
BARE_DOI = re.compile(r"(?:\bdoi\s*[:=]?\s*|(?<![\w/.]))(?:doi\.org/)?10\.\d{4,9}/[^\s\"<>|]+", re.IGNORECASE)
DOI_LABEL = re.compile(r"\bdoi\s*[:=]\s*(?=$|[\s.;,\])])", re.IGNORECASE)
PMID = re.compile(r"\b(?:PMID|PubMed(?:\s+ID|\s+PMID)?)\s*[:#=]?\s*(\d{4,9})\b\.?", re.IGNORECASE)
PMCID = re.compile(r"\b(?:PMCID\s*[:#=]?\s*|PMC\s+ID\s*[:=]?\s*)?(PMC\d{4,9})\b\.?", re.IGNORECASE)
ISBN = re.compile(r"\bISBN(?:-1[03])?\s*[:=]?\s*([\dXx][\dXx\s–-]{8,20}[\dXx])", re.IGNORECASE)
PUBMED_URL = re.compile(
    r"pubmed\.ncbi\.nlm\.nih\.gov/(\d{1,9})\b|ncbi\.nlm\.nih\.gov/pubmed/(\d{1,9})\b", re.IGNORECASE
)
PMC_URL = re.compile(r"(?:ncbi\.nlm\.nih\.gov|europepmc\.org)/\S*?(PMC\d{1,9})\b", re.IGNORECASE)
FULL_TEXT_LABEL = re.compile(r"\b(?:full[\s-]?text|volltext|pdf)\b", re.IGNORECASE)
LABELS = (
    r"(?:free\s+)?(?:pmc\s+)?(?:full[\s-]?text|article)(?:\s+(?:link|pdf|html|available))?|pubmed(?:\s+central)?|medline|pmc"
    r"|cross-?ref|google\s+scholar|(?:zum\s+)?(?:freier\s+)?volltext|web\s+of\s+science|pdf|doi|link|abstract|url|view(?:\s+article)?"
    r"|available\s+(?:from|at|online(?:\s+at)?|under)(?:\s+at)?|verfügbar\s+unter|abrufbar\s+unter|online\s+unter"
    r"|retrieved(?:\s+[\w\s,]{4,30}?)?\s+from|abgerufen\s+von|free|open\s+access"
)
TRAILING_LABEL = re.compile(rf"(?:^|[\s.;,|·•–—\[\]()/:-])\s*(?:{LABELS})[\s\]).:|;,→↗>»·-]*$", re.IGNORECASE)
ACCESS_NOTE = re.compile(
    r"[\[(]?\b(?:accessed|last\s+accessed|zugriff|zuletzt\s+(?:abgerufen|aufgerufen|besucht)|abgerufen|aufgerufen|retrieved|stand)"
    r"\b:?\s*(?:on\s+|am\s+|vom\s+)?[\w.,\s/-]{4,30}?(?:20\d\d)(?:[-/]\d\d){0,2}[\])]?\.?",
    re.IGNORECASE,
)
BRACKET_NOTE = re.compile(
    r"\s*\[(?:internet|online|cited[^\[\]]{0,40}|zitiert[^\[\]]{0,40}|published[^\[\]]{0,60}|epub[^\[\]]{0,60})\]",
    re.IGNORECASE,
)
EPUB_NOTE = re.compile(
    r"[.;]?\s*\b(?:epub|e-?published|published\s+online|advance\s+online\s+publication|online\s+ahead\s+of\s+print)\b[^.;]{0,40}[.;]?",
    re.IGNORECASE,
)
CLOSING_MARKS = ".,;:)]}>"


@dataclass(frozen=True)
class TypedLink:
    """A link of the entry, with the words that it is on; they may be its own address."""

    url: str
    label: str = ""


@dataclass
class Identifiers:
    """What an entry is found by, by the names of CSL, and the words that are left without it."""

    words: str
    variables: dict[str, str] = field(default_factory=dict)
    full_text_url: str = ""

    def put(self, variable: str, value: str) -> None:
        """Keep the first value: others of one kind are of works that the entry mentions."""
        if value:
            self.variables.setdefault(variable, value)


def split_identifiers(text: str, links: Sequence[TypedLink] = ()) -> Identifiers:
    """Return the identifiers of an entry and its words without them, without notes of access and labels of links."""
    found = Identifiers(text)
    for match in URL.finditer(text):
        is_full_text = bool(FULL_TEXT_LABEL.search(text[max(0, match.start() - 20) : match.start()]))
        read_link(found, TypedLink(match[0].strip("<>").rstrip(CLOSING_MARKS), "full text" if is_full_text else ""))
    for link in links:
        read_link(found, link)
    words = URL.sub(" ", text)
    for match in BARE_DOI.finditer(words):
        found.put("DOI", find_doi(match[0].rstrip(CLOSING_MARKS)))
    words = BARE_DOI.sub(" ", words)
    for pattern, variable in ((PMID, "PMID"), (PMCID, "PMCID")):
        found.put(variable, next((match[1] for match in pattern.finditer(words)), ""))
        words = pattern.sub(" ", words)
    if isbn := ISBN.search(words):
        found.put("ISBN", normalize_isbn(isbn[1]) or "")
        words = ISBN.sub(" ", words)
    found.words = strip_notes(words)
    return found


def read_link(found: Identifiers, link: TypedLink) -> None:
    url = clean_web_url(link.url if "://" in link.url else f"https://{link.url}")
    if not url:
        return
    pubmed, pmc = PUBMED_URL.search(url), PMC_URL.search(url)
    if doi := find_doi(url):
        found.put("DOI", doi)
    if pubmed:
        found.put("PMID", pubmed[1] or pubmed[2])
    if pmc:
        found.put("PMCID", pmc[1].upper())
    if FULL_TEXT_LABEL.search(link.label) and not pubmed:
        found.full_text_url = found.full_text_url or url
    elif not (doi or pubmed or pmc):
        found.put("URL", url)


def strip_notes(words: str) -> str:
    """Return the words of an entry without notes of access and, at its end, labels of links."""
    for note in (ACCESS_NOTE, BRACKET_NOTE, EPUB_NOTE, DOI_LABEL):
        words = note.sub(" ", words)
    words = " ".join(words.split())
    while (shorter := TRAILING_LABEL.sub("", words)) != words:
        words = shorter.rstrip()
    return re.sub(r"\s+([.,;:])", r"\1", words).strip(" ,;|")


def is_link_line(text: str) -> bool:
    """Return whether a line is nothing but identifiers, links and their labels: it belongs to the entry before it."""
    return bool(text.strip()) and not re.search(r"\w", split_identifiers(f" {text}").words)


def has_identifier(text: str, links: Iterable[TypedLink] = ()) -> bool:
    return bool(split_identifiers(text, tuple(links)).variables)
