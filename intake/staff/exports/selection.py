"""Which submissions somebody means: those that they selected, or all that a filter or a search of the inbox finds."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext

from intake.encryption import codes
from intake.models import Submission
from intake.models.export import MAX_SELECTION_LENGTH
from intake.staff import bulk, inbox, search_views, selections
from intake.staff.bulk import SeenRow
from intake.staff.inbox_views import InboxFilterSet
from intake.staff.selections import SelectionGone

# How an export says that its submissions were selected one by one, or found by contact details.
SELECTED, FOUND = "selected", "found"


class InvalidFilter(Exception):
    """The inbox has no such filter or selection. Everything would be something else than what was meant."""


@dataclass(frozen=True)
class Selection:
    submissions: QuerySet[Submission]
    # Codes, for the record: the filter as a query string, or how else they were chosen.
    code: str
    # The same in words.
    lines: tuple[str, ...]
    # Those that were selected one by one.
    rows: tuple[SeenRow, ...] = ()


def read_selection(request: HttpRequest) -> Selection:
    """Return what a request means: the rows that it posts, or the selection or the filter in its URL.

    Raises InvalidFilter.
    """
    try:
        rows = bulk.parse_rows(request.POST.getlist("row")) or selections.recall_rows(request)
    except SelectionGone as error:
        raise InvalidFilter from error
    if rows:
        chosen = inbox.list_submissions().filter(pk__in=[row.pk for row in rows])
        return Selection(chosen, SELECTED, (gettext("Selected one by one"),), tuple(rows))
    filters = InboxFilterSet(request.GET, queryset=inbox.list_submissions(), request=request)
    if not filters.is_valid():
        raise InvalidFilter
    submissions = filters.qs.filter(filters.facets.match())
    lines = list(describe_filters(filters))
    given = QueryDict(mutable=True)
    for name in filters.filters:
        if values := [value for value in request.GET.getlist(name) if value]:
            given.setlist(name, values)
    found = search_views.find_again(request)
    if found is not None:
        given[FOUND] = str(found.kind or "")
        return Selection(submissions.filter(pk__in=found.ids), given.urlencode(), (*lines, found.description))
    if reference := request.GET.get(search_views.REFERENCE, "").replace("\x00", "").strip():
        if codes.find_unknown_characters(reference):
            # It would be kept, and could be anything that somebody typed into the address.
            raise InvalidFilter
        submissions = submissions.filter(inbox.match_reference(reference))
        given[search_views.REFERENCE] = reference
        lines.append(gettext("The reference begins with %(reference)s.") % {"reference": reference})
    return Selection(submissions, given.urlencode()[:MAX_SELECTION_LENGTH], tuple(lines))


def describe_filters(filters: InboxFilterSet) -> Iterator[str]:
    """Yield a line for each filter that is set, such as `State: New, In review`."""
    for name, field in filters.form.fields.items():
        chosen = filters.form.cleaned_data.get(name)
        if chosen:
            labels = dict(field.choices)
            values = chosen if isinstance(chosen, list) else [chosen]
            yield f"{field.label}: {', '.join(str(labels.get(value, value)) for value in values)}"
