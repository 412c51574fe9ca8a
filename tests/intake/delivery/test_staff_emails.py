"""An email to staff says where to look, and nothing that the visitor told."""

import re
from pathlib import Path

import pytest
from django.core import mail
from django.urls import resolve
from pytest_django import Settings

from intake.delivery import emails, sending
from intake.enums import Urgency
from intake.models import Delivery

pytestmark = pytest.mark.django_db


def test_staff_notification_contains_no_answer(delivery: Delivery, settings: Settings) -> None:
    settings.STAFF_NOTICE_EMAIL = "desk@example.org"
    sending.send_delivery(delivery)
    submission = delivery.submission
    [letter] = mail.outbox
    assert letter.to == ["desk@example.org"]
    assert letter.subject == f"Urgent: new submission {submission.reference}"
    assert f"{settings.WAGTAILADMIN_BASE_URL}/admin/intake/submissions/{submission.pk}/" in letter.body
    whole = letter.message().as_string() + str(letter.alternatives)
    for told in ("Ada", "It wakes me", "night", "needs-a-human", "Needs a human"):
        assert told not in whole


def test_link_opens_the_page_of_the_submission(delivery: Delivery) -> None:
    [address] = re.findall(r"http://testserver(/\S+)", emails.build_staff_notification(delivery).body)
    assert resolve(address).kwargs == {"pk": delivery.submission.pk}


def test_subject_says_what_cannot_wait_and_nothing_else(delivery: Delivery, settings: Settings) -> None:
    submission = delivery.submission
    sending.send_delivery(delivery)
    settings.STAFF_NOTICE_SUBJECT_SAYS_URGENCY = False
    sending.send_delivery(delivery)
    settings.STAFF_NOTICE_SUBJECT_SAYS_URGENCY = True
    submission.urgency = Urgency.ROUTINE
    sending.send_delivery(delivery)
    assert [letter.subject for letter in mail.outbox] == [
        f"Urgent: new submission {submission.reference}",
        f"New submission {submission.reference}",
        f"New submission {submission.reference}",
    ]
    assert ["Urgency: Urgent" in letter.body for letter in mail.outbox] == [True, True, False]


def test_text_and_html_say_the_same(delivery: Delivery) -> None:
    letter = emails.build_staff_notification(delivery)
    html = str(letter.alternatives[0].content)
    for line in letter.body.splitlines():
        for part in filter(None, line.split(": ")):
            assert part in html.replace("<strong>", "").replace("</strong>", "")


def test_repeated_notification_has_the_same_message_id(delivery: Delivery) -> None:
    sending.send_delivery(delivery)
    sending.send_delivery(delivery)
    first, second = (letter.message()["Message-ID"] for letter in mail.outbox)
    assert first == second == f"<delivery-{delivery.pk}@testserver>"


def test_file_backend_writes_the_email_to_a_file(delivery: Delivery, settings: Settings, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    sending.send_delivery(delivery)
    [file] = (tmp_path / "mail").iterdir()
    assert delivery.submission.reference in file.read_text(encoding="utf-8")
