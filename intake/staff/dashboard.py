"""What the admin's first page tells staff: what waits, how the work goes, and whether an alarm is on."""

from collections.abc import Mapping
from datetime import timedelta

from django.http import HttpRequest
from django.template.context import Context
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.timesince import timesince
from django.utils.translation import gettext
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.components import Component

from intake.audit import checks
from intake.models import QuestionnaireVersion
from intake.questionnaires import publishing
from intake.staff import inbox, measures
from intake.staff.access import VIEW_PERMISSION
from intake.staff.deliveries import alarms
from intake.staff.deliveries.alarms import AlarmLine
from intake.staff.duty import rota
from intake.staff.small_counts import MIN_SHOWN


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
            "rota_faults": rota.summarize_faults(self.request),
            "rota_url": rota.get_rota_url(),
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


class WorkPanel(Component):
    """What waits, how long patients wait, and what came in lately. Shown to whoever may see submissions."""

    name = "intake-work"
    order = 60
    template_name = "intake/staff/work.html"

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def render_html(self, parent_context: Context | None = None) -> str:
        return super().render_html(parent_context) if self.request.user.has_perm(VIEW_PERMISSION) else ""

    def get_context_data(self, parent_context: Mapping[str, object] | None) -> dict[str, object]:
        weeks, outcomes = measures.plot_weeks(), measures.plot_outcomes()
        return {
            "waiting": inbox.count_undecided(),
            "urgent": inbox.count_urgent(),
            "overdue": inbox.count_overdue(),
            "failed": inbox.count_failed_deliveries(),
            "limit": inbox.COUNT_LIMIT,
            "times": describe_times(measures.measure_contact_times()),
            "this_week": weeks.bars[-1],
            "last_week": weeks.bars[-2],
            "plots": [
                (gettext("Submissions a week, from Monday"), weeks),
                (gettext("Outcome that the rules suggested"), outcomes),
            ],
            "weeks": measures.PERIOD_WEEKS,
            "least": MIN_SHOWN,
        }


def describe_times(times: measures.ContactTimes | None) -> dict[str, str] | None:
    """Return the times in words, such as "2 days"."""
    if times is None:
        return None
    return {name: describe_duration(getattr(times, name)) for name in ("median", "ninth_decile")}


def describe_duration(duration: timedelta) -> str:
    now = timezone.now()
    return timesince(now - duration, now, depth=1)


class DropOffPanel(Component):
    """Where visitors leave the questionnaire. Shown to whoever may see submissions or builds questionnaires."""

    name = "intake-drop-off"
    order = 61
    template_name = "intake/staff/drop_off.html"

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def version(self) -> QuestionnaireVersion | None:
        may_see = any(map(self.request.user.has_perm, (VIEW_PERMISSION, "intake.change_questionnaire")))
        return publishing.find_live_version() if may_see else None

    def render_html(self, parent_context: Context | None = None) -> str:
        return super().render_html(parent_context) if self.version else ""

    def get_context_data(self, parent_context: Mapping[str, object] | None) -> dict[str, object]:
        plot = measures.plot_drop_off(self.version) if self.version else None
        title = self.version.questionnaire.title if self.version else ""
        heading = gettext("Where visitors leave “%(title)s”") % {"title": title}
        return {"heading": heading, "plot": plot, "weeks": measures.PERIOD_WEEKS, "least": MIN_SHOWN}
