"""Staff are shown which submissions were changed outside the site, and no such change breaks a page."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from intake.enums import PatientChange, SubmissionState, Urgency
from intake.models import AppointmentAnswer, Submission, Withdrawal
from intake.staff import appointment_actions, inbox
from tests.intake.audit.outside_attacks import ATTACKS
from tests.intake.staff.pages import INBOX, OUTSIDE_CHANGE_TAG, OUTSIDE_CHANGE_WARNING

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("audit_proofs")]


@pytest.mark.parametrize("name", ["urgency", "answers", "correction's time", "state", "note's author"])
def test_outside_change_is_shown_on_the_page_and_logged(
    full_submission: Submission, ben_client: Client, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    assert OUTSIDE_CHANGE_WARNING not in ben_client.get(f"{INBOX}{full_submission.pk}/").content.decode()
    attack, expected = ATTACKS[name]
    attack(full_submission)
    page = ben_client.get(f"{INBOX}{full_submission.pk}/").content.decode()

    assert OUTSIDE_CHANGE_WARNING in page
    assert str(expected.label) in page
    assert f"Submission {full_submission.pk} was changed outside the site: " in caplog.text


@pytest.mark.parametrize(
    ("column", "value"),
    [
        *((column, "none") for column in ("doubts", "language", "patient_change")),
        *(("doubts", doubts) for doubts in ("too-fast", "too-fast:x", "too-fast:-1", ":", "too-fast:\u00b2")),
    ],
)
def test_unknown_code_in_a_column_breaks_no_page(
    full_submission: Submission, ben_client: Client, column: str, value: str
) -> None:
    """Otherwise one row would hide all others from staff."""
    Submission.objects.update(**{column: value})
    assert OUTSIDE_CHANGE_TAG in ben_client.get(INBOX).content.decode()
    assert OUTSIDE_CHANGE_WARNING in ben_client.get(f"{INBOX}{full_submission.pk}/").content.decode()


@pytest.mark.parametrize("column", ["state", "urgency", "outcome"])
def test_database_refuses_unknown_codes_that_the_inbox_is_sorted_by(full_submission: Submission, column: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.update(**{column: "none"})


@pytest.mark.parametrize("time", ["9999-12-31 23:59:59+00", "infinity", "20000-01-01 00:00:00+00"])
def test_database_refuses_a_time_that_would_end_the_inbox(full_submission: Submission, time: str) -> None:
    """A public machine may add submissions, with any time: none may keep staff from all others."""
    if connection.vendor != "postgresql" and not time.startswith("9"):
        pytest.skip("SQLite has no such times")
    for table, column in (("intake_submission", "received_at"), ("intake_delivery", "pending_since")):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {column} = %s", [time])  # noqa: S608 -- our own names


def test_withdrawal_of_what_was_never_asked_breaks_no_page(full_submission: Submission, ben_client: Client) -> None:
    Withdrawal.objects.create(submission=full_submission, link_id="nobody-asked", closes_case=False)
    assert OUTSIDE_CHANGE_WARNING in ben_client.get(f"{INBOX}{full_submission.pk}/").content.decode()
    Submission.objects.update(state=SubmissionState.WITHDRAWN)
    assert ben_client.get(f"{INBOX}{full_submission.pk}/").status_code == 200


def test_database_refuses_an_unknown_standing_of_an_appointment(full_submission: Submission, ben: User) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    appointment = appointment_actions.propose_appointment(full_submission.pk, tomorrow, 30, "", by=ben)
    with pytest.raises(IntegrityError), transaction.atomic():
        AppointmentAnswer.objects.create(appointment=appointment, standing="none")


@pytest.mark.parametrize("state", SubmissionState)
@pytest.mark.parametrize("urgency", Urgency)
@pytest.mark.parametrize("mark", PatientChange)
def test_inbox_shows_every_combination_of_state_urgency_and_mark(
    full_submission: Submission, state: SubmissionState, urgency: Urgency, mark: PatientChange
) -> None:
    Submission.objects.update(state=state, urgency=urgency, patient_change=mark)
    [(_section, rows)] = inbox.get_inbox_page(inbox.list_submissions()).sections
    assert [row.pk for row in rows] == [full_submission.pk]


@pytest.mark.parametrize("name", ["urgency", "received", "state", "since", "an entry", "the patient's mark"])
def test_inbox_marks_an_outside_change(full_submission: Submission, ben_client: Client, name: str) -> None:
    assert OUTSIDE_CHANGE_TAG not in ben_client.get(INBOX).content.decode()
    ATTACKS[name][0](full_submission)
    assert OUTSIDE_CHANGE_TAG in ben_client.get(INBOX).content.decode()
