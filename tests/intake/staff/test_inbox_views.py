"""The inbox lists, marks and filters submissions, and viewing it opens none of them."""

import re
from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone

from intake.enums import Action, DeliveryState, SubmissionState, Urgency
from intake.models import AuditEntry, Delivery, QuestionnaireVersion, Submission
from intake.staff import inbox
from tests.intake import builders
from tests.intake.staff.pages import INBOX, count_queries, get_page_text, list_references, submission_url

pytestmark = pytest.mark.django_db


def test_inbox_lists_submissions(ben_client: Client, version: QuestionnaireVersion) -> None:
    done = builders.make_row(version, state=SubmissionState.CLOSED)
    routine = builders.make_row(version, language="de")
    urgent = builders.make_row(version, urgency=Urgency.URGENT)
    response = ben_client.get(INBOX)
    assert list_references(response) == [urgent.reference, routine.reference, done.reference]
    words = get_page_text(response)
    for expected in ("Urgent, not yet decided", "To do", "Done", "Needs a human", "Small 1", "German", "Closed"):
        assert expected in words
    assert submission_url(urgent) in response.content.decode()


def test_suspected_spam_keeps_its_place_and_shows_its_signals(
    ben_client: Client, version: QuestionnaireVersion
) -> None:
    routine = builders.make_row(version)
    doubtful = builders.make_row(version, urgency=Urgency.URGENT, doubts="hidden-field too-fast:4")
    response = ben_client.get(INBOX)
    assert list_references(response) == [doubtful.reference, routine.reference]
    assert get_page_text(response).count("A hidden field was filled in Sent in 4 seconds") == 1


def test_inbox_marks_overdue_submissions(ben_client: Client, version: QuestionnaireVersion) -> None:
    late = builders.make_row(version, received_at=timezone.now() - timedelta(days=30))
    builders.make_row(version)
    response = ben_client.get(INBOX)
    # Rows without an audit entry are marked as changed outside the site too.
    assert len(re.findall(rf"{late.reference} (?:Changed outside the site )?Overdue", get_page_text(response))) == 1
    assert list_references(ben_client.get(INBOX, {"view": "overdue"})) == [late.reference]
    assert "1 not answered within the promised days" in get_page_text(ben_client.get("/admin/"))


def test_empty_inbox_says_so(ben_client: Client) -> None:
    assert "Nobody has sent the questionnaire yet." in get_page_text(ben_client.get(INBOX))


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
def test_inbox_is_filtered(
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
    assert set(list_references(response)) == {f"{name.upper() * 4}-AAAA" for name in found}
    if not found:
        words = "No submission matches." if "q=" in query else "No submission has all of this."
        assert words in get_page_text(response)


def test_inbox_is_paged(ben_client: Client, version: QuestionnaireVersion) -> None:
    rows = {builders.make_row(version).reference for _ in range(inbox.PAGE_SIZE + 5)}
    first = ben_client.get(INBOX, {"state": "new"})
    assert len(list_references(first)) == inbox.PAGE_SIZE
    assert "Back to the start" not in get_page_text(first)
    second = ben_client.get(first.context["next_url"])
    assert len(list_references(second)) == 5
    assert set(list_references(first) + list_references(second)) == rows
    assert second.context["next_url"] == ""
    assert second.context["first_url"] == f"{INBOX}?state=new"
    assert list_references(ben_client.get(second.context["previous_url"])) == list_references(first)
    last = ben_client.get(first.context["last_url"])
    assert set(list_references(last)) > set(list_references(second))
    assert (last.context["next_url"], "To the end" in get_page_text(last)) == ("", False)


def test_viewing_the_inbox_opens_no_submission(ben_client: Client, submission: Submission) -> None:
    ben_client.get(INBOX)
    assert [entry.action for entry in AuditEntry.objects.all()] == [Action.SUBMITTED]


def test_inbox_takes_the_same_queries_for_any_number_of_rows(ben_client: Client, version: QuestionnaireVersion) -> None:
    def add(number: int) -> None:
        for state in (SubmissionState.NEW, SubmissionState.CLOSED):
            for urgency in Urgency:
                for _ in range(number):
                    builders.make_row(version, state=state, urgency=urgency)

    add(1)
    one = count_queries(ben_client, INBOX)
    add(7)
    assert count_queries(ben_client, INBOX) == one


@pytest.mark.parametrize("place", ["/admin/", INBOX])
def test_banner_reports_undelivered_notifications(ben_client: Client, submission: Submission, place: str) -> None:
    assert "Email to staff:" not in get_page_text(ben_client.get(place))
    Delivery.objects.update(pending_since=F("pending_since") - timedelta(days=1))
    assert "Email to staff: late. 1 waits." in get_page_text(ben_client.get(place))
    Delivery.objects.update(state=DeliveryState.DEAD)
    assert "Email to staff: 1 could not be sent. The site no longer tries." in get_page_text(ben_client.get(place))
