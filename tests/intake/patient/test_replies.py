"""A patient replies to the clinic, with one file: sealed, told to staff, and refused with a sentence that helps."""

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client

from intake import reply_files
from intake.audit import checks, outside_changes
from intake.delivery import outbox
from intake.enums import Action, PatientChange, SubmissionState
from intake.models import AuditEntry, Reply, ReplyFile, Submission
from intake.patient import actions as patient_actions
from intake.patient import correspondence
from intake.patient.correspondence import ReplyRefused
from intake.staff import actions as staff_actions
from intake.token_sessions.patient_sessions import OwnPageAccess
from tests.intake import builders
from tests.intake.files import PDF, PROGRAM
from tests.intake.patient.own_page import OWN_PAGE_URL, read_page, read_submission_page
from tests.intake.plain_browser import PlainBrowser
from tests.intake.staff.pages import INBOX, get_page_text, submission_url

pytestmark = pytest.mark.django_db

REPLY_URL = f"{OWN_PAGE_URL}reply/"
WORDS = "It is worse since Monday. 😀 Please call."


@pytest.fixture
def written_to(submission: Submission, ben: User) -> Submission:
    """A submission whose patient the clinic has written to."""
    staff_actions.send_message(submission.pk, "Since when?", by=ben)
    staff_actions.change_state(submission.pk, SubmissionState.WAITING, by=ben, expected_revision=0)
    return submission


