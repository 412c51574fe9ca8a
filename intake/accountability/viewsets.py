"""The URLs of these pages, and their entries in the admin's menus.

They stand below the path whose pages keep the strict Content-Security-Policy (fibro_site/middleware/csp.py).
"""

from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from intake.accountability import case_views, key_views
from intake.accountability.access import (
    NAMESPACE,
    VIEW_AUDIT_PERMISSION,
    VIEW_KEYS_PERMISSION,
    permission_required,
    reverse_url,
)
from intake.accountability.audit_report import AUDIT_ICON, AUDIT_TITLE, AuditReportView
from intake.staff.access import VIEW_PERMISSION

audit_only = permission_required(VIEW_AUDIT_PERMISSION)


class AccountabilityViewSet(ViewSet):
    name = NAMESPACE
    url_prefix = "intake/accountability"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("audit/", audit_only(AuditReportView.as_view()), name="audit"),
            path("audit/results/", audit_only(AuditReportView.as_view(results_only=True)), name="audit_results"),
            path("keys/", key_views.keys_page, name="keys"),
            path("keys/<str:key_id>/ask/", key_views.ask_retirement, name="ask_retirement"),
            path("keys/<str:key_id>/keep/", key_views.keep_key, name="keep_key"),
            path("keys/<str:key_id>/retire/", key_views.confirm_retirement, name="confirm_retirement"),
            path("cases/<uuid:pk>/", case_views.sightings_page, name="sightings"),
            path("cases/<uuid:pk>/disclosure/", case_views.disclose, name="disclose"),
            path("cases/<uuid:pk>/holds/", case_views.place_hold, name="place_hold"),
            path("cases/<uuid:pk>/holds/<int:hold_pk>/end/", case_views.end_hold, name="end_hold"),
            path("retention/", case_views.retention_page, name="retention"),
        ]


class AuditMenuItem(MenuItem):
    """In the menu of reports, shown to whoever may read the audit."""

    def __init__(self) -> None:
        super().__init__(AUDIT_TITLE, reverse_url("audit"), name="audit", icon_name=AUDIT_ICON, order=1150)

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(VIEW_AUDIT_PERMISSION))


class KeysMenuItem(MenuItem):
    """In the menu of settings, shown to whoever may see the clinic's key ring."""

    def __init__(self) -> None:
        super().__init__(
            key_views.KEYS_TITLE, reverse_url("keys"), name="keys", icon_name=key_views.KEYS_ICON, order=1150
        )

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(VIEW_KEYS_PERMISSION))


class RetentionMenuItem(MenuItem):
    """In the menu of reports, shown to staff."""

    def __init__(self) -> None:
        super().__init__(
            case_views.RETENTION_TITLE,
            reverse_url("retention"),
            name="retention",
            icon_name=case_views.RETENTION_ICON,
            order=1155,
        )

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(VIEW_PERMISSION))
