"""Read MEDLINE, the tagged text that PubMed exports as `.nbib` (NLM, MEDLINE/PubMed Data Element Descriptions)."""

import re
from collections.abc import Iterator
from typing import TextIO

from django.utils.translation import gettext as _

from references.csl import Csl
from references.formats import dates, evidence_kinds, names, tagged_lines
from references.formats.field_values import (
    get_distinct_abbreviation,
    join_keywords,
    normalize_language,
    strip_issn_remark,
)
from references.formats.pages import expand_pages, find_e_location
from references.formats.pubmed import strip_final_stop
from references.formats.pubmed_notices import STATUSES_BY_LINK_TYPE, collect_notices, parse_notice
from references.formats.record_builder import build_record
from references.formats.records import Record, Refusal
from references.formats.tagged_lines import TagDialect, TaggedRecord, refuse_tagged_record

NBIB_DIALECT = TagDialect(
    line=re.compile(r"\ufeff?([A-Z]{2,4}) {0,2}-(?: (.*)|\s*$)"),
    begins="PMID",
    spaceless_tags=frozenset({"LID", "AID"}),
)
NBIB_START = re.compile(r"^\ufeff?PMID ?- ", re.MULTILINE)


def parse_nbib(text: TextIO) -> Iterator[Record | Refusal]:
    return (parse_nbib_record(found) for found in tagged_lines.split_tagged_records(text, NBIB_DIALECT))


def parse_nbib_record(found: TaggedRecord) -> Record | Refusal:
    pmid = found.first("PMID")
    if refusal := refuse_tagged_record(found, "" if pmid else _("The record must start with the tag PMID.")):
        return refusal
    kinds = found.all("PT")
    linked = [parse_notice(tag, citation) for tag, citation in found.values if tag in STATUSES_BY_LINK_TYPE]
    return build_record(
        _("line %(line)s (PMID %(pmid)s)") % {"line": found.line, "pmid": pmid},
        convert_nbib_record(found),
        evidence_kind=evidence_kinds.detect_evidence_kind(kinds),
        updates=collect_notices(linked, kinds, pmid),
    )


def convert_nbib_record(found: TaggedRecord) -> Csl:
    chapter, book = found.first("TI"), found.first("BTI")
    is_article = not book
    return {
        "type": "article-journal" if is_article else "chapter" if chapter else "book",
        "title": strip_final_stop(chapter or book or found.first("TT")),
        "container-title": found.first("JT", "TA") if is_article else strip_final_stop(book) if chapter else "",
        "container-title-short": get_distinct_abbreviation(found.first("TA"), found.first("JT", "TA")),
        "collection-title": found.first("CTI"),
        "author": get_nbib_people(found, full="FAU", short="AU") + get_nbib_bodies(found),
        "editor": get_nbib_people(found, full="FED", short="ED"),
        "issued": dates.parse_date_or_literal(found.first("DP")),
        "volume": found.first("VI", "VTI"),
        "issue": found.first("IP"),
        "page": expand_pages(found.first("PG"))
        or find_e_location(number.removesuffix(" [pii]") for number in found.all("LID")),
        "edition": found.first("EN"),
        "publisher": found.first("PB"),
        # For an article it is the journal's country, which nobody cites.
        "publisher-place": "" if is_article else found.first("PL"),
        "DOI": next((value for value in found.all("LID", "AID") if value.endswith("[doi]")), ""),
        "PMID": found.first("PMID"),
        "PMCID": found.first("PMC"),
        "ISSN": strip_issn_remark(found.first("IS")),
        "ISBN": found.first("ISBN").partition(" ")[0],
        "abstract": found.first("AB"),
        "language": normalize_language(found.first("LA")),
        "keyword": join_keywords(found.all("OT") or found.all("MH")),
    }


def get_nbib_people(found: TaggedRecord, *, full: str, short: str) -> list[Csl]:
    """Return each name once: in full, or in short if the full form does not stand before it."""
    before = ""
    people = []
    for tag, value in found.values:
        if tag == full or (tag == short and before != full):
            people.append(names.parse_medline_name(value))
        if tag in {full, short}:
            before = tag
    return people


def get_nbib_bodies(found: TaggedRecord) -> list[Csl]:
    return [{"literal": body} for body in found.all("CN")]
