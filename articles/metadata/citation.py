"""Describes an article as a work that others may cite."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import get_language

from articles.models import ArticlePage, PersonPage
from references.csl import Csl
from references.enums import WorkType


def build_article_csl(page: ArticlePage, *, authors: Iterable[PersonPage], clinic: str, url: str) -> Csl:
    """Return an article as CSL-JSON. `clinic` is the name of the site's owner, `url` the article's own.

    Its date is when the present text was published. The date of access is left out: it differs for each reader, and a
    cached page would give somebody else's.
    """
    variables = {
        "id": page.slug,
        "type": WorkType.WEB_PAGE.value,
        "title": page.title,
        "author": [build_csl_name(author) for author in authors],
        "container-title": clinic,
        "issued": page.last_published_at and {"date-parts": [get_date_parts(page)]},
        "URL": url,
        "language": get_language(),
    }
    return {variable: value for variable, value in variables.items() if value}


def build_csl_name(person: PersonPage) -> Csl:
    """Return a name without its titles: no style prints them."""
    if not person.given_name:
        return {"literal": person.title}
    return {"family": person.family_name, "given": person.given_name}


def get_date_parts(page: ArticlePage) -> list[int]:
    day = timezone.localdate(page.last_published_at)
    return [day.year, day.month, day.day]
