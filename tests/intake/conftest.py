"""Fixtures of the intake tests."""

from collections.abc import Iterator

import pytest
import time_machine
from django.utils import timezone
from pytest_django import DjangoDbBlocker

import intake.starter
from intake.models import QuestionnaireVersion, Submission
from intake.visitor.actions import Receipt
from tests.conftest import made_once
from tests.intake import builders
from tests.intake.plain_browser import PlainBrowser


@pytest.fixture(scope="module")
def published_starter(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The starter questionnaire, published once for all tests of a module."""
    with made_once(django_db_blocker, intake.starter.load_starter_content):
        yield


@pytest.fixture
def version(db: None) -> QuestionnaireVersion:
    """A small published questionnaire."""
    return builders.make_version()


@pytest.fixture
def receipt(version: QuestionnaireVersion) -> Receipt:
    """Of a submission by Ada."""
    return builders.make_receipt(version)


@pytest.fixture
def browser() -> PlainBrowser:
    """A browser without scripts and without cookies."""
    return PlainBrowser()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The clock, which is the only thing that is faked: time passes only when a test says so."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


@pytest.fixture
def submission(receipt: Receipt) -> Submission:
    return receipt.submission
