"""The inbox: what came in, and what needs a human first. Viewing it opens no submission."""

import uuid
from collections.abc import Mapping, Set
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, Table, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView

from intake.antispam import signals
from intake.audit import checks, outside_changes
from intake.enums import DeliveryState, SubmissionState, SuggestedOutcome, Urgency
from intake.models import Submission
from intake.staff import assignment, due_dates, inbox, paging, saved_views, search_views
from intake.staff.access import (
    CHANGE_PERMISSION,
    EXPORT_PERMISSION,
    SUBMISSIONS_ICON,
    SUBMISSIONS_NAMESPACE,
    SUBMISSIONS_TITLE,
    get_language_name,
    get_staff_user,
    reverse_staff_url,
)
from intake.staff.assignment import Colleagues
from intake.staff.deliveries import alarms
from intake.staff.due_dates import ServiceCalendar
from intake.staff.duty import standing

# The parameters of a URL that name where a page begins or ends.
AFTER, BEFORE = "after", "before"
# Of a column that shows where all have room. What it says stands in the submission too.
WIDE_ONLY = "clinic-inbox__extra"
# Its page takes the same filters.
EXPORT_URL_NAME = "intake_exports:ask"


def list_owner_choices() -> list[tuple[int, str]]:
    return [(user.pk, assignment.get_display_name(user)) for user in assignment.list_colleagues()]


