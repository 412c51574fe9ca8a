"""The inbox: the submissions in the order in which they need attention.

It reads only what stands in clear and unseals nothing, so viewing it is no opening. Each page costs the same few
queries, and takes as long with a thousand submissions as with a million (`make bench-inbox`): see intake/staff/paging.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from intake.antispam import signals
from intake.encryption import codes
from intake.enums import (
    DONE,
    STAFF_CHANNELS,
    UNDECIDED,
    DeliveryState,
    PatientChange,
    SubmissionState,
    Urgency,
)
from intake.models import Delivery, Submission
from intake.staff import due_dates, paging
from intake.staff.paging import Cursor, Page, Section

PAGE_SIZE = 30
# Numbers are counted up to this: counting further would read every row.
COUNT_LIMIT = 100


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
FINISHED = Section("done", _("Done"), SEEN_CONDITION & Q(state__in=DONE), ("-received_at", "-id"))
INBOX_SECTIONS = (URGENT, CHANGED, TO_DO, FINISHED)
# The states of each section, with the urgencies that belong there. In CHANGED there are few at any time.
STATES: Mapping[str, Mapping[SubmissionState, Set[str]]] = {
    URGENT.name: {state: {Urgency.URGENT} for state in UNDECIDED},
    TO_DO.name: {**{state: {Urgency.ROUTINE} for state in UNDECIDED}, SubmissionState.WAITING: set(Urgency)},
    FINISHED.name: {state: set(Urgency) for state in DONE},
}


@dataclass(frozen=True)
class Facets:
    """What is chosen of the columns in clear that have few values. None: whatever the value is."""

    states: Set[str] | None = None
    urgencies: Set[str] | None = None
    outcomes: Set[str] | None = None
    has_spam_signals: bool | None = None
    # Only what is not done, or not seen since the patient changed it.
    is_open: bool = False

    def match(self) -> Q:
        condition = Q() if self.has_spam_signals is None else match_spam_signals(self.has_spam_signals)
        for field, chosen in (("state", self.states), ("urgency", self.urgencies), ("outcome", self.outcomes)):
            condition &= Q() if chosen is None else Q(**{f"{field}__in": sorted(chosen)})
        return condition

    def list_lanes(self, section: Section) -> tuple[Q, ...]:
        """Return the conditions that lead to what was chosen of a section, each through an index (Submission.Meta)."""
        seen = Q() if section == URGENT else SEEN_CONDITION
        spam = Q() if self.has_spam_signals is None else match_spam_signals(self.has_spam_signals)
        outcomes = [Q()] if self.outcomes is None else [Q(outcome=outcome) for outcome in sorted(self.outcomes)]
        states = [state for state in STATES[section.name] if self.states is None or state in self.states]
        return tuple(
            Q(state=state) & urgency & outcome & spam & seen
            for state in states
            for urgency in self.list_urgencies(STATES[section.name][state])
            for outcome in outcomes
        )

    def list_urgencies(self, possible: Set[str]) -> list[Q]:
        if self.urgencies is None and possible == set(Urgency):
            return [Q()]
        return [Q(urgency=urgency) for urgency in sorted(possible & (self.urgencies or possible))]


ALL_FACETS = Facets()


def list_sections(facets: Facets) -> tuple[Section, ...]:
    """Return the sections of the inbox that can hold what was chosen, limited to it."""
    sections = []
    for section in INBOX_SECTIONS:
        if section == FINISHED and facets.is_open:
            continue
        if section == CHANGED:
            sections.append(replace(section, condition=section.condition & facets.match()))
        elif lanes := facets.list_lanes(section):
            sections.append(replace(section, lanes=lanes))
    return tuple(sections)


def get_inbox_page(
    rows: QuerySet[Submission],
    *,
    facets: Facets = ALL_FACETS,
    after: Cursor | None = None,
    before: Cursor | None = None,
    size: int = PAGE_SIZE,
) -> Page:
    """Return the first `size` submissions of `rows`, those after a cursor, or those before one.

    Undecided urgent submissions come first, then those that patients changed, then those to do, each with the longest
    wait first; then those that are done, the newest first.
    """
    return paging.get_page(rows, list_sections(facets), after=after, before=before, size=size)


def parse_cursor(text: str) -> Cursor | None:
    """Return the place in the inbox that a URL names, or None if it names none."""
    return Cursor.parse(text, INBOX_SECTIONS)


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
        "assignee",
        "revision",
        "received_at",
        "state_changed_at",
        "erased_at",
        "version__number",
        "version__digest",
        "version__questionnaire__title",
    )


def match_spam_signals(has_spam_signals: bool) -> Q:
    """Return the condition for submissions that may not have been sent by a person, or for all others."""
    return ~Q(doubts=signals.NO_SIGNALS) if has_spam_signals else Q(doubts=signals.NO_SIGNALS)


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


def count_new() -> int:
    """Return how many submissions nobody has looked at, counted up to COUNT_LIMIT."""
    return Submission.objects.filter(state=SubmissionState.NEW)[:COUNT_LIMIT].count()


def count_undecided() -> int:
    """Return how many submissions wait for a decision, counted up to COUNT_LIMIT."""
    return Submission.objects.filter(state__in=UNDECIDED)[:COUNT_LIMIT].count()


def count_failed_deliveries() -> int:
    """Return how many deliveries were given up, counted up to COUNT_LIMIT."""
    return Delivery.objects.filter(state=DeliveryState.DEAD)[:COUNT_LIMIT].count()


def count_urgent() -> int:
    """Return how many submissions are urgent and not yet decided, counted up to COUNT_LIMIT."""
    return Submission.objects.filter(URGENT.condition)[:COUNT_LIMIT].count()


def count_overdue() -> int:
    """Return how many submissions should have been answered by now, counted up to COUNT_LIMIT."""
    return Submission.objects.filter(due_dates.load_calendar().match_overdue())[:COUNT_LIMIT].count()
