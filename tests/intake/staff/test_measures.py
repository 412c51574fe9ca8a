"""What the admin's first page tells of the clinic's work."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import AbstractUser
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from intake.enums import SubmissionState, SuggestedOutcome
from intake.models import Questionnaire, QuestionnaireVersion, StepCount
from intake.models.step_count import START
from intake.questionnaires import publishing
from intake.staff import actions, measures
from tests.conftest import make_user, signed_in
from tests.intake import builders
from tests.intake.staff.pages import get_page_text, list_references

pytestmark = pytest.mark.django_db

# A Thursday.
NOW = datetime(2026, 7, 16, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clean_cache() -> None:
    cache.clear()


def make_rows(version: QuestionnaireVersion, number: int, at: datetime, **fields: object) -> None:
    for _ in range(number):
        builders.make_row(version, received_at=at, **fields)


@time_machine.travel(NOW, tick=False)
def test_weeks_and_outcomes_hide_small_numbers(version: QuestionnaireVersion) -> None:
    make_rows(version, 6, NOW - timedelta(hours=1))
    make_rows(version, 7, NOW - timedelta(weeks=1), outcome=SuggestedOutcome.LIKELY_SUITABLE)
    make_rows(version, 2, NOW - timedelta(weeks=2))
    make_rows(version, 9, NOW - timedelta(weeks=20))
    weeks, outcomes = measures.plot_weeks(), measures.plot_outcomes()
    assert [bar.number for bar in weeks.bars[-3:]] == [None, 7, None]
    assert (weeks.total, outcomes.total) == (15, 15)
    assert [bar.number for bar in outcomes.bars] == [None, 8, None]


@time_machine.travel(NOW, tick=False)
def test_time_to_first_contact_is_that_of_the_first_news(version: QuestionnaireVersion, ben: AbstractUser) -> None:
    rows = [builders.make_row(version, received_at=NOW - timedelta(days=days)) for days in range(1, 11)]
    assert measures.measure_contact_times() is None
    for row in rows:
        actions.change_state(row.pk, SubmissionState.IN_REVIEW, by=ben, expected_revision=0)
        actions.change_state(row.pk, SubmissionState.REFERRED, by=ben, expected_revision=1)
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        actions.change_state(rows[0].pk, SubmissionState.CLOSED, by=ben, expected_revision=2)
    cache.clear()
    times = measures.measure_contact_times()
    assert (times.median, times.ninth_decile) == (timedelta(days=5), timedelta(days=9))


@time_machine.travel(NOW, tick=False)
def test_drop_off_tells_where_drafts_were_left(version: QuestionnaireVersion) -> None:
    steps = publishing.get_definition(version).steps
    numbers = [100, *(90 - 10 * place for place in range(len(steps)))]
    for step, number in zip([START, *(step.link_id for step in steps)], numbers, strict=True):
        StepCount.objects.create(version=version, step=step, day=timezone.localdate(), number=number)
        StepCount.objects.create(version=version, step=step, day=timezone.localdate() - timedelta(weeks=30), number=9)
    make_rows(version, 6, NOW)
    plot = measures.plot_drop_off(version)
    assert [bar.number for bar in plot.bars] == [10] * len(steps) + [numbers[-1] - 6, 6]
    assert plot.total == 100


def test_drop_off_that_nobody_left_tells_no_sum(version: QuestionnaireVersion) -> None:
    """The sum less those who sent would be how many left: nobody, or so few that somebody may know who."""
    StepCount.objects.create(version=version, step=START, day=timezone.localdate(), number=8)
    make_rows(version, 6, timezone.now())
    plot = measures.plot_drop_off(version)
    assert (plot.bars[-1].number, plot.total) == (6, None)


@pytest.mark.parametrize(
    ("group", "work", "drop_off"),
    [("Nurse", True, True), ("Auditor", False, False), ("Questionnaire editor", False, True), ("Editor", False, False)],
)
def test_first_page_shows_each_role_its_numbers(
    version: QuestionnaireVersion, group: str, work: bool, drop_off: bool
) -> None:
    Questionnaire.objects.filter(pk=version.questionnaire.pk).update(is_default=True)
    page = signed_in(make_user("one", group)).get("/admin/").content.decode()
    assert ("Waiting for a decision" in page) is work
    assert ("Where visitors leave" in page) is drop_off


def test_first_page_costs_the_same_with_many_submissions(
    version: QuestionnaireVersion, ben_client: Client, django_assert_max_num_queries: object
) -> None:
    make_rows(version, 3, timezone.now())
    ben_client.get("/admin/")
    with django_assert_max_num_queries(60):
        ben_client.get("/admin/")


def test_first_page_leads_to_the_very_submissions_that_it_counts(
    version: QuestionnaireVersion, ben_client: Client
) -> None:
    make_rows(version, 1, timezone.now(), urgency="urgent")
    make_rows(version, 1, timezone.now() - timedelta(days=60))
    make_rows(version, 1, timezone.now(), state=SubmissionState.CLOSED)
    page = ben_client.get("/admin/").content.decode()
    tiles = re.findall(r'<a href="(/admin/intake/submissions/[^"]*)">(\d+)</a>', page)
    assert sorted(number for _url, number in tiles) == ["1", "1", "2"]
    for url, number in tiles:
        assert len(list_references(ben_client.get(html.unescape(url)))) == int(number)


def test_plot_of_numbers_that_are_all_hidden_is_a_sentence(version: QuestionnaireVersion, ben_client: Client) -> None:
    make_rows(version, 3, timezone.now())
    page = get_page_text(ben_client.get("/admin/"))
    assert "Outcome that the rules suggested Too few to show." in page
