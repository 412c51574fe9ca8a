"""Read a work of Crossref's REST API (api.crossref.org, "message" of message-type "work").

Member types and update types are those of Crossref's documentation of 2025. The CSL-JSON that doi.org returns by
content negotiation is nearly the same and is read here too.
"""

import re

from django.utils.translation import gettext as _

from references import csl
from references.csl import BOOK_PART_TYPES, Csl
from references.enums import Status
from references.formats import dates, names
from references.formats.field_values import build_full_text_custom, get_distinct_abbreviation, join_keywords
from references.formats.raw_values import filter_dicts
from references.formats.record_builder import build_record
from references.formats.records import Record, Refusal
from references.identity.dois import parse_resolver_doi
from references.identity.identifiers import normalize_doi
from references.identity.work_urls import clean_web_url
from references.updates import Update

CROSSREF_SOURCE = "Crossref"

CSL_TYPES_BY_CROSSREF_TYPE = {
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
# Members that only Crossref's records have.
CROSSREF_MEMBERS = {
    "message-type",
    "reference-count",
    "is-referenced-by-count",
    "indexed",
    "deposited",
    "content-domain",
}

ABSTRACT_HEADING = re.compile(r"<(?:jats:)?title>\s*(?:Abstract|Summary)\s*</(?:jats:)?title>", re.IGNORECASE)
CROSSREF_SIGNATURE = rf'(?:"(?:{"|".join(sorted(CROSSREF_MEMBERS))})"\s*:|"title"\s*:\s*\[)'

# The status that a notice gives a work. A new version, an addendum or a clarification casts no doubt on the work.
STATUSES_BY_UPDATE_TYPE = {
    "retraction": Status.RETRACTED,
    "withdrawal": Status.RETRACTED,
    "removal": Status.RETRACTED,
    "partial_retraction": Status.CONCERN,
    "expression_of_concern": Status.CONCERN,
    "correction": Status.CORRECTED,
    "corrigendum": Status.CORRECTED,
    "erratum": Status.CORRECTED,
}


def is_crossref_work(item: Csl) -> bool:
    """Return whether it is a work of Crossref rather than other CSL-JSON."""
    return isinstance(item.get("title"), list) or not CROSSREF_MEMBERS.isdisjoint(item)


def parse_crossref_record(item: Csl, place: str) -> Record | Refusal:
    if not isinstance(item, dict):
        return Refusal(place, _("The record is not a JSON object."))
    return build_record(place, convert_crossref_work(item), updates=parse_crossref_updates(item))


def parse_crossref_updates(item: Csl) -> tuple[Update, ...]:
    """Return the retractions, concerns and corrections of `updated-by`, each with the DOI and day of its notice."""
    return tuple(update for notice in filter_dicts(item.get("updated-by")) if (update := parse_crossref_update(notice)))


def parse_crossref_update(notice: Csl) -> Update | None:
    status = STATUSES_BY_UPDATE_TYPE.get(csl.get_text(notice, "type").lower().replace("-", "_").replace(" ", "_"))
    if not status:
        return None
    doi = normalize_doi(csl.get_text(notice, "DOI")) or ""
    return Update(
        status,
        CROSSREF_SOURCE,
        source_id=doi,
        dated=dates.get_exact_day(notice.get("updated")),
        doi=doi,
        reason=csl.get_text(notice, "label"),
    )


def convert_crossref_work(item: Csl) -> Csl:
    kind = csl.get_text(item, "type")
    return {
        "type": CSL_TYPES_BY_CROSSREF_TYPE.get(kind, kind) or "document",
        "title": get_full_title(item),
        **get_container_titles(item, CSL_TYPES_BY_CROSSREF_TYPE.get(kind, kind)),
        "author": get_crossref_people(item, "author"),
        "editor": get_crossref_people(item, "editor"),
        "translator": get_crossref_people(item, "translator"),
        "issued": get_issue_date(item),
        "volume": csl.get_text(item, "volume"),
        "issue": csl.get_text(item, "issue"),
        "page": page if (page := csl.get_text(item, "page")) != csl.get_text(item, "article-number") else "",
        "number": csl.get_text(item, "report-number") or csl.get_text(item, "article-number"),
        "edition": csl.get_text(item, "edition-number"),
        "publisher": get_publisher(item),
        "publisher-place": csl.get_text(item, "publisher-location"),
        "genre": get_first_text(item, "degree") or (csl.get_text(item, "subtype") if kind == "posted-content" else ""),
        "event-title": csl.get_text(event, "name") if isinstance(event := item.get("event"), dict) else "",
        "DOI": csl.get_text(item, "DOI"),
        "ISSN": get_first_text(item, "ISSN"),
        "ISBN": get_first_text(item, "ISBN").rpartition("/")[2],
        "URL": get_landing_page_url(item),
        "abstract": get_abstract(item),
        "language": csl.get_text(item, "language"),
        "keyword": join_keywords(get_texts(item.get("subject"))),
        "custom": build_full_text_custom(find_full_text_url(item)),
    }


def get_container_titles(item: Csl, kind: str) -> Csl:
    """Return the titles of what the work appeared in.

    Crossref lists the journal; of a part of a book in a series it lists the series first and the book last.
    """
    titles = get_texts(item.get("container-title"))
    if kind == "book":
        return {"collection-title": "".join(titles[:1])}
    if kind in BOOK_PART_TYPES and titles[1:]:
        return {"container-title": titles[-1], "collection-title": titles[0]}
    title = "".join(titles[:1])
    return {
        "container-title": title,
        "container-title-short": get_distinct_abbreviation(get_first_text(item, "short-container-title"), title),
    }


def get_full_title(item: Csl) -> str:
    """Return the title with its subtitle."""
    main, sub = get_first_text(item, "title"), get_first_text(item, "subtitle")
    return f"{main}: {sub}" if main and sub and sub not in main else main


def get_issue_date(item: Csl) -> Csl:
    """Return the date of the issue where it is known: that is what is cited, not the first day online."""
    for kind in ("published-print", "issued", "published-online", "posted"):
        if parts := csl.get_date_parts(item, kind):
            return {"date-parts": [list(parts)]}
    return {}


def get_crossref_people(item: Csl, role: str) -> list[Csl]:
    """Return names without affiliations, ORCIDs and order. Crossref has the name of a body in `name`."""
    found = []
    for person in filter_dicts(item.get(role)):
        body = csl.get_text(person, "literal") or csl.get_text(person, "name")
        family, given, suffix = (csl.get_text(person, part) for part in ("family", "given", "suffix"))
        found.append({"literal": body} if body else names.build_person_from_parts(family, given, suffix))
    return [person for person in found if person]


def get_publisher(item: Csl) -> str:
    """Return the publisher; of a thesis, a report or a preprint the institution, if Crossref names one: medRxiv."""
    institutions = item.get("institution")
    listed = institutions if isinstance(institutions, list) else [institutions]
    named = next((name for body in filter_dicts(listed) if (name := csl.get_text(body, "name"))), "")
    return (named if item.get("type") in {"dissertation", "report", "posted-content"} else "") or csl.get_text(
        item, "publisher"
    )


def get_landing_page_url(item: Csl) -> str:
    """Return the publisher's page. Crossref's own `URL` only repeats the DOI."""
    resource = item.get("resource")
    primary = resource.get("primary") if isinstance(resource, dict) else None
    page = csl.get_text(primary, "URL") if isinstance(primary, dict) else ""
    url = csl.get_text(item, "URL")
    return page or ("" if parse_resolver_doi(url) else url)


def get_abstract(item: Csl) -> str:
    """Return the abstract in JATS, without the heading that only says that it is the abstract."""
    return ABSTRACT_HEADING.sub("", csl.get_text(item, "abstract"))


def find_full_text_url(item: Csl) -> str:
    """Return the URL of a PDF before that of another form, and none that is only for programs that compare texts."""
    links = [
        link
        for link in filter_dicts(item.get("link"))
        if csl.get_text(link, "intended-application") != "similarity-checking"
    ]
    links.sort(key=lambda link: csl.get_text(link, "content-type") != "application/pdf")
    return next((url for link in links if (url := clean_web_url(csl.get_text(link, "URL")))), "")


def get_first_text(item: Csl, variable: str) -> str:
    """Return the first text of a list, or the text itself if it is no list."""
    return next(iter(get_texts(item.get(variable))), "")


def get_texts(value: object) -> list[str]:
    """Return the texts of a list, or the one text that is no list, without empty ones."""
    parts = value if isinstance(value, list) else [value]
    return [text for part in parts if (text := csl.get_text({"part": part}, "part"))]
