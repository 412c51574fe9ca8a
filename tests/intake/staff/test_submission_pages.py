"""The page of a submission shows its content, or says why it cannot."""

import logging
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import F
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from intake import starter
from intake.audit import checks
from intake.enums import Action
from intake.models import AuditHead, QuestionnaireVersion, Submission
from intake.questionnaires import publishing
from intake.staff import actions as staff_actions
from intake.staff import history
from intake.visitor import actions as visitor_actions
from tests.intake import builders
from tests.intake.staff.pages import INBOX, count_queries, get_page_text, submission_url
from tests.intake.staff.spoilings import SPOILINGS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("is_doubtful", [True, False])
def test_page_shows_spam_signals(ben_client: Client, version: QuestionnaireVersion, is_doubtful: bool) -> None:
    draft, token = builders.make_draft(version)
    receipt = visitor_actions.submit_draft(
        draft=draft, token=token, signals="hidden-field too-fast:4" if is_doubtful else ""
    )
    words = get_page_text(ben_client.get(submission_url(receipt.submission)))
    for expected in ("A hidden field was filled in", "Sent in 4 seconds", "A program may have sent this."):
        assert (expected in words) is is_doubtful


def test_page_shows_that_the_reply_is_overdue(ben_client: Client, submission: Submission) -> None:
    assert "Overdue" not in get_page_text(ben_client.get(submission_url(submission)))
    Submission.objects.update(received_at=timezone.now() - timedelta(days=30))
    assert "Overdue" in get_page_text(ben_client.get(submission_url(submission)))


def test_page_takes_the_same_queries_for_any_number_of_notes(
    ben_client: Client, submission: Submission, ben: User
) -> None:
    staff_actions.add_note(submission.pk, "One", by=ben)
    one = count_queries(ben_client, submission_url(submission))
    for number in range(29):
        staff_actions.add_note(submission.pk, str(number), by=ben)
    assert count_queries(ben_client, submission_url(submission)) == one


def test_page_shows_each_answer_under_its_question(ben_client: Client, submission: Submission) -> None:
    words = get_page_text(ben_client.get(submission_url(submission)))
    assert "When does it hurt? Night" in words
    assert "Tell us about your nights It wakes me at three." in words
    assert "Your name Ada (made up)" in words
    assert words.index("Your pain") < words.index("Your nights") < words.index("How to reach you")
    assert "Pain at night Urgent rule pain-at-night" in words
    for expected in (submission.reference, "New", "Needs a human", "English", "Small, version 1", "Email to staff"):
        assert expected in words


def test_skipped_question_says_not_provided_and_unasked_one_is_left_out(
    ben_client: Client, version: QuestionnaireVersion
) -> None:
    skipped = builders.make_receipt(version, **{"night.words": None}).submission
    assert "Tell us about your nights Not provided" in get_page_text(ben_client.get(submission_url(skipped)))
    not_asked = builders.make_receipt(version, **{"pain.when": "day", "night.words": "Left over"}).submission
    words = get_page_text(ben_client.get(submission_url(not_asked)))
    assert "Tell us about your nights" not in words
    assert "Left over" not in words


def test_page_lists_who_opened_it(ben_client: Client, dora_client: Client, submission: Submission) -> None:
    dora_client.get(submission_url(submission))
    ben_client.get(submission_url(submission))
    words = get_page_text(ben_client.get(submission_url(submission)))
    assert "ben opened it 2 times" in words
    assert "dora opened it once" in words
    assert checks.verify_chain() is None


@pytest.mark.parametrize("client_name", ["ben_client", "dora_client"])
def test_each_view_is_recorded_as_an_opening(
    request: pytest.FixtureRequest, submission: Submission, client_name: str
) -> None:
    client = request.getfixturevalue(client_name)
    for _ in range(3):
        assert client.get(submission_url(submission)).status_code == 200
    assert list(history.list_audit_entries(submission).values_list("action", flat=True)) == [Action.OPENED] * 3 + [
        Action.SUBMITTED
    ]


def test_nothing_is_shown_if_the_opening_cannot_be_recorded(
    ben_client: Client, submission: Submission, caplog: pytest.LogCaptureFixture
) -> None:
    AuditHead.objects.update(sequence=F("sequence") - 1)
    ben_client.raise_request_exception = False
    response = ben_client.get(submission_url(submission))
    assert response.status_code >= 500
    assert_tells_nothing(response, caplog)


def assert_tells_nothing(response: HttpResponse, caplog: pytest.LogCaptureFixture) -> None:
    for answer in ("It wakes me", "Ada (made up)", "Pain at night", "A note of ben"):
        assert answer not in response.content.decode()
        assert answer not in caplog.text


