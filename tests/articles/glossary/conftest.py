"""Fixtures of the tests of the glossary."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.front_cache import Cache


@pytest.fixture
def cache(settings: Settings) -> Iterator[Cache]:
    cache = Cache()
    with cache.listening() as url:
        backend = {"BACKEND": "fibro_site.serving.front_cache.FrontCache", "LOCATION": url}
        settings.WAGTAILFRONTENDCACHE = {"default": backend}
        yield cache
