"""A cache in front of the site forgets whatever names a person that has changed."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytest_django import Settings

from tests.articles.builders import STARTER_ARTICLE, get_starter_article, make_person, name_authors
from tests.front_cache import Cache

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def cache(settings: Settings) -> Iterator[Cache]:
    cache = Cache()
    with cache.listening() as url:
        backend = {"BACKEND": "fibro_site.serving.front_cache.FrontCache", "LOCATION": url}
        settings.WAGTAILFRONTENDCACHE = {"default": backend}
        yield cache


def test_changed_person_purges_what_names_them(
    cache: Cache, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    article, person, other = get_starter_article(), make_person(), make_person("Other Person")
    with django_capture_on_commit_callbacks(execute=True):
        name_authors(article, person)
    assert {"/people/hanna-example/", STARTER_ARTICLE} <= set(cache.paths())
    with django_capture_on_commit_callbacks(execute=True):
        person.title_before = "Prof."
        person.save_revision().publish()
    assert {"/people/hanna-example/", STARTER_ARTICLE} <= set(cache.paths())
    with django_capture_on_commit_callbacks(execute=True):
        other.save_revision().publish()
    assert STARTER_ARTICLE not in cache.paths()
