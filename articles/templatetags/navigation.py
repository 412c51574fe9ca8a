"""The site's menus, for templates/base.html."""

from typing import Any, TypedDict

from django import template
from django.http import HttpRequest
from wagtail.models import Page, Site

register = template.Library()

KEPT_ON_REQUEST = "_navigation"


class Item(TypedDict):
    url: str
    title: str
    is_current: bool


@register.simple_tag(takes_context=True)
def main_navigation(context: template.Context) -> list[Item]:
    """The published children of the site's first page that are to stand in menus, in the editors' order.

    Empty where there is no request or no site. Both menus together cost one query a request; a page in another language
    than the site's first page costs two more.
    """
    return menus(context)[True]


@register.simple_tag(takes_context=True)
def footer_navigation(context: template.Context) -> list[Item]:
    """The other published children of the site's first page: privacy, accessibility."""
    return menus(context)[False]


def menus(context: template.Context) -> dict[bool, list[Item]]:
    request = context.get("request")
    if request is None:
        return {True: [], False: []}
    if not hasattr(request, KEPT_ON_REQUEST):
        setattr(request, KEPT_ON_REQUEST, found_menus(request, context.get("page")))
    return getattr(request, KEPT_ON_REQUEST)


def found_menus(request: HttpRequest, page: Any) -> dict[bool, list[Item]]:
    found: dict[bool, list[Item]] = {True: [], False: []}
    site = Site.find_for_request(request)
    if site is None:
        return found
    root = site.root_page
    if not isinstance(page, Page) or page.locale_id != root.locale_id:
        root = root.localized
    for child in root.get_children().live():
        if url := child.get_url(request):
            is_current = request.path.startswith(url)
            found[child.show_in_menus].append(Item(url=url, title=child.title, is_current=is_current))
    return found
