"""A submission is due after so many working days in the clinic's time zone, by urgency and outcome."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, Settings

from intake.enums import UNDECIDED, SubmissionState, SuggestedOutcome, Urgency
from intake.models import Holiday, QuestionnaireVersion, ServiceLevel, Submission
from intake.staff.due_dates import ServiceCalendar, load_calendar
from tests.intake import builders

PLAIN = ServiceCalendar({}, frozenset())
CHRISTMAS = frozenset({date(2026, 12, 25), date(2026, 12, 28)})


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
def test_cutoff_lies_five_whole_working_days_back(now: str, limit: str) -> None:
    with time_machine.travel(datetime.fromisoformat(now).replace(tzinfo=UTC), tick=False):
        assert PLAIN.compute_cutoff(timezone.localdate(), 5) == datetime.fromisoformat(limit).replace(tzinfo=UTC)


def test_day_begins_in_the_clinics_time_zone(settings: Settings) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    with time_machine.travel(datetime(2026, 11, 25, 23, 30, tzinfo=UTC), tick=False):
        assert PLAIN.compute_cutoff(timezone.localdate(), 1) == datetime(2026, 11, 25, tzinfo=ZoneInfo("Europe/Berlin"))


DAYS = st.dates(date(2026, 11, 1), date(2027, 1, 31))


@given(received=DAYS, today=DAYS, number=st.integers(1, 15), holidays=st.frozensets(DAYS, max_size=12))
def test_cutoff_and_due_date_agree(received: date, today: date, number: int, holidays: frozenset[date]) -> None:
    calendar = ServiceCalendar({}, holidays)
    is_late_by_due_date = calendar.add_working_days(received, number) < today
    assert (received < calendar.subtract_working_days(today, number)) is is_late_by_due_date
    due = calendar.add_working_days(received, number)
    between = [received + timedelta(days=ahead) for ahead in range(1, (due - received).days + 1)]
    assert len([day for day in between if day.weekday() < 5 and day not in holidays]) == number


def test_holidays_are_no_working_days() -> None:
    thursday = date(2026, 12, 24)
    assert PLAIN.add_working_days(thursday, 1) == date(2026, 12, 25)
    assert ServiceCalendar({}, CHRISTMAS).add_working_days(thursday, 1) == date(2026, 12, 29)


def test_most_exact_service_level_counts(settings: Settings) -> None:
    settings.REPLY_WORKING_DAYS = 9
    assert PLAIN.get_working_days("routine", "likely-suitable") == 9
    levels = {("", ""): 8, ("", "needs-a-human"): 4, ("urgent", ""): 2, ("urgent", "needs-a-human"): 1}
    calendar = ServiceCalendar(levels, frozenset())
    assert calendar.get_working_days("routine", "likely-suitable") == 8
    assert calendar.get_working_days("routine", "needs-a-human") == 4
    assert calendar.get_working_days("urgent", "likely-suitable") == 2
    assert calendar.get_working_days("urgent", "needs-a-human") == 1


@pytest.mark.django_db
@pytest.mark.parametrize("promise", [0, 3])
@pytest.mark.parametrize(
    "levels", [{}, {("urgent", ""): 1}, {("", "needs-a-human"): 1, ("urgent", "needs-a-human"): 6}, {("", ""): 2}]
)
def test_condition_matches_what_is_overdue(
    version: QuestionnaireVersion, settings: Settings, levels: dict[tuple[str, str], int], promise: int
) -> None:
    settings.REPLY_WORKING_DAYS = promise
    for (urgency, outcome), days in levels.items():
        ServiceLevel.objects.create(urgency=urgency, outcome=outcome, working_days=days)
    Holiday.objects.create(day=date(2026, 11, 26), name="Made up")
    rows = [
        builders.make_row(
            version,
            urgency=urgency,
            outcome=outcome,
            received_at=timezone.make_aware(datetime.combine(date(2026, 11, day), time(12))),
            state=state,
        )
        for urgency in Urgency
        for outcome in SuggestedOutcome
        for day in (17, 24, 25)
        for state in (SubmissionState.NEW, SubmissionState.CLOSED)
    ]
    with time_machine.travel(datetime(2026, 11, 27, 10, tzinfo=UTC), tick=False):
        calendar = load_calendar()
        late = {row.pk for row in rows if calendar.is_overdue(row)}
        assert set(Submission.objects.filter(calendar.match_overdue()).values_list("pk", flat=True)) == late
        # It is a Friday: the next two working days are Monday and Tuesday.
        days = {row.pk: calendar.get_due_date(row) for row in rows}
        soon = {pk for pk, day in days.items() if day and date(2026, 11, 27) <= day <= date(2026, 12, 1)}
        assert set(Submission.objects.filter(calendar.match_due_soon()).values_list("pk", flat=True)) == soon
    assert {row.state for row in rows if row.pk in late} <= {*UNDECIDED}
    assert bool(late) is bool(promise or levels)


@pytest.mark.django_db
def test_calendar_takes_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        calendar = load_calendar()
        calendar.match_overdue()
        calendar.add_working_days(date(2026, 1, 1), 250)


@pytest.mark.django_db
@pytest.mark.parametrize("days", [0, 251])
def test_service_level_has_a_day_and_no_more_than_a_year(days: int) -> None:
    with pytest.raises(ValidationError):
        ServiceLevel(working_days=days).full_clean()


@pytest.mark.django_db
def test_one_service_level_for_a_kind() -> None:
    ServiceLevel.objects.create(working_days=2)
    with pytest.raises(ValidationError, match="already"):
        ServiceLevel(working_days=3).full_clean()
