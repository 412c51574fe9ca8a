"""What is erased, when, and that it stays erased in a database that is restored from a backup."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import CommandError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from fibro_site.processes import startup
from intake import tasks
from intake.audit import outside_changes
from intake.encryption import submission_keys
from intake.enums import Action, ErasureCause, HoldReason, SubmissionState
from intake.models import AuditEntry, Erasure, ErasurePlan, LegalHold, RetentionRule, Submission, WrappedKey
from intake.patient import actions as patient_actions
from intake.retention import holds, ledger, plans
from intake.staff import actions
from intake.visitor.actions import Receipt
from tests.conftest import signed_in
from tests.intake import builders
from tests.intake.management.command_line import run_command
from tests.intake.patient.own_page import open_own_page, read_page
from tests.intake.staff.pages import get_page_text, submission_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(receipt: Receipt, ben: User) -> Submission:
    """A submission that Ben closed today."""
    submission = receipt.submission
    actions.change_state(submission.pk, SubmissionState.CLOSED, by=ben, expected_revision=0)
    return submission


@pytest.fixture
def rule(closed: Submission) -> RetentionRule:
    return RetentionRule.objects.create(state=SubmissionState.CLOSED, months=6)


def is_erased() -> bool:
    return Submission.objects.get().erased_at is not None


def run_nightly(days: int) -> None:
    """Run the nightly task, so many days from now."""
    with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
        tasks.apply_retention()


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [((2026, 1, 31), 1, (2026, 2, 28)), ((2026, 12, 5), 1, (2027, 1, 5)), ((2028, 2, 29), 12, (2029, 2, 28))],
)
def test_months_end_on_the_same_day(day: Any, months: int, expected: Any) -> None:
    assert plans.add_months(date(*day), months) == date(*expected)


def test_rule_erases_after_a_months_notice(rule: RetentionRule, closed: Submission, ben_client: Any) -> None:
    run_nightly(100)
    assert (ErasurePlan.objects.count(), len(mail.outbox)) == (0, 0)
    run_nightly(160)
    assert [message.subject[:30] for message in mail.outbox] == ["Submissions to be erased from "]
    assert closed.reference not in mail.outbox[0].body
    assert closed.reference in get_page_text(ben_client.get(reverse("intake_accountability:retention")))
    run_nightly(189)
    assert not is_erased()
    run_nightly(191)
    assert is_erased()
    assert len(mail.outbox) == 1
    assert not WrappedKey.objects.exists()
    assert Erasure.objects.get().cause == ErasureCause.RETENTION
    # A counted skeleton, which the audit knows to be right.
    kept = Submission.objects.select_related("version").get()
    assert (kept.reference, kept.state, bytes(kept.sealed_answers)) == (closed.reference, "closed", b"")
    assert outside_changes.find_changes(kept) == []
    assert AuditEntry.objects.get(action=Action.ERASED).actor_name == "site"
    page = ben_client.get(submission_url(kept))
    assert "erased when its time was over" in get_page_text(page)


def test_rule_for_old_submissions_still_gives_notice(closed: Submission) -> None:
    RetentionRule.objects.create(state=SubmissionState.CLOSED, months=1)
    assert ErasurePlan(due_on=date(2026, 1, 1)).erased_from is None
    run_nightly(4000)
    told, today = ErasurePlan.objects.get(), timezone.localdate() + timedelta(days=4000)
    assert told.due_on < today
    assert told.erased_from == today + timedelta(days=30)
    run_nightly(4029)
    assert not is_erased()
    run_nightly(4031)
    assert is_erased()


def test_row_that_says_the_manager_was_told_is_not_believed(rule: RetentionRule, closed: Submission) -> None:
    """Else the site would erase at once what somebody adds to its table, and again in each restored backup."""
    due_on = plans.add_months(timezone.localdate(), 6)
    ErasurePlan.objects.create(submission=closed, due_on=due_on, reminded_at=timezone.now())
    run_nightly(200)
    assert not is_erased()
    assert len(mail.outbox) == 1
    # Nor is a day that was moved, with the proof of another.
    ErasurePlan.objects.update(reminded_at=timezone.now())
    run_nightly(201)
    assert (is_erased(), len(mail.outbox)) == (False, 2)
    run_nightly(232)
    assert is_erased()


def test_time_that_was_changed_outside_erases_nothing(rule: RetentionRule, closed: Submission) -> None:
    Submission.objects.update(state_changed_at=timezone.now() - timedelta(days=4000))
    run_nightly(0)
    run_nightly(31)
    assert not is_erased()
    with transaction.atomic():
        outside_changes.adopt_submission(Submission.objects.get(), reason="looked at")
    run_nightly(32)
    assert is_erased()


def test_reopened_submission_and_own_rule_are_kept(rule: RetentionRule, closed: Submission, ben: User) -> None:
    run_nightly(160)
    own = RetentionRule.objects.create(
        questionnaire=closed.version.questionnaire, state=SubmissionState.CLOSED, months=60
    )
    run_nightly(170)
    assert not ErasurePlan.objects.exists()
    own.delete()
    run_nightly(171)
    assert ErasurePlan.objects.exists()
    actions.change_state(closed.pk, SubmissionState.IN_REVIEW, by=ben, expected_revision=1)
    run_nightly(250)
    assert not is_erased()


def test_hold_keeps_a_submission_from_everybody(
    rule: RetentionRule, closed: Submission, receipt: Receipt, dora: User
) -> None:
    client, today = signed_in(dora), timezone.localdate()
    place = reverse("intake_accountability:place_hold", args=[closed.pk])
    assert client.post(place, {"reason": "claim", "until": "2001-01-01"}).status_code == 422
    client.post(place, {"reason": "claim", "file_number": "7/26", "until": (today + timedelta(days=400)).isoformat()})
    run_nightly(160)
    assert "1 of them is on hold, and is erased when that ends." in mail.outbox[0].body
    run_nightly(200)
    assert not is_erased()
    browser = open_own_page(receipt.submission.reference, receipt.visitor_code).follow("Delete what I sent")
    assert "The law obliges the clinic to keep what you sent" in read_page(browser)
    browser.send(sure="on")
    assert "The law obliges the clinic to keep what you sent" in read_page(browser)
    assert not is_erased()
    hold = LegalHold.objects.get()
    client.post(reverse("intake_accountability:end_hold", args=[closed.pk, hold.pk]))
    run_nightly(201)
    assert is_erased()
    # What leads to the person in another file goes with the rest.
    hold.refresh_from_db()
    assert (hold.reason, hold.file_number) == ("claim", "")
    recorded = AuditEntry.objects.filter(action__in=[Action.HOLD_PLACED, Action.HOLD_ENDED])
    assert [(entry.action, entry.actor_name) for entry in recorded] == [("hold-placed", "dora"), ("hold-ended", "dora")]


def test_hold_that_was_taken_out_of_its_table_still_holds(rule: RetentionRule, closed: Submission, dora: User) -> None:
    today = timezone.localdate()
    for days in (250, 300):
        until = today + timedelta(days=days)
        holds.place_hold(closed, HoldReason.CLAIM, file_number="", until=until, by=dora)
    longer = LegalHold.objects.latest("until")
    holds.end_hold(longer, by=dora)
    run_nightly(160)
    LegalHold.objects.all().delete()
    run_nightly(249)
    assert not is_erased()
    run_nightly(252)
    assert is_erased()


def test_hold_ends_by_itself(closed: Submission, dora: User) -> None:
    holds.place_hold(closed, HoldReason.COMPLAINT, file_number="", until=timezone.localdate(), by=dora)
    assert holds.find_hold_end(closed)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert holds.find_hold_end(closed) is None


def test_dry_run_changes_nothing(rule: RetentionRule, closed: Submission) -> None:
    Submission.objects.update(state_changed_at=timezone.now() - timedelta(days=400))
    entries = AuditEntry.objects.count()
    out = run_command("retention")[1]
    assert "Due within a month: 1. Told and ready to be erased: 0." in out
    assert (ErasurePlan.objects.count(), AuditEntry.objects.count(), len(mail.outbox)) == (0, entries, 0)


# --- The ledger ------------------------------------------------------------------------------------------------------


@pytest.fixture
def erased_since(receipt: Receipt, django_capture_on_commit_callbacks: Any) -> Submission:
    """A submission that its patient erased after a backup was made, in the database of the backup."""
    submission = Submission.objects.get()
    keys = list(submission.wrapped_keys.all())
    head = AuditEntry.objects.count()
    access = builders.open_access(submission, receipt.visitor_code)
    with django_capture_on_commit_callbacks(execute=True):
        patient_actions.erase_submission(access)
    assert head < AuditEntry.objects.count()
    # The rows of the backup.
    Erasure.objects.all().delete()
    submission.save()
    for key in keys:
        key.pk = None
        key.save()
    return submission


def test_no_process_starts_on_a_backup_until_it_is_replayed(erased_since: Submission) -> None:
    assert submission_keys.read_answers(erased_since, submission_keys.unwrap_data_key(erased_since))
    with pytest.raises(SystemExit, match="restored from a backup"):
        startup.verify_erasures()
    assert "Erased again: 1." in run_command("restore")[1]
    startup.verify_erasures()
    assert is_erased()
    assert not WrappedKey.objects.exists()
    assert Erasure.objects.get().cause == ErasureCause.PATIENT
    assert AuditEntry.objects.latest("sequence").detail["cause"] == "replayed"
    assert "Erased again: 0." in run_command("restore")[1]


def test_nobody_has_a_submission_erased_by_a_line_of_their_own(receipt: Receipt) -> None:
    submission = receipt.submission
    line = {"submission_id": str(submission.pk), "reference": "CCCC-CCCC", "cause": "patient"}
    ledger.append_lines([ledger.LedgerLine(**line, at="2026-01-01T00:00:00+00:00", proof="mac:00")])
    with ledger.get_ledger_file().open("a") as file:
        file.write('\n{"submission_id": "' + "cut off")
    with pytest.raises(CommandError, match="did not write: 1"):
        run_command("restore")
    assert not is_erased()


def test_staff_copy_what_public_machines_erased(receipt: Receipt) -> None:
    patient_actions.erase_submission(builders.open_access(receipt.submission, receipt.visitor_code))
    ledger.get_ledger_file().unlink(missing_ok=True)
    tasks.keep_audit()
    tasks.keep_audit()
    lines = [json.loads(line) for line in ledger.get_ledger_file().read_text().splitlines() if line]
    assert [line["reference"] for line in lines] == [receipt.submission.reference]
    assert ledger.read_lines()[0].is_proven
