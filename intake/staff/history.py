"""What the audit says of one submission: who opened it, and what was done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext

from intake.audit import expectations
from intake.enums import Action, AppointmentStanding, SubmissionState
from intake.models import AuditEntry, Delivery, Submission


@dataclass(frozen=True)
class Reader:
    """A member of staff who has opened a submission: how often, and when first and last."""

    name: str
    times: int
    first_at: datetime
    last_at: datetime


def list_audit_entries(submission: Submission) -> QuerySet[AuditEntry]:
    """Return every audit entry about a submission, the latest first."""
    return AuditEntry.objects.filter(submission_id=submission.pk).order_by("-sequence")


def collect_readers(entries: Iterable[AuditEntry]) -> list[Reader]:
    """Return who has opened a submission, the latest first. `entries` begin with the latest."""
    readers: dict[tuple[str, str], Reader] = {}
    for entry in entries:
        if entry.action == Action.OPENED:
            key = (entry.actor_id, entry.actor_name)
            seen = readers.get(key)
            readers[key] = Reader(
                entry.actor_name, seen.times + 1 if seen else 1, entry.at, seen.last_at if seen else entry.at
            )
    return list(readers.values())


def list_readers(submission: Submission) -> list[Reader]:
    """Return who has opened a submission, the latest first."""
    return collect_readers(list_audit_entries(submission))


@dataclass(frozen=True)
class Event:
    """Something that happened to a submission: by whom, and in what it resulted. Without a name it was the patient."""

    at: datetime
    what: str
    result: str
    who: str
    is_email: bool = False


def build_timeline(entries: Iterable[AuditEntry], deliveries: Iterable[Delivery] = ()) -> list[Event]:
    """Return everything that was done and every email that was sent, the latest first; not who read it."""
    done = [
        Event(entry.at, entry.get_action_display(), describe_result(entry), entry.actor_name)
        for entry in entries
        if entry.action != Action.OPENED
    ]
    sent = [
        Event(delivery.sent_at, delivery.get_channel_display(), "", "", is_email=True)
        for delivery in deliveries
        if delivery.sent_at
    ]
    return sorted([*done, *sent], key=lambda event: event.at, reverse=True)


def find_last_change(submission: Submission) -> Event | None:
    """Return what was done last with a submission, apart from reading it."""
    changes = list_audit_entries(submission).exclude(action__in=[Action.OPENED, Action.OWN_PAGE_OPENED])
    return next(iter(build_timeline(changes[:1])), None)


def describe_result(entry: AuditEntry) -> str:
    """Return what the detail of an entry says to staff. An unknown code is given as it stands."""
    if not expectations.has_valid_detail(entry):
        return ""
    detail = entry.detail
    match entry.action:
        case Action.STATE_CHANGED:
            labels = dict(SubmissionState.choices)
            before, after = (labels.get(detail[end], detail[end]) for end in ("from", "to"))
            return f"{before} → {after}"
        case Action.ASSIGNED:
            return detail.get("to") or gettext("Nobody")
        case Action.APPOINTMENT_ANSWERED:
            standing = detail.get("standing", "")
            return str(dict(AppointmentStanding.choices).get(standing, standing))
        case _:
            return ""
