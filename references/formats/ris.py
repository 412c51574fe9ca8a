"""Read RIS, lines of two-letter tags, in the dialects of EndNote, Zotero, Mendeley, Ovid, Embase and Cochrane.

Tags are those of the specification of Research Information Systems (2001 and 2011); where programs differ, they are
read as EndNote and Zotero do. The tag C8 of our own exports carries what the other tags cannot: see
`references.formats.overrides`. Why rispy is not used: docs/adr/0023-libraries-for-records.md.
"""

import re
from collections.abc import Iterator
from typing import TextIO

from django.utils.translation import gettext as _

from references import csl
from references.csl import PERIODICAL_TYPES, Csl
from references.formats import dates, names, overrides, pages, tagged_lines
from references.formats.field_values import (
    build_full_text_custom,
    join_keywords,
    normalize_language,
    strip_issn_remark,
)
from references.formats.record_builder import build_record
from references.formats.records import Record, Refusal
from references.formats.ris_tables import (
    CSL_TYPES_BY_RIS_TYPE,
    NUMBERED_TYPES,
    PAGE_COUNT_TYPES,
    SERIES_TYPES,
    TRANSLATED_TYPES,
    get_text_tags,
)
from references.formats.tagged_lines import TagDialect, TaggedRecord, refuse_tagged_record
from references.identity.dois import find_doi, parse_resolver_doi
from references.identity.identifiers import normalize_isbn, normalize_pmcid, normalize_pmid
from references.identity.work_urls import clean_web_url

RIS_DIALECT = TagDialect(
    # A tag has capitals, or the full two spaces. Prose may begin a line with `to - ` or `ER - positive`.
    line=re.compile(
        r"[\s\ufeff]{0,4}(?!ER\s*-\s*\S)(?=(?:[A-Z][A-Z0-9]|DOI)\s{1,2}-(?:\s|$)|[a-z][a-z0-9]\s\s-(?:\s|$)|ER\s*$)"
        r"(\w+)\s*-?\s*(.*)"
    ),
    begins="TY",
    ends="ER",
    lists=frozenset({"KW"}),
    spaceless_tags=frozenset({"DO", "DOI"}),
)
RIS_START = re.compile(r"^[\s\ufeff]{0,4}TY\s{1,2}-", re.IGNORECASE | re.MULTILINE)

# A record without any of these is no work.
WORK_TAGS = ("TI", "T1", "CT", "BT", "AU", "A1", "DO", "JO", "JF", "T2")
# Behind year, month and day, a date may hold words: `1998///circa`, `2020///in press`.
CIRCA = re.compile(r"/\s*(?:circa|ca\.?)\s*$", re.IGNORECASE)
# URLs of a search session, which no reader can open.
SEARCH_SESSION_URL = re.compile(r"https?://[\w.-]*\b(?:embase|ovid)\.com/")


def parse_ris(text: TextIO) -> Iterator[Record | Refusal]:
    return (
        parse_ris_record(found) for found in tagged_lines.split_tagged_records(text, RIS_DIALECT) if is_ris_work(found)
    )


def is_ris_work(found: TaggedRecord) -> bool:
    """Return whether the record is a work, perhaps one that lost its first line.

    Ovid and others write other tags between records: `C1  - Database: Embase`.
    """
    return found.has_first_tag(RIS_DIALECT) or bool(found.first(*WORK_TAGS))


def parse_ris_record(found: TaggedRecord) -> Record | Refusal:
    headless = "" if found.has_first_tag(RIS_DIALECT) else _("The record must start with the tag TY.")
    if refusal := refuse_tagged_record(found, headless):
        return refusal
    return build_record(found.place, convert_ris_record(found), exact=overrides.decode_overrides(found.all("C8")))


def convert_ris_record(found: TaggedRecord) -> Csl:
    kind = detect_ris_type(found)
    return {
        "type": kind,
        **{variable: found.first(*tags) for variable, tags in get_text_tags(kind).items()},
        **convert_ris_titles(found, kind),
        **convert_ris_people(found, kind),
        **convert_ris_numbers(found, kind),
        **convert_ris_identifiers(found, kind),
        "issued": merge_ris_dates(found),
        "status": next(filter(None, map(dates.parse_pubstate, found.all("PY", "Y1", "DA"))), ""),
        "accessed": dates.parse_csl_date(found.first("Y2")),
        "abstract": found.first("AB", "N2"),
        "language": normalize_language(found.first("LA")),
        "keyword": join_keywords(found.all("KW")),
        "note": "; ".join(found.all("N1", "RN")),
        "custom": build_full_text_custom(next(filter(is_full_text_url, found.all("L1", "L2", "LK")), "")),
    }


def detect_ris_type(found: TaggedRecord) -> str:
    """Return the type of CSL.

    By the specification, CONF is a whole volume of proceedings; Zotero and others write it for a paper in one.
    """
    if found.first("TY").upper() == "CONF":
        is_paper = found.first("AU", "A1") and found.first("T2", "C3", "BT", "JF")
        return "paper-conference" if is_paper else "book"
    return CSL_TYPES_BY_RIS_TYPE.get(found.first("TY").upper(), "document")


def convert_ris_titles(found: TaggedRecord, kind: str) -> Csl:
    if kind == "book":
        return {"title": found.first("TI", "T1", "BT", "CT"), "collection-title": found.first("T3", "T2")}
    full = [value for tag in ("T2", "JF", "BT", "JO") for value in found.all(tag) if value]
    short = [value for tag in ("J2", "JA", "J1", "JO") for value in found.all(tag) if value]
    container = (full or short or [""])[0]
    other = next((value for value in short if value != container), "")
    # EndNote's PubMed filter writes them the other way round.
    if len(strip_journal_city(other)) > len(strip_journal_city(container)):
        container, other = other, container
    event = found.first("C3") if kind == "paper-conference" else ""
    if event and found.first("TY").upper() == "CONF":
        container, event = event, container
    variables = {"title": get_ris_title(found), "container-title": container, "container-title-short": other}
    return {**variables, "event-title": event}


