"""An action from the page of a submission is done, or refused with a page that says why."""

import json
import uuid
from datetime import timedelta
from html import escape
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from intake.enums import Action, DeliveryState, SubmissionState
from intake.models import (
    AuditEntry,
    Delivery,
    Note,
    QuestionnaireVersion,
    Submission,
)
from intake.staff import actions as staff_actions
from intake.staff import history, opened_submission
from tests.intake import builders
from tests.intake.staff.pages import INBOX, PageReader, get_page_text, submission_url

pytestmark = pytest.mark.django_db


def openings(submission: Submission) -> int:
    return AuditEntry.objects.filter(submission_id=submission.pk, action=Action.OPENED).count()


@pytest.mark.parametrize(
    ("rest", "form"),
    [
        ("notes/", {"text": "A note"}),
        ("messages/", {"text": "A message"}),
        ("state/", {"state": SubmissionState.IN_REVIEW, "revision": 0}),
    ],
)
def test_page_after_an_own_action_is_no_new_opening(
    ben_client: Client, submission: Submission, rest: str, form: dict[str, Any]
) -> None:
    ben_client.get(submission_url(submission))
    assert ben_client.post(submission_url(submission, rest), form, follow=True).status_code == 200
    assert openings(submission) == 1
    # Only once, and only on that page.
    ben_client.get(submission_url(submission))
    assert openings(submission) == 2


@pytest.mark.parametrize(
    ("rest", "form"),
    [
        ("assignee/", {"assignee": "", "revision": 0}),
        ("state/", {"state": SubmissionState.IN_REVIEW, "revision": 0}),
        ("notes/", {"text": "A note"}),
    ],
)
def test_action_without_an_opening_hides_none(
    ben_client: Client, submission: Submission, rest: str, form: dict[str, Any]
) -> None:
    """An action needs no look at the answers; the page that follows shows them, so it is one."""
    page = ben_client.post(submission_url(submission, rest), form, follow=True)
    assert "It wakes me at three." in get_page_text(page)
    assert openings(submission) == 1


def test_opening_of_somebody_else_or_of_long_ago_stands_for_none(
    ben_client: Client, submission: Submission, dora: User
) -> None:
    opened_submission.open_submission(submission.pk, by=dora)
    ben_client.post(submission_url(submission, "notes/"), {"text": "A note"}, follow=True)
    assert openings(submission) == 2
    with time_machine.travel(timezone.now() + opened_submission.OPEN_FOR):
        opened_submission.open_submission(submission.pk, by=dora, after_own_action=True)
    assert openings(submission) == 3


def test_opening_after_another_or_an_older_action_is_recorded(
    ben_client: Client, submission: Submission, version: QuestionnaireVersion
) -> None:
    other = builders.make_receipt(version).submission
    ben_client.post(submission_url(other, "notes/"), {"text": "A note"})
    ben_client.get(submission_url(submission))
    ben_client.post(submission_url(other, "notes/"), {"text": "A note"})
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        ben_client.get(submission_url(other))
    assert (openings(submission), openings(other)) == (1, 1)


@pytest.mark.parametrize("rest", ["state/", "notes/"])
def test_action_on_an_unknown_submission_is_not_found(ben_client: Client, rest: str) -> None:
    response = ben_client.post(f"{INBOX}{uuid.uuid4()}/{rest}", {"state": "closed", "revision": 0, "text": "x"})
    assert response.status_code == 404
    assert not AuditEntry.objects.exists()


def test_state_is_changed(ben_client: Client, submission: Submission) -> None:
    response = ben_client.post(submission_url(submission, "state/"), {"state": "in-review", "revision": 0}, follow=True)
    assert response.redirect_chain == [(submission_url(submission), 302)]
    words = get_page_text(response)
    assert "The state is now: In review." in words
    assert "State changed : New → In review ben" in words.replace("State changed:", "State changed :")


