"""The URLs of colleagues, and their entry in the admin's menu of settings.

They stand below the path whose pages keep the strict Content-Security-Policy (fibro_site/middleware/csp.py).
"""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from fibro_site.colleagues import views
from intake.staff.access import MANAGE_PERMISSION


class ColleagueViewSet(ViewSet):
    name = views.NAMESPACE
    url_prefix = "intake/colleagues"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", views.colleague_list, name="list"),
            path("<int:pk>/sessions/end/", views.end_all_sessions, name="end_sessions"),
            path("<int:pk>/leaves/", views.departure, name="departure"),
        ]


class ColleaguesMenuItem(MenuItem):
    """In the menu of settings, shown to managers."""

    def __init__(self) -> None:
        super().__init__(
            views.TITLE,
            reverse_lazy(f"{views.NAMESPACE}:list"),
            name="colleagues",
            icon_name=views.ICON,
            order=595,
        )

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(MANAGE_PERMISSION))
