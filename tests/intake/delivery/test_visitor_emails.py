"""An email tells the visitor that their form arrived, and says nothing of what is in it."""

import pytest
from django.conf import settings as site_settings
from django.core import mail

from intake.delivery import emails, outbox, sending
from intake.delivery.errors import TransportError
from intake.encryption import current_key, submission_keys
from intake.enums import Channel, DeliveryState
from intake.models import Delivery, QuestionnaireVersion
from intake.patient import actions
from intake.visitor.actions import Receipt
from tests.intake import builders
from tests.intake.health_words import find_health_words
from tests.intake.visitor_client import ADA

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(starter_version: QuestionnaireVersion) -> Receipt:
    """Ada's receipt, with the email address ada@example.org."""
    return builders.make_receipt_with(starter_version, ADA)


@pytest.fixture
def notice(sent: Receipt) -> Delivery:
    return sent.submission.deliveries.get(channel=Channel.VISITOR_EMAIL)


def channels_of(receipt: Receipt) -> list[str]:
    return sorted(receipt.submission.deliveries.values_list("channel", flat=True))


def test_confirmation_names_reference_and_next_steps_and_no_code(sent: Receipt) -> None:
    assert outbox.drain_deliveries().sent == 2
    [message] = [message for message in mail.outbox if message.to == [ADA["email"]]]

    assert sent.submission.reference in message.subject
    assert "What happens next" in message.body
    assert "You will hear from us within 5 working days." in message.body
    assert f"{site_settings.BASE_URL}/eligibility/yours/" in message.body
    assert sent.visitor_code not in message.body


def test_confirmation_contains_no_answer_and_no_health_word(notice: Delivery) -> None:
    message = emails.build_visitor_confirmation(notice)
    html = message.alternatives[0][0]

    for part in (message.subject, message.body, html):
        assert find_health_words(part, link="/eligibility/yours/") == []
        assert "Ada" not in part
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"


def test_confirmation_links_to_the_visitors_language(notice: Delivery) -> None:
    notice.submission.language = "de"

    assert f"{site_settings.BASE_URL}/de/eligibility/yours/" in emails.build_visitor_confirmation(notice).body


def test_no_confirmation_without_email_address(version: QuestionnaireVersion) -> None:
    assert channels_of(builders.make_receipt(version)) == [Channel.STAFF_EMAIL]


def test_email_address_is_stored_in_no_delivery(notice: Delivery) -> None:
    assert ADA["email"] not in str(list(Delivery.objects.values()))


def test_process_without_private_key_leaves_the_confirmation_to_others(
    notice: Delivery, request: pytest.FixtureRequest
) -> None:
    current_key.record_current_key()
    request.getfixturevalue("no_private_key")
    assert outbox.drain_deliveries().sent == 1
    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == (DeliveryState.PENDING, 0)
    assert [message.to for message in mail.outbox] == [[site_settings.STAFF_NOTICE_EMAIL]]


def test_confirmation_wrapped_for_another_key_is_retried_later(notice: Delivery) -> None:
    notice.submission.wrapped_keys.update(key_id="another")
    with pytest.raises(TransportError) as failed:
        sending.send_delivery(notice)

    assert (failed.value.code, failed.value.permanent, failed.value.is_ours) == ("no key", False, False)


def test_confirmation_that_cannot_be_unsealed_is_given_up(notice: Delivery) -> None:
    notice.submission.wrapped_keys.all().delete()
    with pytest.raises(TransportError) as failed:
        sending.send_delivery(notice)

    assert (failed.value.code, failed.value.permanent) == ("does not open", True)


def test_confirmation_goes_to_the_corrected_address(sent: Receipt, notice: Delivery) -> None:
    actions.correct_contact(
        builders.open_access(sent.submission, sent.visitor_code), {"name": ADA["name"], "email": "new@example.org"}
    )

    assert emails.build_visitor_confirmation(notice).to == ["new@example.org"]


def test_erased_submission_gets_no_confirmation(sent: Receipt) -> None:
    actions.erase_submission(builders.open_access(sent.submission, sent.visitor_code))

    assert channels_of(sent) == [Channel.STAFF_CHANGE, Channel.STAFF_EMAIL]


def test_staff_are_notified_although_the_visitors_address_is_missing(sent: Receipt, notice: Delivery) -> None:
    data_key = submission_keys.unwrap_data_key(sent.submission)
    submission_keys.seal_contents(sent.submission, data_key, answers={}, assessment={}, consents=())
    sent.submission.save()
    assert outbox.drain_deliveries().sent == 1
    notice.refresh_from_db()

    assert (notice.state, notice.last_error) == (DeliveryState.DEAD, "no address")
