"""Colleagues see who else is in a submission, whom a note names, and what somebody else has just done."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from intake.contact_index import indexing
from intake.enums import Action, SubmissionState
from intake.models import AuditEntry, Presence, Submission
from intake.staff import actions as staff_actions
from intake.staff import mentions, shortcuts
from tests.conftest import make_user, signed_in
from tests.intake import builders
from tests.intake.patient import with_consents
from tests.intake.staff.pages import INBOX, get_page_text, list_references, submission_url

pytestmark = pytest.mark.django_db

MAX_QUERIES = 15


@pytest.fixture
def nora(ben: User) -> User:
    return make_user("nora.m", "Nurse", first_name="Nora", last_name="Made-up")


def test_page_says_who_else_has_it_open(submission: Submission, ben: User, ben_client: Client, nora: User) -> None:
    url = submission_url(submission)
    assert "open too" not in get_page_text(signed_in(nora).get(url))
    assert "Nora Made-up has this submission open too." in get_page_text(ben_client.get(url))
    opened = AuditEntry.objects.filter(action=Action.OPENED).count()
    assert "Nora Made-up" in ben_client.post(f"{url}presence/").content.decode()
    assert AuditEntry.objects.filter(action=Action.OPENED).count() == opened
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        # Their sessions have ended by then.
        assert "Nora" not in signed_in(ben).post(f"{url}presence/").content.decode()
    assert [row.user.username for row in Presence.objects.all()] == ["ben"]


def test_colleague_finds_the_note_that_names_them(submission: Submission, ben_client: Client, nora: User) -> None:
    page = ben_client.post(
        submission_url(submission, "notes/"), {"text": "Ask @Nora.M. Not @cleo, mail@nora.m"}, follow=True
    )
    assert "Nobody here is called @cleo, so nobody was told." in get_page_text(page)
    nora_client = signed_in(nora)
    assert list_references(nora_client.get(INBOX, {"view": "mentions"})) == [submission.reference]
    nora_client.get(submission_url(submission))
    assert list_references(nora_client.get(INBOX, {"view": "mentions"})) == []
    ben_client.post(submission_url(submission, "notes/"), {"text": "Again, @nora.m"})
    assert list_references(nora_client.get(INBOX, {"view": "mentions"})) == [submission.reference]


def test_names_are_told_from_addresses_and_sentences(ben: User, nora: User, cleo: User) -> None:
    found, unknown = mentions.find_mentioned("@ben, @BEN and @nora.m. Write to x@ben or @cleo!")
    assert ([user.username for user in found], unknown) == (["ben", "nora.m"], ["cleo"])


def test_conflict_shows_both_changes(submission: Submission, ben_client: Client, nora: User) -> None:
    staff_actions.change_state(submission.pk, SubmissionState.ACCEPTED, by=nora, expected_revision=0)
    response = ben_client.post(submission_url(submission, "state/"), {"state": "closed", "revision": 0})
    words = get_page_text(response)
    assert response.status_code == 409
    assert "What you wanted State: Closed" in words
    assert re.search(r"nora\.m, .*: State changed: New → Accepted", words)


def test_opening_takes_at_most_15_queries_with_everything_there_is(
    full_submission: Submission, ben_client: Client, nora: User
) -> None:
    """Of its own: those of the account, its permissions and Wagtail's menu come on top on every page of the admin."""
    answers = with_consents.ANSWERS | {"name": "Ada, corrected"}
    other = builders.make_receipt_with(full_submission.version, answers).submission
    indexing.index_due_submissions(seconds=5)
    url = submission_url(full_submission)
    signed_in(nora).get(url)
    ben_client.get(url)
    with CaptureQueriesContext(connection) as queries:
        page = get_page_text(ben_client.get(url))
    assert "Nora Made-up has this submission open too." in page
    assert all(words in page for words in ("A note", "A message", other.reference))
    # What is counted is in the menu, and among the alarms of every page.
    own = [sql for sql in (query["sql"] for query in queries) if '"intake_' in sql and "COUNT(" not in sql]
    assert len(own) <= MAX_QUERIES, "\n".join(sql[:120] for sql in own)


def test_help_lists_every_key_that_the_script_knows(ben_client: Client) -> None:
    page = get_page_text(ben_client.get(f"{INBOX}shortcuts/"))
    listed = {key for key, _does in (*shortcuts.INBOX_KEYS, *shortcuts.SUBMISSION_KEYS)}
    assert all(f" {key} " in page for key in listed)
    root = Path(__file__).parents[3]
    sources = [*(root / "templates/intake/staff").glob("*.html"), root / "intake/staff/forms.py"]
    text = "".join(path.read_text(encoding="utf-8") for path in sources)
    marked = set(re.findall(r'data-shortcut(?:-focus)?"?[:=] ?"(\w)"', text))
    assert marked | {"j", "k", "x", "r", "u"} == listed
    assert "Keys for submissions" in ben_client.get("/admin/").content.decode()
