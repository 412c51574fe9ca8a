"""Finds the page of a URL in one query.

Wagtail walks from the root of the site: it looks up the locale and the root, makes two queries for each part of the
path, then looks up the ancestors and their restrictions. The `url_path` of a published page has all of that, so we look
for it first. Whatever is not found by it (drafts, pages of other kinds, URLs that a page serves itself) is left to
Wagtail.
"""

import re

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length, Substr
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.utils.translation import get_language
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.url_routing import RouteResult

from articles.models.clinic import ClinicSettings
from articles.models.editorial_page import EditorialPage
from articles.models.topics import SEGMENTS

# The page of a topic, which a list of articles serves.
TOPIC_PATH = re.compile(rf"(?P<list>(?:[^/]+/)+)(?P<segment>{'|'.join(SEGMENTS.values())})/(?P<slug>[^/]+)/")
# The one-to-one relations from Page to the tables of its subclasses.
PAGE_TYPE_RELATIONS = [
    relation.name
    for relation in Page._meta.get_fields()
    if relation.auto_created and relation.one_to_one and relation.parent_link
]


def find_route(request: HttpRequest, path: str) -> RouteResult | None:
    """Return what Wagtail's `Page.route_for_request` would return, or None if only Wagtail can tell."""
    remember_site(request)
    root_path = get_localized_root_path(request)
    if not root_path:
        return None
    if topic_path := TOPIC_PATH.fullmatch(path.lstrip("/")):
        lists = find_published_page(root_path + topic_path["list"])
        return lists.route(request, [topic_path["segment"], topic_path["slug"]]) if lists else None
    page = find_published_page(root_path + path.lstrip("/"))
    return page.route(request, []) if page else None


def remember_site(request: HttpRequest) -> None:
    """Look up the site of a request together with what every page says about the clinic: one query in place of two.

    Both are kept where Wagtail looks first. If the site has no settings yet, Wagtail creates them when they are needed.
    """
    site = None if hasattr(request, "_wagtail_site") else find_site(request)
    if site is None:
        return
    request._wagtail_site = site  # type: ignore[attr-defined]  # noqa: SLF001 -- see above
    if clinic := getattr(site, "clinicsettings", None):
        setattr(request, ClinicSettings.get_cache_attr_name(), clinic)


def find_site(request: HttpRequest) -> Site | None:
    """Return the site that Wagtail's `get_site_for_hostname` would return, or None if only Wagtail can tell."""
    hostname = split_domain_port(request._get_raw_host())[0]  # type: ignore[attr-defined]  # noqa: SLF001 -- as Wagtail
    candidates = Site.objects.filter(Q(hostname=hostname) | Q(is_default_site=True))
    linked = [f"clinicsettings__{name}" for name in ClinicSettings.select_related or ()]
    sites = list(candidates.select_related("root_page", "clinicsettings", *linked))
    ours = [site for site in sites if site.hostname == hostname]
    exact = [site for site in ours if str(site.port) == request.get_port() or site.is_default_site]
    if len(sites) == 1 or len(exact) == 1:
        return (exact or sites)[0]
    return ours[0] if len(ours) == 1 and not exact else None


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
    # Not `alias_of__isnull=False`: SQLite uses no index for that, and would look at all pages for the few aliases.
    aliases = Page.objects.filter(path=Substr(OuterRef("path"), 1, Length("path")), alias_of__gt=0)
    found = (
        Page.objects.live()
        # Only the slug has an index.
        .filter(slug=slug, url_path=url_path)
        .select_related(*PAGE_TYPE_RELATIONS, "articlepage__topic")
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
