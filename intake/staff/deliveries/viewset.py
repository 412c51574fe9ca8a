"""The URLs of the pages of deliveries, and their entry in the admin's menu."""

from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from intake.staff.access import VIEW_PERMISSION
from intake.staff.deliveries import views
from intake.staff.deliveries.access import (
    DELIVERIES_ICON,
    DELIVERIES_NAMESPACE,
    DELIVERIES_ROUTE,
    DELIVERIES_TITLE,
    VIEW_DELIVERIES,
)


class DeliveriesMenuItem(MenuItem):
    """Shown only to those who may see deliveries."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perms([VIEW_PERMISSION, VIEW_DELIVERIES]))


class DeliveryViewSet(ViewSet):
    name = DELIVERIES_NAMESPACE
    url_prefix = DELIVERIES_ROUTE
    icon = DELIVERIES_ICON
    menu_label = DELIVERIES_TITLE
    menu_name = "deliveries"
    menu_order = 11
    menu_item_class = DeliveriesMenuItem
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", views.delivery_list, name="list"),
            path("routing/", views.routing_overview, name="routing"),
            path("resend/", views.resend_deliveries, name="resend"),
            path("put-aside/", views.drop_deliveries, name="drop"),
            path("<slug:group>/pause/", views.pause_channels, name="pause"),
            path("<slug:group>/resume/", views.resume_channels, name="resume"),
        ]
