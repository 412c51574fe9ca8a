"""One command and one button give a person everything that is held about them, and the audit says so."""

import base64
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from intake.contact_index import indexing
from intake.enums import Action, DisclosureReason, WithholdingReason
from intake.management.commands.disclose import Command
from intake.models import AuditEntry, QuestionnaireVersion, Submission
from intake.patient import actions as patient_actions
from intake.patient import correspondence
from intake.questionnaires import publishing
from intake.staff import actions, appointment_actions, opened_submission
from intake.visitor.actions import Receipt
from tests.intake import builders
from tests.intake.files import PNG
from tests.intake.management.command_line import run_command
from tests.intake.staff.pages import get_page_text
from tests.intake.visitor_client import ADA

pytestmark = pytest.mark.django_db


@pytest.fixture
def known(receipt: Receipt, ben: User) -> Submission:
    """A submission that Ben opened, noted something about, answered, and proposed a time for; its patient replied and
    corrected their name.
    """
    pk = receipt.submission.pk
    opened_submission.open_submission(pk, by=ben)
    actions.add_note(pk, "Sounds exhausted", by=ben)
    actions.send_message(pk, "Please call us", by=ben)
    appointment_actions.propose_appointment(pk, timezone.now() + timedelta(days=3), 30, "Room 4", by=ben)
    access = builders.open_access(receipt.submission, receipt.visitor_code)
    correspondence.send_reply(access, "Better in the morning")
    patient_actions.correct_contact(access, {"contact.name": "Ada, corrected"})
    return receipt.submission


def post(client: Client, submission: Submission, **data: str) -> Any:
    url = reverse("intake_accountability:disclose", args=[submission.pk])
    return client.post(url, {"reason": "letter", "withheld": ""} | data)


def test_file_holds_everything(mia_client: Client, known: Submission) -> None:
    response = post(mia_client, known, **{"as": "json"})
    assert response["Cache-Control"] == "no-store, private"
    assert response["Content-Disposition"].startswith("attachment")
    dossier = json.loads(response.content)
    answers = {answer["question"]: answer["answer"] for answer in dossier["answers_as_sent"]}
    assert answers["Tell us about your nights"] == ["It wakes me at three."]
    corrected = {answer["question"]: answer["answer"] for answer in dossier["answers_as_corrected"]}
    assert corrected["Your name"] == ["Ada, corrected"]
    assert [note["text"] for note in dossier["notes_of_staff"]] == ["Sounds exhausted"]
    assert [message["text"] for message in dossier["messages_from_the_clinic"]] == ["Please call us"]
    assert [reply["text"] for reply in dossier["replies_of_the_patient"]] == ["Better in the morning"]
    assert [appointment["place"] for appointment in dossier["appointments"]] == ["Room 4"]
    assert dossier["rules_that_applied"][0]["reason"] == "Pain at night"
    assert [entry["who"] for entry in dossier["audit"] if entry["saw_the_answers"]] == ["ben", "mia"]
    entry = AuditEntry.objects.latest("sequence")
    assert (entry.action, entry.actor_name, entry.detail) == (Action.DISCLOSED, "mia", {"reason": "letter"})


def test_page_can_be_read_and_withholds_notes_with_a_reason(mia_client: Client, known: Submission) -> None:
    words = get_page_text(post(mia_client, known, withheld="others"))
    for expected in (
        "It wakes me at three.",
        "Please call us",
        "Better in the morning",
        "Room 4",
        "Withheld: they tell of other people",
        "Pain at night",
    ):
        assert expected in words
    assert "Sounds exhausted" not in words
    assert AuditEntry.objects.latest("sequence").detail == {"reason": "letter", "withheld": "others"}
    assert post(mia_client, known, reason="").status_code == 422


def test_erased_submission_gives_what_stayed(mia_client: Client, receipt: Receipt) -> None:
    patient_actions.erase_submission(builders.open_access(receipt.submission, receipt.visitor_code))
    dossier = json.loads(post(mia_client, receipt.submission, **{"as": "json"}).content)
    assert dossier["erased_at"]
    assert "answers_as_sent" not in dossier
    assert "Deleted" in [entry["action"] for entry in dossier["audit"]]


def test_command_writes_a_file_for_one_reader(known: Submission, ben: User, tmp_path: Path) -> None:
    file = tmp_path / "everything.json"
    command = ("disclose", known.reference, "--by", "ben", "--reason", "court", "--output", str(file))
    assert "Delete it once" in run_command(*command)[1]
    assert file.stat().st_mode & 0o777 == 0o600
    assert json.loads(file.read_text())["notes_of_staff"]
    assert AuditEntry.objects.latest("sequence").detail == {"reason": "court"}


def test_command_explains_its_choices() -> None:
    # It breaks lines within words, too.
    said = "".join(Command().create_parser("manage.py", "disclose").format_help().split())
    for choice in (*DisclosureReason, *WithholdingReason):
        assert "".join(f"{choice.value} ({choice.label})".split()) in said


def test_others_are_refused(cleo_client: Client, known: Submission) -> None:
    assert post(cleo_client, known).status_code == 302
    assert not AuditEntry.objects.filter(action=Action.DISCLOSED).exists()


def test_file_of_a_reply_and_other_submissions_of_the_person_are_in_it(
    mia_client: Client, known: Submission, receipt: Receipt, version: QuestionnaireVersion
) -> None:
    access = builders.open_access(known, receipt.visitor_code)
    correspondence.send_reply(access, "My scan", SimpleUploadedFile("scan.png", PNG))
    other = builders.make_receipt(version, **{"contact.name": "Corrected, Ada"}).submission
    indexing.index_due_submissions(seconds=10)
    dossier = json.loads(post(mia_client, known, **{"as": "json"}).content)
    [_, reply] = dossier["replies_of_the_patient"]
    assert (reply["file"]["name"], base64.b64decode(reply["file"]["data"])) == ("scan.png", PNG)
    assert dossier["perhaps_of_the_same_person"] == [{"reference": other.reference, "same": "Full name"}]
    words = get_page_text(post(mia_client, known))
    assert other.reference in words
    assert "scan.png" in words


def test_page_gives_out_each_score_with_its_result(mia_client: Client, published_starter: None) -> None:
    version = publishing.find_live_version()
    assert version
    words = get_page_text(post(mia_client, builders.make_receipt_with(version, ADA).submission))
    for told in (
        "ACR 2016 fibromyalgia criteria (self-report) Result Met",
        "Pain in 5 of 5 regions",
        "Result Negative",
    ):
        assert told in words
    assert "['" not in words
