"""The URLs of exports, and their entry in the menu of reports."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from intake.staff.access import EXPORT_PERMISSION, VIEW_PERMISSION
from intake.staff.exports import views
from intake.staff.exports.access import EXPORTS_ICON, EXPORTS_NAMESPACE, EXPORTS_ROUTE, EXPORTS_TITLE


class ExportsMenuItem(MenuItem):
    def __init__(self) -> None:
        super().__init__(
            EXPORTS_TITLE, reverse_lazy(f"{EXPORTS_NAMESPACE}:list"), name="exports", icon_name=EXPORTS_ICON
        )

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perms([VIEW_PERMISSION, EXPORT_PERMISSION]))


class ExportViewSet(ViewSet):
    name = EXPORTS_NAMESPACE
    url_prefix = EXPORTS_ROUTE
    icon = EXPORTS_ICON
    menu_label = EXPORTS_TITLE

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", views.export_list, name="list"),
            path("ask/", views.ask_export, name="ask"),
            path("<uuid:pk>/", views.show_export, name="export"),
            path("<uuid:pk>/file/", views.download_export, name="download"),
            path("<uuid:pk>/delete/", views.delete_export, name="delete"),
        ]
