"""The glossary: all terms of a language, A to Z."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db import models
from django.db.models import Max, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from articles.models.editorial_page import EditorialPage
from articles.records.term import GlossaryTerm

# What heads the terms that begin with no letter.
NO_LETTER = "#"


@dataclass(frozen=True)
class Letter:
    """A letter with its terms, in order."""

    letter: str
    terms: list[GlossaryTerm]

    @property
    def anchor(self) -> str:
        return f"letter-{self.letter.lower() if self.letter != NO_LETTER else 'none'}"


class GlossaryPage(EditorialPage):
    """The published terms of the page's language, by their letters."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*EditorialPage.content_panels, FieldPanel("introduction")]
    parent_page_types = ["articles.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    template = "articles/glossary_page.html"
    page_description = _("All terms of the glossary in the language of the page, A to Z.")

    class Meta:
        verbose_name = _("glossary")

    @property
    def terms(self) -> QuerySet[GlossaryTerm]:
        return GlossaryTerm.objects.filter(locale=self.locale_id, live=True)

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, object]:
        return {**super().get_context(request, *args, **kwargs), "letters": group_by_letter(self.terms)}

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, object]]:
        """Date the page by its newest term, and leave it out while it has none."""
        newest = self.terms.aggregate(at=Max("last_published_at"))["at"]
        entries = super().get_sitemap_urls(request) if newest else []
        return [{**entry, "lastmod": max(filter(None, (entry["lastmod"], newest)))} for entry in entries]


def group_by_letter(terms: Iterable[GlossaryTerm]) -> list[Letter]:
    """Return the terms in the order of a German or English dictionary: without regard to accents, ä as a."""
    ordered = sorted(terms, key=lambda term: (get_letter(term) == NO_LETTER, fold_letters(term.term), term.term))
    return [Letter(letter, list(found)) for letter, found in groupby(ordered, key=get_letter)]


def get_letter(term: GlossaryTerm) -> str:
    first = fold_letters(term.term)[:1].upper()
    return first if first.isalpha() else NO_LETTER


def fold_letters(words: str) -> str:
    """Return words as they are sorted: in small letters without accents, and ß as ss."""
    parts = unicodedata.normalize("NFKD", words.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part)).strip()
