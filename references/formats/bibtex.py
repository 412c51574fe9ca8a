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

from references.csl import BOOK_PART_TYPES, PERIODICAL_TYPES, Csl
from references.formats import bibtex_blocks, bibtex_names, dates, overrides
from references.formats.biblatex_keys import expand_bibstrings
from references.formats.bibtex_blocks import Block, split_blocks
from references.formats.bibtex_tables import (
    BIBSTRING_VARIABLES,
    CSL_TYPES_BY_ENTRY_TYPE,
    NUMBERED_TYPES,
    PEOPLE_FIELDS,
    ROLES_BY_TYPE_FIELD,
    TEXT_FIELDS,
    THESIS_TYPES,
    VERBATIM_FIELDS,
)
from references.formats.bibtex_values import Strings, check_brace_depth, parse_entry_fields, parse_string_definitions
from references.formats.field_values import build_full_text_custom, normalize_language, strip_issn_remark
from references.formats.inheritance import Fields, Parent, fold_entry_key, inherit_fields
from references.formats.latex import decode_latex
from references.formats.pages import expand_pages, strip_page_label
from references.formats.record_builder import build_record
from references.formats.records import Record, Refusal, describe_line
from references.formats.size_limits import GrowthAllowance, WorkTooLarge, check_work_size
from references.identity.dois import parse_bibtex_doi
from references.identity.work_urls import clean_web_url

# Editors are told of each broken entry.
logging.getLogger("bibtexparser").setLevel(logging.ERROR)

BIBTEX_START = re.compile(
    rf"^(?:{bibtex_blocks.BLOCK_START.pattern}|{bibtex_blocks.TYPE_LINE.pattern}[ \t]*[{{(])", re.MULTILINE
)
PARENT_FIELD = re.compile(r"\b(?:crossref|xdata)\s*=", re.IGNORECASE)

ARXIV_ID = re.compile(r"\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7}(?:v\d+)?")
NON_WORK_TYPES = {"comment", "preamble", "string", "xdata", "set", "control"}


@dataclass
class FileContext:
    """What the entries of one file refer to."""

    # By name; None for a string that is too long.
    strings: Strings = field(default_factory=dict)
    # By key, in which BibTeX does not distinguish case.
    parents: dict[str, Parent] = field(default_factory=dict)
    allowance: GrowthAllowance = field(default_factory=GrowthAllowance)


def parse_bibtex(text: TextIO) -> Iterator[Record | Refusal]:
    """Return each entry of a file, or why it could not be read.

    `text` is read up to three times: for the strings, for the entries that others inherit from, and for all entries.
    """
    file, parents = FileContext(), set()
    for block in split_blocks(text):
        if block.kind == "string":
            file.strings.update(parse_string_definitions(block, file.strings))
        elif block.kind not in NON_WORK_TYPES - {"xdata"}:
            parents |= get_parent_keys(block, file.strings)
    if parents:
        text.seek(0)
        for block in split_blocks(text):
            if (entry := parse_bibtex_entry(block)) and (key := fold_entry_key(entry.key)) in parents:
                with suppress(WorkTooLarge):  # as the refusal of the entry itself says
                    file.parents.setdefault(
                        key, Parent(block.kind, parse_entry_fields(entry, file.strings, GrowthAllowance.MOST_PER_ENTRY))
                    )
    text.seek(0)
    return (parse_bibtex_block(block, file) for block in split_blocks(text) if block.kind not in NON_WORK_TYPES)


def get_parent_keys(block: Block, strings: Strings) -> set[str]:
    """Return the keys that an entry inherits from, written in any way of BibTeX: `{a}`, `12`, `name # {b}`."""
    entry = parse_bibtex_entry(block) if PARENT_FIELD.search(block.text) else None
    if not entry:
        return set()
    try:
        own = parse_entry_fields(entry, strings, GrowthAllowance.MOST_PER_ENTRY)
    except WorkTooLarge:  # as the refusal of the entry itself says
        return set()
    return {fold_entry_key(key) for name in ("crossref", "xdata") for key in own.get(name, "").split(",")}


