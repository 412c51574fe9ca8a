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
from intake.enums import TO_STAFF, DeliveryState, PatientChange, State, Urgency
from intake.models import Delivery, Submission
from intake.staff import reply_promise

PAGE_SIZE = 30
# Beyond this a number says "many": counting further would cost a read of every row.
COUNT_LIMIT = 100

UNDECIDED = (State.NEW, State.IN_REVIEW)
DONE = (State.ACCEPTED, State.REFERRED, State.CLOSED, State.WITHDRAWN)

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


IS_URGENT = Q(urgency=Urgency.URGENT, state__in=UNDECIDED)
IS_SEEN = Q(patient_change=PatientChange.NOTHING)

URGENT = Section("urgent", _("Urgent, not yet decided"), IS_URGENT)
# What the patient changed wants a look whatever state it is in.
CHANGED = Section("changed", _("Changed by the patient, not looked at since"), ~IS_URGENT & ~IS_SEEN)
TO_DO = Section(
    "to-do", _("To do"), IS_SEEN & (Q(urgency=Urgency.ROUTINE, state__in=UNDECIDED) | Q(state=State.WAITING))
)
FINISHED = Section("done", _("Done"), IS_SEEN & Q(state__in=DONE), is_newest_first=True)
SECTIONS = (URGENT, CHANGED, TO_DO, FINISHED)


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
        return place if any(part.name == section for part in SECTIONS) else None

    def is_before(self) -> Q:
        """Holds for what was received earlier."""
        return Q(received_at__lte=self.received_at) & (Q(received_at__lt=self.received_at) | Q(id__lt=self.id))

    def is_after(self) -> Q:
        """Holds for what was received later."""
        return Q(received_at__gte=self.received_at) & (Q(received_at__gt=self.received_at) | Q(id__gt=self.id))


@dataclass(frozen=True)
class Page:
    """Submissions by section, in order, without empty sections; and where the next page begins, if there is one."""

    sections: list[tuple[Section, list[Submission]]]
    next: Cursor | None


def submissions() -> QuerySet[Submission]:
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


def find(reference: str) -> Q:
    """Holds for submissions whose reference begins so, however it was typed: `k7nm 2xwd` finds K7NM-2XWD."""
    typed = "".join(letter for letter in reference.upper() if letter.isalnum())
    if len(typed) < codes.REFERENCE_LENGTH:
        return Q(reference__startswith=codes.grouped(typed))
    return Q(reference=codes.grouped(typed))


def with_notice(state: DeliveryState) -> Q:
    """Holds for submissions with a notice to staff in this state, of which there must be few: pending or given up."""
    return Q(pk__in=Delivery.objects.filter(state=state, channel__in=TO_STAFF).values("submission"))


def overdue() -> Q:
    """Holds for submissions that nobody has decided on within the days that the clinic promises."""
    limit = reply_promise.overdue_before()
    return Q(pk__in=[]) if limit is None else Q(state__in=UNDECIDED, received_at__lt=limit)


def is_overdue(submission: Submission) -> bool:
    """Whether `overdue` holds for it."""
    limit = reply_promise.overdue_before()
    return limit is not None and submission.state in UNDECIDED and submission.received_at < limit


def page(rows: QuerySet[Submission], *, after: Cursor | None = None, size: int = PAGE_SIZE) -> Page:
    """The `size` submissions of `rows` that come after a place: urgent ones nobody has decided on first, then what
    patients changed, then what is to do, each with whoever has waited longest first; then what is done, the newest
    first.
    """
    sections: list[tuple[Section, list[Submission]]] = []
    left = size
    for section, condition in sections_from(after):
        found = list(rows.filter(condition).order_by(*section.order)[: left + 1])
        if found[:left]:
            sections.append((section, found[:left]))
        if len(found) > left:
            return Page(sections, place_of_last(sections))
        left -= len(found)
    return Page(sections, None)


def sections_from(after: Cursor | None) -> Iterator[tuple[Section, Q]]:
    """The sections that a place leaves to show, each with what is left of it."""
    passed = after is None
    for section in SECTIONS:
        if after is not None and section.name == after.section:
            passed = True
            yield section, section.condition & section.after(after)
        elif passed:
            yield section, section.condition


def place_of_last(sections: list[tuple[Section, list[Submission]]]) -> Cursor:
    section, rows = sections[-1]
    return Cursor(section.name, rows[-1].received_at, rows[-1].pk)


def count_new() -> int:
    """How many nobody has looked at, counted up to COUNT_LIMIT."""
    return Submission.objects.filter(state=State.NEW)[:COUNT_LIMIT].count()


def count_urgent() -> int:
    """How many are urgent and not yet decided, counted up to COUNT_LIMIT."""
    return Submission.objects.filter(URGENT.condition)[:COUNT_LIMIT].count()


def count_overdue() -> int:
    """How many should have been answered by now, counted up to COUNT_LIMIT."""
    return Submission.objects.filter(overdue())[:COUNT_LIMIT].count()


@dataclass(frozen=True)
class NoticeAlarm:
    """E-mails to staff do not get through: so many were given up, or the oldest has waited too long."""

    dead: int
    is_late: bool


def notice_alarm() -> NoticeAlarm | None:
    """None while notices get through. The submissions themselves are here either way."""
    # A patient's own address that takes no mail stands on their submission, and is no alarm.
    backlog = outbox.backlog(*TO_STAFF)
    is_late = backlog.oldest_pending_seconds > settings.DELIVERY_ALARM_SECONDS
    return NoticeAlarm(backlog.dead, is_late) if backlog.dead or is_late else None
