"""Finds what was changed outside the site, by comparing a submission with what its audit entries say it must be.

The entries carry proofs that whoever can only write to the database cannot make (intake/audit/signatures.py). So the
rows can be checked against what the entries say of urgency, state, times, answers, keys, notes, messages, replies,
appointments, corrections and withdrawals, of whose case it is, whom notes name, and who was told that it is urgent.
"""

import logging
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from intake.audit import chain
from intake.audit.digests import AuditedRow, hash_columns, hash_contents, hash_row
from intake.audit.expectations import (
    CONTENT_ACTIONS,
    ExpectedSubmission,
    has_valid_detail,
    rank_patient_change,
    replay_entries,
)
from intake.audit.expected_work import describe_work
from intake.encryption import key_ring
from intake.enums import Action, OutsideChange, SubmissionState, Urgency
from intake.models import AuditEntry, Correction, Submission, Withdrawal, WrappedKey

logger = logging.getLogger(__name__)

# How far the time of a state may be from its entry's: both are taken in one transaction, one after the other.
STATE_TIME_TOLERANCE = timedelta(minutes=1)
BATCH_SIZE = 100
# These entries say nothing of the clear columns.
READ_ONLY_ACTIONS = (Action.OWN_PAGE_OPENED, Action.DOWNLOADED, Action.EXPORTED)
# Whoever made these changes may know the key to what stands there now, or may have written it. UNKNOWN is not among
# them: a public machine without its signing key stores genuine submissions that nothing proves.
CONTENT_CHANGES = {OutsideChange.COLUMNS, OutsideChange.CONTENTS, OutsideChange.ROWS}
# Rows beside a submission that change what is given out of it; and the entries that say what that must be.
GIVEN_ROW_ACTIONS = {Action.CONTACT_CORRECTED, Action.CONSENT_WITHDRAWN}
GIVEN_ACTIONS = {*CONTENT_ACTIONS, *GIVEN_ROW_ACTIONS}
ENTRY_COLUMNS = [column.name for column in AuditEntry._meta.concrete_fields]
OTHER_ACTIONS = [action for action in Action if action not in GIVEN_ACTIONS]


@dataclass(frozen=True)
class SubmissionAudit:
    """What the audit says of one submission, the first entry first, and from when on every entry has a proof."""

    entries: list[AuditEntry]
    proof_start: AuditEntry | None


def read_audit(pk: uuid.UUID) -> SubmissionAudit:
    """Read it in one query. Raises KeyUnavailable in a process of the public role."""
    found = list(AuditEntry.objects.filter(Q(submission_id=pk) | Q(action=Action.PROOF_BEGAN)).order_by("sequence"))
    starts = [entry for entry in found if entry.action == Action.PROOF_BEGAN]
    return SubmissionAudit(
        [entry for entry in found if entry.submission_id == pk], chain.choose_proof_start(reversed(starts))
    )


def read_audits(pks: Collection[uuid.UUID]) -> dict[uuid.UUID, SubmissionAudit]:
    """Read those of several submissions in two queries. Raises KeyUnavailable in a process of the public role."""
    if not pks:
        return {}
    entries: dict[uuid.UUID | None, list[AuditEntry]] = defaultdict(list)
    for entry in AuditEntry.objects.filter(submission_id__in=pks).order_by("sequence"):
        entries[entry.submission_id].append(entry)
    began = chain.find_proof_start()
    return {pk: SubmissionAudit(entries[pk], began) for pk in pks}


def find_changes(submission: Submission, audit: SubmissionAudit | None = None) -> list[OutsideChange]:
    """Return what of one submission was changed outside the site. `audit` is its own, if the caller has read it.

    Raises KeyUnavailable in a process of the public role.
    """
    audit = audit or read_audit(submission.pk)
    expected = replay_entries(audit.entries, audit.proof_start)
    changes = compare_columns(submission, expected)
    if expected.contents is not None and expected.contents != hash_contents(submission, submission.wrapped_keys.all()):
        changes.add(OutsideChange.CONTENTS)
    if expected.columns is not None and expected.rows != {hash_row(row) for row in iterate_rows(submission)}:
        changes.add(OutsideChange.ROWS)
    return sorted(changes | expected.work.find_changes(submission))


