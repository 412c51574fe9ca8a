"""Panels on the home page of the admin, so that no editor misses a retraction."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.template.context import Context
from django.utils.functional import cached_property
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.components import Component

from references.admin.access import is_editor
from references.curation import notice_review
from references.models import StatusNotice


class NoticesSummaryItem(SummaryItem):
    """The number of unjudged notices, beside Wagtail's counts of pages and images."""

    order = 20
    template_name = "references/admin/home_summary.html"

    def is_shown(self) -> bool:
        return is_editor(self.request)

    def get_context_data(self, parent_context: Mapping[str, object] | None) -> dict[str, object]:
        return {"waiting": StatusNotice.objects.unjudged().count()}


class RetractionAlarmPanel(Component):
    """A banner for editors while an unjudged notice says that a cited work was retracted or is in doubt."""

    name = "references-retraction-alarm"
    order = 60
    template_name = "references/admin/alarm.html"

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def alarm(self) -> notice_review.RetractionAlarm | None:
        return notice_review.find_retraction_alarm() if is_editor(self.request) else None

    def render_html(self, parent_context: Context | None = None) -> str:
        return super().render_html(parent_context) if self.alarm else ""

    def get_context_data(self, parent_context: Mapping[str, object] | None) -> dict[str, object]:
        return {"alarm": self.alarm}
