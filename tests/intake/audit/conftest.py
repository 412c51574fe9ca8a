"""Fixtures of the tests of the audit."""

from typing import Any

import pytest
from django.conf import settings as site_settings
from django.contrib.auth.models import User
from django.db import transaction

from intake.audit import chain as audit_chain
from intake.audit import checks
from intake.encryption import key_ring
from intake.enums import Action
from intake.models import Submission
from intake.visitor.actions import Receipt


@pytest.fixture
def as_public(settings: Any, request: pytest.FixtureRequest) -> Any:
    """Act as a process of the public role, then as a staff process again."""

    def change(is_public: bool) -> None:
        settings.CLINIC_PRIVATE_KEY_FILE = None if is_public else site_settings.VAR / "keys/clinic-private-key.json"
        settings.STAFF_KEY_FILE = None if is_public else site_settings.VAR / "keys/staff-key.json"
        key_ring.clear_key_cache()

    yield change
    change(False)


@pytest.fixture
def proven_chain(receipt: Receipt) -> Submission:
    """Six entries with a checkpoint: one of the visitor's, one that begins the proofs, four of Ben's."""
    checks.begin_proof()
    ben = User.objects.create_user("ben-of-the-chain")
    for _ in range(4):
        with transaction.atomic():
            audit_chain.record_action(Action.OPENED, receipt.submission, by=ben)
    checks.update_checkpoint()
    return receipt.submission
