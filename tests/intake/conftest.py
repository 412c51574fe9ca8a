"""Fixtures of the intake tests."""

import pytest

from intake.models import QuestionnaireVersion
from intake.submissions import Receipt
from tests.intake import builders


@pytest.fixture
def version(db: None) -> QuestionnaireVersion:
    """A small published questionnaire."""
    return builders.make_version()


@pytest.fixture
def receipt(version: QuestionnaireVersion) -> Receipt:
    """Of a submission by Ada."""
    return builders.make_receipt(version)
