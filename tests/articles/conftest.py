"""Fixtures of the tests of articles."""

from collections.abc import Iterator

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from pytest_django import DjangoDbBlocker

import articles.starter
from tests.conftest import made_once


@pytest.fixture(scope="package")
def starter_pages(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The starter pages, for all tests of this folder."""
    with made_once(django_db_blocker, articles.starter.load_starter_pages):
        yield


@pytest.fixture
def site(starter_pages: None, db: None) -> None:
    """The starter pages, without the questionnaire. The changes of a test are rolled back."""
    cache.clear()


@pytest.fixture
def new_process(site: None) -> None:
    """Clear what a process caches, as if it had just started."""
    cache.clear()
    ContentType.objects.clear_cache()
