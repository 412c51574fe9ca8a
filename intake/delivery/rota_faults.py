"""Finds what is wrong with the duty rota in the weeks to come: nobody is on duty, or two are, or somebody who cannot be
told.

Where nobody is on duty, whoever is on duty next is told of an urgent submission at once, and later everybody. So
nothing is lost; but somebody is woken who did not expect it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum
from itertools import pairwise

from django.contrib.auth.models import User

from intake.delivery import duty
from intake.delivery.duty import DAY, Shift
from intake.models import DutyException, Holiday

WATCHED_DAYS = 14


class FaultKind(Enum):
    GAP = "gap"
    OVERLAP = "overlap"
    # Somebody is on duty who is deactivated, has no email address, or may not open submissions.
    UNREACHABLE = "unreachable"
    # The weekly rota holds on a holiday, since nobody entered an exception.
    HOLIDAY = "holiday"


@dataclass(frozen=True)
class RotaFault:
    """From when to when something is wrong, with whom, and on which holiday, if it begins on one."""

    kind: FaultKind
    starts: datetime
    ends: datetime
    people: tuple[User, ...] = ()
    holiday: str = ""


def find_faults(at: datetime) -> list[RotaFault]:
    """Return the faults of the next weeks in the order in which they begin; none where the clinic keeps no rota."""
    if not duty.has_rota():
        return []
    today = duty.get_clinic_date(at)
    last = today + WATCHED_DAYS * DAY
    end = duty.build_time(last, datetime.min.time())
    holidays = dict(Holiday.objects.filter(day__range=(today, last)).values_list("day", "name"))
    shifts = [shift for shift in duty.list_shifts(today - DAY, last) if shift.ends > at and shift.starts < end]
    reached = list(duty.keep_reachable(shifts))
    faults = [*find_gaps_and_overlaps(reached, at, end), *find_unreachable(shifts, reached)]
    named = [name_holiday(fault, holidays) for fault in faults]
    return sorted([*named, *find_weekly_holidays(holidays, shifts)], key=lambda fault: (fault.starts, fault.kind.value))


def find_gaps_and_overlaps(shifts: Iterable[Shift], start: datetime, end: datetime) -> list[RotaFault]:
    """Return when no shift, or those of several people, cover a time. What continues is one fault."""
    found: list[RotaFault] = []
    times = {start, end} | {time for shift in shifts for time in (shift.starts, shift.ends) if start < time < end}
    for begins, ends in pairwise(sorted(times)):
        covering = {shift.account for shift in shifts if shift.account and shift.starts <= begins < shift.ends}
        if len(covering) == 1:
            continue
        people = tuple(sorted(covering, key=lambda account: account.pk))
        kind = FaultKind.OVERLAP if people else FaultKind.GAP
        before = found[-1] if found else None
        if before and (before.kind, before.people, before.ends) == (kind, people, begins):
            found[-1] = replace(before, ends=ends)
        else:
            found.append(RotaFault(kind, begins, ends, people))
    return found


def find_unreachable(shifts: Iterable[Shift], reached: Iterable[Shift]) -> list[RotaFault]:
    """Return each person on duty who cannot be told, with their first and last time."""
    told = {shift.account for shift in reached}
    by_person: defaultdict[User, list[Shift]] = defaultdict(list)
    for shift in shifts:
        if shift.account and shift.account not in told:
            by_person[shift.account].append(shift)
    return [
        RotaFault(
            FaultKind.UNREACHABLE, min(each.starts for each in own), max(each.ends for each in own), people=(person,)
        )
        for person, own in by_person.items()
    ]


def find_weekly_holidays(holidays: dict[date, str], shifts: Iterable[Shift]) -> list[RotaFault]:
    """Return the holidays on which people are on duty by the weekly rota alone."""
    entered = set(DutyException.objects.filter(date__in=holidays).values_list("date", flat=True))
    found = []
    for day, name in holidays.items():
        people = {shift.account for shift in shifts if duty.get_clinic_date(shift.starts) == day and shift.account}
        if day not in entered and people:
            begins = duty.build_time(day, datetime.min.time())
            ordered = tuple(sorted(people, key=lambda account: account.pk))
            found.append(RotaFault(FaultKind.HOLIDAY, begins, begins + timedelta(days=1), ordered, name))
    return found


def name_holiday(fault: RotaFault, holidays: dict[date, str]) -> RotaFault:
    holiday = holidays.get(duty.get_clinic_date(fault.starts), "")
    return replace(fault, holiday=holiday)
