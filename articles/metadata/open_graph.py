"""Describes pages to programs that show a link to them: messengers, social networks (ogp.me)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import to_locale

# Programs that read these names know languages only with a country.
LOCALES = {"en": "en_GB", "de": "de_DE"}

Property = tuple[str, str]


@dataclass(frozen=True)
class SharedImage:
    """The picture beside a link. Its full `url` and what it shows, in words."""

    url: str
    alt: str
    width: int = 1200
    height: int = 630
    type: str = "image/png"


@dataclass(frozen=True)
class ArticleFacts:
    """What stands under the title of an article."""

    published_at: datetime | None
    modified_at: datetime | None
    authors: Iterable[str]


@dataclass(frozen=True)
class SharedPage:
    """A page as it is shared. `other_languages` are those in which it exists, as codes."""

    title: str
    description: str
    url: str
    site_name: str
    language: str
    other_languages: Iterable[str]
    image: SharedImage
    article: ArticleFacts | None = None


def list_properties(page: SharedPage) -> list[Property]:
    """Return the properties of a page, in the order of the protocol, without those that are empty."""
    return [(name, value) for name, value in generate_properties(page) if value]


def generate_properties(page: SharedPage) -> Iterator[Property]:
    yield "og:site_name", page.site_name
    yield "og:type", "article" if page.article else "website"
    yield "og:title", page.title
    yield "og:description", page.description
    yield "og:url", page.url
    yield "og:locale", find_locale(page.language)
    yield from (("og:locale:alternate", find_locale(code)) for code in page.other_languages)
    yield "og:image", page.image.url
    yield "og:image:type", page.image.type
    yield "og:image:width", str(page.image.width)
    yield "og:image:height", str(page.image.height)
    yield "og:image:alt", page.image.alt
    if page.article:
        yield "article:published_time", format_day(page.article.published_at)
        yield "article:modified_time", format_day(page.article.modified_at)
        yield from (("article:author", name) for name in page.article.authors)


def find_locale(language: str) -> str:
    return LOCALES.get(language, to_locale(language))


def format_day(at: datetime | None) -> str:
    """Return the day where the clinic is, as the page shows it and the structured data has it."""
    return timezone.localdate(at).isoformat() if at else ""
