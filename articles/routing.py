"""Finds the page of an address in one query.

Wagtail walks from the site's root: the locale, the root, then two queries for each part of the address, then the
ancestors and their restrictions. A published page's `url_path` says all of that, so it is asked for first. Whatever it
does not find (drafts, pages of other kinds, addresses that a page serves itself) is left to Wagtail's own walk.
"""

from django.db.models import Exists, OuterRef
from django.db.models.functions import Length, Substr
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.url_routing import RouteResult

from articles.models.editorial_page import EditorialPage

# One to one links from a page to the table of its own kind.
PAGE_TYPE_RELATIONS = [
    relation.name
    for relation in Page._meta.get_fields()  # noqa: SLF001 -- documented (Model _meta API)
    if relation.auto_created and relation.one_to_one and relation.parent_link
]


def find_route(request: HttpRequest, path: str) -> RouteResult | None:
    """What Wagtail's `Page.route_for_request` would give, or None where only Wagtail can tell."""
    root_path = get_localized_root_path(request)
    page = find_published_page(root_path + path.lstrip("/")) if root_path else None
    return page.route(request, []) if page else None


def get_localized_root_path(request: HttpRequest) -> str | None:
    """The `url_path` of the site's first page in the active language, out of Wagtail's own cache."""
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
    """The published page of one of our kinds at a `url_path`, with its own columns, and whether it is open to all."""
    slug = url_path.strip("/").rpartition("/")[2]
    on_the_way = {"page__path": Substr(OuterRef("path"), 1, Length("page__path"))}
    aliases = Page.objects.filter(path=Substr(OuterRef("path"), 1, Length("path")), alias_of__isnull=False)
    found = (
        Page.objects.live()
        # The slug has an index, the path has none.
        .filter(slug=slug, url_path=url_path)
        .select_related(*PAGE_TYPE_RELATIONS)
        .annotate(
            is_restricted=Exists(PageViewRestriction.objects.filter(**on_the_way)),
            # An alias is restricted as its original is: Wagtail works that out.
            is_an_alias=Exists(aliases),
        )
        .first()
    )
    page = get_editorial_page(found) if found else None
    if page:
        page.is_known_unrestricted = not (found.is_restricted or found.is_an_alias)
    return page


def get_editorial_page(page: Page) -> EditorialPage | None:
    kinds = (getattr(page, name, None) for name in PAGE_TYPE_RELATIONS)
    return next((kind for kind in kinds if isinstance(kind, EditorialPage)), None)
