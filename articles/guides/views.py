"""The guides, as pages of the admin."""

from collections.abc import Callable
from typing import cast

from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.menu import MenuItem
from wagtail.permissions import page_permission_policy

from articles.guides.guide import read_guide

GUIDE_ICON = "help"
# Each is docs/guides/<name>.md.
EDITORS_GUIDE, STAFF_GUIDE = "editors", "staff"
GUIDE_URL_NAME, STAFF_GUIDE_URL_NAME = "editors_guide", "staff_guide"


@require_safe
def show_guide(request: HttpRequest, name: str) -> HttpResponse:
    """Show a guide to whoever may use the admin."""
    guide = read_guide(name)
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
    """In the menu Help, for those whose work it describes."""

    def __init__(
        self, label: str | Promise, url_name: str, *, order: int, is_for: Callable[[AbstractUser], bool]
    ) -> None:
        super().__init__(
            label, reverse_lazy(url_name), name=url_name.replace("_", "-"), icon_name=GUIDE_ICON, order=order
        )
        self.is_for = is_for

    def is_shown(self, request: HttpRequest) -> bool:
        # Wagtail's admin lets in nobody who is not signed in.
        return self.is_for(cast("AbstractUser", request.user))


def edits_pages(user: AbstractUser) -> bool:
    return bool(page_permission_policy.user_has_any_permission(user, {"add", "change", "publish", "lock"}))
