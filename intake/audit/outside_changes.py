"""Finds what was changed outside the site, by comparing a submission with what its audit entries say it must be.

The entries carry proofs that whoever can only write to the database cannot make (intake/audit/signatures.py). So the
rows can be checked against what the entries say of urgency, state, times, answers, keys, notes, messages, replies,
appointments, corrections and withdrawals.
"""

import logging
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from intake.audit import chain
from intake.audit.digests import AuditedRow, hash_columns, hash_contents, hash_row
from intake.enums import Action, OutsideChange, PatientChange, SubmissionState, Urgency
from intake.models import AuditEntry, Submission

logger = logging.getLogger(__name__)

# How far the time of a state may be from its entry's: both are taken in one transaction, one after the other.
STATE_TIME_TOLERANCE = timedelta(minutes=1)
BATCH_SIZE = 100
# These entries say nothing of the clear columns.
READ_ONLY_ACTIONS = (Action.OWN_PAGE_OPENED, Action.DOWNLOADED, Action.EXPORTED)
# Only these entries are believed about columns and contents: a public process could sign others that give them.
COLUMN_ACTIONS = {Action.SUBMITTED, Action.ADOPTED, Action.ERASED}
CONTENT_ACTIONS = {*COLUMN_ACTIONS, Action.CODE_REPLACED}
# Whoever made these changes may know the key to what stands there now, or may have written it. UNKNOWN is not among
# them: a public machine without its signing key stores genuine submissions that nothing proves.
CONTENT_CHANGES = {OutsideChange.COLUMNS, OutsideChange.CONTENTS, OutsideChange.ROWS}
ROW_ACTIONS = {
    *(Action.NOTE_ADDED, Action.MESSAGE_SENT, Action.CONTACT_CORRECTED, Action.CONSENT_WITHDRAWN, Action.REPLIED),
    *(Action.APPOINTMENT_PROPOSED, Action.APPOINTMENT_ANSWERED, Action.APPOINTMENT_CANCELLED),
}
# What staff do from the inbox, without a look at what the patient changed. Other entries say so (`seen`).
BLIND_ACTIONS = {Action.ASSIGNED}


@dataclass
class ExpectedSubmission:
    """What a submission must be by its entries. None: they do not say, because they are older than the proofs."""

    columns: str | None = None
    contents: str | None = None
    state: str = SubmissionState.NEW.value
    state_changed_at: datetime | None = None
    rows: set[str] = field(default_factory=set)
    is_known: bool = False
    is_erased: bool = False
    # The state in which the patient ended it.
    patient_end_state: str = ""
    # What the patient changed since a member of staff last looked.
    patient_change: str = PatientChange.NOTHING.value
    changes: set[OutsideChange] = field(default_factory=set)


def find_changes(submission: Submission, entries: Iterable[AuditEntry] | None = None) -> list[OutsideChange]:
    """Return what of one submission was changed outside the site.

    `entries` are those of its audit, the first first, if the caller has read them already.

    Raises KeyUnavailable in a process of the public role.
    """
    if entries is None:
        entries = AuditEntry.objects.filter(submission_id=submission.pk).order_by("sequence")
    expected = replay_entries(entries, chain.find_proof_start())
    changes = compare_columns(submission, expected)
    if expected.contents is not None and expected.contents != hash_contents(submission, submission.wrapped_keys.all()):
        changes.add(OutsideChange.CONTENTS)
    if expected.columns is not None and expected.rows != {hash_row(row) for row in iterate_rows(submission)}:
        changes.add(OutsideChange.ROWS)
    return sorted(changes)


def has_changed_contents(submission: Submission) -> bool:
    """Return whether anything that can be read there differs from what was sent and written through the site.

    Raises KeyUnavailable in a process of the public role.
    """
    return not CONTENT_CHANGES.isdisjoint(find_changes(submission))


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


