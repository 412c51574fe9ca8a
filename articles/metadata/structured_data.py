"""An article in the words of schema.org. It says nothing that the page does not show."""

from collections.abc import Iterable

from django.utils import timezone

from articles.models import ArticlePage
from references.library.structured_data import Data, cited, said
from references.models import Reference


def article(page: ArticlePage, *, works: Iterable[Reference], clinic: str, address: str) -> Data:
    reviewer, author = page.reviewer_name, page.author_name
    return said(
        {
            "@type": "MedicalWebPage",
            "url": address,
            "name": page.title,
            "description": page.standfirst,
            "author": author and {"@type": "Person", "name": author},
            "reviewedBy": reviewer and {"@type": "Person", "name": reviewer},
            "lastReviewed": reviewer and page.reviewed_on and page.reviewed_on.isoformat(),
            "publisher": clinic and {"@type": "MedicalOrganization", "name": clinic},
            "datePublished": page.first_published_at and timezone.localdate(page.first_published_at).isoformat(),
            "dateModified": page.last_published_at and timezone.localdate(page.last_published_at).isoformat(),
            "citation": [cited(work) for work in works],
        }
    )
