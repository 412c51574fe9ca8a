"""Our own pages in Wagtail's frame."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext


def render_admin_page(
    request: HttpRequest,
    template: str,
    title: Any,
    context: dict[str, Any],
    *,
    icon: str,
    above: tuple[tuple[str, Any], ...] = (),
    status: int = 200,
) -> HttpResponse:
    """`above` names the pages between the library and this one, each with its address and title."""
    trail = ((reverse("wagtailadmin_home"), gettext("Home")), (reverse("references:index"), gettext("References")))
    breadcrumbs = [{"url": url, "label": label} for url, label in (*trail, *above, ("", title))]
    frame = {"header_title": title, "header_icon": icon, "breadcrumbs_items": breadcrumbs}
    return TemplateResponse(request, template, frame | context, status=status)
