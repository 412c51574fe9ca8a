"""Template tags for how a page is found and shared: its own URL, and what is shown beside a link to it."""

import re

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext
from wagtail.models import Page, Site

from articles.metadata.card import hash_card
from articles.metadata.open_graph import ArticleFacts, Property, SharedImage, SharedPage, list_properties
from articles.models import ArticlePage, ClinicSettings
from articles.models.editorial_page import EditorialPage
from articles.templatetags.navigation import get_navigation
from references.full_urls import build_full_url

register = template.Library()

LATER_PART = re.compile("[2-9]|[1-9][0-9]{1,5}")


@register.simple_tag(takes_context=True)
def canonical_url(context: template.Context) -> str:
    """Return the one URL under which search engines should know this page.

    A later part of a list is a page of its own; whatever else a query asks for is not.
    """
    request: HttpRequest = context["request"]
    url = get_page_url(context) or request.path
    part = request.GET.get("page", "")
    return build_full_url(request, f"{url}?page={part}" if LATER_PART.fullmatch(part) else url)


@register.simple_tag(takes_context=True)
def language_versions(context: template.Context) -> list[tuple[str, str]]:
    """Return the language and the URL of each version of this page, if there are several.

    What nobody has asked for in a language of ours (`x-default`) is the version at the root.
    """
    others = [link for link in get_navigation(context).languages if link["is_translation"]]
    if not others:
        return []
    versions = {get_language() or "": canonical_url(context)}
    versions |= {link["code"]: build_full_url(context["request"], link["url"]) for link in others}
    if settings.LANGUAGE_CODE in versions:
        versions["x-default"] = versions[settings.LANGUAGE_CODE]
    return list(versions.items())


@register.simple_tag(takes_context=True)
def open_graph(context: template.Context, title: str = "", description: str = "") -> list[Property]:
    """Return the properties of a page of Wagtail's, or else of one with this title."""
    request, page = context["request"], context.get("page")
    # Some pages are there before there is a site.
    clinic: str = ClinicSettings.for_request(request).name if Site.find_for_request(request) else ""
    links = get_navigation(context).languages
    return list_properties(
        SharedPage(
            title=title or getattr(page, "seo_title", "") or getattr(page, "title", "") or clinic,
            description=description
            or getattr(page, "search_description", "")
            or getattr(page, "standfirst", "")
            or getattr(page, "introduction", ""),
            url=canonical_url(context),
            site_name=clinic,
            language=get_language() or "",
            other_languages=[link["code"] for link in links if link["is_translation"]],
            image=choose_image(request, page, clinic),
            article=build_article_facts(context) if isinstance(page, ArticlePage) else None,
        )
    )


def choose_image(request: HttpRequest, page: object, clinic: str) -> SharedImage:
    """Return the card of a page that everybody may read, or else the picture of the site. Nothing is drawn here."""
    if isinstance(page, EditorialPage) and page.live and page.is_known_unrestricted:
        url = reverse("card", args=[page.pk, hash_card(page.title, clinic)])
        return SharedImage(build_full_url(request, url), alt=page.title)
    url, alt = static("img/social-card.png"), gettext("A loop drawn in calm lines, opened at one side")
    return SharedImage(build_full_url(request, url), alt=alt)


def build_article_facts(context: template.Context) -> ArticleFacts:
    page = context["page"]
    authors = [author.full_name for author in context.get("authors") or ()]
    return ArticleFacts(page.first_published_at, page.last_published_at, authors)


def get_page_url(context: template.Context) -> str:
    """Return the URL of a page of Wagtail's; empty for other pages, and for one that is not at any URL.

    The page of a topic is not one: the list of articles serves it.
    """
    page = context.get("page") if "topic" not in context else None
    return (page.get_url(context["request"]) or "") if isinstance(page, Page) and page.pk else ""