def attach(content: bytes, name: str = "letter of Dr Made-up.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_reply_with_a_file_reaches_staff(
    ada: PlainBrowser, written_to: Submission, ben_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(TemporaryFileUploadHandler, "new_file")  # a file on disk would lie in clear
    large = PDF.ljust(3 * 1024 * 1024, b"\n") + b"%%EOF"
    ada.open(OWN_PAGE_URL).follow("Reply").send(text=WORDS, file=attach(large))
    words = read_page(ada)
    for told in (
        "Your reply has been sent to the clinic.",
        "The clinic has your reply.",
        WORDS,
        "letter of Dr Made-up",
    ):
        assert told in words

    assert "Reply by the patient" in get_page_text(ben_client.get(INBOX))
    assert WORDS in read_submission_page(ben_client, written_to)
    response = ben_client.get(submission_url(written_to, f"replies/{Reply.objects.get().pk}/file/"))
    assert response.content == large
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith(f'attachment; filename="{written_to.reference}-')
    assert (response["X-Content-Type-Options"], response["Cache-Control"]) == ("nosniff", "no-store, private")
    assert "sandbox" in response["Content-Security-Policy"] or "default-src" in response["Content-Security-Policy"]
    assert AuditEntry.objects.filter(action=Action.FILE_DOWNLOADED, actor_name="ben").count() == 1
    written_to.refresh_from_db()
    assert (checks.verify_chain(), outside_changes.find_changes(written_to)) == (None, [])


def test_nothing_of_a_reply_is_stored_or_mailed_in_clear(
    ada: PlainBrowser, written_to: Submission, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    ada.open(REPLY_URL).send(text=WORDS, file=attach(PDF))
    outbox.drain_deliveries()
    for row in (Reply.objects.get(), ReplyFile.objects.get()):
        assert not any(word in bytes(row.sealed_content) for word in (b"Monday", b"Made-up", b"%PDF"))
    assert [letter.to for letter in mail.outbox]
    assert not any("Monday" in letter.message().as_string() for letter in mail.outbox)
    assert "Monday" not in caplog.text


@pytest.mark.parametrize(
    ("filled", "told"),
    [
        ({"text": ""}, "Your reply: write something"),
        ({"text": "x" * 1_000_000}, "Your reply: shorten it to 5000 characters; it has 1000000"),
        ({"text": "Hello", "file": attach(PROGRAM)}, "What is in this file is something else, whatever its name says."),
        ({"text": "Hello", "file": attach(b"")}, "File: this one is empty."),
        (
            {"text": "Hello", "file": attach(PDF.ljust(reply_files.MAX_FILE_SIZE + 1, b" "))},
            "File: choose one of at most 5 MB.",
        ),
    ],
    ids=["empty", "a megabyte", "a disguised program", "an empty file", "too large"],
)
def test_refused_reply_says_what_to_do(
    ada: PlainBrowser, written_to: Submission, filled: dict[str, object], told: str
) -> None:
    ada.open(REPLY_URL).send_filled(filled)
    assert told in read_page(ada)
    assert not Reply.objects.exists()
    assert not ReplyFile.objects.exists()


def test_body_beyond_every_limit_is_not_read(ada: PlainBrowser, written_to: Submission) -> None:
    response = ada.client.post(REPLY_URL, {"text": "Hello", "file": attach(b"x" * 9 * 1024 * 1024)})
    assert response.status_code == 413


def test_file_of_a_stranger_is_refused(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.CSRF_COOKIE_NAME] = "0123456789abcdefghijABCDEFGHIJ01"
    assert client.post(REPLY_URL, {"text": "Hello", "file": attach(PDF)}).status_code == 403


@pytest.mark.parametrize("state", [None, SubmissionState.CLOSED])
def test_no_reply_before_the_clinic_has_written_or_once_the_case_is_closed(
    ada: PlainBrowser, access: OwnPageAccess, ben: User, state: SubmissionState | None
) -> None:
    if state:
        staff_actions.send_message(access.submission.pk, "Good-bye", by=ben)
        staff_actions.change_state(access.submission.pk, state, by=ben, expected_revision=0)
    assert "Reply" not in ada.open(OWN_PAGE_URL).page.links
    assert ada.open(REPLY_URL).url == OWN_PAGE_URL
    with pytest.raises(ReplyRefused):
        correspondence.send_reply(access, WORDS)


def test_many_replies_in_a_short_time_are_refused(ada: PlainBrowser, access: OwnPageAccess, written_to: object) -> None:
    for _ in range(correspondence.REPLY_RATE.at_once):
        correspondence.send_reply(access, WORDS)
    ada.open(REPLY_URL).send(text=WORDS)
    assert "Too many replies in a short time." in read_page(ada)


def test_patient_with_a_new_code_can_reply(written_to: Submission, ben: User, ben_client: Client) -> None:
    access = builders.open_access(written_to, staff_actions.replace_code(written_to.pk, by=ben))
    correspondence.send_reply(access, WORDS, attach(PDF))
    assert [letter.is_own for letter in correspondence.read_letters(access)] == [True, False]
    assert WORDS in read_submission_page(ben_client, written_to)


def test_changed_or_removed_reply_is_detected(access: OwnPageAccess, written_to: Submission) -> None:
    correspondence.send_reply(access, WORDS)
    Reply.objects.all().delete()
    written_to.refresh_from_db()
    assert outside_changes.find_changes(written_to) == ["rows"]


def test_file_of_another_reply_does_not_open(access: OwnPageAccess, written_to: Submission, ben_client: Client) -> None:
    correspondence.send_reply(access, WORDS, attach(PDF))
    correspondence.send_reply(access, WORDS, attach(PDF + b"\n%%EOF"))
    one, two = Reply.objects.all()
    stolen = two.file.sealed_content
    ReplyFile.objects.filter(reply=one).update(sealed_content=stolen)
    assert ben_client.get(submission_url(written_to, f"replies/{one.pk}/file/")).status_code == 500
    assert ben_client.get(submission_url(written_to, f"replies/{two.pk}/file/")).status_code == 200
    assert AuditEntry.objects.filter(action=Action.FILE_DOWNLOADED).count() == 1


def test_erasing_takes_replies_and_files_along(access: OwnPageAccess, written_to: Submission) -> None:
    correspondence.send_reply(access, WORDS, attach(PDF))
    patient_actions.erase_submission(access)
    assert (Reply.objects.count(), ReplyFile.objects.count()) == (0, 0)
    assert Submission.objects.get().patient_change == PatientChange.ERASED
    assert outside_changes.find_changes(Submission.objects.select_related("version").get()) == []
