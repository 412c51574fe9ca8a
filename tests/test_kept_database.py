"""A run that ends in the middle of a test leaves a mark, which the next run finds."""

import pytest
from django.contrib.auth.models import Group

from tests import kept_database


@pytest.mark.django_db
def test_database_is_as_migrated_between_tests() -> None:
    assert not kept_database.is_marked()
    assert Group.objects.filter(name="Editors").exists()


@pytest.mark.django_db(transaction=True)
def test_transactional_test_marks_the_database() -> None:
    assert kept_database.is_marked()
