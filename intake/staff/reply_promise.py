"""The clinic's promise: to answer whoever sent a form within so many working days (`REPLY_WORKING_DAYS`).

Working days are Monday to Friday in the clinic's time zone. Public holidays are not known here, so a mark may come a
day early around them.
"""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

SATURDAY = 5


def compute_overdue_cutoff() -> datetime | None:
    """What was received before this moment should have been answered by now; None where nothing is promised.

    The day of arrival does not count, and the last day of the promise counts whole.
    """
    if settings.REPLY_WORKING_DAYS <= 0:
        return None
    first_day = subtract_working_days(timezone.localdate(), settings.REPLY_WORKING_DAYS)
    return timezone.make_aware(datetime.combine(first_day, time.min))


def subtract_working_days(day: date, number: int) -> date:
    """The working day that lies `number` working days before `day`."""
    while number:
        day -= timedelta(days=1)
        number -= day.weekday() < SATURDAY
    return day
