"""What the admin's first page tells whoever may read the audit: whether it can be relied on, and where it stands."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.template.context import Context
from wagtail.admin.ui.components import Component

from intake.accountability.access import VIEW_AUDIT_PERMISSION
from intake.audit import checks
from intake.staff.access import VIEW_PERMISSION


class AuditPanel(Component):
    """The last check of the audit, for auditors. Whoever sees submissions has the alarm, and no need of good news."""

    name = "intake-audit"
    order = 62
    template_name = "intake/accountability/audit_panel.html"

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def render_html(self, parent_context: Context | None = None) -> str:
        user = self.request.user
        is_shown = user.has_perm(VIEW_AUDIT_PERMISSION) and not user.has_perm(VIEW_PERMISSION)
        return super().render_html(parent_context) if is_shown else ""

    def get_context_data(self, parent_context: Mapping[str, object] | None) -> dict[str, object]:
        return {"last_check": checks.read_last_check()}
