"""The URLs of urgent submissions, and the duty rota as Wagtail's own lists and forms."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.viewsets.base import ViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from intake.models import DutyException, DutyShift
from intake.staff.duty import views
from intake.staff.duty.access import URGENT_ICON, URGENT_NAMESPACE, URGENT_ROUTE, URGENT_TITLE
from intake.staff.duty.forms import DutyForm


class UrgentViewSet(ViewSet):
    name = URGENT_NAMESPACE
    url_prefix = URGENT_ROUTE
    icon = URGENT_ICON
    menu_label = URGENT_TITLE

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", views.urgent_list, name="list"),
            path("<uuid:pk>/take/", views.take_over_case, name="take"),
            path("<uuid:pk>/done/", views.write_what_was_done, name="done"),
        ]


class DutyShiftViewSet(SnippetViewSet):
    model = DutyShift
    icon = "calendar-alt"
    menu_label = _("Duty rota")
    menu_order = 512
    add_to_settings_menu = True
    list_display = ["__str__", "account"]
    list_filter = ["weekday", "account"]
    edit_handler = ObjectList(
        [FieldPanel("weekday"), FieldPanel("starts_at"), FieldPanel("ends_at"), FieldPanel("account")],
        base_form_class=DutyForm,
    )


class DutyExceptionViewSet(SnippetViewSet):
    model = DutyException
    icon = "calendar-check"
    menu_label = _("Exceptions of the rota")
    menu_order = 513
    add_to_settings_menu = True
    list_display = ["__str__", "starts_at", "ends_at", "account"]
    edit_handler = ObjectList(
        [FieldPanel("date"), FieldPanel("starts_at"), FieldPanel("ends_at"), FieldPanel("account")],
        base_form_class=DutyForm,
    )
