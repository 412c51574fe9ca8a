"""The audit as auditors read it: the latest entries first, to be filtered and searched.

Pages begin where the one before it ended, so that each costs the same however long the audit is.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.search import SearchForm
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic.base import BaseListingView

from intake.accountability.access import NAMESPACE, reverse_url
from intake.audit import chain, checks
from intake.enums import Action
from intake.models import AuditEntry
from intake.staff.access import VIEW_PERMISSION
from intake.staff.inbox import match_reference

AUDIT_TITLE = _("Audit")
AUDIT_ICON = "history"
PAGE_SIZE = 50
MAX_SEQUENCE = 2**63 - 1
# Hashes by which the checks find changed rows: they tell a reader nothing.
HASHES = {"columns", "contents", "row", "rows"}


def describe_actor(entry: AuditEntry) -> str:
    """Return who acted: an account, the patient, or the site itself."""
    if entry.actor_name:
        return entry.actor_name
    if entry.action in {Action.SIGN_IN_FAILED, Action.LOCKED_OUT}:
        return gettext("Not known")
    is_patient = entry.submission_id and entry.action in chain.PUBLIC_ACTIONS
    return gettext("The patient") if is_patient else gettext("The site")


def describe_detail(entry: AuditEntry) -> str:
    """Return the codes of an entry without its hashes, such as `from: new, to: closed`."""
    if not isinstance(entry.detail, Mapping):
        return ""
    return ", ".join(f"{name}: {value}" for name, value in entry.detail.items() if name not in HASHES and value)


class DateInput(forms.DateInput):
    """The browser's own field of a date. Wagtail's starts itself by an inline script."""

    input_type = "date"


class AuditFilterSet(WagtailFilterSet):
    since = django_filters.DateFilter("at", "date__gte", label=_("From"), widget=DateInput)
    until = django_filters.DateFilter("at", "date__lte", label=_("Until"), widget=DateInput)
    action = django_filters.MultipleChoiceFilter(
        label=_("Action"), choices=Action.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = AuditEntry
        fields: ClassVar[list[str]] = []


class ReferenceColumn(Column):
    """The reference, which leads to everything that happened to this submission."""

    cell_template_name = "intake/accountability/reference_cell.html"

    def get_cell_context_data(self, instance: AuditEntry, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        may_see = parent_context["request"].user.has_perm(VIEW_PERMISSION)
        url = reverse_url("sightings", instance.submission_id) if instance.submission_id and may_see else ""
        return context | {"url": url}


class AuditReportView(BaseListingView):
    template_name = "intake/accountability/audit_report.html"
    results_template_name = "intake/accountability/audit_results.html"
    page_title = AUDIT_TITLE
    header_icon = AUDIT_ICON
    index_url_name = f"{NAMESPACE}:audit"
    index_results_url_name = f"{NAMESPACE}:audit_results"
    is_searchable = True
    filterset_class = AuditFilterSet
    columns: ClassVar = [
        Column("sequence", label=_("Number"), width="8%"),
        DateColumn("at", label=_("Time"), width="16%"),
        Column("actor", label=_("Who"), accessor=describe_actor, width="16%"),
        Column("action", label=_("Action"), accessor="get_action_display", width="20%"),
        ReferenceColumn("reference", label=_("Reference"), width="14%"),
        Column("detail", label=_("Detail"), accessor=describe_detail, width="26%"),
    ]

    def get_search_form(self) -> SearchForm:
        data = self.request.GET if self.search_kwarg in self.request.GET else None
        return SearchForm(data, placeholder=gettext("Reference, or somebody’s user name"))

    def get_base_queryset(self) -> QuerySet[AuditEntry]:
        return AuditEntry.objects.order_by("-sequence")

    def search_queryset(self, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        if not self.is_searching:
            return queryset
        return queryset.filter(match_reference(self.search_query) | Q(actor_name=self.search_query.strip()))

    def paginate_queryset(self, queryset: QuerySet[AuditEntry], page_size: int) -> tuple[None, None, object, bool]:
        after = parse_sequence(self.request.GET.get("after", ""))
        rows = list((queryset.filter(sequence__lt=after) if after else queryset)[: PAGE_SIZE + 1])
        shown = rows[:PAGE_SIZE]
        self.next_after = shown[-1].sequence if len(rows) > PAGE_SIZE else None
        return None, None, shown, False

    def get_paginate_by(self, queryset: QuerySet[AuditEntry]) -> int:
        return PAGE_SIZE

    def get_context_data(self, *args: object, **kwargs: object) -> dict[str, object]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return context | {
            "next_url": self.build_page_url(self.next_after) if self.next_after else "",
            "first_url": self.build_page_url(None) if "after" in self.request.GET else "",
            "last_check": checks.read_last_check(),
        }

    def build_page_url(self, after: int | None) -> str:
        """Return the URL of this listing after an entry, with its search and filters; without one, from the start."""
        query = self.request.GET.copy()
        query.pop("after", None)
        query.pop("_w_filter_fragment", None)
        if after:
            query["after"] = str(after)
        return f"{self.index_url}?{query.urlencode()}" if query else self.index_url


def parse_sequence(text: str) -> int | None:
    """Return the number of an entry, or None if the text is none that the database could hold."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 20 and int(text) <= MAX_SEQUENCE else None
