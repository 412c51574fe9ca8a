"""Which pages show a record, and what is purged when it changes."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import ProtectedError
from pytest_django import Settings

from articles.models import FaqEntry
from articles.records.usage import find_showing_pages
from references.citations import usage
from references.library import queries
from tests.articles.builders import faq, get_article_list, make_article, make_entry, make_topic, prose
from tests.front_cache import Cache
from tests.references.builders import cite, make_reference

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def cache(settings: Settings) -> Iterator[Cache]:
    cache = Cache()
    with cache.listening() as url:
        backend = {"BACKEND": "fibro_site.serving.front_cache.FrontCache", "LOCATION": url}
        settings.WAGTAILFRONTENDCACHE = {"default": backend}
        yield cache


def test_pages_of_a_topic_show_what_is_published_in_it_later() -> None:
    topic, other = make_topic(), make_topic("Diet")
    by_topic = make_article("By topic", faq(topic=topic))
    entry = make_entry("New?", topic=topic)
    chosen = make_article("Chosen", faq(entry, topic=topic))
    assert {page.pk for page in find_showing_pages([entry])} == {by_topic.pk, chosen.pk}
    entry.topic = other
    entry.save_revision().publish()
    assert {page.pk for page in find_showing_pages([entry])} == {chosen.pk}
    entry.unpublish()
    assert {page.pk for page in find_showing_pages([entry])} == {chosen.pk}


def test_work_cited_by_an_entry_is_cited_by_the_pages_that_show_it() -> None:
    gray = make_reference("Gray")
    entry = make_entry("Why?", f"<p>Because.{cite(gray)}</p>", topic=make_topic())
    article = make_article("Shows it", faq(entry))
    assert [page.pk for page in usage.find_citing_pages([gray])] == [article.pk]
    assert usage.map_page_citations()[article.pk] == {gray.pk}
    assert gray in queries.get_public_works()
    assert [place.title for place in usage.find_usages(gray)] == ["Why?"]
    entry.unpublish()
    assert list(usage.find_citing_pages([gray])) == []
    assert gray not in queries.get_public_works()
    with pytest.raises(ProtectedError):
        gray.delete()


def test_changed_entry_purges_the_pages_that_show_it(cache: Cache, django_capture_on_commit_callbacks: Any) -> None:
    gray = make_reference("Gray")
    topic = make_topic()
    entry = make_entry("Why?", f"<p>Because.{cite(gray)}</p>", topic=topic)
    make_article("Shows it", faq(topic=topic), slug="shows-it")
    make_article("Does not", prose("<p>a</p>"), slug="does-not")
    topics = [path for path in get_article_list().get_cached_paths() if path != "/"]
    lists = ["/articles/", *(f"/articles{path}" for path in topics)]
    with django_capture_on_commit_callbacks(execute=True):
        entry.answer = f"<p>For this.{cite(gray)}</p>"
        entry.save_revision()
    assert cache.paths() == []
    with django_capture_on_commit_callbacks(execute=True):
        entry.get_latest_revision().publish()
    assert cache.paths() == sorted([*lists, "/articles/shows-it/"])
    with django_capture_on_commit_callbacks(execute=True):
        gray.save()
    assert cache.paths() == ["/articles/shows-it/"]
    with django_capture_on_commit_callbacks(execute=True):
        topic.name = "Rest"
        topic.save()
    assert cache.paths() == sorted([*lists, "/articles/shows-it/"])
    with django_capture_on_commit_callbacks(execute=True):
        entry.delete()
    assert cache.paths() == sorted([*lists, "/articles/shows-it/"])


def test_topic_in_use_cannot_be_deleted() -> None:
    entry = FaqEntry.objects.first()
    with pytest.raises(ProtectedError):
        entry.topic.delete()


def test_restored_revision_keeps_the_place_of_an_entry() -> None:
    entry = make_entry("Why?", topic=make_topic(), sort_order=1)
    old = entry.latest_revision
    FaqEntry.objects.filter(pk=entry.pk).update(sort_order=9)
    old.as_object().save_revision().publish()
    assert FaqEntry.objects.get(pk=entry.pk).sort_order == 9
