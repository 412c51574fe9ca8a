"""Template tags for an article's description of itself: for readers who cite it, and for search engines."""

from django import template
from django.utils.safestring import SafeString

from articles.metadata import citation
from articles.metadata import structured_data as data
from articles.models import ClinicSettings
from references.library.structured_data import render_script
from references.styles import reference_list

register = template.Library()


@register.inclusion_tag("articles/cite_this_page.html", takes_context=True)
def cite_this_page(context: template.Context) -> dict[str, object]:
    page, request = context["page"], context["request"]
    work = citation.build_article_csl(
        page,
        authors=context["authors"],
        clinic=ClinicSettings.for_request(request).name,
        url=page.get_full_url(request),
    )
    return {"entries": reference_list.render_all_styles(work), "page": page, "request": request}


@register.simple_tag(takes_context=True)
def structured_data(context: template.Context) -> SafeString:
    page, request = context["page"], context["request"]
    described = data.build_article_data(
        page,
        authors=context["authors"],
        sign_off=context["sign_off"],
        works=(listed.reference for listed in context["reading"].references),
        clinic=ClinicSettings.for_request(request).name,
        url=page.get_full_url(request),
    )
    return render_script(described)


@register.simple_tag(takes_context=True)
def person_data(context: template.Context) -> SafeString:
    page, request, portrait = context["page"], context["request"], context["portrait"]
    described = data.build_person_page(
        page,
        url=page.get_full_url(request),
        portrait=request.build_absolute_uri(portrait.url) if portrait else "",
    )
    return render_script(described)


@register.simple_tag(takes_context=True)
def faq_structured_data(context: template.Context) -> SafeString:
    page, questions = context["page"], context["reading"].questions
    if not questions:
        return SafeString()
    return render_script(data.build_faq_data(page, questions=questions, url=page.get_full_url(context["request"])))
