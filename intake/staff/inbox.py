"""The inbox: which submissions there are, in the order in which they want attention.

It reads clear columns only and opens nothing, so looking at it is not an opening. Every page of it costs the same few
queries, however many submissions there are: rows are never counted, and a page begins where the one before it ended.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake.delivery import outbox
from intake.encryption import codes
from intake.enums import STAFF_CHANNELS, DeliveryState, PatientChange, SubmissionState, Urgency
from intake.models import Delivery, Submission
from intake.staff import reply_promise

PAGE_SIZE = 30
# Beyond this a number says "many": counting further would cost a read of every row.
COUNT_LIMIT = 100

UNDECIDED = (SubmissionState.NEW, SubmissionState.IN_REVIEW)
DONE = (SubmissionState.ACCEPTED, SubmissionState.REFERRED, SubmissionState.CLOSED, SubmissionState.WITHDRAWN)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Section:
    """One part of the inbox. All of it comes before the next part."""

    name: str
    heading: Promise
    condition: Q
    is_newest_first: bool = False

    @property
    def order(self) -> tuple[str, str]:
        return ("-received_at", "-id") if self.is_newest_first else ("received_at", "id")

    def after(self, place: "Cursor") -> Q:
        """Holds for what comes behind a place in this section."""
        return place.is_before() if self.is_newest_first else place.is_after()


URGENT_CONDITION = Q(urgency=Urgency.URGENT, state__in=UNDECIDED)
SEEN_CONDITION = Q(patient_change=PatientChange.NOTHING)

URGENT = Section("urgent", _("Urgent, not yet decided"), URGENT_CONDITION)
# What the patient changed wants a look whatever state it is in.
CHANGED = Section("changed", _("Changed by the patient, not looked at since"), ~URGENT_CONDITION & ~SEEN_CONDITION)
TO_DO = Section(
    "to-do",
    _("To do"),
    SEEN_CONDITION & (Q(urgency=Urgency.ROUTINE, state__in=UNDECIDED) | Q(state=SubmissionState.WAITING)),
)
FINISHED = Section("done", _("Done"), SEEN_CONDITION & Q(state__in=DONE), is_newest_first=True)
INBOX_SECTIONS = (URGENT, CHANGED, TO_DO, FINISHED)


@dataclass(frozen=True)
class Cursor:
    """A place in the inbox: just after one submission. It stays a place when that submission moves or goes."""

    section: str
    received_at: datetime
    id: uuid.UUID

    def __str__(self) -> str:
        return f"{self.section}.{(self.received_at - EPOCH) // MICROSECOND}.{self.id.hex}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The place that `str` wrote; None if it is not one."""
        try:
            section, microseconds, identifier = text.split(".")
            place = cls(section, EPOCH + int(microseconds) * MICROSECOND, uuid.UUID(identifier))
        except (ValueError, OverflowError):
            return None
        return place if any(part.name == section for part in INBOX_SECTIONS) else None

    def is_before(self) -> Q:
        """Holds for what was received earlier."""
        return Q(received_at__lte=self.received_at) & (Q(received_at__lt=self.received_at) | Q(id__lt=self.id))

    def is_after(self) -> Q:
        """Holds for what was received later."""
        return Q(received_at__gte=self.received_at) & (Q(received_at__gt=self.received_at) | Q(id__gt=self.id))


@dataclass(frozen=True)
class InboxPage:
    """Submissions by section, in order, without empty sections; and where the next page begins, if there is one."""

    sections: list[tuple[Section, list[Submission]]]
    next: Cursor | None


def list_submissions() -> QuerySet[Submission]:
    """Submissions without what is sealed in them."""
    return Submission.objects.select_related("version__questionnaire").only(
        "reference",
        "language",
        "state",
        "outcome",
        "urgency",
        "doubts",
        "patient_change",
        "received_at",
        "state_changed_at",
        "erased_at",
        "version__number",
        "version__digest",
        "version__questionnaire__title",
    )


def match_reference(reference: str) -> Q:
    """Holds for submissions whose reference begins so, however it was typed: `k7nm 2xwd` finds K7NM-2XWD."""
    typed = "".join(letter for letter in reference.upper() if letter.isalnum())
    if len(typed) < codes.REFERENCE_LENGTH:
        return Q(reference__startswith=codes.format_code(typed))
    return Q(reference=codes.format_code(typed))


def match_delivery_state(state: DeliveryState) -> Q:
    """Holds for submissions with a notice to staff in this state, of which there must be few: pending or given up."""
    return Q(pk__in=Delivery.objects.filter(state=state, channel__in=STAFF_CHANNELS).values("submission"))


def match_overdue() -> Q:
    """Holds for submissions that nobody has decided on within the days that the clinic promises."""
    limit = reply_promise.compute_overdue_cutoff()
    return Q(pk__in=[]) if limit is None else Q(state__in=UNDECIDED, received_at__lt=limit)


def is_overdue(submission: Submission) -> bool:
    """Whether `overdue` holds for it."""
    limit = reply_promise.compute_overdue_cutoff()
    return limit is not None and submission.state in UNDECIDED and submission.received_at < limit


def get_inbox_page(rows: QuerySet[Submission], *, after: Cursor | None = None, size: int = PAGE_SIZE) -> InboxPage:
    """The `size` submissions of `rows` that come after a place: urgent ones nobody has decided on first, then what
    patients changed, then what is to do, each with whoever has waited longest first; then what is done, the newest
    first.
    """
    sections: list[tuple[Section, list[Submission]]] = []
    left = size
    for section, condition in iterate_sections(after):
        found = list(rows.filter(condition).order_by(*section.order)[: left + 1])
        if found[:left]:
            sections.append((section, found[:left]))
        if len(found) > left:
            return InboxPage(sections, build_last_cursor(sections))
        left -= len(found)
    return InboxPage(sections, None)


def iterate_sections(after: Cursor | None) -> Iterator[tuple[Section, Q]]:
    """The sections that a place leaves to show, each with what is left of it."""
    passed = after is None
    for section in INBOX_SECTIONS:
        if after is not None and section.name == after.section:
            passed = True
            yield section, section.condition & section.after(after)
        elif passed:
            yield section, section.condition


def build_last_cursor(sections: list[tuple[Section, list[Submission]]]) -> Cursor:
    section, rows = sections[-1]
    return Cursor(section.name, rows[-1].received_at, rows[-1].pk)


def count_new() -> int:
    """How many nobody has looked at, counted up to COUNT_LIMIT."""
    return Submission.objects.filter(state=SubmissionState.NEW)[:COUNT_LIMIT].count()


def count_urgent() -> int:
    """How many are urgent and not yet decided, counted up to COUNT_LIMIT."""
    return Submission.objects.filter(URGENT.condition)[:COUNT_LIMIT].count()


def count_overdue() -> int:
    """How many should have been answered by now, counted up to COUNT_LIMIT."""
    return Submission.objects.filter(match_overdue())[:COUNT_LIMIT].count()


@dataclass(frozen=True)
class DeliveryAlarm:
    """E-mails to staff do not get through: so many were given up, or the oldest has waited too long."""

    dead: int
    is_late: bool


def get_delivery_alarm() -> DeliveryAlarm | None:
    """None while notices get through. The submissions themselves are here either way."""
    # A patient's own address that takes no mail stands on their submission, and is no alarm.
    backlog = outbox.measure_backlog(*STAFF_CHANNELS)
    is_late = backlog.oldest_pending_seconds > settings.DELIVERY_ALARM_SECONDS
    return DeliveryAlarm(backlog.dead, is_late) if backlog.dead or is_late else None
