"""Many submissions are changed at once, and nothing that somebody else did meanwhile is overwritten."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from intake.audit import outside_changes
from intake.enums import PatientChange, SubmissionState
from intake.models import QuestionnaireVersion, Submission
from intake.staff import actions as staff_actions
from intake.staff import bulk
from tests.conftest import make_user, signed_in
from tests.intake import builders
from tests.intake.staff.pages import INBOX, get_page_text

pytestmark = pytest.mark.django_db

BULK = f"{INBOX}bulk/"


@pytest.fixture
def nora(ben: User) -> User:
    return make_user("nora", "Nurse")


@pytest.fixture
def rows(version: QuestionnaireVersion) -> list[Submission]:
    return [builders.make_receipt(version).submission for _ in range(3)]


def select(rows: list[Submission]) -> list[str]:
    """Return what the boxes of the inbox send: each row, and the revision of it that was seen."""
    return [f"{row.pk}.{row.revision}" for row in rows]


def test_selected_rows_are_shown_before_anything_changes(
    ben_client: Client, rows: list[Submission], nora: User
) -> None:
    assert f'value="{rows[0].pk}.0" form="bulk"' in ben_client.get(INBOX).content.decode()
    asked = ben_client.post(BULK, {"row": select(rows[:2])})
    assert asked.status_code == 303
    # Back to it is an ordinary page.
    for _ in range(2):
        words = get_page_text(ben_client.get(asked.url))
        assert "2 submissions are selected" in words
    assert rows[2].reference not in words
    assert not Submission.objects.exclude(assignee=None).exists()


def test_second_of_two_who_assign_the_same_rows_is_told(
    ben_client: Client, rows: list[Submission], ben: User, nora: User
) -> None:
    selected = select(rows)
    first = {"row": selected[:2], "confirmed": "yes", "change": "assign", "assignee": nora.pk}
    assert signed_in(nora).post(BULK, first).status_code == 303
    second = {"row": selected, "confirmed": "yes", "change": "assign", "assignee": ben.pk}
    response = ben_client.post(BULK, second)
    assert response.status_code == 303
    words = get_page_text(ben_client.get(response.url))
    assert "1 submission was changed." in words
    assert "Changed meanwhile by somebody else" in words
    for row in rows[:2]:
        assert f"{row.reference} New Assigned to nora" in words
    owners = Submission.objects.order_by("received_at").values_list("assignee", flat=True)
    assert list(owners) == [nora.pk, nora.pk, ben.pk]


def test_states_change_only_where_they_may(ben_client: Client, rows: list[Submission], ben: User) -> None:
    staff_actions.change_state(rows[0].pk, SubmissionState.CLOSED, by=ben, expected_revision=0)
    rows[0].refresh_from_db()
    body = {"row": select(rows), "confirmed": "yes", "change": "state", "state": "waiting"}
    words = get_page_text(ben_client.post(BULK, body, follow=True))
    assert "Not allowed for these" in words
    states = dict(Submission.objects.values_list("pk", "state"))
    assert [states[row.pk] for row in rows] == ["closed", "waiting", "waiting"]


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({}, "Choose what to do."),
        # A state without the choice beside it once took all of them from their owners.
        ({"state": "in-review"}, "Choose what to do."),
        ({"change": "assign", "state": "in-review"}, "You chose a state too."),
        ({"change": "state", "state": "in-review", "assignee": "nora"}, "You chose a colleague too."),
        ({"change": "state"}, "Choose a state."),
    ],
)
def test_choice_that_may_mean_another_changes_nothing(
    ben_client: Client, rows: list[Submission], nora: User, chosen: dict[str, str], words: str
) -> None:
    Submission.objects.update(assignee=nora)
    body = {"row": select(rows), "confirmed": "yes", **chosen}
    if "assignee" in chosen:
        body["assignee"] = nora.pk
    response = ben_client.post(BULK, body)
    assert response.status_code == 422
    assert words in get_page_text(response)
    assert set(Submission.objects.values_list("assignee", "state")) == {(nora.pk, "new")}


def test_nothing_is_chosen_for_whoever_looks_at_the_selection(ben_client: Client, rows: list[Submission]) -> None:
    asked = ben_client.post(BULK, {"row": select(rows)}, follow=True)
    assert asked.context["form"]["change"].value() is None


def test_what_the_patient_changed_still_waits_for_a_look(rows: list[Submission], ben: User) -> None:
    """A change from the list is no look, so nobody can take the mark away unnoticed afterwards."""
    Submission.objects.filter(pk=rows[0].pk).update(patient_change=PatientChange.CORRECTED)
    bulk.change_states([bulk.SeenRow(rows[0].pk, 0)], SubmissionState.WAITING, by=ben)
    row = Submission.objects.select_related("version").get(pk=rows[0].pk)
    assert row.patient_change == PatientChange.CORRECTED
    assert outside_changes.find_changes(row) == []


@pytest.mark.parametrize(
    "body",
    [
        {"row": []},
        {"row": ["x", "1.2", "."]},
        {"row": ["00000000-0000-0000-0000-000000000000.x"], "confirmed": "yes"},
    ],
)
def test_nothing_selected_is_said(ben_client: Client, rows: list[Submission], body: dict[str, object]) -> None:
    assert "Select at least one submission." in get_page_text(ben_client.post(BULK, body, follow=True))


def test_selection_is_no_result(ben_client: Client, rows: list[Submission]) -> None:
    selection = ben_client.post(BULK, {"row": select(rows)}).url.partition("=")[2]
    words = get_page_text(ben_client.get(f"{BULK}?result={selection}", follow=True))
    assert "Select at least one submission." in words


@pytest.mark.parametrize("query", ["", "?selection=unknown", "?result=unknown"])
def test_selection_that_is_gone_is_asked_for_again(ben_client: Client, query: str) -> None:
    assert "Select at least one submission." in get_page_text(ben_client.get(f"{BULK}{query}", follow=True))


def test_selection_is_kept_for_an_hour(
    ben: User, rows: list[Submission], clock: time_machine.Traveller, settings: Settings
) -> None:
    settings.SESSION_COOKIE_AGE = 7200
    ben_client = signed_in(ben)
    url = ben_client.post(BULK, {"row": select(rows)}).url
    clock.shift(timedelta(minutes=61))
    assert "Select at least one submission." in get_page_text(ben_client.get(url, follow=True))


@pytest.mark.parametrize(
    "choice", [{}, {"change": "state"}, {"change": "state", "state": "withdrawn"}, {"change": "assign", "assignee": 0}]
)
def test_incomplete_choice_is_asked_again(
    ben_client: Client, rows: list[Submission], choice: dict[str, object]
) -> None:
    response = ben_client.post(BULK, {"row": select(rows), "confirmed": "yes"} | choice)
    assert response.status_code == 422
    assert not Submission.objects.exclude(revision=0).exists()


def test_who_may_only_read_selects_nothing(rows: list[Submission], version: QuestionnaireVersion, ben: User) -> None:
    ben.groups.get().permissions.remove(*ben.groups.get().permissions.filter(codename="change_submission"))
    page = signed_in(User.objects.get(pk=ben.pk)).get(INBOX).content.decode()
    assert 'name="row"' not in page
    assert 'id="bulk"' not in page
