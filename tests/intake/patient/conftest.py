"""Fixtures of the tests of the patient's own page."""

import pytest

from intake.visitor.actions import Receipt
from tests.intake import builders
from tests.intake.patient.with_consents import ANSWERS, make_version_with_consents


@pytest.fixture
def receipt(db: None) -> Receipt:
    """Of a submission with consents."""
    return builders.make_receipt_with(make_version_with_consents(), ANSWERS)
