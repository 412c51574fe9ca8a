"""Works out what a submission must be, from the audit entries about it.

Only entries that are proven count, and of those that a public process may sign only what a visitor can have done.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from intake.audit import chain
from intake.audit.expected_work import ExpectedWork
from intake.encryption.primitives import StaffKey
from intake.enums import Action, OutsideChange, PatientChange, SubmissionState
from intake.models import AuditEntry

# Only these entries are believed about columns and contents: a public process could sign others that give them.
COLUMN_ACTIONS = {Action.SUBMITTED, Action.ADOPTED, Action.ERASED, Action.CHANGE_FOUND}
CONTENT_ACTIONS = {*COLUMN_ACTIONS, Action.CODE_REPLACED}
ROW_ACTIONS = {
    *(Action.NOTE_ADDED, Action.MESSAGE_SENT, Action.CONTACT_CORRECTED, Action.CONSENT_WITHDRAWN, Action.REPLIED),
    *(Action.APPOINTMENT_PROPOSED, Action.APPOINTMENT_ANSWERED, Action.APPOINTMENT_CANCELLED),
}
PATIENT_CHANGE_RANKS = {value: rank for rank, value in enumerate(PatientChange.values)}
# What is done without a look at what the patient changed, from the inbox or by the site. Other entries say so (`seen`).
BLIND_ACTIONS = {Action.ASSIGNED, Action.ESCALATED, Action.URGENT_TAKEN, Action.CHANGE_FOUND}


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
    work: ExpectedWork = field(default_factory=ExpectedWork)


def replay_entries(
    entries: Iterable[AuditEntry], began: AuditEntry | None, staff_keys: Sequence[StaffKey] = ()
) -> ExpectedSubmission:
    """Work out what a submission must be from its entries, in their order.

    Whoever does so for many submissions loads the staff keys once.
    """
    expected = ExpectedSubmission()
    for entry in entries:
        is_genuine = has_valid_detail(entry) and chain.is_genuine(entry, staff_keys)
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
        expected.work = expected.work if found else ExpectedWork.of_new()
        expected.state = found.get("state", SubmissionState.NEW.value)
        expected.rows = set(found.get("rows", "").split())
        expected.state_changed_at = datetime.fromisoformat(found["since"]) if "since" in found else entry.at
    elif entry.action == Action.STATE_CHANGED:
        apply_state(entry, expected)
    elif entry.action == Action.ERASED:
        expected.rows, expected.is_erased = set(), True
    elif entry.action == Action.CHANGE_FOUND and detail.get("what") in OutsideChange.values:
        expected.changes.add(OutsideChange(detail["what"]))
    if entry.action == Action.ADOPTED:
        expected.changes, expected.patient_end_state, expected.is_erased = set(), "", False
    if entry.action in COLUMN_ACTIONS:
        expected.columns = detail.get("columns", expected.columns)
    if entry.action in CONTENT_ACTIONS:
        expected.contents = detail.get("contents", expected.contents)
    if entry.action in ROW_ACTIONS and "row" in detail:
        expected.rows.add(detail["row"])
    expected.work.apply_entry(entry)
    expected.patient_change = get_unseen_change(entry, expected.patient_change)


def apply_state(entry: AuditEntry, expected: ExpectedSubmission) -> None:
    detail = entry.detail
    if detail["from"] != expected.state and expected.columns is not None:
        expected.changes.add(OutsideChange.STATE)
    # Older entries say "closed" for a withdrawal, from before there was a state for it.
    is_withdrawn = not entry.actor_id and detail.get("reason") == "withdrawn"
    expected.state = SubmissionState.WITHDRAWN.value if is_withdrawn else detail["to"]
    expected.state_changed_at = entry.at
    expected.patient_end_state = "" if entry.actor_id else expected.state


def get_unseen_change(entry: AuditEntry, before: str) -> str:
    """Return what the patient changed since a member of staff last looked, after one entry more."""
    if entry.action in BLIND_ACTIONS or entry.detail.get("seen") == "no":
        return before
    is_by_staff = bool(entry.actor_id) or entry.action == Action.ADOPTED
    return "" if is_by_staff else max(before, entry.detail.get("mark", ""), key=rank_patient_change)


def rank_patient_change(change: str) -> int:
    """Return the weight of a patient's change; 0 for none and for an unknown one."""
    return PATIENT_CHANGE_RANKS.get(change, 0)
