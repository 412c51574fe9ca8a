"""The URLs of urgent submissions, and the duty rota as Wagtail's own lists and forms."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.base import ViewSet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from intake.admin_pages import ExplainedViewSet
from intake.delivery import duty
from intake.models import DutyException, DutyShift
from intake.staff.duty import rota, views
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


class RotaIndexView(IndexView):
    """A list of the rota, below what is wrong with it."""

    def get_context_data(self, *args: object, **kwargs: object) -> dict[str, object]:
        context: dict[str, object] = super().get_context_data(*args, **kwargs)
        if self.results_only:
            return context
        has_rota = duty.has_rota()
        return context | {
            "has_rota": has_rota,
            "on_duty": rota.describe_on_duty() if has_rota else "",
            "report": rota.build_report(),
        }


class DutyShiftViewSet(ExplainedViewSet, SnippetViewSet):
    model = DutyShift
    purpose = _(
        "Who is on duty on which day of the week, from when to when. The person on duty is told of an urgent "
        "submission at once, and if they do not open it, the next. Without a rota nobody is told in turn."
    )
    index_view_class = RotaIndexView
    index_template_name = "intake/staff/duty/rota.html"
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


class DutyExceptionViewSet(ExplainedViewSet, SnippetViewSet):
    model = DutyException
    purpose = _("Who is on duty on one date, in place of the weekly rota: for holidays, and when somebody is away.")
    index_view_class = RotaIndexView
    index_template_name = "intake/staff/duty/rota.html"
    icon = "calendar-check"
    menu_label = _("Exceptions of the rota")
    menu_order = 513
    add_to_settings_menu = True
    list_display = [
        "__str__",
        Column("hours", label=_("When"), accessor=rota.describe_hours),
        Column("account", label=_("Account"), accessor=lambda exception: exception.account or _("Nobody")),
    ]
    edit_handler = ObjectList(
        [FieldPanel("date"), FieldPanel("starts_at"), FieldPanel("ends_at"), FieldPanel("account")],
        base_form_class=DutyForm,
    )
