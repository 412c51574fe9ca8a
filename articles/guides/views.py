"""The guide for editors, as a page of the admin."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.menu import MenuItem

from articles.guides.guide import read_guide

GUIDE_URL_NAME, GUIDE_ICON = "editors_guide", "help"
EDITORS_GUIDE = "editors"


@require_safe
def show_editors_guide(request: HttpRequest) -> HttpResponse:
    """Show the guide to whoever may use the admin."""
    guide = read_guide(EDITORS_GUIDE)
    context = {
        "header_title": guide.title,
        "header_icon": GUIDE_ICON,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": guide.title},
        ],
        "guide": guide,
    }
    return TemplateResponse(request, "articles/guides/guide.html", context)


class GuideMenuItem(MenuItem):
    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("Guide for editors"),
            reverse_lazy(GUIDE_URL_NAME),
            name="editors-guide",
            icon_name=GUIDE_ICON,
            order=10,
        )
