"""The audit chain records actions and reveals when somebody has changed an entry."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from intake.audit import chain as audit_chain
from intake.audit import checks
from intake.audit.checks import AuditFault
from intake.enums import Action, Finding
from intake.models import AuditEntry, AuditHead, Submission
from intake.visitor.actions import Receipt

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unguarded_audit")]


@pytest.fixture
def chain(receipt: Receipt) -> Submission:
    """Five entries: one of the visitor's, four of Ben's."""
    ben = User.objects.create_user("ben")
    for _ in range(4):
        with transaction.atomic():
            audit_chain.record_action(Action.OPENED, receipt.submission, by=ben, note="code")
    return receipt.submission


def test_each_entry_holds_the_hash_of_the_previous_one(chain: Submission) -> None:
    entries = list(AuditEntry.objects.all())
    assert [entry.sequence for entry in entries] == [1, 2, 3, 4, 5]
    assert [entry.previous_hash for entry in entries] == [
        audit_chain.CHAIN_START,
        *(entry.hash for entry in entries[:-1]),
    ]
    assert {entry.actor_name for entry in entries} == {"", "ben"}
    assert checks.verify_chain() is None


def test_empty_chain_is_valid(db: None) -> None:
    assert checks.verify_chain() is None


@pytest.mark.parametrize(
    "changes",
    [
        {"actor_name": "cleo"},
        {"actor_id": ""},
        {"action": Action.EXPORTED},
        {"reference": "ZZZZ-ZZZZ"},
        {"detail": {}},
        {"submission_id": "00000000-0000-0000-0000-000000000000"},
        {"hash": "0" * 64},
        {"previous_hash": "0" * 64},
    ],
)
def test_changed_entry_is_detected(chain: Submission, changes: dict[str, Any]) -> None:
    AuditEntry.objects.filter(sequence=3).update(**changes)
    assert checks.verify_chain() == AuditFault(Finding.BROKEN_LINK, 3)


def test_changed_time_is_detected(chain: Submission) -> None:
    entry = AuditEntry.objects.get(sequence=2)
    AuditEntry.objects.filter(sequence=2).update(at=entry.at + timedelta(microseconds=1000))
    assert checks.verify_chain() == AuditFault(Finding.BROKEN_LINK, 2)


def test_rehashed_entry_breaks_the_next_link(chain: Submission) -> None:
    entry = AuditEntry.objects.get(sequence=3)
    entry.actor_name = "cleo"
    AuditEntry.objects.filter(sequence=3).update(actor_name="cleo", hash=audit_chain.hash_entry(entry))
    assert checks.verify_chain() == AuditFault(Finding.BROKEN_LINK, 4)


@pytest.mark.parametrize(("sequence", "broken"), [(1, 1), (3, 3), (5, 5)])
def test_removed_entry_is_detected(chain: Submission, sequence: int, broken: int) -> None:
    AuditEntry.objects.filter(sequence=sequence).delete()
    assert checks.verify_chain() == AuditFault(Finding.BROKEN_LINK, broken)


def test_inserted_entry_is_detected(chain: Submission) -> None:
    last = AuditEntry.objects.get(sequence=5)
    last.sequence, last.previous_hash = 6, last.hash
    last.hash = audit_chain.hash_entry(last)
    last.save(force_insert=True)
    assert checks.verify_chain() == AuditFault(Finding.BROKEN_LINK, 6 + 1)


def test_missing_head_is_detected(chain: Submission) -> None:
    AuditHead.objects.all().delete()
    assert checks.verify_chain() == AuditFault(Finding.BROKEN_LINK, 6)


def test_emptied_table_is_detected(chain: Submission) -> None:
    AuditEntry.objects.all().delete()
    assert checks.verify_chain() == AuditFault(Finding.BROKEN_LINK, 1)


def test_entries_outlive_their_submission(chain: Submission) -> None:
    chain.delete()
    assert AuditEntry.objects.count() == 5
    assert checks.verify_chain() is None


@pytest.mark.django_db(transaction=True)
def test_entry_needs_a_transaction(receipt: Receipt) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        audit_chain.record_action(Action.OPENED, receipt.submission, by=None)


@pytest.mark.django_db(transaction=True)
def test_rolled_back_action_leaves_no_entry(receipt: Receipt) -> None:
    with transaction.atomic():
        audit_chain.record_action(Action.OPENED, receipt.submission, by=None)
        transaction.set_rollback(True)
    assert AuditEntry.objects.count() == 1
    assert checks.verify_chain() is None


def test_entry_of_an_older_release_keeps_its_hash() -> None:
    """An entry written by an earlier release still verifies."""
    entry = AuditEntry(
        sequence=7,
        at=datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC),
        actor_id="3",
        actor_name="ben",
        action=Action.STATE_CHANGED,
        submission_id=uuid.UUID("11111111-2222-3333-4444-555555555555"),
        reference="CCCC-DDDD",
        detail={"from": "new", "to": "closed"},
        previous_hash="ab" * 32,
    )
    assert audit_chain.hash_entry(entry) == "454f521f9684b7cf87e7311ca665305f449e1098417add9ee775cd7a07a4cad5"


def test_entry_without_submission_is_part_of_the_chain(chain: Submission) -> None:
    with transaction.atomic():
        failed = audit_chain.record_action(Action.SIGN_IN_FAILED, client="192.0.2.7")
        audit_chain.record_action(Action.SIGNED_IN, by=User.objects.get(username="ben"))
    failed.refresh_from_db()
    assert (failed.submission_id, failed.reference, failed.actor_name) == (None, "", "")
    assert checks.verify_chain() is None
    AuditEntry.objects.filter(pk=failed.pk).update(submission_id=chain.pk)
    assert checks.verify_chain() == AuditFault(Finding.BROKEN_LINK, failed.pk)
