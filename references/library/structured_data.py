"""Works in the words of schema.org, as a page tells machines of them. It says nothing that the page does not show."""

import json
from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from references import csl, inline_markup
from references.enums import Status, WorkType
from references.identity import work_urls
from references.identity.identifiers import normalised_doi
from references.models import Reference

Data = dict[str, Any]

TYPES: dict[str, str] = {
    WorkType.ARTICLE: "ScholarlyArticle",
    WorkType.BOOK: "Book",
    WorkType.CHAPTER: "Chapter",
    WorkType.REPORT: "Report",
    WorkType.WEB_PAGE: "WebPage",
    WorkType.THESIS: "Thesis",
    WorkType.DATASET: "Dataset",
}
# Nothing in a script element may look like its end, nor like the start of anything else.
HARMLESS = str.maketrans({character: f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"})


def script(data: Data) -> SafeString:
    """The data as an element for the head of a page."""
    said = {"@context": "https://schema.org", **data}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":")).translate(HARMLESS)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 -- see HARMLESS


def cited(reference: Reference) -> Data:
    """A work as the list at the foot of a page names it."""
    work = reference.csl
    doi = normalised_doi(csl.text(work, "DOI"))
    address = work_urls.doi_address(doi) if doi else work_urls.web_address(csl.text(work, "URL"))
    status = Status(reference.status)
    return said(
        {
            "@type": TYPES.get(reference.type, "CreativeWork"),
            "name": inline_markup.plain(csl.text(work, "title")),
            "datePublished": str(reference.year or ""),
            "identifier" if doi else "url": address,
            "creativeWorkStatus": str(status.label) if status != Status.NORMAL else "",
        }
    )


def shown(reference: Reference, *, authors: Iterable[csl.Name], address: str) -> Data:
    """A work as its own page at `address` shows it, with these of its authors."""
    work = reference.csl
    container = inline_markup.plain(csl.text(work, "container-title"))
    is_in_a_journal = reference.type == WorkType.ARTICLE
    return said(
        {
            **cited(reference),
            "author": [author(name) for name in authors],
            "datePublished": csl.edtf_date(csl.date(work)),
            "isPartOf": container and {"@type": "Periodical" if is_in_a_journal else "CreativeWork", "name": container},
            "mainEntityOfPage": address,
        }
    )


def author(name: csl.Name) -> Data | str:
    """A person, or the bare name where it may be that of a body."""
    return {"@type": "Person", "name": full_name(name)} if name.given else full_name(name)


def full_name(name: csl.Name) -> str:
    return " ".join(filter(None, (name.given, name.particle, name.family, name.suffix)))


def said(data: Data) -> Data:
    """Without what is not known."""
    return {name: value for name, value in data.items() if value}
