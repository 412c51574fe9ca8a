"""Somebody who can write to the database but holds no key cannot change or truncate the audit unnoticed."""

import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings as site_settings
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from pytest_django import Settings

from fibro_site.checks import check_key_ring
from intake import tasks
from intake.audit import chain as audit_chain
from intake.audit import checkpoints, checks, signatures
from intake.audit.checks import AuditFault
from intake.encryption import key_ring, primitives
from intake.enums import Action, Finding
from intake.models import AuditCheck, AuditEntry, AuditHead, Submission
from tests.intake.audit.forgeries import cut_off, forge, write_anew

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unguarded_audit")]


def verify_links_alone() -> AuditFault | None:
    """Verify the chain as if there were neither proofs nor checkpoints."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(audit_chain, "find_proof_start", lambda: None)
        patch.setattr(checkpoints, "read_checkpoints", list)
        return checks.verify_chain()


def test_untouched_chain_is_valid(proven_chain: Submission) -> None:
    assert checks.verify_chain() is None
    assert checks.check_audit() is None
    assert checks.get_audit_alarm() is None


@pytest.mark.parametrize("count", [1, 3, 5])
def test_cut_off_end_is_detected(proven_chain: Submission, count: int) -> None:
    cut_off(count)
    assert verify_links_alone() is None  # the chain by itself does not show it
    assert checks.verify_chain() == AuditFault(Finding.CUT_OFF, 7 - count)


def test_cut_off_end_is_detected_after_new_entries(proven_chain: Submission) -> None:
    cut_off(2)
    for _ in range(5):
        with transaction.atomic():
            audit_chain.record_action(Action.OPENED, proven_chain, by=User.objects.get())
    assert verify_links_alone() is None
    assert checks.verify_chain() == AuditFault(Finding.CUT_OFF, 6)


def test_emptied_audit_is_detected(proven_chain: Submission) -> None:
    AuditEntry.objects.all().delete()
    AuditHead.objects.update(sequence=0, hash=audit_chain.CHAIN_START)
    assert checks.verify_chain() == AuditFault(Finding.CUT_OFF, 1)
    tasks.keep_audit()  # must not start a new audit
    assert not AuditEntry.objects.exists()
    assert checks.get_audit_alarm() is not None


def test_rewritten_history_is_detected(proven_chain: Submission) -> None:
    AuditEntry.objects.filter(sequence=4).update(actor_name="somebody else")
    write_anew(4)
    assert verify_links_alone() is None
    assert checks.verify_chain() == AuditFault(Finding.UNPROVEN, 4)


def test_entries_from_before_the_proofs_are_protected(proven_chain: Submission) -> None:
    AuditEntry.objects.filter(sequence=1).update(reference="ZZZZ-ZZZZ")
    write_anew(1)
    assert verify_links_alone() is None
    assert checks.verify_chain() is not None


def test_forged_entry_is_detected(proven_chain: Submission) -> None:
    entry = forge()
    assert verify_links_alone() is None
    assert checks.verify_chain() == AuditFault(Finding.UNPROVEN, entry.sequence)


def test_proof_is_valid_for_its_own_entry_only(proven_chain: Submission) -> None:
    entry = forge(proof=AuditEntry.objects.get(sequence=3).proof)
    assert checks.verify_chain() == AuditFault(Finding.UNPROVEN, entry.sequence)


# --- The public process ----------------------------------------------------------------------------------------------


def test_entry_of_a_public_process_is_signed_and_verified(proven_chain: Submission, as_public: Any) -> None:
    as_public(True)
    with transaction.atomic():
        entry = audit_chain.record_action(Action.OWN_PAGE_OPENED, proven_chain)
    assert entry.proof.startswith("sig:")
    with pytest.raises(key_ring.KeyUnavailable):
        checks.verify_chain()
    tasks.keep_audit()
    tasks.verify_audit()
    assert not AuditCheck.objects.exists()

    as_public(False)
    assert checks.verify_chain() is None
    forged = primitives.SigningKey.generate().sign(
        signatures.build_proof_message(audit_chain.ENTRY_PURPOSE, entry.hash)
    )
    AuditEntry.objects.filter(pk=entry.pk).update(proof=signatures.SIGNATURE_PREFIX + base64.b64encode(forged).decode())
    assert checks.verify_chain() == AuditFault(Finding.UNPROVEN, entry.sequence)


@pytest.mark.parametrize("action", [Action.PROOF_BEGAN, Action.ADOPTED, Action.SIGNED_IN, Action.EXPORTED])
def test_public_process_cannot_sign_actions_of_staff(proven_chain: Submission, as_public: Any, action: Action) -> None:
    as_public(True)
    with transaction.atomic():
        audit_chain.record_action(
            action, by=User.objects.get() if action is Action.SIGNED_IN else None, reason="accepted"
        )
    as_public(False)
    assert checks.verify_chain() == AuditFault(Finding.UNPROVEN, 7)


def test_public_process_without_signing_key_still_records(
    proven_chain: Submission, as_public: Any, settings: Any, tmp_path: Path
) -> None:
    settings.SUBMISSION_SIGNING_KEY_FILE = tmp_path / "none"
    as_public(True)
    with transaction.atomic():
        entry = audit_chain.record_action(Action.OWN_PAGE_OPENED, proven_chain)
    as_public(False)
    assert entry.proof == ""
    assert checks.verify_chain() == AuditFault(Finding.UNPROVEN, entry.sequence)


# --- Reports ---------------------------------------------------------------------------------------------------------


def test_command_names_the_first_broken_entry(proven_chain: Submission, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("audit", "verify")
    assert "Entries checked: 6." in capsys.readouterr().out
    cut_off(2)
    with pytest.raises(CommandError, match="from entry 5 on"):
        call_command("audit", "verify")


def test_restored_older_database_can_be_accepted(proven_chain: Submission) -> None:
    cut_off(2)
    call_command("audit", "verify", "--accept")
    assert checks.verify_chain() is None
    assert AuditEntry.objects.latest("sequence").detail == {"reason": "accepted"}
    tasks.keep_audit()
    cut_off(1)
    assert checks.verify_chain() == AuditFault(Finding.CUT_OFF, 5)


def test_finding_is_logged_and_shown_to_staff_and_in_health(
    proven_chain: Submission, ben_client: Client, dora_client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    assert "is not reliable" not in ben_client.get("/admin/intake/submissions/").content.decode()
    cut_off(2)
    tasks.verify_audit()

    assert "is wrong from entry 5" in caplog.text
    for client in (ben_client, dora_client):
        for address in ("/admin/", "/admin/intake/submissions/"):
            assert "is not reliable from entry 5" in client.get(address).content.decode()
    assert dora_client.get("/health/ready/").json()["status"] == "degraded"


def test_deleted_submission_is_reported_to_staff(proven_chain: Submission, ben_client: Client) -> None:
    checks.check_audit()
    assert checks.get_audit_alarm() is None
    Submission.objects.all().delete()
    assert checks.verify_chain() is None  # all its entries are there
    tasks.verify_audit()
    assert checks.read_last_check().fault == AuditFault(Finding.GONE, 1)
    assert "is not reliable from entry 1" in ben_client.get("/admin/intake/submissions/").content.decode()
    call_command("audit", "verify", "--accept")
    assert checks.get_audit_alarm() is None


def test_check_every_minute_finds_a_cut_off_end(proven_chain: Submission) -> None:
    checks.check_audit()
    cut_off(2)
    tasks.keep_audit()
    assert checks.read_last_check().fault == AuditFault(Finding.CUT_OFF, 5)


def test_forged_check_result_raises_the_alarm(proven_chain: Submission) -> None:
    cut_off(1)
    checks.check_audit()
    AuditCheck.objects.update(finding="", sequence=None)
    AuditEntry.objects.update(at=datetime.now(UTC) - timedelta(days=2))
    assert checks.get_audit_alarm() is not None


def test_missing_nightly_check_raises_the_alarm(proven_chain: Submission) -> None:
    assert checks.get_audit_alarm() is None  # it has just begun
    checks.check_audit()
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=27)):
        standing = checks.get_audit_alarm()
    assert standing is not None
    assert standing.fault is None


def test_beat_verifies_the_audit_every_night() -> None:
    beat = {entry["task"]: entry["schedule"] for entry in site_settings.CELERY_BEAT_SCHEDULE.values()}
    assert beat["intake.tasks.keep_audit"] == timedelta(minutes=1)
    assert (beat["intake.tasks.verify_audit"].hour, beat["intake.tasks.verify_audit"].minute) == ({2}, {47})


def test_strange_staff_key_is_told_and_begins_nothing(
    proven_chain: Submission, settings: Settings, tmp_path: Path
) -> None:
    """A folder of keys was lost, and `make setup` made others: everything that is there is unproven."""
    entries = AuditEntry.objects.count()
    # In a folder of its own: the key that all tests have is that of another process too.
    settings.STAFF_KEY_FILE = tmp_path / "staff-key.json"
    key_ring.write_key_file(settings.STAFF_KEY_FILE, primitives.StaffKey.generate().to_json())
    assert not checks.update_checkpoint()
    assert AuditEntry.objects.count() == entries
    alarm = checks.get_audit_alarm()
    assert alarm
    assert alarm.fault == AuditFault(Finding.STRANGE_KEY, 2)
    assert [found.id for found in check_key_ring(databases=["default"])] == ["fibro.E009"]
    with pytest.raises(CommandError, match="Bring it back"):
        call_command("audit", "verify")
    call_command("audit", "verify", "--accept")
    assert check_key_ring(databases=["default"]) == []
