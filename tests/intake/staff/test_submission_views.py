"""The staff's pages: what they show, in what order, and what they never let out."""

import logging
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from html import escape
from html.parser import HTMLParser
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import F
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from intake import starter
from intake.audit import checks
from intake.enums import Action, DeliveryState, SubmissionState, Urgency
from intake.models import AuditEntry, AuditHead, Delivery, Note, QuestionnaireVersion, Submission
from intake.questionnaires import publishing
from intake.staff import actions as staff_actions
from intake.staff import history, inbox
from intake.visitor import actions as visitor_actions
from intake.visitor.actions import Receipt
from tests.intake import builders
from tests.intake.staff.test_actions import SPOILINGS

pytestmark = pytest.mark.django_db

INBOX = "/admin/intake/submissions/"
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    '"><svg onload=alert(3)>',
    "' onmouseover='alert(4)",
    "javascript:alert(5)",
    "{{ settings.SECRET_KEY }}{% debug %}",
    "</textarea><script>alert(6)</script>",
    "</script><script>alert(7)//",
    "<!--<img src='--><img src=x onerror=alert(8)//'>",
    "&lt;script&gt;alert(9)&lt;/script&gt;",
    "\u202e<b>\u2066right to left",
    "<a href='data:text/html,<script>alert(10)</script>'>x</a>",
]


@pytest.fixture
def submission(receipt: Receipt) -> Submission:
    return receipt.submission


@pytest.fixture
def noted(submission: Submission, ben: User) -> Submission:
    staff_actions.add_note(submission.pk, "A note of ben", by=ben)
    return submission


def address(submission: Submission, rest: str = "") -> str:
    return f"{INBOX}{submission.pk}/{rest}"


def text_of(response: HttpResponse) -> str:
    """The page's visible words, on one line."""
    reader = Reader()
    reader.feed(response.content.decode())
    return " ".join(" ".join(reader.words).split())


