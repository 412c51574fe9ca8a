"""Receivers and routing rules, as Wagtail's own lists and forms."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from intake.models import Receiver, RoutingRule
from intake.staff.deliveries.routing_forms import ReceiverForm, RoutingRuleForm


class ReceiverViewSet(SnippetViewSet):
    model = Receiver
    icon = "group"
    menu_label = _("Receivers")
    menu_order = 510
    add_to_settings_menu = True
    list_display = ["name", "kind", BooleanColumn("reaches_somebody", label=_("Reaches somebody"))]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("kind"),
            FieldPanel("is_active"),
            MultiFieldPanel([FieldPanel("account"), FieldPanel("email_address")], heading=_("By email")),
            MultiFieldPanel([FieldPanel("url"), FieldPanel("secret")], heading=_("To another program")),
        ],
        base_form_class=ReceiverForm,
    )


class RoutingRuleViewSet(SnippetViewSet):
    model = RoutingRule
    icon = "order"
    menu_label = _("Routing rules")
    menu_order = 511
    add_to_settings_menu = True
    list_display = ["name", "questionnaire", "outcome", "urgency", "language"]
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
            MultiFieldPanel([FieldPanel("receivers"), FieldPanel("tells_mailbox")], heading=_("Who is told")),
        ],
        base_form_class=RoutingRuleForm,
    )
