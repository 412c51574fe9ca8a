"""Fixtures of the tests of the audit."""

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from intake.audit import chain as audit_chain
from intake.audit import checks
from intake.enums import Action
from intake.models import Submission
from intake.visitor.actions import Receipt


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
