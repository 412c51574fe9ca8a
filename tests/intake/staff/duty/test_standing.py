"""The page of an urgent submission says who has it, and is where it is taken and finished."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from intake.delivery import escalation
from intake.enums import SubmissionState
from intake.models import DutyShift, QuestionnaireVersion, Submission, UrgentCase
from intake.staff import actions, roles
from tests.conftest import make_user, signed_in
from tests.intake import builders
from tests.intake.staff.pages import INBOX, get_page_text, submission_url

pytestmark = pytest.mark.django_db

HEADING = "Urgent: somebody must see to it today"
OWN = "It is yours until you have written what was done."


@pytest.fixture
def rota(ben: User) -> None:
    for weekday in range(7):
        DutyShift.objects.create(account=ben, weekday=weekday, starts_at="00:00", ends_at="00:00")


@pytest.mark.usefixtures("rota")
def test_whoever_opens_it_first_has_it_at_once(submission: Submission, ben_client: Client) -> None:
    escalation.escalate_urgent()
    for _ in range(2):
        assert OWN in get_page_text(ben_client.get(submission_url(submission)))
        escalation.escalate_urgent()
    other = signed_in(make_user("other", roles.NURSE))
    words = get_page_text(other.get(submission_url(submission)))
    assert "ben has it until it is written what was done." in words
    assert "I take it" in words


def test_without_a_rota_it_is_taken_and_finished_there(submission: Submission, ben_client: Client) -> None:
    url = submission_url(submission)
    assert "Nobody has it yet." in get_page_text(ben_client.get(url))
    form = {"page": "submission"}
    taken = ben_client.post(f"/admin/intake/urgent/{submission.pk}/take/", form, follow=True)
    assert taken.redirect_chain[-1][0] == url
    assert OWN in get_page_text(taken)
    done = ben_client.post(f"/admin/intake/urgent/{submission.pk}/done/", {**form, "text": "Rang her."}, follow=True)
    assert done.redirect_chain[-1][0] == url
    words = get_page_text(done)
    assert "Rang her." in words
    assert HEADING not in words


def test_writing_what_was_done_is_enough(submission: Submission, ben: User, ben_client: Client) -> None:
    ben_client.post(f"/admin/intake/urgent/{submission.pk}/done/", {"text": "Rang her."})
    case = UrgentCase.objects.get()
    assert case.owner == ben
    assert case.done_at


def test_readers_are_offered_nothing(submission: Submission) -> None:
    words = get_page_text(signed_in(make_user("reader", roles.READER)).get(submission_url(submission)))
    assert "Nobody has it yet." in words
    assert "Take it" not in words
    assert "Write what was done" not in words


def test_it_stands_on_no_other_page(version: QuestionnaireVersion, ben: User, ben_client: Client) -> None:
    routine = builders.make_receipt(version, **{"pain.when": "day", "night.words": None}).submission
    decided = builders.make_receipt(version).submission
    actions.change_state(decided.pk, SubmissionState.ACCEPTED, by=ben, expected_revision=0)
    for each in (routine, decided):
        assert HEADING not in get_page_text(ben_client.get(submission_url(each)))


@pytest.mark.usefixtures("rota")
def test_inbox_says_who_has_it_and_that_it_was_seen_to(submission: Submission, ben_client: Client) -> None:
    """Until it is decided on it stands at the top, and whoever sees it there would ring the patient once more."""
    escalation.escalate_urgent()
    assert "has it" not in get_page_text(ben_client.get(INBOX))
    ben_client.post(f"/admin/intake/urgent/{submission.pk}/take/")
    assert "ben has it" in get_page_text(ben_client.get(INBOX))
    ben_client.post(f"/admin/intake/urgent/{submission.pk}/done/", {"text": "Rang her."})
    words = get_page_text(ben_client.get(INBOX))
    assert "Seen to: what was done is in its notes" in words
    assert "ben has it" not in words


def test_what_a_second_person_wrote_is_offered_as_a_note(submission: Submission, ben_client: Client) -> None:
    url = f"/admin/intake/urgent/{submission.pk}/done/"
    ben_client.post(url, {"text": "Rang her."})
    late = ben_client.post(url, {"text": "I rang her sister too."})
    assert late.status_code == 409
    assert "Somebody has already written what was done." in get_page_text(late)
    assert late.context["note_form"]["text"].value() == "I rang her sister too."
    noted = ben_client.post(submission_url(submission, "notes/"), {"text": "I rang her sister too."}, follow=True)
    assert "I rang her sister too." in get_page_text(noted)


def test_colleagues_are_called_by_their_names(submission: Submission, ben: User, ben_client: Client) -> None:
    User.objects.filter(pk=ben.pk).update(first_name="Ben", last_name="Made-Up")
    ben_client.post(f"/admin/intake/urgent/{submission.pk}/take/")
    assert "Ben Made-Up has it" in get_page_text(ben_client.get(INBOX))
    assert "Who has it Ben Made-Up" in get_page_text(ben_client.get("/admin/intake/urgent/"))
    other = signed_in(make_user("other", roles.NURSE))
    words = get_page_text(other.get(submission_url(submission)))
    assert "Ben Made-Up has it until it is written what was done." in words
