"""How far visitors come is counted once a draft and step, and nothing else of them."""

from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from intake.models import QuestionnaireVersion, StepCount
from intake.models.step_count import START
from intake.visitor import step_counting
from tests.intake.plain_browser import PlainBrowser
from tests.intake.visitor_client import begin, counted, form_data, walk

pytestmark = pytest.mark.django_db


def list_counts() -> dict[str, int]:
    return {row.step: row.number for row in StepCount.objects.filter(day=timezone.localdate())}


def test_each_draft_is_counted_once_at_each_step(starter_version: QuestionnaireVersion) -> None:
    walk(begin(PlainBrowser()), until="age")
    browser = walk(begin(PlainBrowser()), until="duration")
    browser.open("/eligibility/questions/who/").send_filled(form_data("who"))
    # It is refused, so nobody got past it.
    browser.open("/eligibility/questions/duration/").send_filled({})
    assert list_counts() == {START: 2, "who": 2, "age": 1}


def test_first_of_a_day_takes_two_queries(
    starter_version: QuestionnaireVersion, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with CaptureQueriesContext(connection) as queries:
        step_counting.count_step(starter_version, "who")
    assert counted(queries) == 2
    with django_assert_num_queries(1):
        step_counting.count_step(starter_version, "who")
    assert list_counts() == {"who": 2}


def test_row_that_another_process_makes_meanwhile_is_counted_on(
    starter_version: QuestionnaireVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {"version": starter_version, "step": "who", "day": timezone.localdate()}
    update = QuerySet.update

    def update_too_early(counts: QuerySet[StepCount], **values: Any) -> int:
        updated = update(counts, **values)
        StepCount.objects.get_or_create(**row, defaults={"number": 1})
        return updated

    monkeypatch.setattr(QuerySet, "update", update_too_early)
    step_counting.count_step(starter_version, "who")
    assert list_counts() == {"who": 2}


def test_step_that_cannot_be_counted_stops_nobody(
    starter_version: QuestionnaireVersion, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_arguments: object) -> None:
        raise DatabaseError("Ada's answer")

    monkeypatch.setattr(step_counting, "add_one", fail)
    assert walk(begin(PlainBrowser()), until="age").path == "/eligibility/questions/age/"
    assert "was not counted: DatabaseError" in caplog.text
    assert "Ada" not in caplog.text
