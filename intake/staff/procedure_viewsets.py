"""The lists and forms in which managers settle how the clinic works with submissions.

They show nothing that a patient wrote, so they are ordinary snippets of Wagtail's, each with its own permissions.
"""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from intake.admin_pages import ExplainedViewSet
from intake.models import Holiday, LetterTemplate, MessageTemplate, ServiceLevel, StateMove


class MessageTemplateViewSet(ExplainedViewSet, SnippetViewSet):
    model = MessageTemplate
    purpose = _("Texts that staff start a message to a patient with.")
    icon = "mail"
    menu_label = _("Templates of messages")
    list_display = ["name", "language"]
    list_filter = ["language"]
    panels = [
        FieldPanel("name"),
        FieldPanel("language", widget=forms.Select(choices=settings.LANGUAGES)),
        FieldPanel("text", widget=forms.Textarea(attrs={"rows": 12})),
    ]


class LetterTemplateViewSet(ExplainedViewSet, SnippetViewSet):
    model = LetterTemplate
    purpose = _("Texts that staff start a letter to a doctor with.")
    icon = "doc-full"
    menu_label = _("Templates of letters")
    list_display = ["name", "language"]
    list_filter = ["language"]
    panels = [
        FieldPanel("name"),
        FieldPanel("language", widget=forms.Select(choices=settings.LANGUAGES)),
        FieldPanel("text", widget=forms.Textarea(attrs={"rows": 24})),
    ]


class ServiceLevelViewSet(ExplainedViewSet, SnippetViewSet):
    model = ServiceLevel
    purpose = _(
        "Within how many working days a kind of submission must be decided on. Without one, what the site promises to "
        "patients holds."
    )
    icon = "time"
    menu_label = _("Due dates")
    list_display = ["__str__", "working_days"]
    panels = [FieldPanel("urgency"), FieldPanel("outcome"), FieldPanel("working_days")]


class HolidayViewSet(ExplainedViewSet, SnippetViewSet):
    model = Holiday
    purpose = _("Days that are no working days: due dates leave them out.")
    icon = "calendar-alt"
    menu_label = _("Holidays")
    list_display = ["day", "name"]
    list_per_page = 50
    panels = [FieldPanel("day"), FieldPanel("name")]


class StateMoveViewSet(ExplainedViewSet, SnippetViewSet):
    model = StateMove
    purpose = _("Which state may follow which. Without any, no submission can change its state.")
    icon = "arrow-right-full"
    menu_label = _("Changes of state")
    list_display = ["__str__"]
    list_filter = ["before"]
    list_per_page = 50
    panels = [FieldPanel("before"), FieldPanel("after")]


class ProceduresGroup(SnippetViewSetGroup):
    menu_label = _("How we work")
    menu_name = "procedures"
    menu_icon = "cogs"
    menu_order = 255
    items = (MessageTemplateViewSet, LetterTemplateViewSet, ServiceLevelViewSet, HolidayViewSet, StateMoveViewSet)
