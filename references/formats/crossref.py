"""A work as Crossref's REST API tells it (api.crossref.org, "message" of message-type "work").

Its member types and its update types are those of Crossref's documentation of 2025; the CSL-JSON that doi.org gives by
content negotiation is nearly the same and is read here, too.
"""

import re
from typing import Any

from django.utils.translation import gettext as _

from references import csl
from references.csl import Csl
from references.enums import Status
from references.formats import dates, names
from references.formats.raw_values import dicts
from references.formats.record_builder import abbreviated, assembled, full_text, keywords
from references.formats.records import Record, Refusal
from references.identity.dois import resolved_doi
from references.identity.identifiers import normalised_doi
from references.identity.work_urls import web_address
from references.updates import Update

SOURCE = "Crossref"

TYPES = {
    "journal-article": "article-journal",
    "book": "book",
    "monograph": "book",
    "edited-book": "book",
    "reference-book": "book",
    "book-set": "book",
    "proceedings": "book",
    "book-chapter": "chapter",
    "book-part": "chapter",
    "book-section": "chapter",
    "reference-entry": "chapter",
    "report": "report",
    "report-component": "report",
    "posted-content": "article",
    "dissertation": "thesis",
    "dataset": "dataset",
    "database": "dataset",
    "proceedings-article": "paper-conference",
    "standard": "standard",
    "peer-review": "review",
    "other": "document",
}
PARTS_OF_BOOKS = {"chapter", "paper-conference"}
# What only Crossref's records have.
MARKS = {"message-type", "reference-count", "is-referenced-by-count", "indexed", "deposited", "content-domain"}

HEADING = re.compile(r"<(?:jats:)?title>\s*(?:Abstract|Summary)\s*</(?:jats:)?title>", re.IGNORECASE)
SEEN = rf'(?:"(?:{"|".join(sorted(MARKS))})"\s*:|"title"\s*:\s*\[)'

# What became of the work. A new version, an addendum or a clarification casts no doubt on what was said.
STATUSES = {
    "retraction": Status.RETRACTED,
    "withdrawal": Status.RETRACTED,
    "removal": Status.RETRACTED,
    "partial_retraction": Status.CONCERN,
    "expression_of_concern": Status.CONCERN,
    "correction": Status.CORRECTED,
    "corrigendum": Status.CORRECTED,
    "erratum": Status.CORRECTED,
}


def is_work(item: Csl) -> bool:
    """Whether it is Crossref's rather than another's CSL-JSON."""
    return isinstance(item.get("title"), list) or not MARKS.isdisjoint(item)


def record(item: Csl, place: str) -> Record | Refusal:
    if not isinstance(item, dict):
        return Refusal(place, _("It is not a JSON object."))
    return assembled(place, work(item), updates=updates(item))


def updates(item: Csl) -> tuple[Update, ...]:
    """What `updated-by` tells: retractions, concerns, corrections, each with its notice's DOI and day."""
    return tuple(update for notice in dicts(item.get("updated-by")) if (update := of_notice(notice)))


def of_notice(notice: Csl) -> Update | None:
    status = STATUSES.get(csl.text(notice, "type").lower().replace("-", "_").replace(" ", "_"))
    if not status:
        return None
    doi = normalised_doi(csl.text(notice, "DOI")) or ""
    return Update(
        status, SOURCE, source_id=doi, dated=dates.day(notice.get("updated")), doi=doi, reason=csl.text(notice, "label")
    )


