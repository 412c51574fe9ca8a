"""A promised reply is overdue after so many working days in the clinic's time zone."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from intake.staff.reply_promise import compute_overdue_cutoff, subtract_working_days


@pytest.mark.parametrize(
    ("now", "limit"),
    [
        # 2026-11-27 is a Friday.
        ("2026-11-27 10:00", "2026-11-20"),
        ("2026-11-28 10:00", "2026-11-23"),
        ("2026-11-29 10:00", "2026-11-23"),
        ("2026-11-30 00:01", "2026-11-23"),
        ("2026-12-01 23:59", "2026-11-24"),
    ],
)
def test_cutoff_lies_five_whole_working_days_back(settings: Settings, now: str, limit: str) -> None:
    settings.REPLY_WORKING_DAYS = 5
    with time_machine.travel(datetime.fromisoformat(now).replace(tzinfo=UTC), tick=False):
        assert compute_overdue_cutoff() == datetime.fromisoformat(limit).replace(tzinfo=UTC)


def test_day_begins_in_the_clinics_time_zone(settings: Settings) -> None:
    settings.REPLY_WORKING_DAYS = 1
    settings.TIME_ZONE = "Europe/Berlin"
    with time_machine.travel(datetime(2026, 11, 25, 23, 30, tzinfo=UTC), tick=False):
        assert compute_overdue_cutoff() == datetime(2026, 11, 25, tzinfo=ZoneInfo("Europe/Berlin"))


def test_without_promise_there_is_no_cutoff(settings: Settings) -> None:
    settings.REPLY_WORKING_DAYS = 0
    assert compute_overdue_cutoff() is None


@given(day=st.dates(date(2000, 1, 1), date(2100, 1, 1)), number=st.integers(1, 40))
def test_subtracted_working_days_lie_between(day: date, number: int) -> None:
    first = subtract_working_days(day, number)
    between = [
        ordinal for ordinal in range(first.toordinal(), day.toordinal()) if date.fromordinal(ordinal).weekday() < 5
    ]
    assert len(between) == number
    assert first.weekday() < 5
