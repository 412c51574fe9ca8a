"""An entry that was edited by hand is found, whatever was put there, and keeps nothing else from working."""

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError
from django.db import DataError, connection, transaction
from django.test import Client

from intake import tasks
from intake.audit import outside_changes
from intake.enums import Action, Channel, OutsideChange, Urgency
from intake.models import AuditEntry, Delivery, DutyShift, Submission
from tests.intake.audit.forgeries import forge
from tests.intake.management.command_line import run_command

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unguarded_audit", "audit_proofs")]

DETAILS = {
    "half of a character": r'{"to": "\ud800"}',
    "a number that Python reads no more": '{"to": ' + "9" * 5000 + "}",
    "nested": '{"to": ' + "[" * 900 + "]" * 900 + "}",
    "no object": "[1]",
    "text": '"to"',
    "nothing": "null",
}


def edit_detail(entry: AuditEntry, detail: str) -> bool:
    """Write a detail as SQL does. Return False if the database refuses it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE intake_auditentry SET detail = %s WHERE sequence = %s", [detail, entry.pk])
    except DataError:
        return False
    return True


@pytest.fixture(params=DETAILS)
def edited(request: pytest.FixtureRequest, submission: Submission) -> AuditEntry:
    entry = forge(submission_id=submission.pk, action=Action.STATE_CHANGED)
    if not edit_detail(entry, DETAILS[request.param]):
        assert (connection.vendor, request.param) == ("postgresql", "half of a character")
        pytest.skip("PostgreSQL stores no such text")
    return entry


def test_it_is_named_where_the_audit_is_verified(edited: AuditEntry) -> None:
    with pytest.raises(CommandError, match=str(edited.sequence)):
        run_command("audit", "verify")


def test_its_submission_is_marked_and_the_inbox_opens(
    edited: AuditEntry, submission: Submission, dora_client: Client
) -> None:
    found = Submission.objects.select_related("version").get(pk=submission.pk)
    assert OutsideChange.ENTRY in outside_changes.find_changes(found)
    page = dora_client.get("/admin/intake/submissions/")
    assert page.status_code == 200
    assert submission.reference in page.content.decode()


def test_people_are_told_of_what_is_urgent_all_the_same(edited: AuditEntry, ben: User) -> None:
    for weekday in range(7):
        DutyShift.objects.create(account=ben, weekday=weekday, starts_at="00:00", ends_at="00:00")
    assert Submission.objects.get().urgency == Urgency.URGENT
    tasks.drain.apply(throw=True)
    tasks.keep_audit()
    assert Delivery.objects.filter(channel=Channel.STAFF_URGENT, account=ben).exists()
