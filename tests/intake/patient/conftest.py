"""Fixtures of the tests of the patient's own page."""

import pytest

from intake.token_sessions.patient_sessions import OwnPageAccess
from intake.visitor.actions import Receipt
from tests.intake import builders
from tests.intake.patient.own_page import open_own_page
from tests.intake.patient.with_consents import ANSWERS, make_version_with_consents
from tests.intake.plain_browser import PlainBrowser


@pytest.fixture
def receipt(db: None) -> Receipt:
    """The receipt of a submission with consents."""
    return builders.make_receipt_with(make_version_with_consents(), ANSWERS)


@pytest.fixture
def ada(receipt: Receipt) -> PlainBrowser:
    """A browser in which Ada has opened her own page."""
    return open_own_page(receipt.submission.reference, receipt.visitor_code)


@pytest.fixture
def access(receipt: Receipt) -> OwnPageAccess:
    """What the code of a submission opens."""
    return builders.open_access(receipt.submission, receipt.visitor_code)
