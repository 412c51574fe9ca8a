"""The clinic's promise to answer within a number of working days (`REPLY_WORKING_DAYS`).

Working days are Monday to Friday in the clinic's time zone. Public holidays are not known here, so around them a
submission may be marked as overdue a day early.
"""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

SATURDAY = 5


def compute_overdue_cutoff() -> datetime | None:
    """Return the moment before which a submission must have come in to be overdue now; None if nothing is promised.

    The day of arrival does not count, and the last promised day counts in full.
    """
    if settings.REPLY_WORKING_DAYS <= 0:
        return None
    first_day = subtract_working_days(timezone.localdate(), settings.REPLY_WORKING_DAYS)
    return timezone.make_aware(datetime.combine(first_day, time.min))


def subtract_working_days(day: date, number: int) -> date:
    """Return the working day that lies `number` working days before `day`."""
    while number:
        day -= timedelta(days=1)
        number -= day.weekday() < SATURDAY
    return day
