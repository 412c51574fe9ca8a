"""The patient gets an email when there is something new on their own page, which shows it first."""

import pytest
from django.conf import settings as site_settings
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from pytest_django import Settings

from intake.delivery import claims, emails, outbox
from intake.enums import Channel, DeliveryState, SubmissionState
from intake.models import Delivery, Submission
from intake.patient import actions as patient_actions
from intake.staff import actions as staff_actions
from intake.visitor.actions import Receipt
from tests.intake import builders
from tests.intake.health_words import find_health_words
from tests.intake.patient.with_consents import ANSWERS, make_version_with_consents
from tests.intake.plain_browser import PlainBrowser, read_words

pytestmark = pytest.mark.django_db

OWN = "/eligibility/yours/"
SECRET = "Please bring the letter about your knee."


def news(submission: Submission) -> list[Delivery]:
    return list(submission.deliveries.filter(channel=Channel.VISITOR_NEWS).order_by("pending_since"))


def own_page(receipt: Receipt) -> PlainBrowser:
    return (
        PlainBrowser().open(OWN).send_filled({"reference": receipt.submission.reference, "code": receipt.visitor_code})
    )


def test_message_sends_an_email_without_its_content(submission: Submission, ben: User) -> None:
    staff_actions.send_message(submission.pk, SECRET, by=ben)
    outbox.drain_deliveries()
    [told] = [message for message in mail.outbox if "Update on your own page" in message.subject]
    html = told.alternatives[0][0]

    assert told.to == [ANSWERS["email"]]
    assert submission.reference in told.subject
    assert f"{site_settings.BASE_URL}{OWN}" in told.body
    for part in (told.subject, told.body, html, told.from_email):
        assert "knee" not in part
        assert find_health_words(part.replace("clinic@localhost", ""), link="/eligibility/yours/") == []


@pytest.mark.parametrize(
    "state", [SubmissionState.WAITING, SubmissionState.ACCEPTED, SubmissionState.REFERRED, SubmissionState.CLOSED]
)
def test_relevant_state_change_sends_an_email(submission: Submission, ben: User, state: SubmissionState) -> None:
    staff_actions.change_state(submission.pk, state, by=ben, expected_revision=0)
    assert len(news(submission)) == 1


def test_start_of_review_sends_no_email(submission: Submission, ben: User) -> None:
    staff_actions.change_state(submission.pk, SubmissionState.IN_REVIEW, by=ben, expected_revision=0)
    assert news(submission) == []


def test_unsent_news_share_one_email(submission: Submission, ben: User) -> None:
    staff_actions.send_message(submission.pk, "One", by=ben)
    staff_actions.send_message(submission.pk, "Two", by=ben)
    assert len(news(submission)) == 1
    outbox.drain_deliveries()
    staff_actions.send_message(submission.pk, "Three", by=ben)
    assert [delivery.state for delivery in news(submission)] == [DeliveryState.SENT, DeliveryState.PENDING]
    first, second = (emails.build_message_id(delivery) for delivery in news(submission))
    assert first != second


def test_news_during_sending_gets_its_own_email(submission: Submission, ben: User) -> None:
    staff_actions.send_message(submission.pk, "One", by=ben)
    outbox.Delivery.objects.filter(channel__in=[Channel.STAFF_EMAIL, Channel.VISITOR_EMAIL]).delete()
    claimed = claims.claim_next_delivery()
    assert claimed
    staff_actions.send_message(submission.pk, "Two", by=ben)
    assert len(news(submission)) == 2


def test_without_email_address_the_message_is_on_the_own_page_only(ben: User) -> None:
    answers = {**ANSWERS, "email": None}
    receipt = builders.make_receipt_with(make_version_with_consents(), {k: v for k, v in answers.items() if v})
    staff_actions.send_message(receipt.submission.pk, SECRET, by=ben)
    assert news(receipt.submission) == []
    assert SECRET in read_words(own_page(receipt).text)


def test_email_goes_to_an_address_given_later(ben: User) -> None:
    answers = {key: answer for key, answer in ANSWERS.items() if key != "email"}
    receipt = builders.make_receipt_with(make_version_with_consents(), answers)
    access = builders.open_access(receipt.submission, receipt.visitor_code)
    patient_actions.correct_contact(access, {"name": "Ada", "email": "late@example.org"})
    staff_actions.send_message(receipt.submission.pk, SECRET, by=ben)
    outbox.drain_deliveries()
    assert ["late@example.org"] in [message.to for message in mail.outbox]


def test_state_change_needs_no_private_key(submission: Submission, ben: User, no_private_key: None) -> None:
    staff_actions.change_state(submission.pk, SubmissionState.WAITING, by=ben, expected_revision=0)
    assert len(news(submission)) == 1


def test_refused_state_change_sends_no_email(submission: Submission, ben: User) -> None:
    with pytest.raises(staff_actions.EditConflict):
        staff_actions.change_state(submission.pk, SubmissionState.WAITING, by=ben, expected_revision=9)
    assert news(submission) == []


def test_patients_own_action_sends_them_no_email(receipt: Receipt) -> None:
    access = builders.open_access(receipt.submission, receipt.visitor_code)
    patient_actions.withdraw_consent(
        access, next(given.consent for given in patient_actions.list_given_consents(access) if given.consent.required)
    )
    assert news(receipt.submission) == []


def test_erasing_deletes_unsent_news(receipt: Receipt, ben: User) -> None:
    staff_actions.send_message(receipt.submission.pk, "One", by=ben)
    access = builders.open_access(receipt.submission, receipt.visitor_code)
    patient_actions.erase_submission(access)
    assert news(receipt.submission) == []


def test_own_page_shows_the_latest_message_first(receipt: Receipt, ben: User) -> None:
    assert "A member of staff will read them." in read_words(own_page(receipt).text)
    staff_actions.send_message(receipt.submission.pk, "The older one.", by=ben)
    staff_actions.send_message(receipt.submission.pk, "The newer one.", by=ben)
    told = read_words(own_page(receipt).text)
    assert told.index("Status") < told.index("The newer one.") < told.index("The older one.")
    assert "The clinic has read your answers and has written to you." in told
    assert "will read them" not in told


def test_staff_page_says_that_the_patient_gets_an_email(ben_client: Client, submission: Submission) -> None:
    told = read_words(ben_client.get(f"/admin/intake/submissions/{submission.pk}/").content.decode())
    assert "Nothing tells them" not in told
    assert "we email them to say that there is a message" in told


@pytest.mark.parametrize(
    ("address", "name", "shown"),
    [
        ("clinic@example.org", "", "The team handling your form <clinic@example.org>"),
        ("Our House <clinic@example.org>", "", "Our House <clinic@example.org>"),
        ("clinic@example.org", "Dr. Example", '"Dr. Example" <clinic@example.org>'),
    ],
)
def test_email_to_the_patient_names_its_sender(
    submission: Submission, settings: Settings, address: str, name: str, shown: str
) -> None:
    settings.DEFAULT_FROM_EMAIL, settings.PATIENT_MAIL_NAME = address, name
    delivery = submission.deliveries.get(channel=Channel.VISITOR_EMAIL)
    assert emails.build_visitor_confirmation(delivery).from_email == shown
