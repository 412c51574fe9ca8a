"""All rows beside a submission are read at once, as Django would read them kind by kind."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from intake.audit import outside_changes
from intake.enums import AppointmentStanding
from intake.models import AppointmentAnswer, Mention, Reply, Submission
from intake.staff import actions as staff_actions
from intake.staff import appointment_actions
from intake.staff.opened_submission import read_submission
from intake.staff.rows_beside import ROW_KINDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowded(full_submission: Submission, ben: User) -> Submission:
    """A submission with several rows of each kind."""
    for place in ("Room 4", "Room 5"):
        staff_actions.add_note(full_submission.pk, place, by=ben)
        appointment_actions.propose_appointment(
            full_submission.pk, timezone.now() + timedelta(days=2), 30, place, by=ben
        )
    Mention.objects.create(submission=full_submission, user=ben, mentioned_at=timezone.now())
    for appointment in full_submission.appointments.all():
        Reply.objects.create(submission=full_submission, sealed_content=b"sealed")
        for standing in (AppointmentStanding.ACCEPTED, AppointmentStanding.DECLINED):
            AppointmentAnswer.objects.create(appointment=appointment, standing=standing)
    return full_submission


def list_columns(row: Any) -> dict[str, Any]:
    columns = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    # PostgreSQL gives sealed bytes as a memoryview.
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in columns.items()}


def test_rows_are_those_that_django_reads(crowded: Submission) -> None:
    together, apart = read_submission(crowded.pk), Submission.objects.get(pk=crowded.pk)
    for name in ROW_KINDS:
        found = [list_columns(row) for row in getattr(together, name).all()]
        assert found == [list_columns(row) for row in getattr(apart, name).all()]
        assert found, name
    answers = [list_columns(answer) for row in together.appointments.all() for answer in row.answers.all()]
    assert answers == [list_columns(answer) for row in apart.appointments.all() for answer in row.answers.all()]
    assert len(answers) == 4
    assert [note.author.get_username() for note in together.notes.all()] == ["ben"] * 3


def test_rows_take_one_query_and_none_afterwards(
    crowded: Submission, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        submission = read_submission(crowded.pk)
        rows = list(outside_changes.iterate_rows(submission))
        assert {row.author.get_username() for row in (*submission.notes.all(), *submission.messages.all())} == {"ben"}
    assert rows == list(outside_changes.iterate_rows(Submission.objects.get(pk=crowded.pk)))


def test_submission_without_rows_asks_for_none(
    submission: Submission, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        assert list(outside_changes.iterate_rows(read_submission(submission.pk))) == []