class InboxFilterSet(WagtailFilterSet):
    """Those that are facets choose the sections of the inbox, and leave its rows to them."""

    view = django_filters.ChoiceFilter(
        label=_("View"),
        choices=[(view.name, view.label) for view in saved_views.SAVED_VIEWS],
        widget=forms.RadioSelect,
        empty_label=_("All"),
        method="filter_view",
    )
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
    # What somebody has finished is not asked for: to look for it among all that is done would take long.
    owner = django_filters.ChoiceFilter(
        label=_("Open, assigned to"),
        choices=list_owner_choices,
        widget=forms.RadioSelect,
        empty_label=_("All"),
        method="filter_owner",
    )
    outcome = django_filters.MultipleChoiceFilter(
        label=_("Suggested outcome"),
        choices=SuggestedOutcome.choices,
        widget=forms.CheckboxSelectMultiple,
        method="keep_rows",
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

    def filter_view(self, rows: QuerySet[Submission], name: str, value: str) -> QuerySet[Submission]:
        return rows.filter(saved_views.match_view(value, self.request.user, due_dates.load_calendar()))

    def filter_owner(self, rows: QuerySet[Submission], name: str, value: str) -> QuerySet[Submission]:
        return rows.filter(saved_views.OPEN, assignee=int(value))

    def filter_delivery_state(self, rows: QuerySet[Submission], name: str, value: str) -> QuerySet[Submission]:
        return rows.filter(inbox.match_delivery_state(DeliveryState(value)))

    @property
    def facets(self) -> inbox.Facets:
        """What is chosen; everything if the request asks for something that cannot be."""
        if not self.is_valid():
            return inbox.ALL_FACETS
        chosen = self.form.cleaned_data
        view = saved_views.VIEWS_BY_NAME.get(chosen["view"])
        return inbox.Facets(
            states=frozenset(chosen["state"]) or None,
            urgencies=frozenset([chosen["urgency"]]) if chosen["urgency"] else None,
            outcomes=frozenset(chosen["outcome"]) or None,
            has_spam_signals={"yes": True, "no": False}.get(chosen["doubtful"]),
            is_open=bool(chosen["owner"]) or (view is not None and view.is_open),
        )


class InboxTable(Table):
    """A section of the inbox, with what was read once for all of its rows.

    It knows the submissions whose clear columns were changed outside the site, how the urgent ones stand, who may own
    one, and when each is due.
    """

    def __init__(
        self,
        *args: object,
        changed_outside: Set[uuid.UUID],
        urgent_cases: Mapping[uuid.UUID, str],
        colleagues: Colleagues,
        calendar: ServiceCalendar,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.changed_outside = changed_outside
        self.urgent_cases = urgent_cases
        self.colleagues = colleagues
        self.calendar = calendar


class ReferenceColumn(TitleColumn):
    """The reference, with tags below it: changed outside the site or by the patient, overdue, spam signals.

    Of an urgent one, who has it: its case is somebody's before the submission is.
    """

    cell_template_name = "intake/staff/reference_cell.html"

    def get_cell_context_data(self, instance: Submission, parent_context: object) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return context | {
            "is_overdue": context["table"].calendar.is_overdue(instance),
            "is_changed": instance.pk in context["table"].changed_outside,
            "urgent_case": context["table"].urgent_cases.get(instance.pk, ""),
            "spam_signals": signals.describe_signals(instance.doubts),
        }

    def get_value(self, instance: Submission) -> str:
        return instance.reference

    def get_link_url(self, instance: Submission, parent_context: object) -> str:
        return reverse_staff_url("submission", instance.pk)


class SelectColumn(Column):
    """A box that selects a submission for a change of many. Its value says which revision of it was seen."""

    header_template_name = "intake/staff/select_header.html"
    cell_template_name = "intake/staff/select_cell.html"


class LabelledColumn(Column):
    """A value with its label before it, which shows on a phone alone: there a row is a card without headings."""

    cell_template_name = "intake/staff/labelled_cell.html"


class ReceivedColumn(DateColumn):
    cell_template_name = "intake/staff/received_cell.html"


class AssigneeColumn(LabelledColumn):
    """Whose case it is; empty if it is nobody's."""

    def get_cell_context_data(self, instance: Submission, parent_context: object) -> dict[str, object]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return context | {"value": assignment.get_owner_name(instance, context["table"].colleagues) or "–"}


class DueColumn(LabelledColumn):
    """By which day it must be decided on; empty once it is."""

    def get_cell_context_data(self, instance: Submission, parent_context: object) -> dict[str, object]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        due = context["table"].calendar.get_due_date(instance)
        return context | {"value": date_format(due, "SHORT_DATE_FORMAT") if due else "–"}


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
    # Wagtail's field would put what is typed into the URL (intake/staff/search_views.py).
    is_searchable = False
    filterset_class = InboxFilterSet
    columns: ClassVar = [
        SelectColumn("select", label=_("Select"), accessor="pk", classname="clinic-select"),
        # Shares of the width, so that the tables of all sections line up with each other.
        ReferenceColumn("reference", label=_("Reference"), width="22%"),
        TagColumn("urgency", label=_("Urgency"), width="11%"),
        TagColumn("state", label=_("State"), width="14%"),
        AssigneeColumn("assignee", label=_("Assigned to"), width="12%"),
        ReceivedColumn("received_at", label=_("Received"), width="13%"),
        DueColumn("due", label=_("Due"), width="12%"),
        LabelledColumn("outcome", label=_("Suggested outcome"), accessor=format_suggestion, width="16%"),
        LabelledColumn("version", label=_("Questionnaire"), classname=WIDE_ONLY, width="18%"),
        LabelledColumn(
            "language",
            label=_("Language"),
            accessor=lambda row: get_language_name(row.language),
            classname=WIDE_ONLY,
            width="9%",
        ),
    ]

    @cached_property
    def calendar(self) -> ServiceCalendar:
        return due_dates.load_calendar()

    @cached_property
    def found(self) -> search_views.FoundSubmissions | None:
        """What a search by contact details found, if this page is of one."""
        return search_views.find_again(self.request)

    @property
    def reference(self) -> str:
        """A reference, or its beginning, by which the inbox is searched."""
        return self.request.GET.get(search_views.REFERENCE, "").replace("\x00", "").strip()

    @property
    def is_searching(self) -> bool:
        return bool(self.reference or self.found)

    def get_base_queryset(self) -> QuerySet[Submission]:
        return inbox.list_submissions()

    def search_queryset(self, queryset: QuerySet[Submission]) -> QuerySet[Submission]:
        if self.found:
            return queryset.filter(pk__in=self.found.ids)
        return queryset.filter(inbox.match_reference(self.reference)) if self.reference else queryset

    def paginate_queryset(self, queryset: QuerySet[Submission], page_size: int) -> tuple[None, None, object, bool]:
        self.page = inbox.get_inbox_page(
            queryset,
            facets=self.filters.facets,
            after=inbox.parse_cursor(self.request.GET.get(AFTER, "")),
            before=inbox.parse_cursor(self.request.GET.get(BEFORE, "")),
        )
        self.changed_outside = outside_changes.find_changed_ids(self.page.rows)
        self.urgent_cases = standing.describe_cases(self.page.rows)
        self.colleagues = assignment.load_colleagues()
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
            "found": self.found,
            "searched_reference": self.reference,
            "kept_parameters": search_views.list_kept_parameters(self.request),
            "unsearched_url": self.build_page_url(**dict.fromkeys(search_views.PARAMETERS)),
            "term_length": search_views.MAX_TERM_LENGTH,
            "alarm": alarms.list_alarm_lines(),
            "saved_views": saved_views.count_views(get_staff_user(self.request), self.calendar),
            "chosen_view": self.request.GET.get("view", ""),
            "may_change": self.request.user.has_perm(CHANGE_PERMISSION),
            "may_export": self.request.user.has_perm(EXPORT_PERMISSION),
            "export_url": f"{reverse(EXPORT_URL_NAME)}{self.build_query()}",
            "count_limit": saved_views.COUNT_LIMIT,
            "audit_alarm": checks.get_audit_alarm(),
        }

    def build_table(self, section: inbox.Section, rows: list[Submission]) -> InboxTable:
        may_change = self.request.user.has_perm(CHANGE_PERMISSION)
        return InboxTable(
            self.columns if may_change else self.columns[1:],
            rows,
            changed_outside=self.changed_outside,
            urgent_cases=self.urgent_cases,
            colleagues=self.colleagues,
            calendar=self.calendar,
            classname="listing clinic-inbox",
            caption=section.heading,
        )

    def build_page_url(self, **parameters: object) -> str:
        """Return the URL of this listing, with its search and filters: from the start, or at a place.

        A parameter that is None is left out.
        """
        return f"{self.index_url}{self.build_query(**parameters)}"

    def build_query(self, **parameters: object) -> str:
        """Return the search and the filters as the end of a URL: also of another page that takes them."""
        query = self.request.GET.copy()
        for name in (AFTER, BEFORE, "_w_filter_fragment", *parameters):
            query.pop(name, None)
        query.update({name: str(value) for name, value in parameters.items() if value is not None})
        return f"?{query.urlencode()}" if query else ""