def strip_journal_city(journal: str) -> str:
    """Return the title of a journal without the city that NLM adds to namesakes: `Arthritis Care Res (Hoboken)`."""
    return re.sub(r" \([^()]*\)", "", journal)


def get_ris_title(found: TaggedRecord) -> str:
    """Return the title without the kind of work that Ovid adds: `Fibromyalgia. [Review]`."""
    title = found.first("TI", "T1", "CT")
    return re.sub(r"\. \[[^\[\]]+\]$", "", title) if found.first("DB").startswith("Ovid") else title


def convert_ris_people(found: TaggedRecord, kind: str) -> Csl:
    authors, editors = found.all("AU", "A1"), found.all("A2", "ED")
    if found.first("TY").upper() == "EDBOOK":
        authors, editors = [], authors + editors
    # For other works A4 names whoever paid for them, presented or received them.
    translators = found.all("A4") if kind in TRANSLATED_TYPES else []
    roles = {"author": authors, "editor": editors, "translator": translators}
    return {
        role: [person for line in lines if line for person in names.parse_people(line)] for role, lines in roles.items()
    }


def convert_ris_numbers(found: TaggedRecord, kind: str) -> Csl:
    start, end, article = found.first("SP"), found.first("EP"), found.first("C7")
    issue = re.sub(r"^\((.*)\)$", r"\1", found.first("IS"))
    if kind in PAGE_COUNT_TYPES and start.isdigit() and not end:
        return {"number-of-pages": start, "issue": issue, **get_series_number(found, kind)}
    if kind in PERIODICAL_TYPES:
        page = pages.expand_pages(pages.join_page_range(start or article, end))
        # Where an article has a number too, its pages count from 1, so the number says where it is.
        return {"page": page, "issue": issue, "number": article if page != article else ""}
    page = pages.join_page_range(start or article, end)
    if kind in NUMBERED_TYPES:
        return {"page": page, "number": found.first("M1") or issue or get_own_number(found)}
    return {"page": page, "issue": issue, **get_series_number(found, kind)}


def get_own_number(found: TaggedRecord) -> str:
    """Return the number in the tag of ISBN and ISSN that is neither."""
    return next(
        (number for number in found.all("SN") if number and not is_issn(number) and not normalize_isbn(number)), ""
    )


def get_series_number(found: TaggedRecord, kind: str) -> Csl:
    """Return the number of a book in its series, from M1. In other types M1 may hold anything."""
    return {"collection-number": found.first("M1")} if kind in SERIES_TYPES else {}


def convert_ris_identifiers(found: TaggedRecord, kind: str) -> Csl:
    addresses = [address for value in found.all("UR") for address in split_urls(value)]
    pages_of_web = [address for address in addresses if not SEARCH_SESSION_URL.match(address)]
    numbers = found.all("SN")
    no_issns = [number for number in numbers if not is_issn(number)]
    return {
        "DOI": next(
            filter(None, map(find_doi, [*found.all("DO", "DOI", "M3", "L3", "AN"), *addresses, *found.all("L2")])), ""
        ),
        "PMID": find_ris_pmid(found),
        "PMCID": next(
            filter(None, (normalize_pmcid(value) for value in found.all("C2") if "pmc" in value.lower())), ""
        ),
        "ISSN": strip_issn_remark(next(filter(is_issn, numbers), "")),
        # A report often has its number there: `SN  - 12`.
        "ISBN": next(filter(normalize_isbn if kind in NUMBERED_TYPES else None, no_issns), ""),
        "URL": next(iter(pages_of_web), ""),
    }


def find_ris_pmid(found: TaggedRecord) -> str | None:
    """Return the PubMed number.

    The accession number is PubMed's only if the database is. Embase and Cochrane have it in tags of their own.
    """
    if re.search("pubmed|medline|nlm", found.first("DB", "DP"), re.IGNORECASE):
        return normalize_pmid(found.first("AN"))
    if found.first("U2").startswith("L"):  # a record of Embase
        return normalize_pmid(found.first("C5"))
    match = re.fullmatch(r"PUBMED (\d+)", found.first("C3"))
    return normalize_pmid(match[1] if match else found.first("PMID"))


def split_urls(value: str) -> list[str]:
    """Return the URLs of one line: some programs write several in it."""
    return [part for part in re.split(r";?\s+|;(?=https?:)", value) if clean_web_url(part)]


def is_issn(number: str) -> bool:
    return bool(re.match(r"\d{4}-?\d{3}[\dXx](?!\d)(?!-\d)", number))


def is_full_text_url(address: str) -> bool:
    return bool(clean_web_url(address)) and not parse_resolver_doi(address)


def merge_ris_dates(found: TaggedRecord) -> Csl:
    """Return the year of PY or Y1, with month and day of the date that tells most of the same year."""
    tags = ("PY", "Y1", "DA")
    known = next((point for tag in tags if (point := get_start_parts(dates.parse_csl_date(found.first(tag))))), ())[:1]
    candidates = [dates.parse_csl_date(found.first(tag), known) for tag in tags]
    same = (date for date in candidates if get_start_parts(date)[:1] == known)
    date = max(same, key=lambda date: (len(get_start_parts(date)), len(date)), default={})
    if not date:
        return dates.parse_date_or_literal(found.first(*tags))
    return {**date, "circa": True} if any(map(CIRCA.search, found.all(*tags))) else date


def get_start_parts(date: Csl) -> tuple[int, ...]:
    return csl.get_date_parts({"issued": date})