def has_changed_contents(submission: Submission) -> bool:
    """Return whether anything that can be read there differs from what was sent and written through the site.

    Raises KeyUnavailable in a process of the public role.
    """
    return not CONTENT_CHANGES.isdisjoint(find_changes(submission))


def find_changed_answers(
    given: Iterable[tuple[Submission, Iterable[WrappedKey], Iterable[Correction | Withdrawal]]],
    *,
    ids: QuerySet[Any] | list[uuid.UUID],
) -> set[uuid.UUID]:
    """Return the ids of the submissions whose answers, corrections or withdrawals differ from what was sent.

    The caller has read what is beside each; `ids` are those of the submissions, or a query for them. Notes and letters
    are not looked at, so it takes two queries however many there are. Raises KeyUnavailable in a process of the public
    role.
    """
    entries: dict[uuid.UUID | None, list[Any]] = defaultdict(list)
    # Not "those with these actions": the database would look for all entries with them, and not for these submissions.
    about = AuditEntry.objects.filter(submission_id__in=ids).exclude(action__in=OTHER_ACTIONS)
    for entry in about.order_by("sequence").values_list(*ENTRY_COLUMNS, named=True):
        entries[entry.submission_id].append(entry)
    began, staff_keys = chain.find_proof_start(), key_ring.load_staff_keys()
    changed = set()
    for submission, wrapped_keys, rows in given:
        found = entries[submission.pk]
        if has_changed_answers(submission, wrapped_keys, rows, found, replay_entries(found, began, staff_keys)):
            changed.add(submission.pk)
    return changed


def has_changed_answers(
    submission: Submission,
    wrapped_keys: Iterable[WrappedKey],
    rows: Iterable[Correction | Withdrawal],
    entries: Iterable[AuditEntry],
    expected: ExpectedSubmission,
) -> bool:
    if expected.contents is not None and expected.contents != hash_contents(submission, wrapped_keys):
        return True
    if expected.columns is None:
        return False
    present = {hash_row(row) for row in rows}
    given = (entry for entry in entries if entry.action in GIVEN_ROW_ACTIONS and has_valid_detail(entry))
    recorded = {entry.detail["row"] for entry in given if "row" in entry.detail}
    return expected.columns != hash_columns(submission) or not recorded & expected.rows <= present <= expected.rows


def find_changed_ids(submissions: Iterable[Submission]) -> set[uuid.UUID]:
    """Return the ids of the submissions whose clear columns were changed, in two queries however many there are.

    Raises KeyUnavailable in a process of the public role.
    """
    shown = list(submissions)
    entries: dict[uuid.UUID | None, list[AuditEntry]] = defaultdict(list)
    about = AuditEntry.objects.filter(submission_id__in=[row.pk for row in shown]).exclude(action__in=READ_ONLY_ACTIONS)
    for entry in about.order_by("sequence"):
        entries[entry.submission_id].append(entry)
    began = chain.find_proof_start()
    return {row.pk for row in shown if compare_columns(row, replay_entries(entries[row.pk], began))}


def compare_columns(submission: Submission, expected: ExpectedSubmission) -> set[OutsideChange]:
    """Return what was changed of what stands in clear, with the changes that the entries themselves reveal."""
    changes = set(expected.changes)
    if not expected.is_known:
        changes.add(OutsideChange.UNKNOWN)
    if rank_patient_change(submission.patient_change) < rank_patient_change(expected.patient_change):
        changes.add(OutsideChange.MARK)
    if not expected.work.has_expected_assignee(submission):
        changes.add(OutsideChange.ASSIGNEE)
    if expected.columns is None:
        return changes
    if expected.columns != hash_columns(submission) or (expected.is_erased and not is_erased_properly(submission)):
        changes.add(OutsideChange.COLUMNS)
    if not (has_expected_state(submission, expected) and has_allowed_end(expected)):
        changes.add(OutsideChange.STATE)
    return changes


