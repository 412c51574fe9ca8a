"""The rules of retention, as the manager edits them."""

from wagtail.admin.viewsets.model import ModelViewSet

from intake.models import RetentionRule


class RetentionRuleViewSet(ModelViewSet):
    model = RetentionRule
    # Not below the path with the strict policy: these forms are Wagtail's own, and show nothing of a patient.
    url_prefix = "retention-rules"
    icon = "calendar-alt"
    form_fields = ["questionnaire", "state", "months"]
    list_display = ["questionnaire", "state", "months"]
    add_to_settings_menu = True
    copy_view_enabled = False
