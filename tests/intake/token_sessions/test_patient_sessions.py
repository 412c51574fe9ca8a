"""A session of the own page opens one submission, until it expires or is closed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from intake.encryption import primitives
from intake.models import (
    PatientSession,
)
from intake.patient import actions as patient_actions
from intake.token_sessions import patient_sessions
from intake.token_sessions.patient_sessions import SessionNotFound
from intake.visitor.actions import Receipt
from tests.intake import builders

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "é" * 43, "x" * 10_000])
def test_forged_token_is_refused(receipt: Receipt, token: str) -> None:
    builders.open_access(receipt.submission, receipt.visitor_code)
    with pytest.raises(SessionNotFound):
        patient_sessions.find_access(token)


def test_expired_session_is_refused_and_deleted(receipt: Receipt) -> None:
    token = patient_actions.open_own_page(reference=receipt.submission.reference, code=receipt.visitor_code)
    PatientSession.objects.update(expires_at=timezone.now() + timedelta(seconds=-1))
    with pytest.raises(SessionNotFound):
        patient_sessions.find_access(token)
    assert patient_sessions.delete_expired_sessions() == 1


def test_ended_session_is_refused_and_others_stay_open(receipt: Receipt) -> None:
    tokens = [
        patient_actions.open_own_page(reference=receipt.submission.reference, code=receipt.visitor_code)
        for _ in range(2)
    ]
    patient_sessions.end_session(patient_sessions.find_access(tokens[0]))
    with pytest.raises(SessionNotFound):
        patient_sessions.find_access(tokens[0])
    assert patient_sessions.find_access(tokens[1]).submission == receipt.submission
    assert patient_sessions.delete_expired_sessions() == 0


def test_session_moved_to_another_submission_does_not_open_it(receipt: Receipt) -> None:
    """Somebody who can write to the database cannot use the key of one row for another."""
    token = patient_actions.open_own_page(reference=receipt.submission.reference, code=receipt.visitor_code)
    other = builders.make_receipt(receipt.submission.version).submission
    PatientSession.objects.update(submission=other)
    with pytest.raises(primitives.SealError):
        patient_actions.read_own_answers(patient_sessions.find_access(token))
