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
from intake.staff import inbox, paging
from intake.staff.access import (
    SUBMISSIONS_ICON,
    SUBMISSIONS_NAMESPACE,
    SUBMISSIONS_TITLE,
    get_language_name,
    reverse_staff_url,
)
from intake.staff.deliveries import alarms

# The parameters of a URL that name where a page begins or ends.
AFTER, BEFORE = "after", "before"


class InboxFilterSet(WagtailFilterSet):
    """Those that are facets choose the sections of the inbox, and leave its rows to them."""

    state = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=SubmissionState.choices, widget=forms.CheckboxSelectMultiple, method="keep_rows"
    )
    urgency = django_filters.ChoiceFilter(
        label=_("Urgency"),
        choices=Urgency.choices,
        widget=forms.RadioSelect,
        empty_label=_("All"),
        method="keep_rows",
    )
    outcome = django_filters.MultipleChoiceFilter(
        label=_("Suggested outcome"),
        choices=SuggestedOutcome.choices,
        widget=forms.CheckboxSelectMultiple,
        method="keep_rows",
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
        method="keep_rows",
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

    def keep_rows(self, rows: QuerySet[Submission], name: str, value: object) -> QuerySet[Submission]:
        return rows

    def filter_overdue(self, rows: QuerySet[Submission], name: str, value: str) -> QuerySet[Submission]:
        return rows.filter(inbox.match_overdue())

    def filter_delivery_state(self, rows: QuerySet[Submission], name: str, value: str) -> QuerySet[Submission]:
        return rows.filter(inbox.match_delivery_state(DeliveryState(value)))

    @property
    def facets(self) -> inbox.Facets:
        """What is chosen; everything if the request asks for something that cannot be."""
        if not self.is_valid():
            return inbox.ALL_FACETS
        chosen = self.form.cleaned_data
        states = frozenset(chosen["state"]) or None
        if chosen["overdue"]:
            states = frozenset(inbox.UNDECIDED) & (states or frozenset(inbox.UNDECIDED))
        return inbox.Facets(
            states=states,
            urgencies=frozenset([chosen["urgency"]]) if chosen["urgency"] else None,
            outcomes=frozenset(chosen["outcome"]) or None,
            has_spam_signals={"yes": True, "no": False}.get(chosen["doubtful"]),
        )


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
    return gettext("Deleted") if submission.erased_at else submission.get_outcome_display()


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
        self.page = inbox.get_inbox_page(
            queryset,
            facets=self.filters.facets,
            after=inbox.parse_cursor(self.request.GET.get(AFTER, "")),
            before=inbox.parse_cursor(self.request.GET.get(BEFORE, "")),
        )
        self.changed_outside = outside_changes.find_changed_ids(self.page.rows)
        return None, None, self.page.rows, False

    def get_paginate_by(self, queryset: QuerySet[Submission]) -> int:
        return inbox.PAGE_SIZE

    def get_context_data(self, *args: object, **kwargs: object) -> dict[str, object]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return context | {
            "sections": [(section, self.build_table(section, rows)) for section, rows in self.page.sections],
            "first_url": self.build_page_url() if {AFTER, BEFORE} & self.request.GET.keys() else "",
            "previous_url": self.build_page_url(**{BEFORE: self.page.previous}) if self.page.previous else "",
            "next_url": self.build_page_url(**{AFTER: self.page.next}) if self.page.next else "",
            "last_url": self.build_page_url(**{BEFORE: paging.END}) if self.page.next else "",
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

    def build_page_url(self, **place: object) -> str:
        """Return the URL of this listing, with its search and filters: from the start, or at a place."""
        query = self.request.GET.copy()
        for name in (AFTER, BEFORE, "_w_filter_fragment"):
            query.pop(name, None)
        query.update({name: str(cursor) for name, cursor in place.items()})
        return f"{self.index_url}?{query.urlencode()}" if query else self.index_url
