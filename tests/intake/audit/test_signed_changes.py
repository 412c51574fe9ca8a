"""Somebody with the signing key and database account of a public machine cannot change a submission unnoticed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from intake.audit import chain, signatures
from intake.audit.digests import hash_columns, hash_contents
from intake.encryption import current_key
from intake.enums import Action, OutsideChange, SubmissionState
from intake.models import (
    AuditEntry,
    QuestionnaireVersion,
    Submission,
    WrappedKey,
)
from tests.intake import builders
from tests.intake.audit.outside_attacks import find_current_changes, reseal
from tests.intake.staff.pages import INBOX, OUTSIDE_CHANGE_WARNING

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unguarded_audit", "audit_proofs")]


def sign(action: Action, submission: Submission, **detail: str) -> None:
    with transaction.atomic():
        chain.record_action(
            action, Submission.objects.select_related("version").get(pk=submission.pk), by=None, **detail
        )


def digests(submission: Submission) -> dict[str, str]:
    """Return the digests of the row as it was changed."""
    row = Submission.objects.select_related("version").get(pk=submission.pk)
    return {"columns": hash_columns(row), "contents": hash_contents(row, row.wrapped_keys.all())}


def change_urgency_and_sign(action: Action) -> Callable[[Submission], None]:
    def attack(submission: Submission) -> None:
        Submission.objects.update(urgency="urgent", outcome="not-for-this-clinic")
        sign(action, submission, **digests(submission))

    return attack


def replace_answers_and_sign(submission: Submission) -> None:
    reseal(submission)
    sign(Action.CONTACT_CORRECTED, submission, **digests(submission))


def give_another_code_and_sign(submission: Submission) -> None:
    WrappedKey.objects.filter(holder="visitor").update(key_id="00" * 16)
    sign(Action.CODE_REPLACED, submission, **digests(submission))


def close_and_sign(submission: Submission, to: SubmissionState, **detail: str) -> None:
    Submission.objects.update(state=to, state_changed_at=timezone.now())
    sign(Action.STATE_CHANGED, submission, **{"from": submission.state, "to": to.value}, **detail)


SIGNED_ATTACKS: dict[str, Callable[[Submission], None]] = {
    "as if it were sent again": change_urgency_and_sign(Action.SUBMITTED),
    "as if it were erased": change_urgency_and_sign(Action.ERASED),
    "as if details were corrected": change_urgency_and_sign(Action.CONTACT_CORRECTED),
    "as if it were taken as it stands": change_urgency_and_sign(Action.ADOPTED),
    "other answers": replace_answers_and_sign,
    "another code": give_another_code_and_sign,
    "accepted": lambda submission: close_and_sign(submission, SubmissionState.ACCEPTED),
    "closed": lambda submission: close_and_sign(submission, SubmissionState.CLOSED, reason="erased"),
    "closed as withdrawn": lambda submission: close_and_sign(submission, SubmissionState.CLOSED, reason="withdrawn"),
}


@pytest.mark.parametrize("name", SIGNED_ATTACKS)
def test_signed_change_that_no_visitor_makes_is_detected(
    full_submission: Submission,
    as_public: Any,
    name: str,
) -> None:
    current_key.record_current_key()
    as_public(True)
    SIGNED_ATTACKS[name](full_submission)
    as_public(False)
    assert find_current_changes(full_submission)


@pytest.mark.parametrize(
    ("action", "detail"),
    [
        ("state-changed", {}),
        ("state-changed", {"from": "in-review", "to": ["closed"]}),
        ("contact-corrected", {"row": {}}),
        ("erased", []),
        ("erased", {"mark": 3}),
        ("submitted", {"since": "yesterday", "rows": 3}),
    ],
)
def test_unreadable_signed_entry_breaks_no_page(
    full_submission: Submission,
    ben_client: Client,
    as_public: Any,
    action: str,
    detail: Any,
) -> None:
    """With a valid signature it would otherwise break the inbox and every nightly check."""
    as_public(True)
    with transaction.atomic():
        chain.record_action(Action(action), full_submission, by=None)
    entry = AuditEntry.objects.latest("sequence")
    entry.detail, entry.hash = detail, ""
    entry.hash = chain.hash_entry(entry)
    entry.proof = signatures.create_proof(chain.ENTRY_PURPOSE, entry.hash)
    QuerySet(AuditEntry).filter(pk=entry.pk).update(detail=detail, hash=entry.hash, proof=entry.proof)
    as_public(False)

    assert chain.is_proven(AuditEntry.objects.latest("sequence"))
    assert OutsideChange.ENTRY in find_current_changes(full_submission)
    assert OUTSIDE_CHANGE_WARNING in ben_client.get(f"{INBOX}{full_submission.pk}/").content.decode()
    assert ben_client.get(INBOX).status_code == 200


def test_sent_submission_is_new_whatever_its_entry_says(version: QuestionnaireVersion, as_public: Any) -> None:
    current_key.record_current_key()
    as_public(True)
    row = builders.make_row(version)
    Submission.objects.update(state=SubmissionState.ACCEPTED)
    sign(Action.SUBMITTED, row, **digests(row), state=SubmissionState.ACCEPTED.value, since="2020-01-01T00:00:00+00:00")
    as_public(False)
    assert find_current_changes(row) == [OutsideChange.STATE]
