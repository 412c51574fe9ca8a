"""Describes the glossary to search engines, with nothing that it does not show."""

from collections.abc import Iterable

from django.utils.translation import get_language

from articles.models import GlossaryPage, GlossaryTerm
from references.library.structured_data import JsonLd, drop_empty


def build_glossary_data(page: GlossaryPage, *, terms: Iterable[GlossaryTerm], url: str) -> JsonLd:
    return drop_empty(
        {
            "@type": "DefinedTermSet",
            "@id": url,
            "url": url,
            "name": page.title,
            "description": page.introduction,
            "inLanguage": get_language(),
            "hasDefinedTerm": [build_term(term, url) for term in terms],
        }
    )


def build_term(term: GlossaryTerm, url: str) -> JsonLd:
    return drop_empty(
        {
            "@type": "DefinedTerm",
            "name": term.term,
            "alternateName": term.forms,
            "description": term.definition,
            "url": f"{url}#{term.anchor}",
            "inDefinedTermSet": {"@id": url},
        }
    )
