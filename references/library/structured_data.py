"""Works as schema.org data for search engines. It contains nothing that the page does not show."""

import functools
import json
from collections.abc import Iterable

from django.utils.safestring import SafeString, mark_safe

from references import csl, inline_markup
from references.enums import Status, WorkType
from references.identity import work_urls
from references.identity.identifiers import normalize_doi
from references.models import Reference

JsonLd = dict[str, object]

SCHEMA_TYPES: dict[str, str] = {
    WorkType.ARTICLE: "ScholarlyArticle",
    WorkType.BOOK: "Book",
    WorkType.CHAPTER: "Chapter",
    WorkType.REPORT: "Report",
    WorkType.WEB_PAGE: "WebPage",
    WorkType.THESIS: "Thesis",
    WorkType.DATASET: "Dataset",
}
# The characters that could end a script element or start another element.
SCRIPT_ESCAPES = str.maketrans({character: f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"})


def render_script(data: JsonLd) -> SafeString:
    """Return the data as a script element."""
    document = {"@context": "https://schema.org", **data}
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":")).translate(SCRIPT_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 -- see SCRIPT_ESCAPES


def build_citation(reference: Reference) -> JsonLd:
    """Return a work as a page tells that it cites it: by its DOI alone if it has one, which tells the rest."""
    work = build_work(reference)
    if "identifier" not in work:
        return work
    return {name: value for name, value in work.items() if name not in {"name", "datePublished"}}


def build_work(reference: Reference) -> JsonLd:
    """Return a work as the list at the foot of a page shows it."""
    work = reference.csl
    doi_url = find_doi_url(csl.get_text(work, "DOI"))
    url = doi_url or work_urls.clean_web_url(csl.get_text(work, "URL"))
    status = Status(reference.status)
    return drop_empty(
        {
            "@type": SCHEMA_TYPES.get(reference.type, "CreativeWork"),
            "name": inline_markup.strip_inline_tags(csl.get_text(work, "title")),
            "datePublished": str(reference.year or ""),
            "identifier" if doi_url else "url": url,
            "creativeWorkStatus": str(status.label) if status != Status.NORMAL else "",
        }
    )


# An article tells the DOIs of its works each time that somebody reads it.
@functools.lru_cache(maxsize=1024)
def find_doi_url(text: str) -> str | None:
    doi = normalize_doi(text)
    return work_urls.build_doi_url(doi) if doi else None


def build_work_page(reference: Reference, *, authors: Iterable[csl.Name], url: str) -> JsonLd:
    """Return a work as its own page at `url` shows it, with these of its authors."""
    work = reference.csl
    container = inline_markup.strip_inline_tags(csl.get_text(work, "container-title"))
    is_in_a_journal = reference.type == WorkType.ARTICLE
    return drop_empty(
        {
            **build_work(reference),
            "author": [build_author(name) for name in authors],
            "datePublished": csl.format_edtf_date(csl.get_date_parts(work)),
            "isPartOf": container and {"@type": "Periodical" if is_in_a_journal else "CreativeWork", "name": container},
            "mainEntityOfPage": url,
        }
    )


def build_author(name: csl.Name) -> JsonLd | str:
    """Return a person, or only the name if it may be that of an organization."""
    return {"@type": "Person", "name": format_full_name(name)} if name.given else format_full_name(name)


def format_full_name(name: csl.Name) -> str:
    return " ".join(filter(None, (name.given, name.particle, name.family, name.suffix)))


def drop_empty(data: JsonLd) -> JsonLd:
    """Return the data without empty values."""
    return {name: value for name, value in data.items() if value}
