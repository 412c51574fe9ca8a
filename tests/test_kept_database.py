"""A run that ends in the middle of a test leaves a mark, which the next run finds."""

import pytest
from django.contrib.auth.models import Group

from tests import kept_database


@pytest.mark.django_db
def test_between_tests_it_is_as_the_migrations_left_it() -> None:
    assert not kept_database.is_marked()
    assert Group.objects.filter(name="Editors").exists()


@pytest.mark.django_db(transaction=True)
def test_a_test_with_real_transactions_marks_it() -> None:
    assert kept_database.is_marked()
