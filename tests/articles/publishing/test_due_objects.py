"""What is scheduled appears, and what expires goes, within a minute's run: beat runs this task every minute."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from celery import current_app
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings as site_settings
from django.contrib.auth.models import AbstractUser
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from wagtail.models import Page, PageLogEntry

from articles.models import ArticlePage, InformationPage
from articles.publishing import due_objects
from fibro_site import tasks
from intake.models import Questionnaire
from intake.starter import load_starter_content
from tests.articles.builders import build_edit_form, get_article_list, html_of, make_article, prose, save_draft
from tests.articles.signing.builders import publish_signed
from tests.front_cache import Cache

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

MINUTE = timedelta(minutes=1)
NOON = datetime(2031, 3, 1, 12, tzinfo=timezone.get_fixed_timezone(0))


def run_task() -> None:
    current_app.tasks[tasks.publish_scheduled.name].apply(throw=True)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The clock stands at a minute before noon."""
    with time_machine.travel(NOON - MINUTE, tick=False) as clock:
        yield clock


@pytest.fixture
def cache(settings: Settings) -> Iterator[Cache]:
    cache = Cache()
    with cache.listening() as url:
        settings.WAGTAILFRONTENDCACHE = {
            "default": {"BACKEND": "fibro_site.serving.front_cache.FrontCache", "LOCATION": url},
        }
        yield cache


def schedule_article(title: str, **fields: object) -> ArticlePage:
    """Return an article that an editor had published with a date in the future."""
    article = ArticlePage(title=title, standfirst="What it says.", live=False, **fields)
    get_article_list().add_child(instance=article)
    article.save_revision().publish()
    return article


def test_beat_sends_the_task_each_minute_to_the_quick_queue() -> None:
    entry = next(
        each for each in site_settings.CELERY_BEAT_SCHEDULE.values() if each["task"] == tasks.publish_scheduled.name
    )
    assert entry["schedule"] <= MINUTE
    # No import of a library, which takes minutes, is on this one.
    assert current_app.amqp.router.route({}, entry["task"])["queue"].name == site_settings.CELERY_TASK_DEFAULT_QUEUE


def test_editor_schedules_a_page_that_appears_and_goes(
    clock: time_machine.Traveller, cleo_client: Client, client: Client
) -> None:
    article = make_article("A season")
    article.unpublish()
    hours = {
        name: f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
        for name, at in {"go_live_at": NOON, "expire_at": NOON + timedelta(hours=1)}.items()
    }
    form = build_edit_form(article, "<p>Words.</p>", **hours)
    publish_signed(cleo_client, article, form)
    run_task()
    assert client.get("/articles/a-season/").status_code == 404
    clock.move_to(NOON + MINUTE)
    run_task()
    assert "A season" in html_of(client, "/articles/a-season/")
    assert "A season" in html_of(client, "/articles/")
    clock.move_to(NOON + timedelta(hours=1) + MINUTE)
    run_task()
    assert client.get("/articles/a-season/").status_code == 404
    assert "A season" not in html_of(client, "/articles/")
    assert Page.objects.get(pk=article.pk).expired


def test_new_text_of_a_published_page_appears(client: Client, clock: time_machine.Traveller) -> None:
    article = make_article("Known", prose("<p>Old words.</p>"))
    article.go_live_at = NOON
    save_draft(article, prose("<p>New words.</p>")).publish()
    run_task()
    assert "Old words." in html_of(client, "/articles/known/")
    clock.move_to(NOON + MINUTE)
    run_task()
    assert "New words." in html_of(client, "/articles/known/")


def test_caches_forget_the_page_and_those_that_list_it(
    cache: Cache, clock: time_machine.Traveller, django_capture_on_commit_callbacks: object
) -> None:
    schedule_article("Soon", go_live_at=NOON, expire_at=NOON + timedelta(hours=1))
    for later in (MINUTE, timedelta(hours=1) + MINUTE):
        clock.move_to(NOON + later)
        with django_capture_on_commit_callbacks(execute=True):
            run_task()
        assert {"/", "/articles/", "/articles/soon/"} <= set(cache.paths())


def test_snippet_with_drafts_is_scheduled_too(clock: time_machine.Traveller) -> None:
    load_starter_content()
    questionnaire = Questionnaire.objects.first()
    questionnaire.unpublish()
    questionnaire.go_live_at = NOON
    questionnaire.save_revision().publish()
    assert not questionnaire.live
    clock.move_to(NOON + MINUTE)
    run_task()
    questionnaire.refresh_from_db()
    assert questionnaire.live


def test_second_run_does_nothing_more(clock: time_machine.Traveller) -> None:
    schedule_article("Once", go_live_at=NOON)
    make_article("Gone", expire_at=NOON)
    clock.move_to(NOON + MINUTE)
    run_task()
    entries = PageLogEntry.objects.count()
    run_task()
    assert PageLogEntry.objects.count() == entries


def test_run_that_another_one_overtook_does_nothing_more(clock: time_machine.Traveller) -> None:
    """Both have listed what is due before either of them begins."""
    scheduled = schedule_article("Once", go_live_at=NOON)
    expiring = make_article("Gone", expire_at=NOON)
    clock.move_to(NOON + MINUTE)
    revision = scheduled.latest_revision_id
    run_task()
    entries = PageLogEntry.objects.count()
    due_objects.publish_revision(due_objects.Revision, revision, timezone.now())
    due_objects.unpublish_expired(Page, expiring.pk, timezone.now())
    assert PageLogEntry.objects.count() == entries


def test_page_that_cannot_be_published_keeps_no_other_waiting(
    clock: time_machine.Traveller, caplog: pytest.LogCaptureFixture
) -> None:
    blocked = schedule_article("Same", go_live_at=NOON - MINUTE / 2)
    other = schedule_article("Other", go_live_at=NOON)
    # Two pages have one slug, which no form lets happen but an import may.
    Page.objects.filter(pk=blocked.pk).update(slug="taken")
    Page.objects.filter(pk=make_article("Twin").pk).update(slug="same")
    clock.move_to(NOON + MINUTE)
    run_task()
    assert not Page.objects.get(pk=blocked.pk).live
    assert Page.objects.get(pk=other.pk).live
    assert f"(Revision, id {blocked.latest_revision_id})" in caplog.text


@pytest.mark.parametrize("error", [SoftTimeLimitExceeded(), OperationalError()])
def test_end_of_the_time_or_of_the_database_ends_the_run(
    clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    schedule_article("Late", go_live_at=NOON)
    clock.move_to(NOON + MINUTE)

    def fail(*_args: object) -> None:
        raise error

    monkeypatch.setattr(due_objects, "publish_revision", fail)
    with pytest.raises(type(error)):
        run_task()


def test_page_waits_for_the_page_above_it(client: Client, clock: time_machine.Traveller, cleo: AbstractUser) -> None:
    about = InformationPage.objects.get(slug="about")
    parent = InformationPage(title="New section", slug="section", live=False, go_live_at=NOON + timedelta(hours=1))
    about.add_child(instance=parent)
    parent.save_revision().publish()
    child = InformationPage(title="Part", slug="part", live=False, go_live_at=NOON)
    parent.add_child(instance=child)
    child.save_revision().publish()
    clock.move_to(NOON + MINUTE)
    run_task()
    assert client.get("/about/section/part/").status_code == 404
    clock.move_to(NOON + timedelta(hours=1) + MINUTE)
    run_task()
    run_task()
    assert "Part" in html_of(client, "/about/section/part/")
