"""Checkpoints record outside the database how far the audit had come."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import transaction

from intake import tasks
from intake.audit import chain as audit_chain
from intake.audit import checkpoints, checks
from intake.audit.checks import AuditFault
from intake.enums import Action, Finding
from intake.models import AuditEntry, AuditHead, Submission
from intake.visitor.actions import Receipt

pytestmark = pytest.mark.django_db


def test_checkpoint_without_valid_proof_is_ignored(proven_chain: Submission, audit_folder: Path) -> None:
    file = audit_folder / "checkpoints.json"
    [line] = json.loads(file.read_text())
    assert (line["sequence"], file.stat().st_mode & 0o777) == (6, 0o600)
    file.write_text(json.dumps([line | {"sequence": 2}]))
    assert checkpoints.read_checkpoints() == []


def test_checkpoint_only_advances_and_keeps_one_a_day(proven_chain: Submission) -> None:
    for day in range(3):
        with time_machine.travel(datetime.now(UTC) + timedelta(days=day), tick=False):
            for sequence in (10 + day * 10, 11 + day * 10, 5):
                checkpoints.advance_checkpoint(sequence, "ab" * 32)
    assert [point.sequence for point in checkpoints.read_checkpoints()] == [6, 11, 21, 31]


@pytest.mark.django_db(transaction=True)
def test_action_of_staff_advances_the_checkpoint_after_commit(receipt: Receipt) -> None:
    checks.begin_proof()
    [began] = checkpoints.read_checkpoints()
    ben = User.objects.create_user("ben")
    with transaction.atomic():
        entry = audit_chain.record_action(Action.OPENED, receipt.submission, by=ben)
        assert checkpoints.read_checkpoints() == [began]
    assert [point.sequence for point in checkpoints.read_checkpoints()] == [began.sequence, entry.sequence]


@pytest.mark.django_db(transaction=True)
def test_proofs_begin_also_if_somebody_acts_in_the_first_minute(receipt: Receipt) -> None:
    with transaction.atomic():
        audit_chain.record_action(Action.OPENED, receipt.submission, by=User.objects.create_user("ben"))
    assert checkpoints.read_checkpoints() == []
    tasks.keep_audit()
    began = audit_chain.find_proof_start()
    assert began
    assert [point.sequence for point in checkpoints.read_checkpoints()] == [began.sequence]


@pytest.mark.usefixtures("unguarded_audit")
def test_proofs_begin_where_a_checkpoint_came_before_them_and_not_where_they_were_cut_off(receipt: Receipt) -> None:
    with transaction.atomic():
        entry = audit_chain.record_action(Action.OPENED, receipt.submission, by=User.objects.create_user("ben"))
    checkpoints.advance_checkpoint(entry.sequence, entry.hash)
    tasks.keep_audit()
    began = audit_chain.find_proof_start()
    assert began
    assert checks.verify_chain() is None

    AuditEntry.objects.filter(pk=began.pk).delete()
    AuditHead.objects.update(sequence=entry.sequence, hash=entry.hash)
    tasks.keep_audit()
    assert audit_chain.find_proof_start() is None
    assert checks.verify_chain() == AuditFault(Finding.CUT_OFF, began.sequence)


@pytest.mark.django_db(transaction=True)
def test_full_disk_loses_the_checkpoint_and_not_the_action(
    receipt: Receipt, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*args: Any) -> None:
        raise OSError

    checks.begin_proof()
    monkeypatch.setattr(checkpoints, "write_checkpoints", full)
    with transaction.atomic():
        audit_chain.record_action(Action.OPENED, receipt.submission, by=User.objects.create_user("ben"))
    assert "checkpoint" in caplog.text