def has_expected_state(submission: Submission, expected: ExpectedSubmission) -> bool:
    """Return whether a submission is in the state that its entries say, and since when they say."""
    at = expected.state_changed_at
    is_on_time = at is None or abs(submission.state_changed_at - at) <= STATE_TIME_TOLERANCE
    return submission.state == expected.state and is_on_time


def is_erased_properly(submission: Submission) -> bool:
    """Return whether a submission is what erasing leaves, and not something that somebody made look erased."""
    is_empty = not (submission.outcome or submission.doubts)
    return bool(submission.erased_at) and is_empty and submission.urgency == Urgency.ROUTINE


def has_allowed_end(expected: ExpectedSubmission) -> bool:
    """Return whether a patient can have ended a submission like this: by withdrawing a consent, or by erasing it."""
    return expected.patient_end_state in {"", SubmissionState.WITHDRAWN} or (
        expected.patient_end_state == SubmissionState.CLOSED and expected.is_erased
    )


def iterate_rows(submission: Submission) -> Iterator[AuditedRow]:
    """Yield the rows beside a submission that the audit covers."""
    yield from submission.notes.all()
    yield from submission.messages.all()
    yield from submission.corrections.all()
    yield from submission.withdrawals.all()
    yield from submission.replies.all()
    for appointment in submission.appointments.all():
        yield appointment
        yield from appointment.answers.all()


def adopt_submission(submission: Submission, *, reason: str) -> None:
    """Accept a submission as it stands, in the caller's transaction. A change from now on is found."""
    detail = dict(
        columns=hash_columns(submission),
        contents=hash_contents(submission, submission.wrapped_keys.all()),
        state=submission.state,
        since=submission.state_changed_at.astimezone(UTC).isoformat(),
        rows=" ".join(sorted(hash_row(row) for row in iterate_rows(submission))),
        reason=reason,
        **describe_work(submission),
    )
    chain.record_action(Action.ADOPTED, submission, by=None, **detail)


def adopt_older_submissions() -> int:
    """Accept the submissions that are older than the proofs, and no others. Return their number.

    Which are older, the audit says, whose history a checkpoint protects: a row that somebody inserts today has no entry
    from then.
    """
    began = chain.find_proof_start()
    if began is None:
        return 0
    entries = AuditEntry.objects.filter(sequence__lt=began.sequence)
    older = entries.filter(action=Action.SUBMITTED, proof="").values("submission_id")
    adopted = AuditEntry.objects.filter(action=Action.ADOPTED, submission_id__isnull=False).values("submission_id")
    waiting = Submission.objects.filter(Q(pk__in=older) & ~Q(pk__in=adopted)).values_list("pk", flat=True)
    count = 0
    while batch := list(waiting[:BATCH_SIZE]):
        with transaction.atomic():
            for submission in Submission.objects.select_related("version").filter(pk__in=batch).order_by("pk"):
                adopt_submission(submission, reason="older")
        count += len(batch)
    return count


def find_changed_submissions() -> Iterator[tuple[str, list[OutsideChange]]]:
    """Yield the reference and the changes of each submission that was changed outside the site.

    A submission that is gone has no changes.
    """
    submissions = Submission.objects.select_related("version", "urgent_case").order_by("received_at")
    for submission in submissions.iterator(chunk_size=BATCH_SIZE):
        if changes := find_changes(submission):
            yield submission.reference, changes
    for reference in list(list_missing_submissions().values_list("reference", flat=True)):
        yield reference, []


def log_changed_submissions() -> None:
    for reference, changes in find_changed_submissions():
        what = ", ".join(changes) or "gone"
        logger.error("Submission %s was changed outside the site: %s", reference, what)


def list_missing_submissions() -> QuerySet[AuditEntry]:
    """Return the entries of submissions that are no longer in their table. The site itself deletes none."""
    submitted = AuditEntry.objects.filter(action=Action.SUBMITTED)
    return submitted.exclude(submission_id__in=Submission.objects.values("pk")).order_by("sequence")
