"""Finds what was changed outside the site: compares a submission with what its audit entries say it must be.

The entries have proofs that a database writer cannot make (intake/audit/signatures.py), so that what they say of
urgency, state, times, answers, keys, notes, messages, corrections and withdrawals can be held against the rows.
"""

import logging
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from intake.audit import chain
from intake.audit.digests import AuditedRow, hash_columns, hash_contents, hash_row
from intake.enums import Action, OutsideChange, PatientChange, SubmissionState, Urgency
from intake.models import AuditEntry, Submission

logger = logging.getLogger(__name__)

# How far the time of a state may be from the entry's: they are taken one after the other, in one transaction.
STATE_TIME_TOLERANCE = timedelta(minutes=1)
BATCH_SIZE = 100
# These say nothing of the clear columns.
READ_ONLY_ACTIONS = (Action.OWN_PAGE_OPENED, Action.DOWNLOADED, Action.EXPORTED)
# The only entries that are believed when they give these; a public process can sign others with them.
COLUMN_ACTIONS = {Action.SUBMITTED, Action.ADOPTED, Action.ERASED}
CONTENT_ACTIONS = {*COLUMN_ACTIONS, Action.CODE_REPLACED}
# Whoever brought these about may know the key to what stands there now, or have put it there. That nothing proves where
# it came from is none of them: a public machine that lacks its signing key takes what is true.
CONTENT_CHANGES = {OutsideChange.COLUMNS, OutsideChange.CONTENTS, OutsideChange.ROWS}
ROW_ACTIONS = {Action.NOTE_ADDED, Action.MESSAGE_SENT, Action.CONTACT_CORRECTED, Action.CONSENT_WITHDRAWN}


@dataclass
class ExpectedSubmission:
    """What a submission must be, by its entries. None: they do not say, because they are from before."""

    columns: str | None = None
    contents: str | None = None
    state: str = SubmissionState.NEW.value
    since: datetime | None = None
    rows: set[str] = field(default_factory=set)
    is_known: bool = False
    is_erased: bool = False
    # Where the patient ended it.
    end: str = ""
    # What the patient changed since somebody of the staff looked.
    mark: str = PatientChange.NOTHING.value
    faults: set[OutsideChange] = field(default_factory=set)


def find_changes(submission: Submission) -> list[OutsideChange]:
    """What of one submission was changed outside the site; mostly nothing.

    Raises keyring.KeyUnavailable in a process of the public role.
    """
    entries = AuditEntry.objects.filter(submission_id=submission.pk).order_by("sequence")
    expected = replay_entries(entries, chain.find_proof_start())
    faults = compare_columns(submission, expected)
    if expected.contents is not None and expected.contents != hash_contents(submission, submission.wrapped_keys.all()):
        faults.add(OutsideChange.CONTENTS)
    if expected.columns is not None and expected.rows != {hash_row(row) for row in iterate_rows(submission)}:
        faults.add(OutsideChange.ROWS)
    return sorted(faults)


def has_changed_contents(submission: Submission) -> bool:
    """Whether something else stands there than was sent and written here.

    Raises keyring.KeyUnavailable in a process of the public role.
    """
    return not CONTENT_CHANGES.isdisjoint(find_changes(submission))


def find_changed_ids(submissions: Iterable[Submission]) -> set[uuid.UUID]:
    """Which of these have changed in what stands in clear, in two queries however many they are."""
    shown = list(submissions)
    entries: dict[uuid.UUID | None, list[AuditEntry]] = defaultdict(list)
    about = AuditEntry.objects.filter(submission_id__in=[row.pk for row in shown]).exclude(action__in=READ_ONLY_ACTIONS)
    for entry in about.order_by("sequence"):
        entries[entry.submission_id].append(entry)
    began = chain.find_proof_start()
    return {row.pk for row in shown if compare_columns(row, replay_entries(entries[row.pk], began))}


def replay_entries(entries: Iterable[AuditEntry], began: AuditEntry | None) -> ExpectedSubmission:
    """Follow the entries of a submission, in their order."""
    expected = ExpectedSubmission()
    for entry in entries:
        is_genuine = has_valid_detail(entry) and entry.hash == chain.hash_entry(entry) and chain.is_proven(entry)
        is_from_before = began is None or entry.sequence < began.sequence
        if is_genuine:
            apply_entry(entry, expected)
        elif is_from_before:
            expected.is_known |= entry.action == Action.SUBMITTED
        else:
            expected.faults.add(OutsideChange.ENTRY)
    return expected


def has_valid_detail(entry: AuditEntry) -> bool:
    """Whether its detail is of the kind that the site writes. No signature vouches for that: one that is not would keep
    whoever reads it from finding anything at all."""
    detail = entry.detail
    if not isinstance(detail, dict) or not all(isinstance(value, str) for value in detail.values()):
        return False
    return entry.action != Action.STATE_CHANGED or {"from", "to"} <= detail.keys()