class Reader(HTMLParser):
    """Collects words, and the tags and attributes that a page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.silent += tag in {"script", "style"}

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)


# --- The inbox -------------------------------------------------------------------------------------------------------


def references(response: HttpResponse) -> list[str]:
    return re.findall(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b(?=\s*</a>)", response.content.decode())


def test_the_inbox_lists_what_came_in(ben_client: Client, version: QuestionnaireVersion) -> None:
    done = builders.make_row(version, state=SubmissionState.CLOSED)
    routine = builders.make_row(version, language="de")
    urgent = builders.make_row(version, urgency=Urgency.URGENT)
    response = ben_client.get(INBOX)
    assert references(response) == [urgent.reference, routine.reference, done.reference]
    words = text_of(response)
    for expected in ("Urgent, not yet decided", "To do", "Done", "Needs a human", "Small 1", "German", "Closed"):
        assert expected in words
    assert address(urgent) in response.content.decode()


def test_a_doubtful_one_is_shown_in_its_place_and_says_why(ben_client: Client, version: QuestionnaireVersion) -> None:
    routine = builders.make_row(version)
    doubtful = builders.make_row(version, urgency=Urgency.URGENT, doubts="hidden-field too-fast:4")
    response = ben_client.get(INBOX)
    assert references(response) == [doubtful.reference, routine.reference]
    assert text_of(response).count("A hidden field was filled Sent in 4 seconds") == 1


@pytest.mark.parametrize("is_doubtful", [True, False])
def test_the_open_submission_says_what_speaks_against_a_person(
    ben_client: Client, version: QuestionnaireVersion, is_doubtful: bool
) -> None:
    draft, token = builders.make_draft(version)
    receipt = visitor_actions.submit_draft(
        draft=draft, token=token, signals="hidden-field too-fast:4" if is_doubtful else ""
    )
    words = text_of(ben_client.get(address(receipt.submission)))
    for expected in ("A hidden field was filled", "Sent in 4 seconds", "It may not have been sent by a person."):
        assert (expected in words) is is_doubtful


def test_the_inbox_marks_what_should_have_been_answered(ben_client: Client, version: QuestionnaireVersion) -> None:
    late = builders.make_row(version, received_at=timezone.now() - timedelta(days=30))
    builders.make_row(version)
    response = ben_client.get(INBOX)
    # Rows without a submission behind them are marked for that too.
    assert len(re.findall(rf"{late.reference} (?:Changed outside the site )?Overdue", text_of(response))) == 1
    assert references(ben_client.get(INBOX, {"overdue": "yes"})) == [late.reference]
    assert "1 not answered within the promised days" in text_of(ben_client.get("/admin/"))


def test_the_open_submission_says_that_its_answer_is_overdue(ben_client: Client, submission: Submission) -> None:
    assert "Overdue" not in text_of(ben_client.get(address(submission)))
    Submission.objects.update(received_at=timezone.now() - timedelta(days=30))
    assert "Overdue" in text_of(ben_client.get(address(submission)))


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
def test_the_page_after_ones_own_deed_is_no_new_opening(
    ben_client: Client, submission: Submission, rest: str, form: dict[str, Any]
) -> None:
    ben_client.get(address(submission))
    assert ben_client.post(address(submission, rest), form, follow=True).status_code == 200
    assert openings(submission) == 1
    # Once, and only there.
    ben_client.get(address(submission))
    assert openings(submission) == 2


def test_a_deed_elsewhere_or_a_while_ago_leaves_an_opening_an_opening(
    ben_client: Client, submission: Submission, version: QuestionnaireVersion
) -> None:
    other = builders.make_receipt(version).submission
    ben_client.post(address(other, "notes/"), {"text": "A note"})
    ben_client.get(address(submission))
    ben_client.post(address(other, "notes/"), {"text": "A note"})
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        ben_client.get(address(other))
    assert (openings(submission), openings(other)) == (1, 1)


def test_an_empty_inbox_says_so(ben_client: Client) -> None:
    assert "Nobody has sent the questionnaire yet." in text_of(ben_client.get(INBOX))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=new", {"a", "b"}),
        ("state=new&state=closed", {"a", "b", "c"}),
        ("urgency=urgent", {"b"}),
        ("outcome=likely-suitable", {"c"}),
        ("outcome=likely-suitable&state=new", set()),
        ("doubtful=yes", {"c"}),
        ("doubtful=no", {"a", "b"}),
        ("doubtful=", {"a", "b", "c"}),
        ("doubtful=perhaps", {"a", "b", "c"}),
        ("notice=dead", {"b"}),
        ("notice=pending", set()),
        ("notice=sent", {"a", "b", "c"}),
        ("q=aaaa", {"a"}),
        ("q=AAAA-A", {"a"}),
        ("q=%00", {"a", "b", "c"}),
        ("q=%FF%FE", {"a", "b", "c"}),
        ("q=aaaa&state=closed", set()),
        ("state=nonsense", {"a", "b", "c"}),
        ("after=nonsense", {"a", "b", "c"}),
        ("p=999999&ordering=sealed_answers", {"a", "b", "c"}),
    ],
)
@pytest.mark.parametrize("place", ["", "results/"])
def test_the_inbox_is_narrowed(
    ben_client: Client, version: QuestionnaireVersion, query: str, found: set[str], place: str
) -> None:
    rows = {
        "a": builders.make_row(version),
        "b": builders.make_row(version, urgency=Urgency.URGENT),
        "c": builders.make_row(version, state=SubmissionState.CLOSED, outcome="likely-suitable", doubts="too-many"),
    }
    for name, row in rows.items():
        Submission.objects.filter(pk=row.pk).update(reference=f"{name.upper() * 4}-AAAA")
    Delivery.objects.create(submission=rows["b"], channel="staff-email", state=DeliveryState.DEAD)
    response = ben_client.get(f"{INBOX}{place}?{query}")
    assert response.status_code == 200
    assert set(references(response)) == {f"{name.upper() * 4}-AAAA" for name in found}
    if not found:
        assert "No submission matches." in text_of(response)


def test_the_inbox_is_read_page_by_page(ben_client: Client, version: QuestionnaireVersion) -> None:
    rows = {builders.make_row(version).reference for _ in range(inbox.PAGE_SIZE + 5)}
    first = ben_client.get(INBOX, {"state": "new"})
    assert len(references(first)) == inbox.PAGE_SIZE
    assert "Back to the start" not in text_of(first)
    second = ben_client.get(first.context["next_url"])
    assert len(references(second)) == 5
    assert set(references(first) + references(second)) == rows
    assert second.context["next_url"] == ""
    assert second.context["first_url"] == f"{INBOX}?state=new"


def test_looking_at_the_inbox_opens_nothing(ben_client: Client, submission: Submission) -> None:
    ben_client.get(INBOX)
    assert [entry.action for entry in AuditEntry.objects.all()] == [Action.SUBMITTED]


def queries_of(client: Client, url: str) -> int:
    client.get(url)  # what is kept after a first visit: content types, templates, the site
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_the_inbox_costs_the_same_for_one_and_for_thirty(ben_client: Client, version: QuestionnaireVersion) -> None:
    def add(number: int) -> None:
        for state in (SubmissionState.NEW, SubmissionState.CLOSED):
            for urgency in Urgency:
                for _ in range(number):
                    builders.make_row(version, state=state, urgency=urgency)

    add(1)
    one = queries_of(ben_client, INBOX)
    add(7)
    assert queries_of(ben_client, INBOX) == one


def test_an_open_submission_costs_the_same_for_one_note_and_for_thirty(
    ben_client: Client, submission: Submission, ben: User
) -> None:
    staff_actions.add_note(submission.pk, "One", by=ben)
    one = queries_of(ben_client, address(submission))
    for number in range(29):
        staff_actions.add_note(submission.pk, str(number), by=ben)
    assert queries_of(ben_client, address(submission)) == one


# --- One submission --------------------------------------------------------------------------------------------------


def test_the_open_submission_shows_each_answer_under_its_question(ben_client: Client, submission: Submission) -> None:
    words = text_of(ben_client.get(address(submission)))
    assert "When does it hurt? Night" in words
    assert "Tell us about your nights It wakes me at three." in words
    assert "Your name Ada (made up)" in words
    assert words.index("Your pain") < words.index("Your nights") < words.index("How to reach you")
    assert "Pain at night Urgent rule pain-at-night" in words
    for expected in (submission.reference, "New", "Needs a human", "English", "Small, version 1", "E-mail to staff"):
        assert expected in words


def test_a_skipped_question_says_not_provided_and_one_not_asked_is_left_out(
    ben_client: Client, version: QuestionnaireVersion
) -> None:
    skipped = builders.make_receipt(version, **{"night.words": None}).submission
    assert "Tell us about your nights Not provided" in text_of(ben_client.get(address(skipped)))
    not_asked = builders.make_receipt(version, **{"pain.when": "day", "night.words": "Left over"}).submission
    words = text_of(ben_client.get(address(not_asked)))
    assert "Tell us about your nights" not in words
    assert "Left over" not in words


def test_who_opened_it_is_told(ben_client: Client, dora_client: Client, submission: Submission) -> None:
    dora_client.get(address(submission))
    ben_client.get(address(submission))
    words = text_of(ben_client.get(address(submission)))
    assert "ben opened it 2 times" in words
    assert "dora opened it once" in words
    assert checks.verify_chain() is None


@pytest.mark.parametrize("client_name", ["ben_client", "dora_client"])
def test_each_showing_is_an_opening(request: pytest.FixtureRequest, submission: Submission, client_name: str) -> None:
    client = request.getfixturevalue(client_name)
    for _ in range(3):
        assert client.get(address(submission)).status_code == 200
    assert list(history.list_audit_entries(submission).values_list("action", flat=True)) == [Action.OPENED] * 3 + [
        Action.SUBMITTED
    ]


def test_an_opening_that_cannot_be_recorded_shows_nothing(
    ben_client: Client, submission: Submission, caplog: pytest.LogCaptureFixture
) -> None:
    AuditHead.objects.update(sequence=F("sequence") - 1)
    ben_client.raise_request_exception = False
    response = ben_client.get(address(submission))
    assert response.status_code >= 500
    assert_tells_nothing(response, caplog)


def assert_tells_nothing(response: HttpResponse, caplog: pytest.LogCaptureFixture) -> None:
    for answer in ("It wakes me", "Ada (made up)", "Pain at night", "A note of ben"):
        assert answer not in response.content.decode()
        assert answer not in caplog.text


@pytest.mark.parametrize("spoil", SPOILINGS, ids=lambda spoil: spoil.__name__)
@pytest.mark.parametrize("is_writing", [False, True])
def test_what_does_not_open_is_said_clearly(
    ben_client: Client,
    noted: Submission,
    caplog: pytest.LogCaptureFixture,
    spoil: Callable[[Submission], None],
    is_writing: bool,
) -> None:
    spoil(noted)
    if is_writing:
        # Where only the answers are spoilt a note can still be kept; what is then shown is opened like anything else.
        response = ben_client.post(address(noted, "notes/"), {"text": "Another"}, follow=True)
    else:
        response = ben_client.get(address(noted))
    assert response.status_code == 500
    words = text_of(response)
    assert "This submission cannot be opened with the keys of this machine" in words
    assert noted.reference in words
    assert_tells_nothing(response, caplog)
    assert [record.levelno for record in caplog.records if record.name == "intake.staff.submission_pages"] == [
        logging.ERROR
    ]
    assert not history.list_audit_entries(noted).filter(action=Action.OPENED).exists()


@pytest.mark.parametrize("path", [f"{uuid.UUID(int=0)}/", "not-a-uuid/", f"{uuid.UUID(int=0)}/nowhere/"])
def test_what_is_not_there_is_not_found(ben_client: Client, path: str) -> None:
    assert ben_client.get(INBOX + path).status_code == 404


@pytest.mark.parametrize("rest", ["state/", "notes/"])
def test_nothing_is_done_to_what_is_not_there(ben_client: Client, rest: str) -> None:
    response = ben_client.post(f"{INBOX}{uuid.uuid4()}/{rest}", {"state": "closed", "revision": 0, "text": "x"})
    assert response.status_code == 404
    assert not AuditEntry.objects.exists()


# --- Doing something about it ----------------------------------------------------------------------------------------


def test_the_state_is_changed(ben_client: Client, submission: Submission) -> None:
    response = ben_client.post(address(submission, "state/"), {"state": "in-review", "revision": 0}, follow=True)
    assert response.redirect_chain == [(address(submission), 302)]
    words = text_of(response)
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
def test_a_change_that_collides_is_refused_with_a_page(
    ben_client: Client, dora: User, submission: Submission, body: dict[str, Any]
) -> None:
    staff_actions.change_state(submission.pk, SubmissionState.IN_REVIEW, by=dora, expected_revision=0)
    response = ben_client.post(address(submission, "state/"), body)
    assert response.status_code == 409
    words = text_of(response)
    assert "Somebody else changed this submission" in words
    assert "Its state is now: In review" in words
    submission.refresh_from_db()
    assert (submission.state, submission.revision) == (SubmissionState.IN_REVIEW, 1)


def test_the_page_offers_only_the_ways_that_the_state_has(ben_client: Client, submission: Submission) -> None:
    Submission.objects.update(state=SubmissionState.CLOSED)
    page = Reader()
    page.feed(ben_client.get(address(submission)).content.decode())
    offered = [attrs["value"] for tag, attrs in page.tags if tag == "button" and attrs.get("name") == "state"]
    assert offered == ["in-review"]


def test_a_note_is_added(ben_client: Client, submission: Submission) -> None:
    response = ben_client.post(address(submission, "notes/"), {"text": "Called her.\nShe calls back."}, follow=True)
    words = text_of(response)
    assert "The note is kept." in words
    assert "Called her. She calls back." in words


@pytest.mark.parametrize("text", ["", "   ", "x" * (staff_actions.MAX_NOTE_LENGTH + 1), "Called\x00her"])
def test_a_note_that_cannot_be_kept_is_shown_again(ben_client: Client, submission: Submission, text: str) -> None:
    response = ben_client.post(address(submission, "notes/"), {"text": text})
    assert response.status_code == 422
    assert response.context["note_form"].errors
    assert escape(text.strip()) in response.content.decode()
    assert not Note.objects.exists()


def test_a_given_up_notice_is_sent_again(ben_client: Client, submission: Submission) -> None:
    Delivery.objects.update(state=DeliveryState.DEAD, attempts=3, last_error="smtp 550")
    words = text_of(ben_client.get(address(submission)))
    assert "Gave up" in words
    assert "Tried 3 times. Last error: smtp 550." in words
    delivery = Delivery.objects.get()
    url = address(submission, f"notices/{delivery.pk}/retry/")
    assert "on its way again" in text_of(ben_client.post(url, follow=True))
    assert "was given up: nothing was changed" in text_of(ben_client.post(url, follow=True))
    assert history.list_audit_entries(submission).filter(action=Action.DELIVERY_RETRIED).count() == 1


def test_the_notice_of_another_submission_is_not_found(
    ben_client: Client, submission: Submission, version: QuestionnaireVersion
) -> None:
    other = builders.make_receipt(version).submission
    Delivery.objects.update(state=DeliveryState.DEAD)
    url = address(submission, f"notices/{other.deliveries.get().pk}/retry/")
    assert ben_client.post(url).status_code == 404
    assert Delivery.objects.filter(state=DeliveryState.DEAD).count() == 2


@pytest.mark.parametrize("place", ["/admin/", INBOX])
def test_a_banner_tells_of_notices_that_do_not_get_through(
    ben_client: Client, submission: Submission, place: str
) -> None:
    assert "notice" not in text_of(ben_client.get(place)).lower().replace("notice to staff", "")
    Delivery.objects.update(pending_since=F("pending_since") - timedelta(days=1))
    assert "E-mail notices to staff are late." in text_of(ben_client.get(place))
    Delivery.objects.update(state=DeliveryState.DEAD)
    assert "1 e-mail notice to staff could not be sent and was given up." in text_of(ben_client.get(place))


def test_a_form_without_its_token_is_refused(ben: User, submission: Submission) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ben)
    for rest in ("state/", "notes/", f"notices/{submission.deliveries.get().pk}/retry/"):
        assert (
            client.post(address(submission, rest), {"state": "closed", "revision": 0, "text": "x"}).status_code == 403
        )
    assert list(history.list_audit_entries(submission).values_list("action", flat=True)) == [Action.SUBMITTED]


# --- What the pages never let out ------------------------------------------------------------------------------------


def every_page(client: Client, submission: Submission) -> dict[str, HttpResponse]:
    return {
        "inbox": client.get(INBOX),
        "results": client.get(f"{INBOX}results/"),
        "submission": client.get(address(submission)),
        "refused note": client.post(address(submission, "notes/"), {"text": ""}),
        "conflict": client.post(address(submission, "state/"), {"state": "closed", "revision": 99}),
    }


def test_every_page_is_strict_and_stored_nowhere(ben_client: Client, submission: Submission) -> None:
    for name, response in every_page(ben_client, submission).items():
        assert "no-store" in response["Cache-Control"], name
        assert "unsafe" not in response["Content-Security-Policy"], name
        assert "default-src 'none'" in response["Content-Security-Policy"], name


def test_no_page_has_an_inline_script_or_style(ben_client: Client, submission: Submission) -> None:
    for name, response in every_page(ben_client, submission).items():
        page = Reader()
        page.feed(response.content.decode())
        for tag, attrs in page.tags:
            assert tag != "style", name
            assert not [attr for attr in attrs if attr.startswith("on") or attr == "style"], (name, tag, attrs)
            if tag == "script":
                assert attrs.get("src") or attrs.get("type") == "application/json", (name, attrs)


@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_words_come_out_inert(
    ben_client: Client, ben: User, version: QuestionnaireVersion, payload: str
) -> None:
    plain = builders.make_receipt(version).submission
    hostile = builders.make_receipt(version, **{"contact.name": payload, "night.words": payload}).submission
    staff_actions.add_note(plain.pk, "A note", by=ben)
    staff_actions.add_note(hostile.pk, payload, by=ben)
    made_of, answered = [], ben_client.get(address(hostile))
    for response in (ben_client.get(address(plain)), answered):
        page = Reader()
        page.feed(response.content.decode())
        made_of.append([(tag, sorted(attrs)) for tag, attrs in page.tags])
    # The same elements with the same attributes: nothing of it became markup. And it is all there to be read.
    assert made_of[0] == made_of[1]
    assert answered.content.decode().count(escape(payload, quote=True)) == 4
    refused = ben_client.post(address(hostile, "notes/"), {"text": payload + "x" * staff_actions.MAX_NOTE_LENGTH})
    assert escape(payload, quote=True) in refused.content.decode()
    assert payload not in refused.content.decode() or payload == escape(payload, quote=True)


# --- The starter questionnaire, with its scores ----------------------------------------------------------------------


def starter_answers(**changes: Any) -> dict[str, Any]:
    """Everything that the starter asks, answered: V03 of CLINICAL.md's vectors, which meets the criteria."""
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
    """The words of the page of a submission to the starter questionnaire."""
    starter.load_starter_content()

    def shown(**changes: Any) -> str:
        receipt = builders.make_receipt_with(publishing.find_live_version(), starter_answers(**changes))
        return text_of(ben_client.get(address(receipt.submission)))

    return shown


def test_the_result_is_shown_with_all_that_is_needed_to_check_it(show: Callable[..., str]) -> None:
    words = show()
    for expected in (
        "ACR 2016 fibromyalgia criteria (self-report) Result Met",
        "not valid for diagnosis in an individual",
        "11 % of clinician-diagnosed patients did not meet the 2016 criteria",
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
        ({"three-months": "unsure"}, "Duration Cannot be told Not answered: three months."),
        ({"painful-areas": ["none"]}, "Widespread Pain Index (WPI) 0 of 19"),
        ({"signs": ["bladder-bowel"]}, "Urgent"),
        ({"phone": None}, "Telephone number Not provided"),
        ({"consent-improvement": False}, "Not agreed"),
    ],
)
def test_the_page_follows_the_answers(show: Callable[..., str], changes: dict[str, Any], expected: str) -> None:
    assert expected in show(**changes)


def test_the_address_is_the_one_in_the_notice(submission: Submission) -> None:
    """channels.py, which stands below the admin, writes it by hand."""
    assert reverse("intake_desk:submission", args=[submission.pk]) == address(submission)
