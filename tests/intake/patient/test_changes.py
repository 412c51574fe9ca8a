"""A change by the patient is marked until staff open the submission, and staff get a notification."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from pytest_django import Settings

from intake.audit import outside_changes
from intake.delivery import outbox
from intake.enums import Channel, DeliveryState, PatientChange, SubmissionState, Urgency
from intake.models import AuditEntry, Delivery, Submission
from intake.patient import actions as patient_actions
from intake.staff import actions as staff_actions
from intake.staff import inbox
from intake.token_sessions.patient_sessions import OwnPageAccess
from intake.visitor.actions import Receipt
from tests.intake import builders
from tests.intake.patient.with_consents import ANSWERS, make_version_with_consents
from tests.intake.staff.pages import INBOX

pytestmark = pytest.mark.django_db


@pytest.fixture
def receipt(db: None) -> Receipt:
    receipt = builders.make_receipt_with(make_version_with_consents(), ANSWERS)
    Delivery.objects.all().delete()
    return receipt


def correct(access: OwnPageAccess) -> None:
    patient_actions.correct_contact(access, {"name": "Ada B"})


def withdraw(access: OwnPageAccess, link_id: str) -> None:
    [consent] = [
        given.consent for given in patient_actions.list_given_consents(access) if given.consent.link_id == link_id
    ]
    patient_actions.withdraw_consent(access, consent)


def take_back_extra(access: OwnPageAccess) -> None:
    withdraw(access, "consent-extra")


def take_back_needed(access: OwnPageAccess) -> None:
    withdraw(access, "consent-needed")


CHANGES = [
    (correct, PatientChange.CORRECTED),
    (take_back_extra, PatientChange.CONSENT_WITHDRAWN),
    (take_back_needed, PatientChange.WITHDRAWN),
    (patient_actions.erase_submission, PatientChange.ERASED),
]


@pytest.mark.parametrize(("change", "mark"), CHANGES)
def test_change_is_marked_until_staff_open_the_submission(
    access: OwnPageAccess, ben_client: Client, change: object, mark: PatientChange
) -> None:
    change(access)  # type: ignore[operator]
    [(section, [row])] = inbox.get_inbox_page(inbox.list_submissions()).sections
    assert (section, row.patient_change) == (inbox.CHANGED, mark)
    assert str(mark.label) in ben_client.get(INBOX).content.decode()
    ben_client.get(f"{INBOX}{row.pk}/")
    [(section, [row])] = inbox.get_inbox_page(inbox.list_submissions()).sections
    assert (section == inbox.CHANGED, row.patient_change) == (False, "")
    assert AuditEntry.objects.latest("sequence").actor_name == "ben"
    assert outside_changes.find_changes(row) == []


def test_urgent_submission_stays_in_its_section_and_is_marked(access: OwnPageAccess) -> None:
    Submission.objects.update(urgency=Urgency.URGENT)
    correct(access)
    [(section, [row])] = inbox.get_inbox_page(inbox.list_submissions()).sections
    assert (section, row.patient_change) == (inbox.URGENT, PatientChange.CORRECTED)


@pytest.mark.parametrize("state", SubmissionState)
@pytest.mark.parametrize("urgency", Urgency)
def test_marked_submission_is_in_exactly_one_section(
    access: OwnPageAccess, state: SubmissionState, urgency: Urgency
) -> None:
    Submission.objects.update(state=state, urgency=urgency, patient_change=PatientChange.CORRECTED)
    assert sum(Submission.objects.filter(section.condition).exists() for section in inbox.INBOX_SECTIONS) == 1


def test_most_important_change_is_the_mark(access: OwnPageAccess) -> None:
    take_back_extra(access)
    correct(access)
    assert Submission.objects.get().patient_change == PatientChange.CONSENT_WITHDRAWN


@pytest.mark.parametrize(("change", "mark"), CHANGES)
def test_staff_get_an_email_without_content(
    access: OwnPageAccess, settings: Settings, change: object, mark: PatientChange
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    change(access)  # type: ignore[operator]
    assert outbox.drain_deliveries().sent == 1
    [message] = mail.outbox
    assert message.to == [settings.STAFF_NOTICE_EMAIL]
    assert message.subject == f"Changed by the patient: {access.submission.reference}"
    assert f"/admin/intake/submissions/{access.submission.pk}/" in message.body
    assert not re.search(r"Ada|example\.org|consent-|wakes", message.body)


def test_unsent_changes_share_one_email(access: OwnPageAccess, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    correct(access)
    correct(access)
    assert Delivery.objects.get().channel == Channel.STAFF_CHANGE
    outbox.drain_deliveries()
    correct(access)
    assert outbox.drain_deliveries().sent == 1
    assert [delivery.state for delivery in Delivery.objects.all()] == [DeliveryState.SENT] * 2


def test_no_email_goes_to_a_patient_who_withdrew(access: OwnPageAccess, ben: User) -> None:
    staff_actions.send_message(access.submission.pk, "A message", by=ben)
    take_back_needed(access)
    assert [delivery.channel for delivery in Delivery.objects.all()] == [Channel.STAFF_CHANGE]


def test_erased_after_withdrawal_is_shown_as_erased(access: OwnPageAccess, ben_client: Client) -> None:
    take_back_needed(access)
    patient_actions.erase_submission(access)
    response = ben_client.get(f"{INBOX}{access.submission.pk}/")
    assert response.status_code == 410
    assert "The patient erased this submission" in response.content.decode()


@pytest.mark.parametrize(("change", "status"), [(take_back_needed, 409), (patient_actions.erase_submission, 410)])
@pytest.mark.parametrize("verb", ["notes", "messages"])
def test_staff_are_told_that_a_late_action_was_not_done(
    access: OwnPageAccess, ben_client: Client, change: Callable[[OwnPageAccess], None], status: int, verb: str
) -> None:
    address = f"{INBOX}{access.submission.pk}/"
    change(access)
    assert "This was not done" not in ben_client.get(address).content.decode()
    response = ben_client.post(f"{address}{verb}/", {"text": "Too late"})
    assert response.status_code == status
    assert "This was not done" in response.content.decode()
