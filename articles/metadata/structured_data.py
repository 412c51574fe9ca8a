"""Describes pages to search engines, in the vocabulary of schema.org, with nothing that they do not show."""

from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import get_language, gettext
from wagtail.rich_text import get_text_for_indexing

from articles.models import ArticlePage, FaqPage, PersonPage, SignOff, Topic
from articles.rendering.body import AnsweredQuestion
from references.library.structured_data import JsonLd, build_citation, drop_empty
from references.models import Reference

# A page above another, outermost first: what it is called, and its full URL.
Crumb = tuple[str, str]


def build_article_data(
    page: ArticlePage,
    *,
    authors: Iterable[PersonPage],
    sign_off: SignOff | None,
    works: Iterable[Reference],
    clinic: str,
    url: str,
    trail: Sequence[Crumb] = (),
) -> JsonLd:
    """Return the description of an article. `sign_off` is the one that is true of it today, as the page shows it."""
    return drop_empty(
        {
            "@type": "MedicalWebPage",
            **describe_page(page.title, url=url, trail=trail),
            "description": page.standfirst,
            "about": build_condition(f"{page.title} {page.standfirst}"),
            "author": [build_author(author) for author in authors],
            **describe_review(sign_off),
            "publisher": clinic and {"@type": "MedicalOrganization", "name": clinic},
            "datePublished": page.first_published_at and timezone.localdate(page.first_published_at).isoformat(),
            "dateModified": page.last_published_at and timezone.localdate(page.last_published_at).isoformat(),
            "citation": [build_citation(work) for work in works],
        }
    )


def describe_page(name: str, *, url: str, trail: Sequence[Crumb]) -> JsonLd:
    """Return what every page says of itself."""
    return {
        "url": url,
        "name": name,
        "inLanguage": get_language(),
        "breadcrumb": trail and build_breadcrumbs([*trail, (name, "")]),
    }


def build_breadcrumbs(trail: Iterable[Crumb]) -> JsonLd:
    """Return the pages above this one, and at the end this one, without a URL."""
    items = (
        drop_empty({"@type": "ListItem", "position": place, "name": name, "item": url})
        for place, (name, url) in enumerate(trail, start=1)
    )
    return {"@type": "BreadcrumbList", "itemListElement": list(items)}


def build_condition(words: str) -> JsonLd:
    """Return fibromyalgia, if these words name it: a page on something else is not about it."""
    name = gettext("Fibromyalgia")
    return {"@type": "MedicalCondition", "name": name} if name.casefold() in words.casefold() else {}


def describe_review(sign_off: SignOff | None) -> JsonLd:
    """Return who signed a page off, and when; nothing unless that is true today."""
    if sign_off is None:
        return {}
    return {"reviewedBy": build_author(sign_off.reviewer), "lastReviewed": sign_off.signed_on.isoformat()}


def build_author(person: PersonPage) -> JsonLd:
    """Return a person as a byline names them. `is_public` says whether it links to their page."""
    return drop_empty({**name_person(person), "url": person.full_url if person.is_public else ""})


def name_person(person: PersonPage) -> JsonLd:
    return {
        "@type": "Person",
        "name": person.title,
        "honorificPrefix": person.title_before,
        "honorificSuffix": person.title_after,
    }


def build_person_page(person: PersonPage, *, url: str, portrait: str, trail: Sequence[Crumb]) -> JsonLd:
    """Return the page of a person, and the person as it shows them."""
    biography = " ".join(get_text_for_indexing(person.biography).split())
    shown = {
        **name_person(person),
        "jobTitle": person.role,
        "url": url,
        "image": portrait,
        "description": biography,
        "identifier": person.registration,
    }
    return drop_empty(
        {
            "@type": "ProfilePage",
            **describe_page(person.title, url=url, trail=trail),
            "mainEntity": drop_empty(shown),
        }
    )


def build_faq_data(
    page: FaqPage, *, questions: Iterable[AnsweredQuestion], sign_off: SignOff | None, url: str, trail: Sequence[Crumb]
) -> JsonLd:
    """Return the questions that the page shows, with their answers as plain text."""
    return drop_empty(
        {
            "@type": "FAQPage",
            **describe_page(page.title, url=url, trail=trail),
            **describe_review(sign_off),
            "mainEntity": [
                {"@type": "Question", "name": one.question, "acceptedAnswer": {"@type": "Answer", "text": one.answer}}
                for one in questions
            ],
        }
    )


def build_topic_data(topic: Topic, *, article_urls: Iterable[str], url: str, trail: Sequence[Crumb]) -> JsonLd:
    """Return the page of a topic, with the articles that this part of it lists."""
    return drop_empty(
        {
            "@type": "CollectionPage",
            **describe_page(topic.name, url=url, trail=trail),
            "description": topic.introduction,
            "mainEntity": {
                "@type": "ItemList",
                "itemListElement": [
                    {"@type": "ListItem", "position": place, "url": article}
                    for place, article in enumerate(article_urls, 1)
                ],
            },
        }
    )
