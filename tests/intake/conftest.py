"""Fixtures of the intake tests."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

import intake.starter
from intake.models import QuestionnaireVersion
from intake.submissions import Receipt
from tests.intake import builders


@pytest.fixture(scope="module")
def published_starter(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The starter questionnaire, published once in a transaction around all tests of a module: it takes a while."""
    with django_db_blocker.unblock(), transaction.atomic():
        intake.starter.load()
        with django_db_blocker.block():
            yield
        transaction.set_rollback(True)


@pytest.fixture
def version(db: None) -> QuestionnaireVersion:
    """A small published questionnaire."""
    return builders.make_version()


@pytest.fixture
def receipt(version: QuestionnaireVersion) -> Receipt:
    """Of a submission by Ada."""
    return builders.make_receipt(version)