def replay_entries(entries: Iterable[AuditEntry], began: AuditEntry | None) -> ExpectedSubmission:
    """Work out what a submission must be from its entries, in their order."""
    expected = ExpectedSubmission()
    for entry in entries:
        is_genuine = has_valid_detail(entry) and entry.hash == chain.hash_entry(entry) and chain.is_proven(entry)
        is_from_before = began is None or entry.sequence < began.sequence
        if is_genuine:
            apply_entry(entry, expected)
        elif is_from_before:
            expected.is_known |= entry.action == Action.SUBMITTED
        else:
            expected.changes.add(OutsideChange.ENTRY)
    return expected


def has_valid_detail(entry: AuditEntry) -> bool:
    """Return whether the detail of an entry has the form that the site writes.

    No signature guarantees that, and reading a detail of another form would raise, so that nothing could be found.
    """
    detail = entry.detail
    if not isinstance(detail, dict) or not all(isinstance(value, str) for value in detail.values()):
        return False
    return entry.action != Action.STATE_CHANGED or {"from", "to"} <= detail.keys()


def apply_entry(entry: AuditEntry, expected: ExpectedSubmission) -> None:
    """Change what is expected of a submission by what one entry says."""
    detail = entry.detail
    if entry.action in {Action.SUBMITTED, Action.ADOPTED}:
        if entry.action == Action.SUBMITTED and expected.is_known:
            expected.changes.add(OutsideChange.ENTRY)
            return
        # A submission that was just sent is new and has no rows beside it; only a staff process may say otherwise.
        found = detail if entry.action == Action.ADOPTED else {}
        expected.is_known = True
        expected.state = found.get("state", SubmissionState.NEW.value)
        expected.rows = set(found.get("rows", "").split())
        expected.state_changed_at = datetime.fromisoformat(found["since"]) if "since" in found else entry.at
    elif entry.action == Action.STATE_CHANGED:
        if detail["from"] != expected.state and expected.columns is not None:
            expected.changes.add(OutsideChange.STATE)
        # Older entries say "closed" for a withdrawal, from before there was a state for it.
        is_withdrawn = not entry.actor_id and detail.get("reason") == "withdrawn"
        expected.state = SubmissionState.WITHDRAWN.value if is_withdrawn else detail["to"]
        expected.state_changed_at = entry.at
        expected.patient_end_state = "" if entry.actor_id else expected.state
    elif entry.action == Action.ERASED:
        expected.rows, expected.is_erased = set(), True
    if entry.action == Action.ADOPTED:
        expected.changes, expected.patient_end_state, expected.is_erased = set(), "", False
    if entry.action in COLUMN_ACTIONS:
        expected.columns = detail.get("columns", expected.columns)
    if entry.action in CONTENT_ACTIONS:
        expected.contents = detail.get("contents", expected.contents)
    if entry.action in ROW_ACTIONS and "row" in detail:
        expected.rows.add(detail["row"])
    expected.patient_change = get_unseen_change(entry, expected.patient_change)


def get_unseen_change(entry: AuditEntry, before: str) -> str:
    """Return what the patient changed since a member of staff last looked, after one entry more."""
    if entry.action in BLIND_ACTIONS or entry.detail.get("seen") == "no":
        return before
    is_by_staff = bool(entry.actor_id) or entry.action == Action.ADOPTED
    return "" if is_by_staff else max(before, entry.detail.get("mark", ""), key=rank_patient_change)


def rank_patient_change(change: str) -> int:
    """Return the weight of a patient's change; 0 for none and for an unknown one."""
    return PatientChange.values.index(change) if change in PatientChange.values else 0


def compare_columns(submission: Submission, expected: ExpectedSubmission) -> set[OutsideChange]:
    """Return what was changed of what stands in clear, with the changes that the entries themselves reveal."""
    changes = set(expected.changes)
    if not expected.is_known:
        changes.add(OutsideChange.UNKNOWN)
    if rank_patient_change(submission.patient_change) < rank_patient_change(expected.patient_change):
        changes.add(OutsideChange.MARK)
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
    submissions = Submission.objects.select_related("version").order_by("received_at")
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
