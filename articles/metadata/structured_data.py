"""Describes an article to search engines, in the vocabulary of schema.org, with nothing that the page does not show."""

from collections.abc import Iterable

from django.utils import timezone

from articles.models import ArticlePage
from references.library.structured_data import JsonLd, build_cited_work, drop_empty
from references.models import Reference


def build_article_data(page: ArticlePage, *, works: Iterable[Reference], clinic: str, url: str) -> JsonLd:
    reviewer, author = page.reviewer_name, page.author_name
    return drop_empty(
        {
            "@type": "MedicalWebPage",
            "url": url,
            "name": page.title,
            "description": page.standfirst,
            "author": author and {"@type": "Person", "name": author},
            "reviewedBy": reviewer and {"@type": "Person", "name": reviewer},
            "lastReviewed": reviewer and page.reviewed_on and page.reviewed_on.isoformat(),
            "publisher": clinic and {"@type": "MedicalOrganization", "name": clinic},
            "datePublished": page.first_published_at and timezone.localdate(page.first_published_at).isoformat(),
            "dateModified": page.last_published_at and timezone.localdate(page.last_published_at).isoformat(),
            "citation": [build_cited_work(work) for work in works],
        }
    )
