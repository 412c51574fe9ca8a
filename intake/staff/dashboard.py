"""What the admin's first page tells staff: how many submissions want attention, and whether an alarm is on."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.template.context import Context
from django.utils.functional import cached_property
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.components import Component

from intake.audit import checks
from intake.staff import inbox
from intake.staff.access import VIEW_PERMISSION
from intake.staff.deliveries import alarms
from intake.staff.deliveries.alarms import AlarmLine


class SubmissionsSummaryItem(SummaryItem):
    """Counts of submissions, beside Wagtail's counts of pages and images."""

    order = 10
    template_name = "intake/staff/home_summary.html"

    def is_shown(self) -> bool:
        return bool(self.request.user.has_perm(VIEW_PERMISSION))

    def get_context_data(self, parent_context: Mapping[str, object] | None) -> dict[str, object]:
        return {
            "new": inbox.count_new(),
            "urgent": inbox.count_urgent(),
            "overdue": inbox.count_overdue(),
            "limit": inbox.COUNT_LIMIT,
        }


class AlarmPanel(Component):
    """A banner, shown only to staff and only while its alarm is on."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_alarm(self) -> list[AlarmLine] | checks.CheckResult | None:
        raise NotImplementedError

    @cached_property
    def alarm(self) -> list[AlarmLine] | checks.CheckResult | None:
        return self.get_alarm() if self.request.user.has_perm(VIEW_PERMISSION) else None

    def render_html(self, parent_context: Context | None = None) -> str:
        return super().render_html(parent_context) if self.alarm else ""

    def get_context_data(self, parent_context: Mapping[str, object] | None) -> dict[str, object]:
        return {"alarm": self.alarm}


class DeliveryAlarmPanel(AlarmPanel):
    """Shown while something does not go out, or is paused."""

    name = "intake-notice-alarm"
    order = 50
    template_name = "intake/staff/notice_alarm.html"

    def get_alarm(self) -> list[AlarmLine]:
        return alarms.list_alarm_lines()


class AuditAlarmPanel(AlarmPanel):
    """Shown while the audit does not verify, or has not been verified lately."""

    name = "intake-audit-alarm"
    order = 49
    template_name = "intake/staff/audit_alarm.html"

    def get_alarm(self) -> checks.CheckResult | None:
        return checks.get_audit_alarm()
