"""The clinic proposes a time, and the patient accepts it or asks for another."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from intake.audit import checks, outside_changes
from intake.enums import AppointmentStanding, SubmissionState
from intake.models import Appointment, AppointmentAnswer, Reply, Submission
from intake.patient import appointment_answers
from intake.patient.appointment_answers import AppointmentChanged
from intake.retention import erasure
from intake.staff import appointment_actions
from intake.token_sessions.patient_sessions import OwnPageAccess
from tests.intake.health_words import HEALTH_WORDS
from tests.intake.patient.own_page import OWN_PAGE_URL, read_page, read_submission_page
from tests.intake.plain_browser import PlainBrowser
from tests.intake.staff.pages import submission_url

pytestmark = pytest.mark.django_db

SOON = (timezone.now() + timedelta(days=7)).replace(hour=9, minute=30, second=0, microsecond=0)
PLACE = "Fibromyalgia clinic, 1 Made-up Street"


@pytest.fixture
def proposed(submission: Submission, ben: User) -> Appointment:
    return appointment_actions.propose_appointment(submission.pk, SOON, 45, PLACE, by=ben)


def propose(client: Client, submission: Submission, **fields: object) -> int:
    given = {"starts_at_0": f"{SOON:%Y-%m-%d}", "starts_at_1": "09:30", "minutes": "45", "place": PLACE}
    return client.post(submission_url(submission, "appointments/"), given | fields).status_code


def test_patient_accepts_what_staff_propose(ada: PlainBrowser, submission: Submission, ben_client: Client) -> None:
    assert propose(ben_client, submission) == 302
    words = read_page(ada.open(OWN_PAGE_URL))
    assert "The clinic proposes an appointment." in words
    assert PLACE in words
    accept = next(form for form in ada.page.forms if form.action.endswith("/accept/"))
    ada.client.post(accept.action, {"csrfmiddlewaretoken": accept.controls[0].value})
    assert "You have an appointment with the clinic." in read_page(ada.open(OWN_PAGE_URL))
    assert "Accepted by the patient" in read_submission_page(ben_client, submission)
    assert not any(b"Made-up" in bytes(row.sealed_details) for row in Appointment.objects.all())
    assert (checks.verify_chain(), outside_changes.find_changes(submission)) == (None, [])


def test_patient_asks_for_another_time(
    ada: PlainBrowser, proposed: Appointment, submission: Submission, ben_client: Client
) -> None:
    ada.open(OWN_PAGE_URL).follow("Ask for another time").send(text="Not on Fridays")
    assert "You asked for another appointment." in read_page(ada)
    words = read_submission_page(ben_client, submission)
    assert "The patient asks for another time" in words
    assert "Not on Fridays" in words


def test_calendar_file_says_when_and_nothing_else(ada: PlainBrowser, proposed: Appointment) -> None:
    response = ada.client.get(f"{OWN_PAGE_URL}appointment.ics")
    text = response.content.decode()
    assert response["Content-Type"] == "text/calendar"
    assert f"DTSTART:{SOON:%Y%m%d}T" in text
    assert HEALTH_WORDS.findall(text) == []
    assert proposed.submission.reference not in text
    assert "Made-up" not in text
    assert text.endswith("END:VCALENDAR\r\n")


@pytest.mark.parametrize(
    "fields",
    [{"starts_at_0": "2020-01-01"}, {"starts_at_0": "9999-12-31"}, {"starts_at_1": "x"}, {"minutes": "7"}],
)
def test_impossible_time_is_not_proposed(submission: Submission, ben_client: Client, fields: dict[str, str]) -> None:
    assert propose(ben_client, submission, **fields) == 422
    assert not Appointment.objects.exists()


def test_patient_cannot_accept_what_was_replaced_or_cancelled(
    access: OwnPageAccess, proposed: Appointment, ben: User
) -> None:
    submission = proposed.submission
    later = appointment_actions.propose_appointment(submission.pk, SOON + timedelta(days=1), 30, "", by=ben)
    with pytest.raises(AppointmentChanged):
        appointment_answers.answer_appointment(access, proposed.pk, AppointmentStanding.ACCEPTED)
    appointment_actions.cancel_appointment(submission.pk, later.pk, by=ben)
    with pytest.raises(AppointmentChanged):
        appointment_answers.answer_appointment(access, later.pk, AppointmentStanding.ACCEPTED)
    assert appointment_answers.find_appointment(access) is None
    assert [answer.standing for answer in AppointmentAnswer.objects.all()] == [AppointmentStanding.CANCELLED]


def test_nothing_is_answered_once_the_clinic_may_read_no_answer(
    ada: PlainBrowser, access: OwnPageAccess, submission: Submission, proposed: Appointment
) -> None:
    """Else a patient would believe that the clinic knows, and what they wrote would lie there unread."""
    assert "The clinic proposes an appointment." in read_page(ada.open(OWN_PAGE_URL))
    erasure.close_case(submission, SubmissionState.WITHDRAWN, reason="withdrawn")
    assert "appointment" not in read_page(ada.open(OWN_PAGE_URL)).lower()
    # The request that was on its way while the consent was withdrawn knows an older state.
    assert access.submission.state == SubmissionState.NEW
    with pytest.raises(AppointmentChanged):
        appointment_answers.answer_appointment(access, proposed.pk, AppointmentStanding.DECLINED, wish="Mornings")
    assert not Reply.objects.exists()


def test_accepting_twice_changes_nothing(access: OwnPageAccess, proposed: Appointment) -> None:
    for _ in range(2):
        appointment_answers.answer_appointment(access, proposed.pk, AppointmentStanding.ACCEPTED)
    assert AppointmentAnswer.objects.count() == 1


def test_answer_that_the_patient_did_not_give_is_detected(proposed: Appointment) -> None:
    AppointmentAnswer.objects.create(appointment=proposed, standing=AppointmentStanding.ACCEPTED)
    assert outside_changes.find_changes(proposed.submission) == ["rows"]
