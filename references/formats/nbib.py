"""MEDLINE, the tagged text that PubMed exports as `.nbib` (NLM, MEDLINE/PubMed Data Element Descriptions)."""

import re
from collections.abc import Iterator
from typing import TextIO

from django.utils.translation import gettext as _

from references.csl import Csl
from references.formats import dates, evidence_kinds, names, tagged_lines
from references.formats.pages import e_location, written_out
from references.formats.pubmed import title
from references.formats.pubmed_notices import STATUSES, all_notices, notice
from references.formats.record_builder import abbreviated, assembled, issn, keywords, language
from references.formats.records import Record, Refusal
from references.formats.size_limits import TooLarge
from references.formats.tagged_lines import Dialect, Tagged

DIALECT = Dialect(
    line=re.compile(r"\ufeff?([A-Z]{2,4}) {0,2}-(?: (.*)|\s*$)"),
    begins="PMID",
    unspaced=frozenset({"LID", "AID"}),
)
BEGINS = re.compile(r"^\ufeff?PMID ?- ", re.MULTILINE)


def read(text: TextIO) -> Iterator[Record | Refusal]:
    return (record(found) for found in tagged_lines.records(text, DIALECT))


def record(found: Tagged) -> Record | Refusal:
    pmid = found.first("PMID")
    if not pmid:
        return Refusal(_("line %(line)s") % {"line": found.line}, _("A record begins with the tag PMID."))
    if found.is_too_large:
        return Refusal(_("line %(line)s") % {"line": found.line}, str(TooLarge()))
    kinds = found.all("PT")
    linked = [notice(tag, citation) for tag, citation in found.values if tag in STATUSES]
    return assembled(
        _("line %(line)s (PMID %(pmid)s)") % {"line": found.line, "pmid": pmid},
        work(found),
        evidence_kind=evidence_kinds.kind(kinds),
        updates=all_notices(linked, kinds, pmid),
    )


def work(found: Tagged) -> Csl:
    chapter, book = found.first("TI"), found.first("BTI")
    is_article = not book
    return {
        "type": "article-journal" if is_article else "chapter" if chapter else "book",
        "title": title(chapter or book or found.first("TT")),
        "container-title": found.first("JT", "TA") if is_article else title(book) if chapter else "",
        "container-title-short": abbreviated(found.first("TA"), found.first("JT", "TA")),
        "collection-title": found.first("CTI"),
        "author": people(found, full="FAU", short="AU") + bodies(found),
        "editor": people(found, full="FED", short="ED"),
        "issued": dates.told(found.first("DP")),
        "volume": found.first("VI", "VTI"),
        "issue": found.first("IP"),
        "page": written_out(found.first("PG")) or e_location(told.removesuffix(" [pii]") for told in found.all("LID")),
        "edition": found.first("EN"),
        "publisher": found.first("PB"),
        # Of an article it is the journal's country, which nobody cites.
        "publisher-place": "" if is_article else found.first("PL"),
        "DOI": next((value for value in found.all("LID", "AID") if value.endswith("[doi]")), ""),
        "PMID": found.first("PMID"),
        "PMCID": found.first("PMC"),
        "ISSN": issn(found.first("IS")),
        "ISBN": found.first("ISBN").partition(" ")[0],
        "abstract": found.first("AB"),
        "language": language(found.first("LA")),
        "keyword": keywords(found.all("OT") or found.all("MH")),
    }


def people(found: Tagged, *, full: str, short: str) -> list[Csl]:
    """Each name once: in full, and in short only where the full form does not stand before it."""
    before = ""
    people = []
    for tag, value in found.values:
        if tag == full or (tag == short and before != full):
            people.append(names.medline(value))
        if tag in {full, short}:
            before = tag
    return people


def bodies(found: Tagged) -> list[Csl]:
    return [{"literal": body} for body in found.all("CN")]
