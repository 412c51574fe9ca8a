"""Fixtures of the tests of staff: a submission with a note, and a broken audit."""

import pytest
from django.contrib.auth.models import User
from django.db.models import F

from intake.models import AuditHead, Submission
from intake.staff import actions as staff_actions


@pytest.fixture
def noted(submission: Submission, ben: User) -> Submission:
    staff_actions.add_note(submission.pk, "A note of ben", by=ben)
    return submission


@pytest.fixture
def audit_is_broken(submission: Submission) -> None:
    """Occupy the number of the next entry, as if somebody had changed the end of the chain."""
    AuditHead.objects.update(sequence=F("sequence") - 1)
