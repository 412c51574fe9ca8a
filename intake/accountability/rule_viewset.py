"""The rules of retention, as the manager edits them."""

from django.utils.translation import gettext_lazy as _

from intake.admin_pages import ExplainedViewSet
from intake.models import RetentionRule


class RetentionRuleViewSet(ExplainedViewSet):
    model = RetentionRule
    purpose = _("After how many months in a state submissions are erased. Without a rule they are kept.")
    # Not below the path with the strict policy: these forms are Wagtail's own, and show nothing of a patient.
    url_prefix = "retention-rules"
    icon = "calendar-alt"
    form_fields = ["questionnaire", "state", "months"]
    list_display = ["scope", "state", "months"]
    add_to_settings_menu = True
    copy_view_enabled = False