def work(item: Csl) -> Csl:
    kind = csl.text(item, "type")
    return {
        "type": TYPES.get(kind, kind) or "document",
        "title": title(item),
        **containers(item, TYPES.get(kind, kind)),
        "author": people(item, "author"),
        "editor": people(item, "editor"),
        "translator": people(item, "translator"),
        "issued": issued(item),
        "volume": csl.text(item, "volume"),
        "issue": csl.text(item, "issue"),
        "page": page if (page := csl.text(item, "page")) != csl.text(item, "article-number") else "",
        "number": csl.text(item, "report-number") or csl.text(item, "article-number"),
        "edition": csl.text(item, "edition-number"),
        "publisher": publisher(item),
        "publisher-place": csl.text(item, "publisher-location"),
        "genre": first(item, "degree") or (csl.text(item, "subtype") if kind == "posted-content" else ""),
        "event-title": csl.text(event, "name") if isinstance(event := item.get("event"), dict) else "",
        "DOI": csl.text(item, "DOI"),
        "ISSN": first(item, "ISSN"),
        "ISBN": first(item, "ISBN").rpartition("/")[2],
        "URL": own_address(item),
        "abstract": abstract(item),
        "language": csl.text(item, "language"),
        "keyword": keywords(texts(item.get("subject"))),
        "custom": full_text(full_text_address(item)),
    }


def containers(item: Csl, kind: str) -> Csl:
    """The journal; of a part of a book that stands in a series, the series comes first and the book last."""
    titles = texts(item.get("container-title"))
    if kind == "book":
        return {"collection-title": "".join(titles[:1])}
    if kind in PARTS_OF_BOOKS and titles[1:]:
        return {"container-title": titles[-1], "collection-title": titles[0]}
    title = "".join(titles[:1])
    return {"container-title": title, "container-title-short": abbreviated(first(item, "short-container-title"), title)}


def title(item: Csl) -> str:
    main, sub = first(item, "title"), first(item, "subtitle")
    return f"{main}: {sub}" if main and sub and sub not in main else main


def issued(item: Csl) -> Csl:
    """The day of the issue where it is known: that is what is cited, not the first day online."""
    for kind in ("published-print", "issued", "published-online", "posted"):
        if parts := csl.date(item, kind):
            return {"date-parts": [list(parts)]}
    return {}


def people(item: Csl, role: str) -> list[Csl]:
    """Names without affiliations, ORCIDs and order; Crossref gives a body's name as `name`."""
    found = []
    for person in dicts(item.get(role)):
        body = csl.text(person, "literal") or csl.text(person, "name")
        family, given, suffix = (csl.text(person, part) for part in ("family", "given", "suffix"))
        found.append({"literal": body} if body else names.in_parts(family, given, suffix))
    return [person for person in found if person]


def publisher(item: Csl) -> str:
    """Of a thesis, a report or a preprint the institution, where Crossref tells one: medRxiv."""
    institutions = item.get("institution")
    listed = institutions if isinstance(institutions, list) else [institutions]
    named = next((name for body in dicts(listed) if (name := csl.text(body, "name"))), "")
    return (named if item.get("type") in {"dissertation", "report", "posted-content"} else "") or csl.text(
        item, "publisher"
    )


def own_address(item: Csl) -> str:
    """The publisher's page. Crossref's own `URL` only repeats the DOI."""
    resource = item.get("resource")
    primary = resource.get("primary") if isinstance(resource, dict) else None
    page = csl.text(primary, "URL") if isinstance(primary, dict) else ""
    url = csl.text(item, "URL")
    return page or ("" if resolved_doi(url) else url)


def abstract(item: Csl) -> str:
    """JATS, without the heading that only says that this is the abstract."""
    return HEADING.sub("", csl.text(item, "abstract"))


def full_text_address(item: Csl) -> str:
    """A PDF for readers before other forms, and none that is only for machines that compare texts."""
    links = [
        link for link in dicts(item.get("link")) if csl.text(link, "intended-application") != "similarity-checking"
    ]
    links.sort(key=lambda link: csl.text(link, "content-type") != "application/pdf")
    return next((url for link in links if (url := web_address(csl.text(link, "URL")))), "")


def first(item: Csl, variable: str) -> str:
    """The first text of a list, or the text itself where there is no list."""
    return next(iter(texts(item.get(variable))), "")


def texts(value: Any) -> list[str]:
    parts = value if isinstance(value, list) else [value]
    return [text for part in parts if (text := csl.text({"part": part}, "part"))]
