"""The views of the inbox that everybody works with, each with how many submissions it holds.

They read clear columns only. A view holds what is still open, so that it stays small whatever was done before, and no
number is counted beyond a limit.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake.antispam import signals
from intake.enums import UNDECIDED, PatientChange, SubmissionState, SuggestedOutcome
from intake.models import Submission
from intake.staff import assignment, mentions
from intake.staff.due_dates import ServiceCalendar

# Counting further would read every row, and nobody works differently with 100 than with 1000.
COUNT_LIMIT = 100

UNFINISHED = Q(state__in=(*UNDECIDED, SubmissionState.WAITING))
# What the patient changed needs a look, whatever state it is in.
OPEN = UNFINISHED | ~Q(patient_change=PatientChange.NOTHING)


@dataclass(frozen=True)
class SavedView:
    name: str
    label: Promise
    match: Callable[[User, ServiceCalendar], Q]
    # Whether it holds nothing that is done and seen. To look for that among all that is done would take long.
    is_open: bool = True


SAVED_VIEWS = (
    SavedView("mine", _("Mine"), lambda user, _calendar: OPEN & Q(assignee=user)),
    SavedView("mentions", _("Mentions me"), lambda user, _calendar: mentions.match_mentions_of(user), is_open=False),
    SavedView("unassigned", _("Unassigned"), lambda _user, _calendar: OPEN & assignment.match_unassigned()),
    SavedView(
        "needs-a-human",
        _("Needs a human"),
        lambda _user, _calendar: Q(state__in=UNDECIDED, outcome=SuggestedOutcome.NEEDS_A_HUMAN),
    ),
    SavedView("waiting", _("Waiting for the patient"), lambda _user, _calendar: Q(state=SubmissionState.WAITING)),
    SavedView("overdue", _("Overdue"), lambda _user, calendar: calendar.match_overdue()),
    SavedView("due-soon", _("Due soon"), lambda _user, calendar: calendar.match_due_soon()),
    SavedView("doubtful", _("Doubtful"), lambda _user, _calendar: UNFINISHED & ~Q(doubts=signals.NO_SIGNALS)),
)
VIEWS_BY_NAME = {view.name: view for view in SAVED_VIEWS}


def match_view(name: str, user: User, calendar: ServiceCalendar) -> Q:
    """Return the condition for the submissions of a view. Raises KeyError if there is no such view."""
    return VIEWS_BY_NAME[name].match(user, calendar)


def count_views(user: User, calendar: ServiceCalendar) -> list[tuple[SavedView, int]]:
    """Return each view with the number of its submissions, counted up to COUNT_LIMIT."""
    return [
        (view, Submission.objects.filter(view.match(user, calendar)).order_by()[:COUNT_LIMIT].count())
        for view in SAVED_VIEWS
    ]
