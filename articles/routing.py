"""Finds the page of a URL in one query.

Wagtail walks from the root of the site: it looks up the locale and the root, makes two queries for each part of the
path, then looks up the ancestors and their restrictions. The `url_path` of a published page has all of that, so we look
for it first. Whatever is not found by it (drafts, pages of other kinds, URLs that a page serves itself) is left to
Wagtail.
"""

from django.db.models import Exists, OuterRef
from django.db.models.functions import Length, Substr
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.url_routing import RouteResult

from articles.models.editorial_page import EditorialPage

# The one-to-one relations from Page to the tables of its subclasses.
PAGE_TYPE_RELATIONS = [
    relation.name
    for relation in Page._meta.get_fields()
    if relation.auto_created and relation.one_to_one and relation.parent_link
]


def find_route(request: HttpRequest, path: str) -> RouteResult | None:
    """Return what Wagtail's `Page.route_for_request` would return, or None if only Wagtail can tell."""
    root_path = get_localized_root_path(request)
    page = find_published_page(root_path + path.lstrip("/")) if root_path else None
    return page.route(request, []) if page else None


def get_localized_root_path(request: HttpRequest) -> str | None:
    """Return the `url_path` of the site's home page in the active language, from Wagtail's own cache."""
    site = Site.find_for_request(request)
    if site is None:
        return None
    try:
        language = get_supported_content_language_variant(get_language())
    except LookupError:
        return None
    roots = [root for root in Site.get_site_root_paths() if root.site_id == site.pk]
    return next((root.root_path for root in roots if root.language_code == language), None)


def find_published_page(url_path: str) -> EditorialPage | None:
    """Return the published page at a `url_path`, with its own columns and whether it is unrestricted.

    None if there is none, or if it is not an EditorialPage.
    """
    slug = url_path.strip("/").rpartition("/")[2]
    at_or_above = {"page__path": Substr(OuterRef("path"), 1, Length("page__path"))}
    aliases = Page.objects.filter(path=Substr(OuterRef("path"), 1, Length("path")), alias_of__isnull=False)
    found = (
        Page.objects.live()
        # Only the slug has an index.
        .filter(slug=slug, url_path=url_path)
        .select_related(*PAGE_TYPE_RELATIONS)
        .annotate(
            is_restricted=Exists(PageViewRestriction.objects.filter(**at_or_above)),
            # An alias is restricted if its original is: Wagtail finds that out.
            is_an_alias=Exists(aliases),
        )
        .first()
    )
    page = get_editorial_page(found) if found else None
    if page:
        page.is_known_unrestricted = not (found.is_restricted or found.is_an_alias)
    return page


def get_editorial_page(page: Page) -> EditorialPage | None:
    specific = (getattr(page, name, None) for name in PAGE_TYPE_RELATIONS)
    return next((found for found in specific if isinstance(found, EditorialPage)), None)
