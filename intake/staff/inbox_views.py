"""The inbox: what came in, and what needs a human first. Viewing it opens no submission."""

import uuid
from collections.abc import Set
from typing import Any, ClassVar

import django_filters
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
from intake.staff.deliveries import alarms


class InboxFilterSet(WagtailFilterSet):
    state = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=SubmissionState.choices, widget=forms.CheckboxSelectMultiple
    )
    urgency = django_filters.ChoiceFilter(
        label=_("Urgency"), choices=Urgency.choices, widget=forms.RadioSelect, empty_label=_("All")
    )
    outcome = django_filters.MultipleChoiceFilter(
        label=_("Suggested outcome"), choices=SuggestedOutcome.choices, widget=forms.CheckboxSelectMultiple
    )
    overdue = django_filters.ChoiceFilter(
        label=_("Reply due"),
        choices=[("yes", _("Overdue"))],
        widget=forms.RadioSelect,
        empty_label=_("All"),
        method="filter_overdue",
    )
    doubtful = django_filters.ChoiceFilter(
        label=_("Spam signals"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
        empty_label=_("All"),
        method="filter_spam_signals",
    )
    notice = django_filters.ChoiceFilter(
        label=_("Email to staff"),
        choices=[(state, state.label) for state in (DeliveryState.PENDING, DeliveryState.DEAD)],
        widget=forms.RadioSelect,
        empty_label=_("All"),
        method="filter_delivery_state",
    )

    class Meta:
        model = Submission
        fields: ClassVar[list[str]] = []

    def filter_overdue(self, rows: QuerySet[Submission], name: str, value: str) -> QuerySet[Submission]:
        return rows.filter(inbox.match_overdue())

    def filter_spam_signals(self, rows: QuerySet[Submission], name: str, value: str) -> QuerySet[Submission]:
        return rows.exclude(doubts=signals.NO_SIGNALS) if value == "yes" else rows.filter(doubts=signals.NO_SIGNALS)

    def filter_delivery_state(self, rows: QuerySet[Submission], name: str, value: str) -> QuerySet[Submission]:
        return rows.filter(inbox.match_delivery_state(DeliveryState(value)))


class InboxTable(Table):
    """A section of the inbox, which knows the submissions whose clear columns were changed outside the site."""

    def __init__(self, *args: object, changed_outside: Set[uuid.UUID], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.changed_outside = changed_outside


class ReferenceColumn(TitleColumn):
    """The reference, with tags below it: changed outside the site or by the patient, overdue, spam signals."""

    cell_template_name = "intake/staff/reference_cell.html"

    def get_cell_context_data(self, instance: Submission, parent_context: object) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return context | {
            "is_overdue": inbox.is_overdue(instance),
            "is_changed": instance.pk in context["table"].changed_outside,
            "spam_signals": signals.describe_signals(instance.doubts),
        }

    def get_value(self, instance: Submission) -> str:
        return instance.reference

    def get_link_url(self, instance: Submission, parent_context: object) -> str:
        return reverse_staff_url("submission", instance.pk)


class TagColumn(Column):
    """A choice as a status tag, in the colour that belongs to its value."""

    cell_template_name = "intake/staff/tag_cell.html"

    def get_cell_context_data(self, instance: Submission, parent_context: object) -> dict[str, object]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        label = getattr(instance, f"get_{self.name}_display")()
        return context | {"label": label}


def format_suggestion(submission: Submission) -> str:
    """Return the outcome that the rules suggest; of an erased submission, that it was erased."""
    return gettext("Deleted by the patient") if submission.erased_at else submission.get_outcome_display()


class InboxView(BaseListingView):
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
        Column("outcome", label=_("Suggested outcome"), accessor=format_suggestion, width="17%"),
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

    def paginate_queryset(self, queryset: QuerySet[Submission], page_size: int) -> tuple[None, None, object, bool]:
        self.page = inbox.get_inbox_page(queryset, after=inbox.Cursor.parse(self.request.GET.get("after", "")))
        rows = [submission for _section, rows in self.page.sections for submission in rows]
        self.changed_outside = outside_changes.find_changed_ids(rows)
        return None, None, rows, False

    def get_paginate_by(self, queryset: QuerySet[Submission]) -> int:
        return inbox.PAGE_SIZE

    def get_context_data(self, *args: object, **kwargs: object) -> dict[str, object]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return context | {
            "sections": [(section, self.build_table(section, rows)) for section, rows in self.page.sections],
            "next_url": self.build_page_url(self.page.next) if self.page.next else "",
            "first_url": self.build_page_url(None) if "after" in self.request.GET else "",
            "alarm": alarms.list_alarm_lines(),
            "audit_alarm": checks.get_audit_alarm(),
        }

    def build_table(self, section: inbox.Section, rows: list[Submission]) -> InboxTable:
        return InboxTable(
            self.columns,
            rows,
            changed_outside=self.changed_outside,
            classname="listing clinic-inbox",
            caption=section.heading,
        )

    def build_page_url(self, cursor: inbox.Cursor | None) -> str:
        """Return the URL of this listing after a cursor, with its search and filters; without one, from the start."""
        query = self.request.GET.copy()
        query.pop("after", None)
        query.pop("_w_filter_fragment", None)
        if cursor:
            query["after"] = str(cursor)
        return f"{self.index_url}?{query.urlencode()}" if query else self.index_url
