"""A submission, and what goes wrong around it."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.db.models import F
from pytest_django import Settings

from intake.encryption import key_ring
from intake.models import AuditHead, Submission
from intake.staff import actions as staff_actions


@pytest.fixture
def noted(submission: Submission, ben: User) -> Submission:
    staff_actions.add_note(submission.pk, "A note of ben", by=ben)
    return submission


@pytest.fixture
def no_private_key(settings: Settings) -> Iterator[None]:
    """Take the private key away, which a public process does not have."""
    settings.CLINIC_PRIVATE_KEY_FILE = None
    key_ring.clear_key_cache()
    yield
    key_ring.clear_key_cache()


@pytest.fixture
def audit_is_broken(submission: Submission) -> None:
    """Occupy the place of the next entry, as if the chain's end had been tampered with."""
    AuditHead.objects.update(sequence=F("sequence") - 1)
