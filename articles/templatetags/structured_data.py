"""Template tags that describe pages to search engines (JSON-LD)."""

from typing import TypedDict

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from articles.blocks.clinic_details import ClinicDetailsBlock
from articles.metadata import clinic_data
from articles.metadata import structured_data as data
from articles.metadata.structured_data import Crumb
from articles.models import ClinicSettings
from articles.templatetags.navigation import find_trail
from articles.templatetags.sharing import canonical_url
from references.full_urls import build_full_url
from references.library.structured_data import render_script

register = template.Library()

# Details by which somebody reaches the clinic: a page that shows one of them is a page of contact.
WAYS_TO_REACH = {"address", "phone", "email"}


class Place(TypedDict):
    url: str
    trail: list[Crumb]


@register.simple_tag(takes_context=True)
def article_data(context: template.Context) -> SafeString:
    page, request = context["page"], context["request"]
    described = data.build_article_data(
        page,
        authors=context["authors"],
        sign_off=context["sign_off"],
        works=(listed.reference for listed in context["reading"].references),
        clinic=ClinicSettings.for_request(request).name,
        **find_place(context),
    )
    return render_script(described)


@register.simple_tag(takes_context=True)
def person_data(context: template.Context) -> SafeString:
    page, request, portrait = context["page"], context["request"], context["portrait"]
    portrait_url = build_full_url(request, portrait.url) if portrait else ""
    return render_script(data.build_person_page(page, portrait=portrait_url, **find_place(context)))


@register.simple_tag(takes_context=True)
def faq_data(context: template.Context) -> SafeString:
    page, questions = context["page"], context["reading"].questions
    if not questions:
        return SafeString()
    described = data.build_faq_data(page, questions=questions, sign_off=context["sign_off"], **find_place(context))
    return render_script(described)


@register.simple_tag(takes_context=True)
def topic_data(context: template.Context) -> SafeString:
    urls = [article.get_full_url(context["request"]) for article in context["articles"]]
    return render_script(data.build_topic_data(context["topic"], article_urls=urls, **find_place(context)))


@register.simple_tag(takes_context=True)
def site_data(context: template.Context) -> SafeString:
    request = context["request"]
    described = clinic_data.build_site_data(
        ClinicSettings.for_request(request),
        language=get_language() or "",
        url=context["page"].get_full_url(request),
        search_url=build_full_url(request, reverse("search")),
    )
    return render_script(described)


@register.simple_tag(takes_context=True)
def contact_data(context: template.Context) -> SafeString:
    """Describe a page that shows how to reach the clinic; nothing for any other page."""
    page, request = context["page"], context["request"]
    details = {
        name
        for block in context["reading"].body
        if isinstance(block.block, ClinicDetailsBlock)
        for name in block.value["details"]
    }
    clinic = ClinicSettings.for_request(request)
    if not clinic.name or not any(clinic.get_detail(name, "") for name in details & WAYS_TO_REACH):
        return SafeString()
    described = clinic_data.build_contact_data(
        clinic,
        title=page.title,
        details=details,
        home_url=build_full_url(request, reverse("wagtail_serve", args=[""])),
        **find_place(context),
    )
    return render_script(described)


def find_place(context: template.Context) -> Place:
    """Return the URL of a page, and the pages above it, as it shows them."""
    request = context["request"]
    trail = [(crumb["title"], build_full_url(request, crumb["url"])) for crumb in find_trail(context)]
    return Place(url=canonical_url(context), trail=trail)
