"""By when a submission must be decided on: so many working days after it came in.

How many, the clinic's service levels say by urgency and suggested outcome; without one for a submission, the promise
that the site makes to visitors (`REPLY_WORKING_DAYS`). Working days are Monday to Friday in the clinic's time zone,
without the clinic's holidays. A due date is worked out whenever it is asked for, so that a changed service level counts
at once and everywhere.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import DateField, PositiveSmallIntegerField, Q, Value
from django.db.models.functions import Cast
from django.utils import timezone

from intake import service_levels
from intake.enums import UNDECIDED, Urgency
from intake.models import Holiday, ServiceLevel, Submission
from intake.service_levels import ANY, Levels

SATURDAY = 5
DAY = timedelta(days=1)
# How many working days before it is due a submission is due soon.
SOON = 2


@dataclass(frozen=True)
class ServiceCalendar:
    """The service levels and the holidays, as they stood when they were read. None of its methods asks the database."""

    levels: Levels
    holidays: frozenset[date]

    def get_working_days(self, urgency: str, outcome: str) -> int:
        """Return how many working days a kind of submission may take; 0 if nothing is promised for it."""
        return service_levels.choose_working_days(self.levels, urgency, outcome)

    def get_due_date(self, submission: Submission) -> date | None:
        """Return the last day on which a submission can be decided on in time; None if it is decided on already.

        The day of arrival does not count.
        """
        days = self.get_working_days(submission.urgency, submission.outcome)
        if not days or submission.state not in UNDECIDED:
            return None
        return self.add_working_days(timezone.localdate(submission.received_at), days)

    def is_overdue(self, submission: Submission) -> bool:
        due = self.get_due_date(submission)
        return due is not None and due < timezone.localdate()

    def match_overdue(self) -> Q:
        """Return the condition for the submissions that `is_overdue` says are."""
        return self.match_due(before=timezone.localdate())

    def match_due_soon(self) -> Q:
        """Return the condition for the submissions that are due today, or on one of the SOON working days to come."""
        today = timezone.localdate()
        return self.match_due(since=today, before=self.add_working_days(today, SOON) + DAY)

    def match_due(self, *, before: date, since: date | None = None) -> Q:
        """Return the condition for the undecided submissions that are due before a day, and not before another."""
        due = Q(pk__in=[])
        for days, kind in self.list_kinds().items():
            if days:
                came_in = Q(received_at__lt=self.compute_cutoff(before, days))
                if since:
                    came_in &= Q(received_at__gte=self.compute_cutoff(since, days))
                due |= kind & came_in
        return Q(state__in=UNDECIDED) & due

    def list_kinds(self) -> dict[int, Q]:
        """Return the condition for the submissions that may take so many working days, for each such number."""
        kinds: dict[int, Q] = defaultdict(Q)
        for urgency in Urgency.values:
            named = {outcome for _urgency, outcome in self.levels if outcome}
            for outcome in named:
                kinds[self.get_working_days(urgency, outcome)] |= Q(urgency=urgency, outcome=outcome)
            others = Q(urgency=urgency) & ~Q(outcome__in=named) if named else Q(urgency=urgency)
            kinds[self.get_working_days(urgency, ANY)] |= others
        return kinds

    def compute_cutoff(self, day: date, days: int) -> datetime:
        """Return the moment before which a submission must have come in to be due before a day."""
        first_day = self.subtract_working_days(day, days)
        return timezone.make_aware(datetime.combine(first_day, time.min))

    def add_working_days(self, day: date, number: int) -> date:
        """Return the working day that lies `number` working days after `day`."""
        return self.walk(day, number, DAY)

    def subtract_working_days(self, day: date, number: int) -> date:
        """Return the working day that lies `number` working days before `day`."""
        return self.walk(day, number, -DAY)

    def walk(self, day: date, number: int, step: timedelta) -> date:
        while number:
            day += step
            number -= self.is_working_day(day)
        return day

    def is_working_day(self, day: date) -> bool:
        return day.weekday() < SATURDAY and day not in self.holidays


def load_calendar() -> ServiceCalendar:
    """Read the service levels and the holidays, in one query: rows of a day alone, and rows without one."""
    no_day, nothing = Cast(Value(None), DateField()), Value("")
    levels = ServiceLevel.objects.order_by().values_list("urgency", "outcome", "working_days", no_day)
    days = Holiday.objects.order_by().values_list(nothing, nothing, Value(0, PositiveSmallIntegerField()), "day")
    rows = list(levels.union(days, all=True))
    return ServiceCalendar(
        {(urgency, outcome): working_days for urgency, outcome, working_days, day in rows if day is None},
        frozenset(day for *_level, day in rows if day is not None),
    )
