"""Template tags for the site's menus, the way to a page, and its other languages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypedDict

from django import template
from django.conf import settings
from django.db.models import Case, Q, When
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils import translation
from wagtail.models import Page, Site

from articles.models import ClinicSettings
from articles.models.related import RelatedArticles

register = template.Library()

NAVIGATION_ATTRIBUTE = "_navigation"


class NavigationItem(TypedDict):
    url: str
    title: str
    is_current: bool


class LanguageLink(TypedDict):
    code: str
    name: str
    url: str
    # Whether the link leads to this very page, or else to the home page in that language, which its name says.
    is_translation: bool


class Crumb(TypedDict):
    url: str
    title: str


@dataclass
class Navigation:
    """Where a reader can go from a page. Built once for a request, with one query."""

    # The home page, and the published pages between it and the page.
    above: list[Crumb] = field(default_factory=list)
    menu: list[NavigationItem] = field(default_factory=list)
    footer: list[NavigationItem] = field(default_factory=list)
    languages: list[LanguageLink] = field(default_factory=list)
    # What to read after an article.
    related: list[Page] = field(default_factory=list)
    # The page that tells how the pages are made.
    making: NavigationItem | None = None


@register.simple_tag(takes_context=True)
def main_navigation(context: template.Context) -> list[NavigationItem]:
    """Return the published children of the home page that are shown in menus, in the editors' order.

    Empty without a request or a site. All tags of this module together make one query for a request, and two more on a
    page in another language than that of the site's home page.
    """
    return get_navigation(context).menu


@register.simple_tag(takes_context=True)
def footer_navigation(context: template.Context) -> list[NavigationItem]:
    """Return the other published children of the home page, such as privacy and accessibility."""
    return get_navigation(context).footer


@register.simple_tag(takes_context=True)
def other_languages(context: template.Context) -> list[LanguageLink]:
    """Return a link for each other language of the site: to this page in it, or else to the home page."""
    return get_navigation(context).languages


@register.simple_tag(takes_context=True)
def find_trail(context: template.Context) -> list[Crumb]:
    """Return the way to this page, outermost first, without the page itself. Empty on the home page.

    It takes no query of its own. What stands between the pages above and this one, or above a page that is not one of
    Wagtail's, is in the context as `crumbs`.
    """
    further: list[Crumb] = context.get("crumbs") or []
    return get_navigation(context).above + further


@register.simple_tag(takes_context=True)
def list_related(context: template.Context) -> list[Page]:
    """Return the articles to read after this one."""
    return get_navigation(context).related


@register.simple_tag(takes_context=True)
def link_to_how_pages_are_made(context: template.Context) -> NavigationItem | None:
    """Return the page that tells how the pages are made, in this language if it is published in it."""
    return get_navigation(context).making


def get_navigation(context: template.Context) -> Navigation:
    request = context.get("request")
    if request is None:
        return Navigation()
    if not hasattr(request, NAVIGATION_ATTRIBUTE):
        page = context.get("page")
        built = build_navigation(request, page if isinstance(page, Page) else None, context.get("related"))
        if "translated_paths" in context:
            built.languages = list(lead_further(built.languages, context["translated_paths"]))
        setattr(request, NAVIGATION_ATTRIBUTE, built)
    navigation: Navigation = getattr(request, NAVIGATION_ATTRIBUTE)
    return navigation


def build_navigation(request: HttpRequest, page: Page | None, related: RelatedArticles | None = None) -> Navigation:
    site = Site.find_for_request(request)
    if site is None:
        return Navigation(languages=[] if page else build_url_languages(request))
    root = site.root_page
    if page.locale_id != root.locale_id if page else not is_in_active_language(site):
        root = root.localized
    making = ClinicSettings.for_request(request).how_pages_are_made
    above = list_paths_above(page, root) if page else []
    pages = fetch_live_pages(root, page, making, above=above, related=related)
    children = [each for each in pages if each.path.startswith(root.path) and each.depth == root.depth + 1]
    navigation = Navigation(
        above=list(build_trail(request, root, pages, page)),
        menu=list(build_menu_items(request, children, in_menus=True)),
        footer=list(build_menu_items(request, children, in_menus=False)),
        making=build_making_item(request, find_translations(pages, making), root),
        related=related.select(each for each in pages if each.is_related) if related else [],
    )
    if page is None:
        navigation.languages = build_url_languages(request)
    else:
        navigation.languages = build_page_languages(request, site, find_translations(pages, page))
    return navigation


def build_trail(request: HttpRequest, root: Page, pages: list[Page], page: Page | None) -> Iterator[Crumb]:
    if page and page.path == root.path:
        return
    yield Crumb(url=get_home_page_url(translation.get_language()), title=translation.gettext("Home page"))
    for above in pages:
        if page and above.path in list_paths_above(page, root) and (url := above.get_url(request)):
            yield Crumb(url=url, title=above.title)


def list_paths_above(page: Page, root: Page) -> list[str]:
    """Return the paths in the tree of the pages between the home page and this page."""
    if not page.path.startswith(root.path):
        return []
    return [page.path[:end] for end in range(len(root.path) + page.steplen, len(page.path), page.steplen)]


def find_translations(pages: list[Page], page: Page | None) -> list[Page]:
    return [each for each in pages if page and each.translation_key == page.translation_key]


def build_making_item(request: HttpRequest, translations: list[Page], root: Page) -> NavigationItem | None:
    """Return the one of these pages that is in the language of `root`, or else any."""
    found = sorted(translations, key=lambda page: page.locale_id != root.locale_id)
    url = found[0].get_url(request) if found else None
    return NavigationItem(url=url, title=found[0].title, is_current=request.path == url) if url else None


def is_in_active_language(site: Site) -> bool:
    """Return whether the home page of a site is in the active language, by Wagtail's own cache."""
    home = (site.pk, site.root_page.url_path, translation.get_language())
    return any((root.site_id, root.root_path, root.language_code) == home for root in Site.get_site_root_paths())


