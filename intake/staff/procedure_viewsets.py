"""The lists and forms in which managers settle how the clinic works with submissions.

They show nothing that a patient wrote, so they are ordinary snippets of Wagtail's, each with its own permissions.
"""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from intake.models import Holiday, MessageTemplate, ServiceLevel, StateMove


class MessageTemplateViewSet(SnippetViewSet):
    model = MessageTemplate
    icon = "mail"
    menu_label = _("Templates of messages")
    list_display = ["name", "language"]
    list_filter = ["language"]
    panels = [
        FieldPanel("name"),
        FieldPanel("language", widget=forms.Select(choices=settings.LANGUAGES)),
        FieldPanel("text", widget=forms.Textarea(attrs={"rows": 12})),
    ]


class ServiceLevelViewSet(SnippetViewSet):
    model = ServiceLevel
    icon = "time"
    menu_label = _("Service levels")
    list_display = ["__str__", "working_days"]
    panels = [FieldPanel("urgency"), FieldPanel("outcome"), FieldPanel("working_days")]


class HolidayViewSet(SnippetViewSet):
    model = Holiday
    icon = "calendar-alt"
    menu_label = _("Holidays")
    list_display = ["day", "name"]
    list_per_page = 50
    panels = [FieldPanel("day"), FieldPanel("name")]


class StateMoveViewSet(SnippetViewSet):
    model = StateMove
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
    items = (MessageTemplateViewSet, ServiceLevelViewSet, HolidayViewSet, StateMoveViewSet)
