"""A submission, and what goes wrong around it."""

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
    """Occupy the place of the next entry, as if the chain's end had been tampered with."""
    AuditHead.objects.update(sequence=F("sequence") - 1)
