"""The inbox shows urgent submissions first, misses none, and takes the same queries however full it is."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, Settings

from intake.enums import DeliveryState, SubmissionState, Urgency
from intake.models import Delivery, QuestionnaireVersion, Submission
from intake.staff import inbox
from intake.staff.inbox import DONE, FINISHED, TO_DO, UNDECIDED, URGENT, Cursor
from intake.visitor.actions import Receipt
from tests.intake import builders

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC)


def read_through(size: int) -> list[tuple[str, Submission]]:
    """Return every submission with its section, page by page."""
    read, place = [], None
    while True:
        page = inbox.get_inbox_page(inbox.list_submissions(), after=place, size=size)
        read += [(section.name, row) for section, rows in page.sections for row in rows]
        if page.next is None:
            return read
        # Through its text, as in a link.
        place = Cursor.parse(str(page.next))


def test_sections_are_urgent_then_to_do_then_done(version: QuestionnaireVersion) -> None:
    for position, state in enumerate(SubmissionState):
        for urgency in Urgency:
            builders.make_row(version, state=state, urgency=urgency, received_at=NOON + timedelta(hours=position))
    assert [(name, row.state) for name, row in read_through(size=100)] == [
        ("urgent", SubmissionState.NEW),
        ("urgent", SubmissionState.IN_REVIEW),
        ("to-do", SubmissionState.NEW),
        ("to-do", SubmissionState.IN_REVIEW),
        *[("to-do", SubmissionState.WAITING)] * 2,
        *[
            ("done", state)
            for state in (
                SubmissionState.WITHDRAWN,
                SubmissionState.CLOSED,
                SubmissionState.REFERRED,
                SubmissionState.ACCEPTED,
            )
            for _ in Urgency
        ],
    ]


@pytest.mark.parametrize("state", SubmissionState)
@pytest.mark.parametrize("urgency", Urgency)
def test_every_submission_is_in_exactly_one_section(
    version: QuestionnaireVersion, state: SubmissionState, urgency: Urgency
) -> None:
    builders.make_row(version, state=state, urgency=urgency)
    sections = [section for section in inbox.INBOX_SECTIONS if Submission.objects.filter(section.condition).exists()]
    is_urgent = urgency == Urgency.URGENT and state in UNDECIDED
    assert sections == [URGENT if is_urgent else FINISHED if state in DONE else TO_DO]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 12, 13])
def test_paging_misses_and_repeats_nothing(version: QuestionnaireVersion, size: int) -> None:
    """This includes submissions received in the same microsecond, and a page that ends with its section."""
    for number in range(12):
        state = (SubmissionState.NEW, SubmissionState.WAITING, SubmissionState.CLOSED)[number % 3]
        urgency = Urgency.URGENT if number % 2 else Urgency.ROUTINE
        builders.make_row(version, state=state, urgency=urgency, received_at=NOON)
    paged = [row.pk for _, row in read_through(size)]
    assert paged == [row.pk for _, row in read_through(100)]
    assert len(paged) == len(set(paged)) == 12


def test_new_submission_does_not_shift_the_next_page(version: QuestionnaireVersion) -> None:
    rows = [builders.make_row(version, received_at=NOON + timedelta(hours=later)) for later in range(4)]
    first = inbox.get_inbox_page(inbox.list_submissions(), size=2)
    builders.make_row(version, received_at=NOON - timedelta(hours=1))
    rows[1].delete()
    second = inbox.get_inbox_page(inbox.list_submissions(), after=first.next, size=2)
    assert [row.pk for _, found in second.sections for row in found] == [rows[2].pk, rows[3].pk]


def test_undecided_submission_is_overdue_after_the_promised_days(version: QuestionnaireVersion) -> None:
    """NOON is a Sunday, so the last of five working days is the Friday after."""
    with time_machine.travel(NOON + timedelta(days=8), tick=False):
        rows = {state: builders.make_row(version, state=state, received_at=NOON) for state in SubmissionState}
        late = {state for state, row in rows.items() if inbox.is_overdue(row)}
        found = {row.state for row in Submission.objects.filter(inbox.match_overdue())}
        count = inbox.count_overdue()
    assert (late, found, count) == ({*UNDECIDED}, {*UNDECIDED}, 2)


def test_nothing_is_overdue_on_the_last_day_or_without_a_promise(
    version: QuestionnaireVersion, settings: Settings
) -> None:
    row = builders.make_row(version, received_at=NOON)
    with time_machine.travel(NOON + timedelta(days=5, hours=11), tick=False):
        assert (inbox.is_overdue(row), inbox.count_overdue()) == (False, 0)
    settings.REPLY_WORKING_DAYS = 0
    with time_machine.travel(NOON + timedelta(days=80), tick=False):
        assert (inbox.is_overdue(row), inbox.count_overdue()) == (False, 0)


def test_empty_inbox_has_one_empty_page(db: None) -> None:
    assert inbox.get_inbox_page(inbox.list_submissions()) == inbox.InboxPage([], None)


def test_inbox_page_loads_no_sealed_field(receipt: Receipt, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    [(_, [row])] = inbox.get_inbox_page(inbox.list_submissions()).sections
    assert row.get_deferred_fields() >= {"sealed_answers", "sealed_assessment", "idempotency_key"}
    with django_assert_num_queries(0):
        assert str(row.version) == "Small 1"


@pytest.mark.parametrize(("number", "urgency"), [(1, Urgency.ROUTINE), (40, Urgency.URGENT), (40, Urgency.ROUTINE)])
def test_inbox_page_takes_at_most_one_query_per_section(
    version: QuestionnaireVersion, number: int, urgency: Urgency, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(number):
        builders.make_row(version, urgency=urgency)
    with django_assert_max_num_queries(len(inbox.INBOX_SECTIONS)):
        inbox.get_inbox_page(inbox.list_submissions())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a table of one row as it lies")
def test_inbox_query_uses_an_index(version: QuestionnaireVersion) -> None:
    """The newest finished submissions are found without reading and sorting all of them."""
    plan = inbox.list_submissions().filter(state=SubmissionState.CLOSED).order_by("-received_at", "-id")[:30].explain()
    assert "intake_subm_state" in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.parametrize("typed", ["{}", " {} ", "{0:.4}", "{0:.6}"])
def test_reference_is_found_in_any_spelling(version: QuestionnaireVersion, typed: str) -> None:
    row = builders.make_row(version)
    Submission.objects.filter(pk=row.pk).update(reference="K7NM-2XWD")
    other = builders.make_row(version)
    Submission.objects.filter(pk=other.pk).update(reference="C7NM-2XWD")
    for text in (typed.format("K7NM-2XWD"), typed.format("k7nm2xwd"), typed.format("K7NM 2XWD")):
        assert [found.pk for found in inbox.list_submissions().filter(inbox.match_reference(text))] == [row.pk]


@pytest.mark.parametrize("typed", ["zzzz", "%", "_", "7NM", "K7NM-2XWDX", "\x00", "'; --", "ß" * 200])
def test_other_reference_is_not_found(version: QuestionnaireVersion, typed: str) -> None:
    row = builders.make_row(version)
    Submission.objects.filter(pk=row.pk).update(reference="K7NM-2XWD")
    found = list(inbox.list_submissions().filter(inbox.match_reference(typed)))
    assert found == ([row] if not any(letter.isalnum() for letter in typed) else [])


@given(st.text())
def test_random_text_is_no_cursor_or_survives_parsing(text: str) -> None:
    place = Cursor.parse(text)
    assert place is None or Cursor.parse(str(place)) == place


@pytest.mark.parametrize(
    "text",
    ["urgent", "nowhere.0.00000000000000000000000000000000", "urgent.9" + "9" * 40 + ".0" * 2, "urgent.x.y", "..", ""],
)
def test_invalid_cursor_is_refused(text: str) -> None:
    assert Cursor.parse(text) is None


def test_new_and_urgent_submissions_are_counted(version: QuestionnaireVersion) -> None:
    builders.make_row(version)
    builders.make_row(version, urgency=Urgency.URGENT)
    builders.make_row(version, urgency=Urgency.URGENT, state=SubmissionState.IN_REVIEW)
    builders.make_row(version, urgency=Urgency.URGENT, state=SubmissionState.CLOSED)
    assert (inbox.count_new(), inbox.count_urgent()) == (2, 2)


def test_counting_stops_at_the_limit(version: QuestionnaireVersion) -> None:
    for _ in range(inbox.COUNT_LIMIT + 2):
        builders.make_row(version, urgency=Urgency.URGENT)
    assert inbox.count_new() == inbox.count_urgent() == inbox.COUNT_LIMIT


def test_submissions_are_filtered_by_delivery_state(receipt: Receipt, version: QuestionnaireVersion) -> None:
    builders.make_row(version)
    Delivery.objects.update(state=DeliveryState.DEAD)
    dead = inbox.list_submissions().filter(inbox.match_delivery_state(DeliveryState.DEAD))
    assert [row.pk for row in dead] == [receipt.submission.pk]
    assert not inbox.list_submissions().filter(inbox.match_delivery_state(DeliveryState.PENDING)).exists()
