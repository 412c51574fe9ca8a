"""Template tags for readers who cite an article."""

from django import template

from articles.metadata import citation
from articles.models import ClinicSettings
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
