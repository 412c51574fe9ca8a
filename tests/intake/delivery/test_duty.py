"""The rota is read in the clinic's time zone, over midnight, over the change of clocks, and with its exceptions."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from intake.delivery import duty
from intake.models import DutyException, DutyShift
from intake.staff import roles
from tests.conftest import make_user

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def berlin(settings: Settings) -> None:
    settings.TIME_ZONE = "Europe/Berlin"


@pytest.fixture
def day() -> User:
    return make_user("day", roles.NURSE)


@pytest.fixture
def night() -> User:
    return make_user("night", roles.NURSE)


def add_shift(account: User, weekday: int, starts: str, ends: str) -> None:
    DutyShift.objects.create(
        account=account, weekday=weekday, starts_at=time.fromisoformat(starts), ends_at=time.fromisoformat(ends)
    )


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("when", "who"),
    [
        ("2026-11-30T06:59", None),
        ("2026-11-30T07:00", "day"),
        ("2026-11-30T16:59", "day"),
        ("2026-11-30T17:00", "night"),
        # After midnight it is still Monday's shift.
        ("2026-12-01T06:59", "night"),
        ("2026-12-01T07:00", None),
    ],
)
def test_times_are_the_clinics_and_a_shift_may_pass_midnight(
    day: User, night: User, when: str, who: str | None
) -> None:
    add_shift(day, 0, "08:00", "18:00")
    add_shift(night, 0, "18:00", "08:00")
    found = duty.find_on_duty(at(when))
    assert (found.get_username() if found else None) == who


@pytest.mark.parametrize(
    ("sunday", "hours"), [(date(2026, 3, 28), 23), (date(2026, 10, 24), 25), (date(2026, 11, 28), 24)]
)
def test_shift_over_a_change_of_clocks_ends_by_the_clock(day: User, sunday: date, hours: int) -> None:
    add_shift(day, 5, "20:00", "20:00")
    [shift] = duty.list_shifts(sunday, sunday)
    assert shift.ends - shift.starts == timedelta(hours=hours)


def test_exception_replaces_the_rota_of_its_date(day: User, night: User) -> None:
    add_shift(day, 0, "08:00", "18:00")
    noon = at("2026-11-30T11:00")
    holiday = DutyException.objects.create(date=MONDAY, account=None)
    assert duty.find_on_duty(noon) is None
    holiday.delete()
    DutyException.objects.create(date=MONDAY, account=night, starts_at=time(11), ends_at=time(13))
    assert duty.find_on_duty(noon) == night
    assert duty.find_on_duty(at("2026-11-30T09:00")) is None
    assert duty.find_on_duty(noon + timedelta(days=7)) == day


def test_nobody_is_on_duty_whom_no_email_reaches(day: User) -> None:
    add_shift(day, 0, "00:00", "00:00")
    User.objects.update(email="")
    assert duty.find_on_duty(at("2026-11-30T11:00")) is None
    User.objects.update(email="day@example.org", is_active=False)
    assert duty.find_on_duty(at("2026-11-30T11:00")) is None
    User.objects.update(is_active=True)
    assert duty.find_on_duty(at("2026-11-30T11:00")) == day
    # Whoever lost the role could not open what the email leads to.
    day.groups.clear()
    assert duty.find_on_duty(at("2026-11-30T11:00")) is None


def test_next_is_the_next_other_person(day: User, night: User) -> None:
    for weekday in (0, 1):
        add_shift(day, weekday, "08:00", "18:00")
    noon = at("2026-11-30T11:00")
    assert duty.find_next_on_duty(noon, after=day) is None
    add_shift(night, 3, "08:00", "18:00")
    assert duty.find_next_on_duty(noon, after=day) == night
    add_shift(make_user("beside", roles.NURSE), 0, "10:00", "12:00")
    assert duty.find_next_on_duty(noon, after=day) == night
    assert duty.find_next_on_duty(at("2026-11-30T10:30"), after=day) == User.objects.get(username="beside")


def test_exception_of_somebody_who_is_deleted_leaves_a_gap(day: User, night: User) -> None:
    """The weekly rota does not hold that day: whoever it names may be away."""
    add_shift(day, 0, "08:00", "18:00")
    DutyException.objects.create(date=MONDAY, starts_at=time(8), ends_at=time(18), account=night)
    noon = at("2026-11-30T11:00")
    assert duty.find_on_duty(noon) == night
    night.delete()
    assert duty.find_on_duty(noon) is None
