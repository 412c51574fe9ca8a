"""The patient withdraws consents on their own page, which limits what staff can do."""

import pytest
from django.test import Client

from intake.enums import Action, Holder, SubmissionState
from intake.models import Message, Note, Submission, Withdrawal
from intake.staff import history
from tests.intake.patient.own_page import OWN_PAGE_URL, read_page, read_submission_page
from tests.intake.plain_browser import PlainBrowser
from tests.intake.staff.pages import submission_url

pytestmark = pytest.mark.django_db


def test_patient_withdraws_an_optional_consent(ada: PlainBrowser, submission: Submission, ben_client: Client) -> None:
    ada.follow("Withdraw: I agree to consent-extra")
    assert "Nothing else changes." in read_page(ada)
    assert not Withdrawal.objects.exists()
    ada.send()
    assert "Your consent is withdrawn." in read_page(ada)
    assert "I agree to consent-extra Withdrawn on" in read_page(ada)
    assert "Withdraw: I agree to consent-extra" not in ada.page.links
    told = read_submission_page(ben_client, submission)
    assert "I agree to consent-extra" in told
    assert "Consent withdrawn The patient" in told


def test_patient_withdraws_the_required_consent(ada: PlainBrowser, submission: Submission, ben_client: Client) -> None:
    ada.follow("Withdraw: I agree to consent-needed")
    assert "It will close your case" in read_page(ada)
    ada.send()
    assert "Your case is closed." in read_page(ada)
    told = read_submission_page(ben_client, submission)
    assert "The patient withdrew their consent" in told
    assert "I agree to consent-needed" in told
    assert "State changed: New → Withdrawn The patient" in told
    for secret in ("Ada (made up)", "ada@example.org", "It wakes me at three.", "+49 30 000000"):
        assert secret not in told
    response = ben_client.post(
        f"{submission_url(submission)}state/", {"state": SubmissionState.IN_REVIEW, "revision": 1}
    )
    assert response.status_code == 409


@pytest.mark.parametrize("rest", ["notes/", "messages/", "code/"])
def test_withdrawn_submission_takes_no_notes_messages_or_codes(
    ada: PlainBrowser, submission: Submission, ben_client: Client, rest: str
) -> None:
    ada.follow("Withdraw: I agree to consent-needed").send()
    response = ben_client.post(submission_url(submission) + rest, {"text": "Words"})
    assert (response.status_code, Note.objects.count(), Message.objects.count()) == (409, 0, 0)
    assert not submission.wrapped_keys.filter(holder=Holder.NEW_CODE).exists()


def test_withdrawn_submission_is_not_exported(ada: PlainBrowser, submission: Submission, mia_client: Client) -> None:
    ada.follow("Withdraw: I agree to consent-needed").send()
    response = mia_client.post(submission_url(submission) + "response.json", {"reason": "quality"})
    assert "The patient withdrew their consent" in response.content.decode()
    assert "It wakes me at three." not in response.content.decode()
    actions = {entry.action for entry in history.list_audit_entries(submission)}
    assert not actions & {Action.EXPORTED, Action.OPENED}


def test_patient_still_reads_withdrawn_answers(ada: PlainBrowser) -> None:
    ada.follow("Withdraw: I agree to consent-needed").send()
    assert "It wakes me at three." in read_page(ada.open(OWN_PAGE_URL + "answers/"))


@pytest.mark.parametrize("link_id", ["consent-declined", "story", "nothing", "x" * 500])
def test_consent_that_was_not_given_cannot_be_withdrawn(ada: PlainBrowser, link_id: str) -> None:
    assert ada.client.post(f"{OWN_PAGE_URL}consents/{link_id}/").status_code in {403, 404}
    assert not Withdrawal.objects.exists()
