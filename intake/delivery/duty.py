"""Reads the duty rota: who is on duty at a time, and who is next, in the clinic's time zone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone

from intake.models import DutyException, DutyShift

VIEW_PERMISSION = "intake.view_submission"
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"
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


def list_reachable() -> QuerySet[User]:
    """Return the accounts that can be told of a submission: active, with an email address, and allowed to open it."""
    return User.objects.with_perm(VIEW_PERMISSION, backend=MODEL_BACKEND).exclude(email="")


def find_on_duty(at: datetime) -> User | None:
    """Return who is on duty, or None if nobody is who can be told."""
    today = get_clinic_date(at)
    now = [shift for shift in list_shifts(today - DAY, today) if shift.starts <= at < shift.ends]
    return next((shift.account for shift in keep_reachable(now)), None)


def find_next_on_duty(at: datetime, *, after: User | None) -> User | None:
    """Return who else is on duty next, or None. Somebody else may be on duty at the same time."""
    today = get_clinic_date(at)
    shifts = list_shifts(today - DAY, today + (DAYS_AHEAD - 1) * DAY)
    following = sorted((shift for shift in shifts if shift.ends > at), key=lambda shift: shift.starts)
    return next((shift.account for shift in keep_reachable(following) if shift.account != after), None)


def keep_reachable(shifts: Iterable[Shift]) -> Iterator[Shift]:
    """Yield the shifts whose account can be told."""
    reachable = set(list_reachable().values_list("pk", flat=True))
    return (shift for shift in shifts if shift.account and shift.account.pk in reachable)


def list_shifts(first: date, last: date) -> list[Shift]:
    """Return the shifts that begin on these days: of each day its exceptions, if it has any, else the weekly ones."""
    exceptions, weekly = defaultdict(list), defaultdict(list)
    for row in (
        DutyException.objects.filter(date__range=(first, last)).select_related("account").order_by("starts_at", "pk")
    ):
        exceptions[row.date].append(row)
    for shift in DutyShift.objects.select_related("account").order_by("starts_at", "pk"):
        weekly[shift.weekday].append(shift)
    days = [first + number * DAY for number in range((last - first).days + 1)]
    return [build_shift(day, row) for day in days for row in exceptions.get(day) or weekly[day.weekday()]]


def build_shift(day: date, row: DutyException | DutyShift) -> Shift:
    end_day = day if row.ends_at > row.starts_at else day + DAY
    return Shift(build_time(day, row.starts_at), build_time(end_day, row.ends_at), row.account)


def build_time(day: date, at: time) -> datetime:
    """Return a time of the clinic's clock. In UTC, because two times of one zone are compared without their offsets."""
    return datetime.combine(day, at, tzinfo=timezone.get_default_timezone()).astimezone(UTC)


def get_clinic_date(at: datetime) -> date:
    return timezone.localtime(at, timezone.get_default_timezone()).date()