def parse_bibtex_block(block: Block, file: FileContext) -> Record | Refusal:
    place = describe_line(block.line)
    entry = parse_bibtex_entry(block)
    if not entry or block.is_closed_early:
        return Refusal(place, _("The BibTeX entry is not complete. Check its braces, quotation marks and commas."))
    length = sum(map(len, block.lines))
    try:
        own = parse_entry_fields(entry, file.strings, file.allowance.get_entry_limit(length))
        found = inherit_fields(own, file.parents, seen={fold_entry_key(entry.key)})
        file.allowance.use(length, sum(map(len, found.values())))
        check_work_size(found)
        check_brace_depth(found)
    except WorkTooLarge as error:
        return Refusal(place, str(error))
    return build_record(
        place,
        convert_bibtex_entry(entry.key, block.kind, found),
        exact=overrides.decode_overrides([found.get("csl", "")]),
    )


def parse_bibtex_entry(block: Block) -> Entry | None:
    """Return the entry, with the first of a field that it has twice; None if the entry is broken."""
    library = bibtexparser.parse_string(block.text, parse_stack=[])
    found = library.entries or [failed.ignore_error_block for failed in library.failed_blocks]
    return found[0] if found and isinstance(found[0], Entry) else None


def convert_bibtex_entry(key: str, entry_type: str, found: Fields) -> Csl:
    kind = detect_entry_type(entry_type, found)
    return {
        "id": key,
        "type": kind,
        **{variable: decode_field(variable, get_first_field(found, *names)) for variable, names in TEXT_FIELDS.items()},
        **{variable: decode_verbatim(get_first_field(found, *names)) for variable, names in VERBATIM_FIELDS.items()},
        "DOI": parse_bibtex_doi(found.get("doi", "")),
        "ISSN": strip_issn_remark(decode_verbatim(found.get("issn", ""))),
        **convert_bibtex_titles(found, kind),
        **convert_bibtex_numbers(found, kind),
        **convert_bibtex_people(found),
        "issued": convert_bibtex_date(found),
        "status": decode_field("status", found.get("pubstate", ""))
        or dates.parse_pubstate(decode_latex(get_first_field(found, "date", "year"))),
        "accessed": dates.parse_csl_date(decode_latex(found.get("urldate", ""))),
        "genre": decode_genre(entry_type, found, kind),
        "language": normalize_language(decode_latex(expand_bibstrings(get_first_field(found, "langid", "language")))),
        "URL": find_entry_url(found),
        **convert_eprint(found),
        "custom": build_full_text_custom(clean_web_url(decode_verbatim(get_first_field(found, "fulltext", "pdf")))),
    }


def decode_field(variable: str, written: str) -> str:
    return decode_latex(expand_bibstrings(written) if variable in BIBSTRING_VARIABLES else written)


def detect_entry_type(entry_type: str, found: Fields) -> str:
    kind = CSL_TYPES_BY_ENTRY_TYPE.get(entry_type, "document")
    # Most reference managers have no other way to say that it is a web page.
    is_page = kind == "document" and find_entry_url(found) and not found.get("journal")
    return "webpage" if is_page else kind


def convert_bibtex_titles(found: Fields, kind: str) -> Csl:
    book = join_title(found, "booktitle", "booksubtitle")
    journal = join_title(found, "journaltitle", "journalsubtitle") or decode_latex(found.get("journal", ""))
    is_in_book = kind in BOOK_PART_TYPES
    return {
        "title": join_title(found, "title", "subtitle"),
        "container-title": (book or journal) if is_in_book else (journal or decode_latex(found.get("maintitle", ""))),
    }


def join_title(found: Fields, title: str, subtitle: str) -> str:
    return ": ".join(filter(None, (decode_latex(found.get(name, "")) for name in (title, subtitle))))


