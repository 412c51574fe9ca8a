"""Old versions of pages go, except those that something names or that readers had."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings
from wagtail.models import Page, Revision

from fibro_site.operations.old_revisions import delete_old_revisions

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> Page:
    page: Page = Page.get_first_root_node().add_child(instance=Page(title="Made up", slug="made-up", live=False))
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def save_draft(page: Page, title: str) -> Revision:
    page.title = title
    return page.save_revision()


def age(*revisions: Revision, days: int) -> None:
    """Let these revisions be so many days old."""
    pks = [revision.pk for revision in revisions]
    Revision.objects.filter(pk__in=pks).update(created_at=timezone.now() - timedelta(days=days))


def list_kept(page: Page, *revisions: Revision) -> list[bool]:
    delete_old_revisions()
    kept = set(Revision.objects.for_instance(page).values_list("pk", flat=True))
    return [revision.pk in kept for revision in revisions]


def test_versions_on_the_way_go_after_a_year(page: Page) -> None:
    old, young, newest = (save_draft(page, str(n)) for n in range(3))
    age(old, newest, days=366)
    age(young, days=364)
    assert list_kept(page, old, young, newest) == [False, True, True]


def test_versions_that_readers_had_stay(page: Page, settings: Settings) -> None:
    first = Revision.objects.for_instance(page).get()
    save_draft(page, "Another").publish()
    age(*Revision.objects.for_instance(page), days=5000)
    assert list_kept(page, first) == [True]
    settings.PUBLISHED_REVISION_LIFETIME = timedelta(days=4000)
    assert list_kept(page, first) == [False]
    page.refresh_from_db()
    assert page.live_revision_id == page.latest_revision_id
    assert Revision.objects.filter(pk=page.live_revision_id).exists()


def test_scheduled_versions_stay(page: Page) -> None:
    scheduled = save_draft(page, "Soon")
    Revision.objects.filter(pk=scheduled.pk).update(approved_go_live_at=timezone.now() + timedelta(days=1))
    save_draft(page, "Later")
    age(scheduled, days=500)
    assert list_kept(page, scheduled) == [True]


def test_zero_days_keep_all(page: Page, settings: Settings) -> None:
    settings.REVISION_LIFETIME = timedelta()
    old = save_draft(page, "Old")
    save_draft(page, "New")
    age(old, days=5000)
    assert list_kept(page, old) == [True]


def test_many_are_deleted_in_batches(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fibro_site.operations.old_revisions.BATCH_SIZE", 2)
    drafts = [save_draft(page, str(n)) for n in range(6)]
    age(*drafts, days=400)
    assert list_kept(page, *drafts) == [False] * 5 + [True]
