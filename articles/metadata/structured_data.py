"""Describes pages to search engines, in the vocabulary of schema.org, with nothing that they do not show."""

from collections.abc import Iterable

from django.utils import timezone
from wagtail.rich_text import get_text_for_indexing

from articles.models import ArticlePage, FaqPage, PersonPage, SignOff
from articles.rendering.body import AnsweredQuestion
from references.library.structured_data import JsonLd, build_cited_work, drop_empty
from references.models import Reference


def build_article_data(
    page: ArticlePage,
    *,
    authors: Iterable[PersonPage],
    sign_off: SignOff | None,
    works: Iterable[Reference],
    clinic: str,
    url: str,
) -> JsonLd:
    """Return the description of an article. `sign_off` is the one that is true of it today, as the page shows it."""
    return drop_empty(
        {
            "@type": "MedicalWebPage",
            "url": url,
            "name": page.title,
            "description": page.standfirst,
            "author": [build_author(author) for author in authors],
            "reviewedBy": sign_off and build_author(sign_off.reviewer),
            "lastReviewed": sign_off and sign_off.signed_on.isoformat(),
            "publisher": clinic and {"@type": "MedicalOrganization", "name": clinic},
            "datePublished": page.first_published_at and timezone.localdate(page.first_published_at).isoformat(),
            "dateModified": page.last_published_at and timezone.localdate(page.last_published_at).isoformat(),
            "citation": [build_cited_work(work) for work in works],
        }
    )


def build_author(person: PersonPage) -> JsonLd:
    """Return a person as a byline names them. `is_public` says whether it links to their page."""
    return build_person(person, url=person.full_url if person.is_public else "")


def build_person(person: PersonPage, *, url: str, portrait: str = "") -> JsonLd:
    """Return a person. `url` is that of their page, `portrait` that of the picture on it."""
    return drop_empty(
        {
            "@type": "Person",
            "name": person.title,
            "honorificPrefix": person.title_before,
            "honorificSuffix": person.title_after,
            "jobTitle": person.role,
            "url": url,
            "image": portrait,
        }
    )


def build_person_page(person: PersonPage, *, url: str, portrait: str) -> JsonLd:
    """Return a person as their own page shows them."""
    biography = " ".join(get_text_for_indexing(person.biography).split())
    return drop_empty(
        {
            **build_person(person, url=url, portrait=portrait),
            "description": biography,
            "identifier": person.registration,
        }
    )


def build_faq_data(page: FaqPage, *, questions: Iterable[AnsweredQuestion], url: str) -> JsonLd:
    """Return the questions that the page shows, with their answers as plain text."""
    return {
        "@type": "FAQPage",
        "url": url,
        "name": page.title,
        "mainEntity": [
            {"@type": "Question", "name": one.question, "acceptedAnswer": {"@type": "Answer", "text": one.answer}}
            for one in questions
        ],
    }
