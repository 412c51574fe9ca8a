"""The database refuses to change or delete an audit entry, whoever asks and in whichever way."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from intake.audit import checks, triggers
from intake.audit.checks import AuditFault
from intake.enums import Finding
from intake.models import AuditEntry, Submission
from tests.intake.audit import unguarded

pytestmark = pytest.mark.django_db

CHANGES = [
    "UPDATE intake_auditentry SET actor_name = 'somebody' WHERE sequence = 1",
    "DELETE FROM intake_auditentry WHERE sequence = 3",
    "DELETE FROM intake_auditentry",
]
OWN_WAYS = {
    "sqlite": [
        "REPLACE INTO intake_auditentry SELECT * FROM intake_auditentry WHERE sequence = 2",
        "UPDATE OR REPLACE intake_auditentry SET sequence = 2 WHERE sequence = 3",
    ],
    "postgresql": [
        "TRUNCATE intake_auditentry",
        # As a restore, or a program that replicates, turns ordinary triggers off.
        "SET LOCAL session_replication_role = replica; DELETE FROM intake_auditentry",
        """INSERT INTO intake_auditentry SELECT * FROM intake_auditentry WHERE sequence = 1
        ON CONFLICT (sequence) DO UPDATE SET actor_name = 'somebody'""",
    ],
}


def test_database_refuses_every_change(proven_chain: Submission) -> None:
    before = list(AuditEntry.objects.values())
    for statement in CHANGES + OWN_WAYS[connection.vendor]:
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert list(AuditEntry.objects.values()) == before
    assert checks.verify_chain() is None


def test_models_are_refused_too(proven_chain: Submission) -> None:
    entry = AuditEntry.objects.get(sequence=3)
    for change in (entry.save, entry.delete, AuditEntry.objects.all().delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_missing_trigger_is_found_and_made_again_by_migrate(proven_chain: Submission) -> None:
    """SQLite drops the triggers of a table that a migration builds anew."""
    assert triggers.list_missing_triggers() == []
    unguarded.remove_triggers()
    assert checks.check_audit() == AuditFault(Finding.UNGUARDED, 0)
    call_command("migrate", verbosity=0, interactive=False)
    assert triggers.list_missing_triggers() == []
    assert checks.check_audit() is None