def fetch_live_pages(
    root: Page, *others: Page | None, above: list[str], related: RelatedArticles | None = None
) -> list[Page]:
    """Return the children of the home page, except an empty list of people, the other pages in every language, the
    pages at these paths in the tree, and what is related. In the order of the tree.
    """
    wanted = Q(pk__in=root.get_children().live().values("pk")) | Q(path__in=above)
    wanted |= Q(translation_key__in={other.translation_key for other in others if other})
    is_empty_list = Q(peopleindexpage__isnull=False, numchild=0)
    pages = Page.objects.live()
    if related:
        is_related = Q(pk__in=related.ids)
        pages = pages.annotate(is_related=Case(When(is_related, then=True), default=False), place=related.place)
        wanted |= is_related
    return list(pages.filter(wanted).exclude(is_empty_list).select_related("locale").order_by("path"))


def build_menu_items(request: HttpRequest, children: list[Page], *, in_menus: bool) -> Iterator[NavigationItem]:
    for child in children:
        url = child.get_url(request)
        if url and child.show_in_menus == in_menus:
            yield NavigationItem(url=url, title=child.title, is_current=request.path.startswith(url))


def build_page_languages(request: HttpRequest, site: Site, translations: list[Page]) -> list[LanguageLink]:
    available = {root.language_code for root in Site.get_site_root_paths() if root.site_id == site.pk}
    urls = {page.locale.language_code: page.get_url(request) for page in translations}
    return [
        build_language_link(code, urls.get(code) or get_home_page_url(code), is_translation=bool(urls.get(code)))
        for code in get_other_language_codes()
        if code in available
    ]


def lead_further(languages: list[LanguageLink], paths: Mapping[str, str]) -> Iterator[LanguageLink]:
    """Yield these links, each led on by the path in its language. Without one, it leads to another page than this."""
    for link in languages:
        path = paths.get(link["code"]) if link["is_translation"] else None
        yield LanguageLink(**{**link, "url": link["url"] + (path or ""), "is_translation": bool(path)})


def build_url_languages(request: HttpRequest) -> list[LanguageLink]:
    """Return the links of a page that is not one of Wagtail's: it exists in every language."""
    # A view may have shortened what was asked for.
    current_url = f"{request.path}?{request.GET.urlencode()}" if request.GET else request.path
    urls = ((code, translate_url(current_url, code)) for code in get_other_language_codes())
    return [build_language_link(code, url, is_translation=True) for code, url in urls if url != current_url]


def get_other_language_codes() -> list[str]:
    return [code for code, _name in settings.LANGUAGES if code != translation.get_language()]


def get_home_page_url(code: str) -> str:
    with translation.override(code):
        return reverse("wagtail_serve", args=[""])


def build_language_link(code: str, url: str, *, is_translation: bool) -> LanguageLink:
    name = translation.get_language_info(code)["name_local"]
    if not is_translation:
        with translation.override(code):
            name = f"{name} ({translation.gettext('Home page')})"
    return LanguageLink(code=code, name=name, url=url, is_translation=is_translation)
