"""The inbox: the submissions in the order in which they need attention.

It reads only what stands in clear and unseals nothing, so viewing it is no opening. Each page costs the same few
queries, however many submissions there are: rows are never counted, and a page begins where the one before it ended.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake.encryption import codes
from intake.enums import STAFF_CHANNELS, DeliveryState, PatientChange, SubmissionState, Urgency
from intake.models import Delivery, Submission
from intake.staff import reply_promise

PAGE_SIZE = 30
# Numbers are counted up to this: counting further would read every row.
COUNT_LIMIT = 100

UNDECIDED = (SubmissionState.NEW, SubmissionState.IN_REVIEW)
DONE = (SubmissionState.ACCEPTED, SubmissionState.REFERRED, SubmissionState.CLOSED, SubmissionState.WITHDRAWN)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Section:
    """One part of the inbox. All of it is listed before the next part."""

    name: str
    heading: Promise
    condition: Q
    is_newest_first: bool = False

    @property
    def order(self) -> tuple[str, str]:
        return ("-received_at", "-id") if self.is_newest_first else ("received_at", "id")

    def match_after(self, cursor: "Cursor") -> Q:
        """Return the condition for the submissions that follow a cursor in this section."""
        return cursor.match_earlier() if self.is_newest_first else cursor.match_later()


URGENT_CONDITION = Q(urgency=Urgency.URGENT, state__in=UNDECIDED)
SEEN_CONDITION = Q(patient_change=PatientChange.NOTHING)

URGENT = Section("urgent", _("Urgent, not yet decided"), URGENT_CONDITION)
# What the patient changed needs a look, whatever state it is in.
CHANGED = Section("changed", _("Changed by the patient, not yet seen by staff"), ~URGENT_CONDITION & ~SEEN_CONDITION)
TO_DO = Section(
    "to-do",
    _("To do"),
    SEEN_CONDITION & (Q(urgency=Urgency.ROUTINE, state__in=UNDECIDED) | Q(state=SubmissionState.WAITING)),
)
FINISHED = Section("done", _("Done"), SEEN_CONDITION & Q(state__in=DONE), is_newest_first=True)
INBOX_SECTIONS = (URGENT, CHANGED, TO_DO, FINISHED)


@dataclass(frozen=True)
class Cursor:
    """A place in the inbox, just after one submission. It stays valid when that submission moves or is deleted."""

    section: str
    received_at: datetime
    id: uuid.UUID

    def __str__(self) -> str:
        return f"{self.section}.{(self.received_at - EPOCH) // MICROSECOND}.{self.id.hex}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Return the cursor that was written by `str`, or None if the text is no cursor."""
        try:
            section, microseconds, identifier = text.split(".")
            cursor = cls(section, EPOCH + int(microseconds) * MICROSECOND, uuid.UUID(identifier))
        except (ValueError, OverflowError):
            return None
        return cursor if any(part.name == section for part in INBOX_SECTIONS) else None

    def match_earlier(self) -> Q:
        """Return the condition for submissions that were received earlier."""
        return Q(received_at__lte=self.received_at) & (Q(received_at__lt=self.received_at) | Q(id__lt=self.id))

    def match_later(self) -> Q:
        """Return the condition for submissions that were received later."""
        return Q(received_at__gte=self.received_at) & (Q(received_at__gt=self.received_at) | Q(id__gt=self.id))


@dataclass(frozen=True)
class InboxPage:
    """Submissions by section, in order, without empty sections; and the cursor of the next page, if there is one."""

    sections: list[tuple[Section, list[Submission]]]
    next: Cursor | None


def list_submissions() -> QuerySet[Submission]:
    """Return all submissions, without their sealed columns."""
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
    """Return the condition for references that begin like this, however it was typed: `k7nm 2xwd` finds K7NM-2XWD."""
    typed = "".join(letter for letter in reference.upper() if letter.isalnum())
    if len(typed) < codes.REFERENCE_LENGTH:
        return Q(reference__startswith=codes.format_code(typed))
    return Q(reference=codes.format_code(typed))


def match_delivery_state(state: DeliveryState) -> Q:
    """Return the condition for submissions with an email to staff in this state.

    There must be few of them, so use it for PENDING or DEAD.
    """
    return Q(pk__in=Delivery.objects.filter(state=state, channel__in=STAFF_CHANNELS).values("submission"))


def match_overdue() -> Q:
    """Return the condition for submissions that nobody has decided on within the days that the clinic promises."""
    cutoff = reply_promise.compute_overdue_cutoff()
    return Q(pk__in=[]) if cutoff is None else Q(state__in=UNDECIDED, received_at__lt=cutoff)


def is_overdue(submission: Submission) -> bool:
    """Return whether `match_overdue` matches this submission."""
    cutoff = reply_promise.compute_overdue_cutoff()
    return cutoff is not None and submission.state in UNDECIDED and submission.received_at < cutoff


def get_inbox_page(rows: QuerySet[Submission], *, after: Cursor | None = None, size: int = PAGE_SIZE) -> InboxPage:
    """Return the next `size` submissions of `rows` after a cursor.

    Undecided urgent submissions come first, then those that patients changed, then those to do, each with the longest
    wait first; then those that are done, the newest first.
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
    """Yield the sections that follow a cursor, each with the condition for what is left of it."""
    has_passed = after is None
    for section in INBOX_SECTIONS:
        if after is not None and section.name == after.section:
            has_passed = True
            yield section, section.condition & section.match_after(after)
        elif has_passed:
            yield section, section.condition


def build_last_cursor(sections: list[tuple[Section, list[Submission]]]) -> Cursor:
    section, rows = sections[-1]
    return Cursor(section.name, rows[-1].received_at, rows[-1].pk)


def count_new() -> int:
    """Return how many submissions nobody has looked at, counted up to COUNT_LIMIT."""
    return Submission.objects.filter(state=SubmissionState.NEW)[:COUNT_LIMIT].count()


def count_urgent() -> int:
    """Return how many submissions are urgent and not yet decided, counted up to COUNT_LIMIT."""
    return Submission.objects.filter(URGENT.condition)[:COUNT_LIMIT].count()


def count_overdue() -> int:
    """Return how many submissions should have been answered by now, counted up to COUNT_LIMIT."""
    return Submission.objects.filter(match_overdue())[:COUNT_LIMIT].count()
