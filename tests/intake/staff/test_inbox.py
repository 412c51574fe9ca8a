"""The inbox shows urgent submissions first, misses none, and takes the same queries however full it is."""

import re
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from intake.enums import (
    DONE,
    UNDECIDED,
    DeliveryState,
    PatientChange,
    SubmissionState,
    SuggestedOutcome,
    Urgency,
)
from intake.models import Delivery, QuestionnaireVersion, Submission
from intake.staff import inbox, paging
from intake.staff.inbox import FINISHED, TO_DO, URGENT, Facets
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
        place = inbox.parse_cursor(str(page.next))


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


@pytest.mark.parametrize("size", [1, 5, 12])
def test_paging_back_from_the_end_shows_the_same(version: QuestionnaireVersion, size: int) -> None:
    for number in range(12):
        state = (SubmissionState.NEW, SubmissionState.WAITING, SubmissionState.CLOSED)[number % 3]
        builders.make_row(version, state=state, received_at=NOON + timedelta(hours=number // 2))
    read: list[tuple[str, Submission]] = []
    place = inbox.parse_cursor("end")
    while place:
        page = inbox.get_inbox_page(inbox.list_submissions(), before=place, size=size)
        if page.previous is None:
            # The first page is always a full one.
            assert page.sections == inbox.get_inbox_page(inbox.list_submissions(), size=size).sections
        new = [
            (section.name, row) for section, rows in page.sections for row in rows if (section.name, row) not in read
        ]
        read = new + read
        place = inbox.parse_cursor(str(page.previous)) if page.previous else None
    assert read == read_through(size=100)


@pytest.fixture
def every_kind(version: QuestionnaireVersion) -> None:
    """Submissions with every combination of what the inbox is filtered by, some changed by their patients."""
    kinds = product(SubmissionState, Urgency, ["", *SuggestedOutcome], ["", "too-fast:2"])
    for number, (state, urgency, outcome, doubts) in enumerate(kinds):
        fields = {"state": state, "urgency": urgency, "outcome": outcome, "doubts": doubts}
        change = PatientChange.CORRECTED if number % 7 == 0 else PatientChange.NOTHING
        builders.make_row(version, patient_change=change, received_at=NOON + timedelta(hours=number % 9), **fields)


FACETS = [
    Facets(urgencies=frozenset(["urgent"])),
    Facets(states=frozenset(["closed"])),
    Facets(states=frozenset(["new", "closed"]), urgencies=frozenset(["routine"])),
    Facets(outcomes=frozenset(["needs-a-human"]), has_spam_signals=False),
    Facets(has_spam_signals=True),
    Facets(states=frozenset()),
]


def test_facets_leave_out_the_others_and_keep_the_order(every_kind: None) -> None:
    rows = inbox.list_submissions()
    everything = inbox.get_inbox_page(rows, size=500).rows
    for facets in FACETS:
        wanted = set(Submission.objects.filter(facets.match()).values_list("pk", flat=True))
        page = inbox.get_inbox_page(rows, facets=facets, size=500)
        assert [row.pk for row in page.rows] == [row.pk for row in everything if row.pk in wanted]
        if len(page.rows) > 7:
            start = inbox.get_inbox_page(rows, facets=facets, size=6)
            assert inbox.get_inbox_page(rows, facets=facets, after=start.next, size=1).rows == page.rows[6:7]
            end = inbox.get_inbox_page(rows, facets=facets, before=inbox.parse_cursor("end"), size=3)
            assert end.rows == page.rows[-3:]


def test_new_submission_does_not_shift_the_next_page(version: QuestionnaireVersion) -> None:
    rows = [builders.make_row(version, received_at=NOON + timedelta(hours=later)) for later in range(4)]
    first = inbox.get_inbox_page(inbox.list_submissions(), size=2)
    builders.make_row(version, received_at=NOON - timedelta(hours=1))
    rows[1].delete()
    second = inbox.get_inbox_page(inbox.list_submissions(), after=first.next, size=2)
    assert [row.pk for _, found in second.sections for row in found] == [rows[2].pk, rows[3].pk]


def test_empty_inbox_has_one_empty_page(db: None) -> None:
    assert inbox.get_inbox_page(inbox.list_submissions()) == paging.Page([], None, None)


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
@pytest.mark.parametrize(
    ("facets", "index"), [(inbox.ALL_FACETS, "state"), (FACETS[0], "inbox_urgency"), (FACETS[3], "inbox_outcome")]
)
def test_each_query_of_a_page_finds_its_rows_by_an_index(
    version: QuestionnaireVersion, facets: Facets, index: str
) -> None:
    """No row is read to be passed over."""
    with CaptureQueriesContext(connection) as queries:
        inbox.get_inbox_page(inbox.list_submissions(), facets=facets)
    with connection.cursor() as cursor:
        for query in queries:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            plan = "\n".join(row[3] for row in cursor.fetchall())
            assert index in plan or "changed_by_the_patient" in plan
            assert not re.search(r"SCAN intake_submission\b(?! USING INDEX)|SCAN U\d\b(?! USING)", plan)


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
    place = inbox.parse_cursor(text)
    assert place is None or inbox.parse_cursor(str(place)) == place


@pytest.mark.parametrize(
    "text",
    ["urgent", "nowhere.0.00000000000000000000000000000000", "urgent.9" + "9" * 40 + ".0" * 2, "urgent.x.y", "..", ""],
)
def test_invalid_cursor_is_refused(text: str) -> None:
    assert inbox.parse_cursor(text) is None


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
