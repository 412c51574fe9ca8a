"""The site's menus and its other languages, for templates/base.html."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypedDict

from django import template
from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils import translation
from wagtail.models import Page, Site

register = template.Library()

KEPT_ON_REQUEST = "_navigation"


class Item(TypedDict):
    url: str
    title: str
    is_current: bool


class Language(TypedDict):
    code: str
    name: str
    url: str
    # Whether the very same page is there; else it is the first page in that language.
    is_translation: bool


@dataclass
class Navigation:
    """Where somebody can go from a page. Found once a request, in one query."""

    menu: list[Item] = field(default_factory=list)
    footer: list[Item] = field(default_factory=list)
    languages: list[Language] = field(default_factory=list)


@register.simple_tag(takes_context=True)
def main_navigation(context: template.Context) -> list[Item]:
    """The published children of the site's first page that are to stand in menus, in the editors' order.

    Empty where there is no request or no site. All that is here costs one query a request together; a page in another
    language than the site's first page costs two more.
    """
    return navigation(context).menu


@register.simple_tag(takes_context=True)
def footer_navigation(context: template.Context) -> list[Item]:
    """The other published children of the site's first page: privacy, accessibility."""
    return navigation(context).footer


@register.simple_tag(takes_context=True)
def other_languages(context: template.Context) -> list[Language]:
    """Where each other language of the site is read: this page in it, or where it has none, the first page."""
    return navigation(context).languages


def navigation(context: template.Context) -> Navigation:
    request = context.get("request")
    if request is None:
        return Navigation()
    if not hasattr(request, KEPT_ON_REQUEST):
        page = context.get("page")
        setattr(request, KEPT_ON_REQUEST, found(request, page if isinstance(page, Page) else None))
    kept: Navigation = getattr(request, KEPT_ON_REQUEST)
    return kept


def found(request: HttpRequest, page: Page | None) -> Navigation:
    site = Site.find_for_request(request)
    if site is None:
        return Navigation(languages=[] if page else languages_of_address(request))
    root = site.root_page
    if page is None or page.locale_id != root.locale_id:
        root = root.localized
    pages = live_pages(root, page)
    children = [each for each in pages if each.path.startswith(root.path) and each.depth == root.depth + 1]
    items = {in_menus: list(menu(request, children, in_menus=in_menus)) for in_menus in (True, False)}
    if page is None:
        return Navigation(items[True], items[False], languages_of_address(request))
    translations = [each for each in pages if each.translation_key == page.translation_key]
    return Navigation(items[True], items[False], languages_of_page(request, site, translations))


def live_pages(root: Page, page: Page | None) -> list[Page]:
    """The children of the first page, and this page in every language."""
    wanted = Q(path__startswith=root.path, depth=root.depth + 1)
    if page:
        wanted |= Q(translation_key=page.translation_key)
    return list(Page.objects.live().filter(wanted).select_related("locale").order_by("path"))


def menu(request: HttpRequest, children: list[Page], *, in_menus: bool) -> Iterator[Item]:
    for child in children:
        url = child.get_url(request)
        if url and child.show_in_menus == in_menus:
            yield Item(url=url, title=child.title, is_current=request.path.startswith(url))


def languages_of_page(request: HttpRequest, site: Site, translations: list[Page]) -> list[Language]:
    spoken = {root.language_code for root in Site.get_site_root_paths() if root.site_id == site.pk}
    urls = {page.locale.language_code: page.get_url(request) for page in translations}
    return [
        language(code, urls.get(code) or first_page(code), is_translation=bool(urls.get(code)))
        for code in other_codes()
        if code in spoken
    ]


def languages_of_address(request: HttpRequest) -> list[Language]:
    """Of a page that is no page of Wagtail's: it is there in every language."""
    address = request.get_full_path()
    urls = ((code, translate_url(address, code)) for code in other_codes())
    return [language(code, url, is_translation=True) for code, url in urls if url != address]


def other_codes() -> list[str]:
    return [code for code, _name in settings.LANGUAGES if code != translation.get_language()]


def first_page(code: str) -> str:
    with translation.override(code):
        return reverse("wagtail_serve", args=[""])


def language(code: str, url: str, *, is_translation: bool) -> Language:
    name = translation.get_language_info(code)["name_local"]
    return Language(code=code, name=name, url=url, is_translation=is_translation)