@pytest.mark.parametrize("spoil", SPOILINGS, ids=lambda spoil: spoil.__name__)
@pytest.mark.parametrize("is_writing", [False, True])
def test_damaged_submission_gives_an_error_page(
    ben_client: Client,
    noted: Submission,
    caplog: pytest.LogCaptureFixture,
    spoil: Callable[[Submission], None],
    is_writing: bool,
) -> None:
    spoil(noted)
    if is_writing:
        # If only the answers are damaged, a note can be stored; the page after it opens the submission like any other.
        response = ben_client.post(submission_url(noted, "notes/"), {"text": "Another"}, follow=True)
    else:
        response = ben_client.get(submission_url(noted))
    assert response.status_code == 500
    words = get_page_text(response)
    assert "This submission cannot be opened with the keys on this server" in words
    assert noted.reference in words
    assert_tells_nothing(response, caplog)
    assert [record.levelno for record in caplog.records if record.name == "intake.staff.submission_pages"] == [
        logging.ERROR
    ]
    assert not history.list_audit_entries(noted).filter(action=Action.OPENED).exists()


@pytest.mark.parametrize("path", [f"{uuid.UUID(int=0)}/", "not-a-uuid/", f"{uuid.UUID(int=0)}/nowhere/"])
def test_unknown_submission_is_not_found(ben_client: Client, path: str) -> None:
    assert ben_client.get(INBOX + path).status_code == 404


def starter_answers(**changes: Any) -> dict[str, Any]:
    """Return answers to everything that the starter asks: the worked case V03, which meets the criteria."""
    areas = ["shoulder girdle left", "upper arm left", "shoulder girdle right", "hip left", "hip right", "neck"]
    answers = {
        "respondent": "me",
        "age-band": "35-44",
        "three-months": "yes",
        "daily-life-effect": "much",
        "painful-areas": [*areas, "lower back"],
        "fatigue-severity": "moderate",
        "waking-severity": "moderate",
        "thinking-severity": "slight",
        "headaches": False,
        "lower-belly": False,
        "depression": False,
        "signs": ["none"],
        "under-care": True,
        "diagnosis": "unsure",
        "name": "Ada (made up)",
        "email": "ada@example.org",
        "consent-assessment": True,
    }
    return {key: value for key, value in (answers | changes).items() if value is not None}


@pytest.fixture
def show(ben_client: Client) -> Callable[..., str]:
    """Return the text of the page of a submission to the starter questionnaire."""
    starter.load_starter_content()

    def shown(**changes: Any) -> str:
        receipt = builders.make_receipt_with(publishing.find_live_version(), starter_answers(**changes))
        return get_page_text(ben_client.get(submission_url(receipt.submission)))

    return shown


def test_score_is_shown_with_everything_to_check_it(show: Callable[..., str]) -> None:
    words = show()
    for expected in (
        "ACR 2016 fibromyalgia criteria (self-report) Result Met",
        "not valid for diagnosis in an individual",
        "11% of patients diagnosed by a clinician did not meet the 2016 criteria",
        "WPI and SSS Yes WPI 7, SSS 5;",
        "Generalised pain Yes Pain in 5 of 5 regions",
        "Duration Yes",
        "Widespread Pain Index (WPI) 7 of 19",
        "Symptom Severity Scale (SSS) 5 of 12",
        "Fibromyalgia severity (FS) 12 of 31",
        "none 0–3 mild 4–7 moderate 8–11 severe 12–19 very severe 20–31",
        "Severity bands: Wolfe 2015",
        "Fatigue 2 Waking unrefreshed 2 Cognitive 1 Headache 0",
        "Rule acr2016, version 1.",
        "doi:10.1016/j.semarthrit.2016.08.012",
        "PHQ-2 (low mood) Result Incomplete",
    ):
        assert expected in words, expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"three-months": "no"}, "Result Not met"),
        ({"three-months": "no"}, "Duration No Symptoms for less than 3 months"),
        ({"three-months": "unsure"}, "Result Incomplete"),
        ({"three-months": "unsure"}, "Duration Unknown Not answered: three months."),
        ({"painful-areas": ["none"]}, "Widespread Pain Index (WPI) 0 of 19"),
        ({"signs": ["bladder-bowel"]}, "Urgent"),
        ({"phone": None}, "Phone number Not provided"),
        ({"consent-improvement": False}, "Not agreed"),
    ],
)
def test_page_follows_the_answers(show: Callable[..., str], changes: dict[str, Any], expected: str) -> None:
    assert expected in show(**changes)
