"""BibTeX and BibLaTeX, in the dialects of Zotero, Mendeley, EndNote, JabRef and Google Scholar.

Fields after BibTeX 0.99d (btxdoc) and the manual of BibLaTeX 3.20. The field `csl` of our own exports carries what the
other fields cannot: see `references.formats.overrides`.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TextIO

import bibtexparser
from bibtexparser.model import Entry
from django.utils.translation import gettext as _

from references.csl import Csl
from references.formats import bibtex_blocks, bibtex_names, dates, overrides
from references.formats.biblatex_keys import in_words
from references.formats.bibtex_blocks import Block, blocks
from references.formats.bibtex_values import Strings, check_depth, definition, fields
from references.formats.inheritance import Fields, Parent, folded_key, inherited
from references.formats.latex import decoded
from references.formats.pages import without_label, written_out
from references.formats.record_builder import assembled, full_text, issn, language
from references.formats.records import Record, Refusal
from references.formats.size_limits import Allowance, TooLarge, check_size
from references.identity.dois import doi_of_bibtex
from references.identity.work_urls import web_address

# Each broken entry is told to the editor.
logging.getLogger("bibtexparser").setLevel(logging.ERROR)

BEGINS = re.compile(rf"^(?:{bibtex_blocks.BEGINS.pattern}|{bibtex_blocks.TYPE_ALONE.pattern}[ \t]*[{{(])", re.MULTILINE)
HAS_PARENTS = re.compile(r"\b(?:crossref|xdata)\s*=", re.IGNORECASE)

# For each type of CSL those of BibTeX and BibLaTeX; the first is the one written.
TYPES_OF_BIBTEX = {
    "article-journal": "article suppperiodical",
    "book": "book mvbook collection mvcollection proceedings mvproceedings reference periodical",
    "chapter": "incollection inbook bookinbook suppbook suppcollection inreference",
    "dataset": "dataset data",
    "document": "misc",
    "manuscript": "unpublished",
    "motion_picture": "video movie",
    "pamphlet": "booklet",
    "paper-conference": "inproceedings conference",
    "patent": "patent",
    "report": "techreport report manual",
    "software": "software",
    "standard": "standard",
    "thesis": "thesis phdthesis mastersthesis",
    "webpage": "online electronic www webpage",
}
# Mendeley writes its own names of types.
TYPES_OF_MENDELEY = {
    "book_section": "chapter",
    "computer_program": "software",
    "conference_proceedings": "paper-conference",
    "encyclopedia_article": "entry-encyclopedia",
    "film": "motion_picture",
    "magazine_article": "article-magazine",
    "newspaper_article": "article-newspaper",
    "web_page": "webpage",
    "working_paper": "manuscript",
}
TYPES = {name: kind for kind, names in TYPES_OF_BIBTEX.items() for name in names.split()} | TYPES_OF_MENDELEY
ARXIV = re.compile(r"\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7}(?:v\d+)?")
NO_WORKS = {"comment", "preamble", "string", "xdata", "set", "control"}

THESES = {"phdthesis", "mastersthesis"}
PERIODICALS = {"article-journal", "article-magazine", "article-newspaper"}
NUMBERED = {"report", "standard", "dataset", "patent", "software", "document", "webpage", "manuscript"}

TEXTS = {
    "title-short": ("shorttitle",),
    "container-title-short": ("shortjournal",),
    "volume": ("volume",),
    "edition": ("edition",),
    "publisher": ("publisher", "school", "institution", "organization"),
    "publisher-place": ("location", "address"),
    "collection-title": ("series",),
    "event-title": ("eventtitle",),
    "number-of-pages": ("pagetotal",),
    "abstract": ("abstract",),
    "keyword": ("keywords", "keyword"),
    "note": ("note", "annotation", "annote"),
    "status": ("pubstate",),
}
# In which BibLaTeX expects a key as often as words.
KEYED = {"status", "collection-title", "publisher-place", "edition"}
# The fields of people, and what they were unless the field of their type says otherwise.
PEOPLE = {
    "author": "author",
    "editor": "editor",
    "translator": "translator",
    "editora": "contributor",
    "editorb": "contributor",
    "editorc": "contributor",
}
ROLES = {
    "editor": "editor",
    "compiler": "editor",
    "translator": "translator",
    "director": "director",
    "organizer": "organizer",
    "collaborator": "contributor",
}
# No prose: a backslash or a brace in them is only there for LaTeX.
VERBATIM = {
    "DOI": ("doi",),
    "PMID": ("pmid",),
    "PMCID": ("pmcid", "pmc"),
    "ISBN": ("isbn",),
}


@dataclass
class File:
    """What entries of one file refer to."""

    # None is one that is too long.
    strings: Strings = field(default_factory=dict)
    # By their keys, in which BibTeX does not distinguish case.
    parents: dict[str, Parent] = field(default_factory=dict)
    allowance: Allowance = field(default_factory=Allowance)


def read(text: TextIO) -> Iterator[Record | Refusal]:
    """`text` is read up to three times: for the strings, for the entries that others inherit from, for all entries."""
    file, parents = File(), set()
    for block in blocks(text):
        if block.kind == "string":
            file.strings.update(definition(block, file.strings))
        elif block.kind not in NO_WORKS - {"xdata"}:
            parents |= keys_of_parents(block, file.strings)
    if parents:
        text.seek(0)
        for block in blocks(text):
            if (entry := parsed(block)) and (key := folded_key(entry.key)) in parents:
                with suppress(TooLarge):  # which is told of the entry itself
                    file.parents.setdefault(
                        key, Parent(block.kind, fields(entry, file.strings, Allowance.FOR_AN_ENTRY))
                    )
    text.seek(0)
    return (record(block, file) for block in blocks(text) if block.kind not in NO_WORKS)


def keys_of_parents(block: Block, strings: Strings) -> set[str]:
    """The keys that an entry inherits from, in whatever way BibTeX lets them be written: `{a}`, `12`, `name # {b}`."""
    entry = parsed(block) if HAS_PARENTS.search(block.text) else None
    if not entry:
        return set()
    try:
        own = fields(entry, strings, Allowance.FOR_AN_ENTRY)
    except TooLarge:  # which is told of the entry itself
        return set()
    return {folded_key(key) for name in ("crossref", "xdata") for key in own.get(name, "").split(",")}


def record(block: Block, file: File) -> Record | Refusal:
    place = _("line %(line)s") % {"line": block.line}
    entry = parsed(block)
    if not entry or block.is_torn:
        return Refusal(
            place, _("It is no whole BibTeX entry: a brace, a quotation mark or a comma is missing or one too many.")
        )
    length = sum(map(len, block.lines))
    try:
        own = fields(entry, file.strings, file.allowance.of_entry(length))
        found = inherited(own, file.parents, seen={folded_key(entry.key)})
        file.allowance.use(length, sum(map(len, found.values())))
        check_size(found)
        check_depth(found)
    except TooLarge as error:
        return Refusal(place, str(error))
    return assembled(place, work(entry.key, block.kind, found), exact=overrides.read([found.get("csl", "")]))


def parsed(block: Block) -> Entry | None:
    """The entry; of a field that it has twice the first. None if it is broken."""
    library = bibtexparser.parse_string(block.text, parse_stack=[])
    found = library.entries or [failed.ignore_error_block for failed in library.failed_blocks]
    return found[0] if found and isinstance(found[0], Entry) else None


def work(key: str, entry_type: str, found: Fields) -> Csl:
    kind = type_of(entry_type, found)
    return {
        "id": key,
        "type": kind,
        **{variable: text(variable, first(found, *names)) for variable, names in TEXTS.items()},
        **{variable: verbatim(first(found, *names)) for variable, names in VERBATIM.items()},
        "DOI": doi_of_bibtex(found.get("doi", "")),
        "ISSN": issn(verbatim(found.get("issn", ""))),
        **titles(found, kind),
        **numbers(found, kind),
        **people(found),
        "issued": issued(found),
        "status": text("status", found.get("pubstate", "")) or dates.state(decoded(first(found, "date", "year"))),
        "accessed": dates.date(decoded(found.get("urldate", ""))),
        "genre": genre(entry_type, found, kind),
        "language": language(decoded(in_words(first(found, "langid", "language")))),
        "URL": address(found),
        **eprint(found),
        "custom": full_text(web_address(verbatim(first(found, "fulltext", "pdf")))),
    }


def text(variable: str, written: str) -> str:
    return decoded(in_words(written) if variable in KEYED else written)


def type_of(entry_type: str, found: Fields) -> str:
    kind = TYPES.get(entry_type, "document")
    # Most managers know no other way to say that it is a page of the web.
    is_page = kind == "document" and address(found) and not found.get("journal")
    return "webpage" if is_page else kind


def titles(found: Fields, kind: str) -> Csl:
    book = titled(found, "booktitle", "booksubtitle")
    journal = titled(found, "journaltitle", "journalsubtitle") or decoded(found.get("journal", ""))
    is_in_book = kind in {"chapter", "paper-conference"}
    return {
        "title": titled(found, "title", "subtitle"),
        "container-title": (book or journal) if is_in_book else (journal or decoded(found.get("maintitle", ""))),
    }


def titled(found: Fields, title: str, subtitle: str) -> str:
    return ": ".join(filter(None, (decoded(found.get(name, "")) for name in (title, subtitle))))


def people(found: Fields) -> Csl:
    """Each under what BibLaTeX says they were (3.20, 2.3.6): `editor` holds whoever `editortype` says."""
    told: dict[str, list[Csl]] = {}
    for name, otherwise in PEOPLE.items():
        role = ROLES.get(found.get(f"{name}type", "").strip().lower(), otherwise)
        if people := bibtex_names.read(found.get(name, "")):
            told.setdefault(role, []).extend(people)
    return told


def numbers(found: Fields, kind: str) -> Csl:
    number, issue, volume = (ranged(found.get(name, "")) for name in ("number", "issue", "volume"))
    pages, article = (re.sub(r"\s*[–—-]+\s*", "-", decoded(found.get(name, ""))) for name in ("pages", "eid"))
    if kind in PERIODICALS:
        page = written_out(pages) if pages != article else ""
        return {"page": page, "volume": volume, "issue": number or issue, "number": article}
    pages = without_label(pages) or article
    numbered = "number" if kind in NUMBERED else "collection-number"
    return {"page": pages, "volume": volume, "issue": issue, numbered: number}


def ranged(written: str) -> str:
    """A range of two numbers with the hyphen that CSL has in it: `3-4` for `3--4`."""
    return re.sub(r"(?<=\d)\s*[–—]\s*(?=\d)", "-", decoded(written))


def issued(found: Fields) -> Csl:
    # A tilde in it says "about".
    if told := dates.date(written := verbatim(found.get("date", ""))):
        return told
    year, month, day = (decoded(found.get(name, "")) for name in ("year", "month", "day"))
    if not month:
        return dates.year(year or written)
    month = re.sub(r"\s*/\s*", "-", month)  # jan/feb
    if several := re.fullmatch(r"(\d{1,2})\s*[-–]+\s*(\d{1,2})", month):
        return dates.told("/".join(f"{year}-{number:0>2}" for number in several.groups()))
    return dates.told(("-" if month.isdigit() else " ").join((year, month, day)).strip(" -"))


def genre(entry_type: str, found: Fields, kind: str) -> str:
    """Of an article it only says that it is one."""
    told = decoded(in_words(found.get("type", "") or (entry_type if entry_type in THESES else "")))
    return "" if kind in PERIODICALS else told[:1].upper() + told[1:] if found.get("type", "") != told else told


def address(found: Fields) -> str:
    told = first(found, "url", "howpublished")
    match = re.search(r"https?://[^\s{}]+", verbatim(told))
    return match[0] if match else ""


def eprint(found: Fields) -> Csl:
    """BibLaTeX's way to give a number of PubMed or of arXiv, whose address is kept where there is no other."""
    number = verbatim(found.get("eprint", ""))
    register = first(found, "eprinttype", "archiveprefix").strip().lower()
    if name := {"pubmed": "PMID", "pmid": "PMID", "pmc": "PMCID", "pmcid": "PMCID"}.get(register):
        return {name: number} if number else {}
    number = re.sub(r"^(?:https?://arxiv\.org/(?:abs|pdf)/|arxiv:)", "", number, flags=re.IGNORECASE)
    is_of_arxiv = register == "arxiv" or (not register and ARXIV.fullmatch(number))
    if not number or not is_of_arxiv or address(found):
        return {}
    return {"URL": f"https://arxiv.org/abs/{number}"}


def first(found: Fields, *names: str) -> str:
    return next((found[name] for name in names if found.get(name, "").strip()), "")


def verbatim(written: str) -> str:
    return re.sub(r"\\([_%&#$~{}])|\\url|[{}]", r"\1", written).strip()