@pytest.mark.parametrize(
    "body",
    [
        {"state": "closed", "revision": 0},
        {"state": "closed", "revision": 7},
        {"state": "new", "revision": 1},
        {"state": "in-review", "revision": 1},
        {"state": "nonsense", "revision": 1},
        {"state": "closed", "revision": "1e9"},
        {"state": "closed", "revision": "9" * 40},
        {"state": "closed"},
        {},
    ],
)
def test_conflicting_change_is_refused_with_a_page(
    ben_client: Client, dora: User, submission: Submission, body: dict[str, Any]
) -> None:
    staff_actions.change_state(submission.pk, SubmissionState.IN_REVIEW, by=dora, expected_revision=0)
    response = ben_client.post(submission_url(submission, "state/"), body)
    assert response.status_code == 409
    words = get_page_text(response)
    assert "Someone else changed this submission" in words
    assert "Its state is now: In review" in words
    submission.refresh_from_db()
    assert (submission.state, submission.revision) == (SubmissionState.IN_REVIEW, 1)


def test_page_offers_only_allowed_transitions(ben_client: Client, submission: Submission) -> None:
    Submission.objects.update(state=SubmissionState.CLOSED)
    page = PageReader()
    page.feed(ben_client.get(submission_url(submission)).content.decode())
    offered = [attrs["value"] for tag, attrs in page.tags if tag == "button" and attrs.get("name") == "state"]
    assert offered == ["in-review"]


def test_note_is_added(ben_client: Client, submission: Submission) -> None:
    response = ben_client.post(
        submission_url(submission, "notes/"), {"text": "Called her.\nShe calls back."}, follow=True
    )
    words = get_page_text(response)
    assert "The note was saved." in words
    assert "Called her. She calls back." in words


@pytest.mark.parametrize("text", ["", "   ", "x" * (staff_actions.MAX_NOTE_LENGTH + 1), "Called\x00her"])
def test_invalid_note_is_shown_again(ben_client: Client, submission: Submission, text: str) -> None:
    response = ben_client.post(submission_url(submission, "notes/"), {"text": text})
    assert response.status_code == 422
    assert response.context["note_form"].errors
    assert escape(text.strip()) in response.content.decode()
    assert not Note.objects.exists()


def test_given_up_notification_is_sent_again(ben_client: Client, submission: Submission) -> None:
    Delivery.objects.update(state=DeliveryState.DEAD, attempts=3, last_error="smtp 550")
    words = get_page_text(ben_client.get(submission_url(submission)))
    assert "Failed" in words
    assert "Tried 3 times. There is no such mailbox, or it takes nothing from this site. (smtp 550)" in words
    delivery = Delivery.objects.get()
    url = submission_url(submission, f"notices/{delivery.pk}/retry/")
    assert "will be sent again" in get_page_text(ben_client.post(url, follow=True))
    assert "has not failed, so it was not sent again" in get_page_text(ben_client.post(url, follow=True))
    assert history.list_audit_entries(submission).filter(action=Action.DELIVERY_RETRIED).count() == 1


def test_delivery_of_another_submission_is_not_found(
    ben_client: Client, submission: Submission, version: QuestionnaireVersion
) -> None:
    other = builders.make_receipt(version).submission
    Delivery.objects.update(state=DeliveryState.DEAD)
    url = submission_url(submission, f"notices/{other.deliveries.get().pk}/retry/")
    assert ben_client.post(url).status_code == 404
    assert Delivery.objects.filter(state=DeliveryState.DEAD).count() == 2


def test_url_is_the_one_in_the_email(submission: Submission) -> None:
    """The emails build this URL without the admin."""
    assert reverse("intake_staff:submission", args=[submission.pk]) == submission_url(submission)


def test_export_by_a_manager_is_fhir_and_recorded(mia_client: Client, submission: Submission) -> None:
    response = mia_client.post(f"{submission_url(submission)}response.json", {"reason": "quality"})
    assert json.loads(response.content)["identifier"]["value"] == submission.reference
    assert response["Cache-Control"].startswith("no-store, private")
    entry = history.list_audit_entries(submission)[0]
    assert (entry.action, entry.actor_name, entry.detail) == (
        Action.EXPORTED,
        "mia",
        {"format": "fhir", "reason": "quality"},
    )