def apply_entry(entry: AuditEntry, expected: ExpectedSubmission) -> None:
    """What one entry says of how the submission is from then on."""
    detail = entry.detail
    if entry.action in {Action.SUBMITTED, Action.ADOPTED}:
        if entry.action == Action.SUBMITTED and expected.is_known:
            expected.faults.add(OutsideChange.ENTRY)
            return
        # What is sent is new and has nothing beside it; only staff's process says otherwise.
        found = detail if entry.action == Action.ADOPTED else {}
        expected.is_known = True
        expected.state, expected.rows = (
            found.get("state", SubmissionState.NEW.value),
            set(found.get("rows", "").split()),
        )
        expected.since = datetime.fromisoformat(found["since"]) if "since" in found else entry.at
    elif entry.action == Action.STATE_CHANGED:
        if detail["from"] != expected.state and expected.columns is not None:
            expected.faults.add(OutsideChange.STATE)
        # Before there was a state for it, withdrawing closed a submission.
        is_withdrawn = not entry.actor_id and detail.get("reason") == "withdrawn"
        expected.state, expected.since = SubmissionState.WITHDRAWN.value if is_withdrawn else detail["to"], entry.at
        expected.end = "" if entry.actor_id else expected.state
    elif entry.action == Action.ERASED:
        expected.rows, expected.is_erased = set(), True
    if entry.action == Action.ADOPTED:
        expected.faults, expected.end, expected.is_erased = set(), "", False
    if entry.action in COLUMN_ACTIONS:
        expected.columns = detail.get("columns", expected.columns)
    if entry.action in CONTENT_ACTIONS:
        expected.contents = detail.get("contents", expected.contents)
    if entry.action in ROW_ACTIONS and "row" in detail:
        expected.rows.add(detail["row"])
    is_looked_at = bool(entry.actor_id) or entry.action == Action.ADOPTED
    expected.mark = "" if is_looked_at else max(expected.mark, detail.get("mark", ""), key=rank_change)


def rank_change(mark: str) -> int:
    return PatientChange.values.index(mark) if mark in PatientChange.values else 0


def compare_columns(submission: Submission, expected: ExpectedSubmission) -> set[OutsideChange]:
    faults = set(expected.faults)
    if not expected.is_known:
        faults.add(OutsideChange.UNKNOWN)
    if rank_change(submission.patient_change) < rank_change(expected.mark):
        faults.add(OutsideChange.MARK)
    if expected.columns is None:
        return faults
    if expected.columns != hash_columns(submission) or (expected.is_erased and not is_erased_properly(submission)):
        faults.add(OutsideChange.COLUMNS)
    is_late = expected.since is not None and abs(submission.state_changed_at - expected.since) > STATE_TIME_TOLERANCE
    if submission.state != expected.state or is_late or not has_allowed_end(expected):
        faults.add(OutsideChange.STATE)
    return faults


def is_erased_properly(submission: Submission) -> bool:
    """Whether it is what erasing leaves, and not what somebody would have pass for it."""
    judgements = (submission.outcome, submission.doubts)
    return bool(submission.erased_at) and not any(judgements) and submission.urgency == Urgency.ROUTINE


def has_allowed_end(expected: ExpectedSubmission) -> bool:
    """Whether a patient brings a submission where this one is: by taking a consent back, or by erasing it."""
    return expected.end in {"", SubmissionState.WITHDRAWN} or (
        expected.end == SubmissionState.CLOSED and expected.is_erased
    )


def iterate_rows(submission: Submission) -> Iterator[AuditedRow]:
    yield from submission.notes.all()
    yield from submission.messages.all()
    yield from submission.corrections.all()
    yield from submission.withdrawals.all()


def adopt_submission(submission: Submission, *, reason: str) -> None:
    """Take a submission as it stands: from now on a change is told. In the caller's transaction."""
    chain.record_action(
        Action.ADOPTED,
        submission,
        columns=hash_columns(submission),
        contents=hash_contents(submission, submission.wrapped_keys.all()),
        state=submission.state,
        since=submission.state_changed_at.astimezone(UTC).isoformat(),
        rows=" ".join(sorted(hash_row(row) for row in iterate_rows(submission))),
        reason=reason,
    )


def adopt_older_submissions() -> int:
    """Take the submissions that came before there were proofs, and no others; gives their number.

    Which came before, the audit says, whose history is held by a checkpoint: a row that somebody puts in today has no
    entry from before.
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
    """Each submission that was changed outside the site, by its reference; those that are gone have no change."""
    for submission in (
        Submission.objects.select_related("version").order_by("received_at").iterator(chunk_size=BATCH_SIZE)
    ):
        if changes := find_changes(submission):
            yield submission.reference, changes
    yield from ((reference, []) for reference in find_missing_references())


def log_changed_submissions() -> None:
    for reference, changes in find_changed_submissions():
        what = ", ".join(changes) or "gone"
        logger.error("Submission %s was changed outside the site: %s", reference, what)


def find_missing_references() -> list[str]:
    """The references of submissions that the audit tells of and that are here no more: nothing of ours deletes one."""
    submitted = AuditEntry.objects.filter(action=Action.SUBMITTED)
    missing = submitted.exclude(submission_id__in=Submission.objects.values("pk"))
    return list(missing.order_by("sequence").values_list("reference", flat=True))
