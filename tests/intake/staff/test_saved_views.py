"""The views of the inbox hold what they say, and count no further than their limit."""

from datetime import datetime, time, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from intake.enums import PatientChange, SubmissionState
from intake.models import QuestionnaireVersion
from intake.staff import saved_views
from intake.staff.due_dates import load_calendar
from tests.intake import builders
from tests.intake.staff.pages import INBOX, get_page_text, list_references

pytestmark = pytest.mark.django_db

LONG_AGO = timezone.now() - timedelta(days=60)


def get_last_day_in_time() -> datetime:
    """Return noon of the day on which had come in what is due today, or on the last working day before."""
    calendar = load_calendar()
    today = timezone.localdate()
    days = calendar.get_working_days("routine", "likely-suitable")
    return timezone.make_aware(datetime.combine(calendar.subtract_working_days(today, days), time(12)))


@pytest.mark.parametrize(
    ("view", "found"),
    [
        ("mine", {"mine", "mine-changed"}),
        ("unassigned", {"late", "nearly-late", "waiting", "doubtful"}),
        ("needs-a-human", {"mine", "late"}),
        ("waiting", {"waiting"}),
        ("overdue", {"late"}),
        ("due-soon", {"nearly-late"}),
        ("doubtful", {"doubtful"}),
        ("nonsense", {"mine", "mine-done", "mine-changed", "late", "nearly-late", "waiting", "doubtful", "done"}),
    ],
)
def test_view_holds_what_it_says(
    ben: User, ben_client: Client, version: QuestionnaireVersion, view: str, found: set[str]
) -> None:
    likely, done = {"outcome": "likely-suitable"}, {"state": SubmissionState.CLOSED}
    rows = {
        "mine": builders.make_row(version, assignee=ben),
        "mine-done": builders.make_row(version, assignee=ben, **done),
        "mine-changed": builders.make_row(version, assignee=ben, patient_change=PatientChange.CORRECTED, **done),
        "late": builders.make_row(version, received_at=LONG_AGO),
        "nearly-late": builders.make_row(version, received_at=get_last_day_in_time(), **likely),
        "waiting": builders.make_row(version, state=SubmissionState.WAITING, received_at=LONG_AGO, **likely),
        "doubtful": builders.make_row(version, doubts="too-many", **likely),
        "done": builders.make_row(version, doubts="too-many", **done),
    }
    response = ben_client.get(INBOX, {"view": view})
    assert set(list_references(response)) == {rows[name].reference for name in found}
    counts = {saved.name: number for saved, number in response.context["saved_views"]}
    assert counts.get(view, len(found)) == len(found)


def test_counts_stop_at_their_limit(
    ben: User,
    version: QuestionnaireVersion,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setattr(saved_views, "COUNT_LIMIT", 2)
    for _ in range(4):
        builders.make_row(version)
    calendar = load_calendar()
    with django_assert_num_queries(len(saved_views.SAVED_VIEWS)):
        counts = {view.name: number for view, number in saved_views.count_views(ben, calendar)}
    assert counts["unassigned"] == 2


def test_empty_view_leads_to_all_submissions(ben_client: Client, version: QuestionnaireVersion) -> None:
    builders.make_row(version)
    response = ben_client.get(INBOX, {"view": "mine"})
    assert "Nothing in this view. Show all submissions" in get_page_text(response)


def test_inbox_says_that_there_are_more(
    ben_client: Client, version: QuestionnaireVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved_views, "COUNT_LIMIT", 1)
    builders.make_row(version)
    assert "Unassigned 1+" in get_page_text(ben_client.get(INBOX))


def test_manager_sees_what_of_a_colleague_is_late(mia_client: Client, ben: User, version: QuestionnaireVersion) -> None:
    late = builders.make_row(version, assignee=ben, received_at=LONG_AGO)
    builders.make_row(version, received_at=LONG_AGO)
    new = builders.make_row(version, assignee=ben)
    builders.make_row(version, assignee=ben, state=SubmissionState.CLOSED)
    found = list_references(mia_client.get(INBOX, {"owner": ben.pk}))
    assert sorted(found) == sorted([late.reference, new.reference])
    assert list_references(mia_client.get(INBOX, {"owner": ben.pk, "view": "overdue"})) == [late.reference]