def convert_bibtex_people(found: Fields) -> Csl:
    """Return people by their role in BibLaTeX (3.20, 2.3.6): `editor` holds people of the role in `editortype`."""
    by_role: dict[str, list[Csl]] = {}
    for name, otherwise in PEOPLE_FIELDS.items():
        role = ROLES_BY_TYPE_FIELD.get(found.get(f"{name}type", "").strip().lower(), otherwise)
        if people := bibtex_names.parse_bibtex_names(found.get(name, "")):
            by_role.setdefault(role, []).extend(people)
    return by_role


def convert_bibtex_numbers(found: Fields, kind: str) -> Csl:
    number, issue, volume = (decode_range(found.get(name, "")) for name in ("number", "issue", "volume"))
    pages, article = (re.sub(r"\s*[–—-]+\s*", "-", decode_latex(found.get(name, ""))) for name in ("pages", "eid"))
    if kind in PERIODICAL_TYPES:
        page = expand_pages(pages) if pages != article else ""
        return {"page": page, "volume": volume, "issue": number or issue, "number": article}
    pages = strip_page_label(pages) or article
    numbered = "number" if kind in NUMBERED_TYPES else "collection-number"
    return {"page": pages, "volume": volume, "issue": issue, numbered: number}


def decode_range(written: str) -> str:
    """Return a range of two numbers with the hyphen of CSL: `3-4` for `3--4`."""
    return re.sub(r"(?<=\d)\s*[–—]\s*(?=\d)", "-", decode_latex(written))


def convert_bibtex_date(found: Fields) -> Csl:
    # It is not decoded: a tilde in it means "about".
    if parsed_date := dates.parse_csl_date(written := decode_verbatim(found.get("date", ""))):
        return parsed_date
    year, month, day = (decode_latex(found.get(name, "")) for name in ("year", "month", "day"))
    if not month:
        return dates.parse_year(year or written)
    month = re.sub(r"\s*/\s*", "-", month)  # jan/feb
    if several := re.fullmatch(r"(\d{1,2})\s*[-–]+\s*(\d{1,2})", month):
        return dates.parse_date_or_literal("/".join(f"{year}-{number:0>2}" for number in several.groups()))
    return dates.parse_date_or_literal(("-" if month.isdigit() else " ").join((year, month, day)).strip(" -"))


def decode_genre(entry_type: str, found: Fields, kind: str) -> str:
    """Return the kind of work that `type` says, or nothing for an article, of which it only says that it is one."""
    if kind in PERIODICAL_TYPES:
        return ""
    written = found.get("type", "")
    genre = decode_latex(expand_bibstrings(written or (entry_type if entry_type in THESIS_TYPES else "")))
    return genre if genre == written else genre[:1].upper() + genre[1:]


def find_entry_url(found: Fields) -> str:
    url_field = get_first_field(found, "url", "howpublished")
    match = re.search(r"https?://[^\s{}]+", decode_verbatim(url_field))
    return match[0] if match else ""


def convert_eprint(found: Fields) -> Csl:
    """Return the PubMed number or the arXiv URL that BibLaTeX has in `eprint`.

    The arXiv URL is only used where the entry has no other.
    """
    number = decode_verbatim(found.get("eprint", ""))
    register = get_first_field(found, "eprinttype", "archiveprefix").strip().lower()
    if name := {"pubmed": "PMID", "pmid": "PMID", "pmc": "PMCID", "pmcid": "PMCID"}.get(register):
        return {name: number} if number else {}
    number = re.sub(r"^(?:https?://arxiv\.org/(?:abs|pdf)/|arxiv:)", "", number, flags=re.IGNORECASE)
    is_of_arxiv = register == "arxiv" or (not register and ARXIV_ID.fullmatch(number))
    if not number or not is_of_arxiv or find_entry_url(found):
        return {}
    return {"URL": f"https://arxiv.org/abs/{number}"}


def get_first_field(found: Fields, *names: str) -> str:
    return next((found[name] for name in names if found.get(name, "").strip()), "")


def decode_verbatim(written: str) -> str:
    return re.sub(r"\\([_%&#$~{}])|\\url|[{}]", r"\1", written).strip()
