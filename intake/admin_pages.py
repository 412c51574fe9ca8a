"""Wagtail's page frame and its lists, as the staff's and the questionnaires' own pages of the admin use them."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from wagtail.admin.viewsets.model import ModelViewSet


def render_admin_page(
    request: HttpRequest,
    template: str,
    title: str | Promise,
    context: Mapping[str, object],
    *,
    icon: str,
    parent: tuple[str, str | Promise] | None = None,
    status: int = 200,
) -> TemplateResponse:
    """Return a page with Wagtail's header and breadcrumbs. `parent` is the URL and the title of a page above it."""
    trail = ((reverse("wagtailadmin_home"), gettext("Home")), *([parent] if parent else []), ("", title))
    breadcrumbs = [{"url": url, "label": label} for url, label in trail]
    frame = {"header_title": title, "header_icon": icon, "breadcrumbs_items": breadcrumbs}
    return TemplateResponse(request, template, frame | {**context}, status=status)


class ExplainedViewSet(ModelViewSet):
    """A viewset whose list says, where it has nothing to show, what would stand there and what holds without it."""

    purpose: str | Promise = ""
    index_results_template_name = "intake/explained_results.html"

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, Any]:
        kwargs = {"extra_context": {"purpose": self.purpose}, **kwargs}
        found: dict[str, Any] = super().get_index_view_kwargs(**kwargs)
        return found
