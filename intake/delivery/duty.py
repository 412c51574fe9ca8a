"""Reads the duty rota: who is on duty at a time, and who is next, in the clinic's time zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from intake.models import DutyException, DutyShift

DAY = timedelta(days=1)
# How far ahead the next person is looked for.
DAYS_AHEAD = 8


@dataclass(frozen=True)
class Shift:
    """When somebody is on duty; None is nobody."""

    starts: datetime
    ends: datetime
    account: User | None


def has_rota() -> bool:
    """Return whether the clinic keeps a rota at all."""
    return DutyShift.objects.exists()


def find_on_duty(at: datetime) -> User | None:
    """Return who is on duty, or None if nobody is who can be told."""
    today = get_clinic_date(at)
    shifts = [*list_shifts(today - DAY), *list_shifts(today)]
    return next((shift.account for shift in shifts if shift.starts <= at < shift.ends and is_reachable(shift)), None)


def find_next_on_duty(at: datetime, *, after: User | None) -> User | None:
    """Return who else is on duty next, or None. Somebody else may be on duty at the same time."""
    today = get_clinic_date(at)
    shifts = [shift for number in range(-1, DAYS_AHEAD) for shift in list_shifts(today + number * DAY)]
    following = sorted((shift for shift in shifts if shift.ends > at), key=lambda shift: shift.starts)
    return next((shift.account for shift in following if is_reachable(shift) and shift.account != after), None)


def list_shifts(day: date) -> Iterator[Shift]:
    """Yield the shifts that begin on a day: those of its exceptions, if it has any, else the weekly ones."""
    exceptions = list(DutyException.objects.filter(date=day).select_related("account").order_by("starts_at", "pk"))
    weekly = DutyShift.objects.filter(weekday=day.weekday()).select_related("account").order_by("starts_at", "pk")
    for row in exceptions or weekly:
        end_day = day if row.ends_at > row.starts_at else day + DAY
        yield Shift(build_time(day, row.starts_at), build_time(end_day, row.ends_at), row.account)


def build_time(day: date, at: time) -> datetime:
    """Return a time of the clinic's clock. In UTC, because two times of one zone are compared without their offsets."""
    return datetime.combine(day, at, tzinfo=timezone.get_default_timezone()).astimezone(UTC)


def get_clinic_date(at: datetime) -> date:
    return timezone.localtime(at, timezone.get_default_timezone()).date()


def is_reachable(shift: Shift) -> bool:
    return shift.account is not None and shift.account.is_active and bool(shift.account.email)
