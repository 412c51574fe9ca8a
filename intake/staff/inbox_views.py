"""The inbox, /admin/intake/submissions/: what came in, what needs a human first. Looking at it opens nothing."""

from typing import Any, ClassVar

import django_filters  # type: ignore[import-untyped]
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.search import SearchForm
from wagtail.admin.ui.tables import Column, DateColumn, Table, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView

from intake.antispam import signals
from intake.audit import checks, outside_changes
from intake.enums import DeliveryState, SubmissionState, SuggestedOutcome, Urgency
from intake.models import Submission
from intake.staff import inbox
from intake.staff.access import (
    SUBMISSIONS_ICON,
    SUBMISSIONS_NAMESPACE,
    SUBMISSIONS_TITLE,
    get_language_name,
    reverse_staff_url,
)


class InboxFilterSet(WagtailFilterSet):
    state = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=SubmissionState.choices, widget=forms.CheckboxSelectMultiple
    )
    urgency = django_filters.ChoiceFilter(
        label=_("Urgency"), choices=Urgency.choices, widget=forms.RadioSelect, empty_label=_("All")
    )
    outcome = django_filters.MultipleChoiceFilter(
        label=_("Suggested by the rules"), choices=SuggestedOutcome.choices, widget=forms.CheckboxSelectMultiple
    )
    overdue = django_filters.ChoiceFilter(
        label=_("Promised answer"),
        choices=[("yes", _("Overdue"))],
        widget=forms.RadioSelect,
        empty_label=_("All"),
        method="filter_overdue",
    )
    doubtful = django_filters.ChoiceFilter(
        label=_("Doubts"),
        choices=[("yes", _("Doubtful")), ("no", _("Not doubtful"))],
        widget=forms.RadioSelect,
        empty_label=_("All"),
        method="filter_spam_signals",
    )
    notice = django_filters.ChoiceFilter(
        label=_("Notice to staff"),
        choices=[(state, state.label) for state in (DeliveryState.PENDING, DeliveryState.DEAD)],
        widget=forms.RadioSelect,
        empty_label=_("All"),
        method="with_notice",
    )

    class Meta:
        model = Submission
        fields: ClassVar[list[str]] = []

    def filter_overdue(self, rows: QuerySet[Submission], name: str, value: str) -> QuerySet[Submission]:
        return rows.filter(inbox.match_overdue())

    def filter_spam_signals(self, rows: QuerySet[Submission], name: str, value: str) -> QuerySet[Submission]:
        return rows.exclude(doubts=signals.NO_SIGNALS) if value == "yes" else rows.filter(doubts=signals.NO_SIGNALS)

    def with_notice(self, rows: QuerySet[Submission], name: str, value: str) -> QuerySet[Submission]:
        return rows.filter(inbox.match_delivery_state(DeliveryState(value)))


class ReferenceColumn(TitleColumn):
    """The reference; below it tags: that an answer is overdue, and each doubt whether a person sent it."""

    cell_template_name = "intake/staff/reference_cell.html"

    def get_cell_context_data(self, instance: Submission, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        found = {"is_overdue": inbox.is_overdue(instance), "is_changed": instance.is_changed_outside}
        return context | {"doubts": signals.describe_signals(instance.doubts)} | found

    def get_value(self, instance: Submission) -> str:
        return instance.reference

    def get_link_url(self, instance: Submission, parent_context: Any) -> str:
        return reverse_staff_url("submission", instance.pk)


class TagColumn(Column):
    """A status tag in words, in the colour of what it says."""

    cell_template_name = "intake/staff/tag_cell.html"

    def get_cell_context_data(self, instance: Submission, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        label = getattr(instance, f"get_{self.name}_display")()
        return context | {"label": label}


def format_suggestion(submission: Submission) -> str:
    """What the rules suggest, as long as there is something that they could be about."""
    return gettext("Erased by the patient") if submission.erased_at else submission.get_outcome_display()


class InboxView(BaseListingView):
    """The inbox. Looking at it opens nothing."""

    template_name = "intake/staff/inbox.html"
    results_template_name = "intake/staff/inbox_results.html"
    page_title = SUBMISSIONS_TITLE
    header_icon = SUBMISSIONS_ICON
    index_url_name = f"{SUBMISSIONS_NAMESPACE}:inbox"
    index_results_url_name = f"{SUBMISSIONS_NAMESPACE}:inbox_results"
    is_searchable = True
    filterset_class = InboxFilterSet
    columns: ClassVar = [
        ReferenceColumn("reference", label=_("Reference"), width="16%"),
        TagColumn("urgency", label=_("Urgency"), width="10%"),
        TagColumn("state", label=_("State"), width="17%"),
        DateColumn("received_at", label=_("Received"), width="14%"),
        Column("outcome", label=_("Suggested by the rules"), accessor=format_suggestion, width="17%"),
        Column("version", label=_("Questionnaire"), width="17%"),
        Column("language", label=_("Language"), accessor=lambda row: get_language_name(row.language), width="9%"),
    ]

    def get_search_form(self) -> SearchForm:
        data = self.request.GET if self.search_kwarg in self.request.GET else None
        return SearchForm(data, placeholder=gettext("Reference"))

    def get_base_queryset(self) -> QuerySet[Submission]:
        return inbox.list_submissions()

    def search_queryset(self, queryset: QuerySet[Submission]) -> QuerySet[Submission]:
        return queryset.filter(inbox.match_reference(self.search_query)) if self.is_searching else queryset

    def paginate_queryset(self, queryset: QuerySet[Submission], page_size: int) -> tuple[None, None, Any, bool]:
        self.page = inbox.get_inbox_page(queryset, after=inbox.Cursor.parse(self.request.GET.get("after", "")))
        rows = [submission for _section, rows in self.page.sections for submission in rows]
        changed = outside_changes.find_changed_ids(rows)
        for submission in rows:
            submission.is_changed_outside = submission.pk in changed
        return None, None, rows, False

    def get_paginate_by(self, queryset: QuerySet[Submission]) -> int:
        return inbox.PAGE_SIZE

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return context | {
            "sections": [
                (section, Table(self.columns, rows, classname="listing desk-inbox", caption=section.heading))
                for section, rows in self.page.sections
            ],
            "next_url": self.url_after(self.page.next) if self.page.next else "",
            "first_url": self.url_after(None) if "after" in self.request.GET else "",
            "alarm": inbox.get_delivery_alarm(),
            "audit_alarm": checks.get_audit_alarm(),
        }

    def url_after(self, place: inbox.Cursor | None) -> str:
        """This listing with its search and filters, from a place on."""
        query = self.request.GET.copy()
        query.pop("after", None)
        query.pop("_w_filter_fragment", None)
        if place:
            query["after"] = str(place)
        return f"{self.index_url}?{query.urlencode()}" if query else self.index_url
