"""By when a submission must be decided on: so many working days after it came in.

How many, the clinic's service levels say by urgency and suggested outcome; without one for a submission, the promise
that the site makes to visitors (`REPLY_WORKING_DAYS`). Working days are Monday to Friday in the clinic's time zone,
without the clinic's holidays. A due date is worked out whenever it is asked for, so that a changed service level counts
at once and everywhere.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from intake.enums import UNDECIDED, Urgency
from intake.models import Holiday, ServiceLevel, Submission

SATURDAY = 5
ANY = ""
DAY = timedelta(days=1)


@dataclass(frozen=True)
class ServiceCalendar:
    """The service levels and the holidays, as they stood when they were read. None of its methods asks the database."""

    levels: Mapping[tuple[str, str], int]
    holidays: frozenset[date]

    def get_working_days(self, urgency: str, outcome: str) -> int:
        """Return how many working days a kind of submission may take; 0 if nothing is promised for it."""
        for kind in ((urgency, outcome), (urgency, ANY), (ANY, outcome), (ANY, ANY)):
            if kind in self.levels:
                return self.levels[kind]
        return max(settings.REPLY_WORKING_DAYS, 0)

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
        kinds: dict[int, Q] = defaultdict(Q)
        for urgency in Urgency.values:
            named = {outcome for _urgency, outcome in self.levels if outcome}
            for outcome in named:
                kinds[self.get_working_days(urgency, outcome)] |= Q(urgency=urgency, outcome=outcome)
            others = Q(urgency=urgency) & ~Q(outcome__in=named) if named else Q(urgency=urgency)
            kinds[self.get_working_days(urgency, ANY)] |= others
        late = Q(pk__in=[])
        for days, kind in kinds.items():
            if days:
                late |= kind & Q(received_at__lt=self.compute_cutoff(days))
        return Q(state__in=UNDECIDED) & late

    def compute_cutoff(self, days: int) -> datetime:
        """Return the moment before which a submission must have come in to be overdue now."""
        first_day = self.subtract_working_days(timezone.localdate(), days)
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
    """Read the service levels and the holidays, in two queries."""
    levels = {(level.urgency, level.outcome): level.working_days for level in ServiceLevel.objects.all()}
    return ServiceCalendar(levels, frozenset(Holiday.objects.values_list("day", flat=True)))
