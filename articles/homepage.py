"""A panel on the home page of the admin that says what the clinic has not filled in."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.template.context import Context
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.ui.components import Component
from wagtail.models import Site

from articles.models import ClinicSettings

CHANGE_PERMISSION = "articles.change_clinicsettings"


class MissingDetailsPanel(Component):
    """Names the empty settings to those who may fill them in."""

    name = "articles-missing-details"
    order = 70
    template_name = "articles/admin/missing_details.html"

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def clinic(self) -> ClinicSettings | None:
        site = Site.find_for_request(self.request) or Site.objects.filter(is_default_site=True).first()
        may_change = self.request.user.has_perm(CHANGE_PERMISSION)
        return ClinicSettings.for_site(site) if site and may_change else None

    @cached_property
    def missing(self) -> list[str]:
        return self.clinic.list_missing_details() if self.clinic else []

    def render_html(self, parent_context: Context | None = None) -> str:
        return super().render_html(parent_context) if self.missing else ""

    def get_context_data(self, parent_context: Mapping[str, object] | None) -> dict[str, object]:
        arguments = ["articles", "clinicsettings", self.clinic.site_id] if self.clinic else []
        return {"missing": self.missing, "address": reverse("wagtailsettings:edit", args=arguments)}
