"""Fixtures of the tests of articles."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache


@pytest.fixture
def site(starter_pages: None, db: None) -> None:
    """The starter pages, without the questionnaire. The changes of a test are rolled back."""
    cache.clear()


@pytest.fixture
def new_process(site: None) -> None:
    """Clear what a process caches, as if it had just started."""
    cache.clear()
    ContentType.objects.clear_cache()
