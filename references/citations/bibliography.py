"""The works that a page cites, as readers see them: the entry in the list, and the notice beside the number."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from django.db.models import F, Subquery, TextField
from django.db.models.functions import Cast
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from references.citations.entries import render_entry
from references.citations.evidence import describe_evidence, describe_evidence_briefly
from references.citations.markup import CitationWording
from references.enums import CitationStyle, Status
from references.models import CitationSettings, Reference
from references.styles import labels, reference_list

# Enough for several pages, at about 10 KB each with its abstract.
RENDER_CACHE_SIZE = 1000
# There is little room beside the number. That a work was corrected is only shown in the list.
SHORT_STATUS_LABELS = {
    Status.SUPERSEDED: _("superseded"),
    Status.CONCERN: _("in doubt"),
    Status.RETRACTED: _("retracted"),
}


class ReferenceRow(NamedTuple):
    """All columns of a work that a page shows."""

    pk: int
    key: str
    csl_text: str
    evidence_kind: str
    population: str
    conflict_of_interest: str
    status: str
    status_source: str
    status_learnt_at: datetime | None
    status_dated: date | None
    status_doi: str
    superseded_by_id: int | None
    successor_key: str | None
    successor_text: str | None
    successor_live: bool | None
    # The style of the list that the site has chosen, or None for the default.
    style: str | None


# The parts of a row that are no columns of Reference.
ANNOTATED_COLUMNS = {"csl_text", "successor_key", "successor_text", "successor_live", "style"}


@dataclass(frozen=True)
class RenderedWork:
    """A work as a page shows it.

    All pages that cite the work share `reference`: never change or save it.
    """

    reference: Reference
    wording: CitationWording
    # The content of its entry in the list, without what differs from page to page.
    entry: SafeString


def render_works(ids: Collection[int], site: Site | None) -> dict[int, RenderedWork]:
    """Return the works that exist and that readers may see, by id, in the style of the site, with at most one query."""
    rows = Reference.objects.live().filter(pk__in=ids)
    rows = rows.annotate(
        csl_text=Cast("csl", TextField()),
        successor_key=F("superseded_by__key"),
        successor_text=Cast("superseded_by__csl", TextField()),
        successor_live=F("superseded_by__live"),
        style=Subquery(CitationSettings.objects.filter(site=site).values("style")),
    )
    language = get_language()
    return {row[0]: render_work(ReferenceRow(*row), language) for row in rows.values_list(*ReferenceRow._fields)}


@lru_cache(RENDER_CACHE_SIZE)
def render_work(row: ReferenceRow, language: str) -> RenderedWork:
    """Render one work in a language.

    Formatting takes most of the time of a page, so the result is cached. This is safe, because it depends on the
    arguments alone.
    """
    reference = build_reference(row)
    style = CitationStyle(row.style or CitationStyle.AMA)
    with override(language):
        entry, links = render_entry(reference_list.render_styled_entry(reference.csl, style), reference.links)
        return RenderedWork(
            reference=reference,
            wording=CitationWording(
                label=reference.label,
                notice=str(SHORT_STATUS_LABELS.get(Status(row.status), "")),
                is_alarming=reference.is_alarming,
                margin=labels.render_margin_note(reference.csl),
                evidence=describe_evidence_briefly(reference),
            ),
            entry=SafeString(
                render_to_string(
                    "references/citations/entry.html",
                    {
                        "work": reference,
                        "entry": entry,
                        "links": links,
                        "evidence": describe_evidence(reference),
                    },
                )
            ),
        )


def build_reference(row: ReferenceRow) -> Reference:
    """Return an unsaved reference with the values of a row."""
    columns = {name: value for name, value in row._asdict().items() if name not in ANNOTATED_COLUMNS}
    reference = Reference(**columns, csl=json.loads(row.csl_text))
    reference.read_columns()
    if row.successor_text:
        reference.superseded_by = Reference(
            pk=row.superseded_by_id,
            key=row.successor_key or "",
            csl=json.loads(row.successor_text),
            live=bool(row.successor_live),
        )
    return reference
