"""Gaps and overlaps of the rota are found before they happen, by the clinic's clock."""

from datetime import date, datetime, time

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries, Settings

from intake.delivery import duty, rota_faults
from intake.delivery.rota_faults import FaultKind, RotaFault
from intake.models import DutyException, DutyShift, Holiday
from intake.staff import roles
from tests.conftest import make_user
from tests.intake.delivery.test_duty import add_shift, at

pytestmark = pytest.mark.django_db

# A Monday, seven in the morning of the clinic.
NOW = "2026-11-30T06:00"


@pytest.fixture(autouse=True)
def berlin(settings: Settings) -> None:
    settings.TIME_ZONE = "Europe/Berlin"


@pytest.fixture
def first(db: None) -> User:
    return make_user("first", roles.NURSE)


@pytest.fixture
def second(db: None) -> User:
    return make_user("second", roles.NURSE)


@pytest.fixture
def whole_rota(first: User) -> User:
    """One person, round the clock."""
    for weekday in range(7):
        add_shift(first, weekday, "00:00", "00:00")
    return first


def list_faults(now: str = NOW) -> list[tuple[FaultKind, str, str, list[str]]]:
    return [
        (fault.kind, show(fault.starts), show(fault.ends), [person.get_username() for person in fault.people])
        for fault in rota_faults.find_faults(at(now))
    ]


def show(moment: datetime) -> str:
    return moment.strftime("%d %H:%M")


def test_without_a_rota_nothing_is_wrong_with_it(first: User) -> None:
    DutyException.objects.create(date=date(2026, 12, 1), account=first)
    assert rota_faults.find_faults(at(NOW)) == []


def test_rota_round_the_clock_has_no_fault(whole_rota: User) -> None:
    assert rota_faults.find_faults(at(NOW)) == []


def test_gap_over_midnight_is_one_and_ends_with_what_is_watched(whole_rota: User) -> None:
    """Times are in UTC: the clinic's clock is an hour ahead."""
    DutyShift.objects.filter(weekday=1).update(starts_at=time(8), ends_at=time(18))
    assert list_faults() == [
        (FaultKind.GAP, "30 23:00", "01 07:00", []),
        (FaultKind.GAP, "01 17:00", "01 23:00", []),
        (FaultKind.GAP, "07 23:00", "08 07:00", []),
        (FaultKind.GAP, "08 17:00", "08 23:00", []),
    ]
    # What has begun is told from now on.
    assert list_faults("2026-12-01T20:00")[0] == (FaultKind.GAP, "01 20:00", "01 23:00", [])
    DutyShift.objects.filter(weekday__gt=1).delete()
    assert list_faults()[-1][2] == "13 23:00"
    assert duty.find_on_duty(at("2026-12-02T12:00")) is None


def test_two_at_once_are_told_apart_from_one_person_twice(whole_rota: User, second: User) -> None:
    add_shift(whole_rota, 2, "08:00", "10:00")
    assert list_faults() == []
    add_shift(second, 2, "09:00", "12:00")
    assert list_faults()[0] == (FaultKind.OVERLAP, "02 08:00", "02 11:00", ["first", "second"])
    assert len(list_faults()) == 2


@pytest.mark.parametrize("lost", ["account", "email", "role"])
def test_person_who_cannot_be_told_is_named_and_leaves_a_gap(whole_rota: User, second: User, lost: str) -> None:
    add_shift(second, 0, "08:00", "09:00")
    if lost == "account":
        User.objects.filter(pk=whole_rota.pk).update(is_active=False)
    elif lost == "email":
        User.objects.filter(pk=whole_rota.pk).update(email="")
    else:
        whole_rota.groups.clear()
    found = list_faults()
    assert (FaultKind.UNREACHABLE, ["first"]) in [(kind, people) for kind, _starts, _ends, people in found]
    gaps = [(starts, ends) for kind, starts, ends, _people in found if kind is FaultKind.GAP]
    assert gaps[0] == ("30 06:00", "30 07:00")
    assert not [kind for kind, *_ in found if kind is FaultKind.OVERLAP]


def test_holiday_is_named_until_somebody_enters_an_exception(whole_rota: User, second: User) -> None:
    day = date(2026, 12, 8)
    Holiday.objects.create(day=day, name="Foundation day")
    [fault] = rota_faults.find_faults(at(NOW))
    assert (fault.kind, fault.holiday, fault.people) == (FaultKind.HOLIDAY, "Foundation day", (whole_rota,))
    exception = DutyException.objects.create(date=day, account=second)
    assert rota_faults.find_faults(at(NOW)) == []
    exception.account = None
    exception.save()
    [fault] = rota_faults.find_faults(at(NOW))
    assert (fault.kind, fault.holiday) == (FaultKind.GAP, "Foundation day")


def test_change_of_clocks_is_no_gap(whole_rota: User) -> None:
    assert list_faults("2026-03-20T06:00") == list_faults("2026-10-16T06:00") == []


def test_queries_do_not_grow_with_the_rota(
    whole_rota: User, second: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for weekday in range(7):
        add_shift(second, weekday, "08:00", "18:00")
    with django_assert_max_num_queries(6):
        found: list[RotaFault] = rota_faults.find_faults(at(NOW))
    assert len(found) == 14
