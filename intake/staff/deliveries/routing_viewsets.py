"""Receivers and routing rules, as Wagtail's own lists and forms."""

from django import forms
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.log_actions import log
from wagtail.snippets.views.snippets import ReorderView, SnippetViewSet

from intake.admin_pages import ExplainedViewSet
from intake.models import Receiver, RoutingRule
from intake.staff.deliveries.routing_forms import ReceiverForm, RoutingRuleForm


class ReceiverViewSet(ExplainedViewSet, SnippetViewSet):
    model = Receiver
    purpose = _(
        "Whom a routing rule can tell of submissions: a person, a mailbox, or another program. Without any, the "
        "clinic’s mailbox is told of each."
    )
    icon = "group"
    menu_label = _("Receivers")
    menu_order = 510
    add_to_settings_menu = True
    list_display = [
        *("name", "kind"),
        BooleanColumn("gets_answers", label=_("Gets answers")),
        BooleanColumn("reaches_somebody", label=_("Reaches somebody")),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("kind"),
            FieldPanel("is_active"),
            FieldPanel("is_told_of_changes"),
            MultiFieldPanel([FieldPanel("account"), FieldPanel("email_address")], heading=_("By email")),
            MultiFieldPanel(
                [
                    FieldPanel("url"),
                    FieldPanel("secret"),
                    FieldPanel("public_key", widget=forms.Textarea(attrs={"rows": 3})),
                ],
                heading=_("To another program"),
            ),
        ],
        base_form_class=ReceiverForm,
    )


class RecordedReorderView(ReorderView):
    """Keeps a history of moves, which Wagtail does not: the first rule that matches decides."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> JsonResponse:
        with transaction.atomic():
            response: JsonResponse = super().post(request, *args, **kwargs)
            log(instance=get_object_or_404(self.model, pk=kwargs["pk"]), action="wagtail.reorder")
        return response


class RoutingRuleViewSet(ExplainedViewSet, SnippetViewSet):
    model = RoutingRule
    purpose = _("Who is told of which submissions. Without a rule, the clinic’s mailbox is told of each.")
    icon = "order"
    menu_label = _("Routing rules")
    menu_order = 511
    add_to_settings_menu = True
    list_display = ["name", "questionnaire", "outcome", "urgency", "language"]
    reorder_view_class = RecordedReorderView
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            MultiFieldPanel(
                [
                    FieldPanel("questionnaire"),
                    FieldPanel("outcome"),
                    FieldPanel("urgency"),
                    FieldPanel("language"),
                ],
                heading=_("Which submissions"),
                help_text=_("What is left empty matches all. The first rule of the list that matches decides."),
            ),
            MultiFieldPanel(
                [
                    FieldPanel(
                        "receivers",
                        widget=forms.CheckboxSelectMultiple,
                        help_text=_("Everybody who is ticked is told."),
                    ),
                    FieldPanel("tells_mailbox"),
                ],
                heading=_("Who is told"),
            ),
        ],
        base_form_class=RoutingRuleForm,
    )
