"""Which pages are purged from a cache in front of the site when a work changes."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings
from wagtail.models import Site

from references.curation import merging
from references.enums import CitationStyle, Status
from references.library import cache_invalidation
from references.models import CitationSettings, Reference
from tests.articles.builders import make_article, make_citing_article, prose
from tests.front_cache import Cache
from tests.references.builders import cite, make_reference, make_work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

Committed = Callable[[], AbstractContextManager[Any]]


@pytest.fixture
def cache(settings: Settings) -> Iterator[Cache]:
    cache = Cache()
    with cache.listening() as url:
        settings.WAGTAILFRONTENDCACHE = {
            "default": {"BACKEND": "fibro_site.serving.front_cache.FrontCache", "LOCATION": url},
        }
        yield cache


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Committed:
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def work() -> Reference:
    return make_reference("Gray")


def test_changed_work_purges_citing_pages(cache: Cache, committed: Committed, work: Reference) -> None:
    make_citing_article(work, title="one")
    make_citing_article(work, work, title="two")
    make_citing_article(make_reference("Dunn"), title="other")
    with committed():
        work.csl["title"] = "Findings, corrected"
        work.save()
    assert cache.paths() == ["/articles/one/", "/articles/two/"]


def test_publishing_purges_the_page_and_those_that_list_it(cache: Cache, committed: Committed, work: Reference) -> None:
    with committed():
        make_citing_article(work, title="one")
    purged = cache.paths()
    assert [path for path in purged if "/topic/" not in path] == ["/", "/articles/", "/articles/one/"]
    assert "/articles/topic/what-helps/" in purged


def test_drafts_are_not_purged(cache: Cache, committed: Committed, work: Reference) -> None:
    make_article("draft", prose(f"<p>Words.{cite(work)}</p>")).unpublish()
    with committed():
        work.save()
    assert cache.paths() == []


def test_works_changed_together_purge_a_page_once(cache: Cache, committed: Committed) -> None:
    works = [make_reference(name) for name in ("Gray", "Dunn", "Hale")]
    make_citing_article(*works, title="one")
    with committed(), transaction.atomic():
        for work in works:
            work.save()
    assert cache.paths() == ["/articles/one/"]


def test_uncited_works_purge_nothing(cache: Cache, committed: Committed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_invalidation, "PURGE_BATCH_SIZE", 5)
    make_citing_article(make_reference("Gray"), title="one")
    with committed():
        uncited = [make_reference(f"Author{place}") for place in range(2 * cache_invalidation.PURGE_BATCH_SIZE)]
    assert cache_invalidation.changed_works.works == set()
    with committed():
        cache_invalidation.invalidate_works(work.pk for work in uncited)
    assert cache.paths() == []


def test_rolled_back_savepoint_does_not_stop_the_purge(cache: Cache, committed: Committed, work: Reference) -> None:
    make_citing_article(work, title="one")
    with committed(), transaction.atomic():
        with transaction.atomic():
            work.save()
            transaction.set_rollback(True)
        work.save()
    assert cache.paths() == ["/articles/one/"]


def test_choosing_a_work_purges_nothing(cache: Cache, committed: Committed, work: Reference) -> None:
    make_citing_article(work, title="one")
    with committed():
        work.last_chosen_at = timezone.now()
        work.save(update_fields=["last_chosen_at", "updated_at"])
    assert cache.paths() == []


def test_notice_purges_citing_pages(cache: Cache, committed: Committed, work: Reference) -> None:
    make_citing_article(work, title="one")
    with committed():
        work.notices.create(status=Status.RETRACTED, source="Retraction Watch", source_id="1")
        work.refresh_status()
    assert cache.paths() == ["/articles/one/"]


def test_changed_successor_purges_pages_that_cite_the_superseded_work(
    cache: Cache, committed: Committed, work: Reference
) -> None:
    newer = make_reference("Dunn")
    work.notices.create(status=Status.SUPERSEDED, superseded_by=newer, source="journal", source_id="1")
    work.refresh_status()
    make_citing_article(work, title="one")
    with committed():
        newer.csl = make_work("Dunn", title="New findings")
        newer.save()
    assert cache.paths() == ["/articles/one/"]


def test_merge_purges_pages_of_both_works(cache: Cache, committed: Committed, work: Reference, dora: User) -> None:
    gone = make_reference("Dunn")
    make_citing_article(work, title="one")
    make_citing_article(gone, title="two")
    with committed():
        merging.merge_references(into=work, gone=gone, take=[], by=dora)
    assert cache.paths() == ["/articles/one/", "/articles/two/"]


def test_changed_style_purges_every_page_with_a_list(cache: Cache, committed: Committed, work: Reference) -> None:
    make_citing_article(work, title="cites")
    make_article("plain", prose("<p>Words.</p>"), slug="plain")
    chosen = CitationSettings.for_site(Site.objects.get())
    with committed():
        chosen.style = CitationStyle.APA
        chosen.save()
    purged = cache.paths()
    assert "/articles/cites/" in purged
    assert "/articles/plain/" not in purged
    assert len(purged) == len(set(purged))


@pytest.mark.parametrize("status", [0, 405, 500])
def test_failing_cache_is_logged_and_the_change_is_saved(
    cache: Cache, committed: Committed, work: Reference, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    make_citing_article(work, title="one")
    make_citing_article(work, title="two")
    cache.answer = lambda: status
    with committed():
        work.csl["title"] = "Kept"
        work.save()
    assert len(cache.paths()) == 1
    assert [record.name for record in caplog.records] == ["fibro_site.serving.front_cache"]
    assert Reference.objects.get(pk=work.pk).title == "Kept"


@pytest.mark.parametrize("status", [404, 412])
def test_page_missing_from_the_cache_is_no_error(
    cache: Cache, committed: Committed, work: Reference, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    make_citing_article(work, title="one")
    make_citing_article(work, title="two")
    cache.answer = lambda: status
    with committed():
        work.save()
    assert cache.paths() == ["/articles/one/", "/articles/two/"]
    assert caplog.records == []


def test_nothing_is_purged_without_a_cache(committed: Committed, work: Reference) -> None:
    with committed() as callbacks:
        work.save()
    assert cache_invalidation.purge_citing_pages not in callbacks
