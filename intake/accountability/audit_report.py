"""The audit as auditors read it: the latest entries first, to be filtered and searched.

Pages begin where the one before it ended, so that each costs the same however long the audit is.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

import django_filters
from django import forms
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.search import SearchForm
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic.base import BaseListingView

from intake.accountability.access import NAMESPACE, get_user, reverse_url
from intake.audit import chain, checks
from intake.enums import Action
from intake.models import AuditEntry
from intake.staff import history
from intake.staff.access import VIEW_PERMISSION
from intake.staff.inbox import match_reference

AUDIT_TITLE = _("Audit")
AUDIT_ICON = "history"
PAGE_SIZE = 50
MAX_SEQUENCE = 2**63 - 1
# Hashes by which the checks find changed rows: they tell a reader nothing.
HASHES = {"columns", "contents", "row", "rows"}
# Nor do the ids of rows, none of which has a page.
IDS = {"note", "message", "reply", "appointment", "hold"}
# The ids of accounts, one or several: an entry keeps them because names change, and its readers know the names.
ACCOUNT_IDS = {"account", "told", "to_id", "named"}


def describe_actor(entry: AuditEntry) -> str:
    """Return who acted: an account, the patient, or the site itself."""
    if entry.actor_name:
        return entry.actor_name
    if entry.action in {Action.SIGN_IN_FAILED, Action.LOCKED_OUT}:
        return gettext("Not known")
    is_patient = entry.submission_id and entry.action in chain.PUBLIC_ACTIONS
    return gettext("The patient") if is_patient else gettext("The site")


def describe_detail(entry: AuditEntry, names: Mapping[str, str]) -> str:
    """Return what an entry says, in words where there are some: `New → Closed`, or else `reason: claim`.

    `names` are those of accounts by their ids; one that is gone stays an id.
    """
    if not isinstance(entry.detail, Mapping):
        return ""
    # PostgreSQL keeps no order of its own.
    told = {name: value for name, value in sorted(entry.detail.items()) if name not in HASHES | IDS and value}
    named = {name: " ".join(names.get(pk, pk) for pk in list_account_ids(entry, name)) for name in told}
    return history.describe_result(entry) or ", ".join(f"{name}: {named[name] or told[name]}" for name in told)


def list_account_ids(entry: AuditEntry, name: str) -> list[str]:
    """Return which accounts a part of an entry's detail names by id. A new account is named by its name already."""
    value = entry.detail.get(name)
    is_id = name in ACCOUNT_IDS and isinstance(value, str) and entry.detail.get("what") != "made"
    return value.split() if is_id else []


def load_account_names(entries: Iterable[AuditEntry]) -> dict[str, str]:
    """Return the names of the accounts that entries name, by id, in one query."""
    ids = {pk for entry in entries if isinstance(entry.detail, Mapping) for pk in list_all_account_ids(entry)}
    known = User.objects.filter(pk__in=[pk for pk in map(parse_sequence, ids) if pk])
    return {str(pk): name for pk, name in known.values_list("pk", "username")}


def list_all_account_ids(entry: AuditEntry) -> Iterator[str]:
    for name in entry.detail:
        yield from list_account_ids(entry, name)


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

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column("sequence", label=_("Number"), width="8%"),
            DateColumn("at", label=_("Time"), width="16%"),
            Column("actor", label=_("Who"), accessor=describe_actor, width="16%"),
            Column("action", label=_("Action"), accessor="get_action_display", width="20%"),
            ReferenceColumn("reference", label=_("Reference"), width="14%"),
            Column("detail", label=_("Detail"), accessor=self.describe_detail, width="26%"),
        ]

    def describe_detail(self, entry: AuditEntry) -> str:
        return describe_detail(entry, self.account_names)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show entries, and record that somebody read them: by which filters, not what they typed."""
        response: HttpResponse = super().get(request, *args, **kwargs)
        filters = sorted(name for name in self.get_filter_names() if any(request.GET.getlist(name)))
        with transaction.atomic():
            chain.record_action(Action.AUDIT_READ, by=get_user(request), filters=" ".join(filters))
        return response

    def get_filter_names(self) -> set[str]:
        return {self.search_kwarg, "after", *AuditFilterSet.base_filters}

    def get_search_form(self) -> SearchForm:
        data = self.request.GET if self.search_kwarg in self.request.GET else None
        return SearchForm(data, placeholder=gettext("Reference or user name"))

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
        self.account_names = load_account_names(shown)
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
