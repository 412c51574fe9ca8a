"""Nothing is sealed or exported with a data key that does not open what the visitor sent."""

import pytest
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.test import Client

from intake.encryption import primitives, submission_keys
from intake.enums import ExportReason, Holder, OutsideChange
from intake.models import (
    AuditEntry,
    Message,
    Note,
    QuestionnaireVersion,
    Submission,
)
from intake.staff import actions as staff_actions
from intake.staff import data_keys
from tests.intake import builders
from tests.intake.audit.outside_attacks import find_current_changes, reseal
from tests.intake.staff.pages import INBOX, OUTSIDE_CHANGE_WARNING

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unguarded_audit", "audit_proofs")]


def test_replaced_submission_takes_no_notes_and_is_not_exported(
    full_submission: Submission, ben: User, ben_client: Client, mia_client: Client
) -> None:
    """Its key may be the attacker's, and a new code would make the forged answers look genuine."""
    reseal(full_submission)
    for deed in (
        lambda: staff_actions.add_note(full_submission.pk, "A second note", by=ben),
        lambda: staff_actions.send_message(full_submission.pk, "A second message", by=ben),
        lambda: staff_actions.replace_code(full_submission.pk, by=ben),
        lambda: staff_actions.export_response(full_submission.pk, reason=ExportReason.TREATMENT, by=ben),
    ):
        with pytest.raises(data_keys.OutsideChangeFound):
            deed()
    page = ben_client.post(f"{INBOX}{full_submission.pk}/notes/", {"text": "A second note"})
    html = page.content.decode()
    assert page.status_code == 409
    assert OUTSIDE_CHANGE_WARNING in html
    assert "A second note</textarea>" in html
    page = mia_client.post(f"{INBOX}{full_submission.pk}/response.json", {"reason": "treatment"}, follow=True)
    assert "Nothing was saved, because the submission was changed outside the site." in page.content.decode()

    assert OutsideChange.CONTENTS in find_current_changes(full_submission)
    assert not Note.objects.exists()
    assert not Message.objects.exists()


def test_unsigned_submission_of_a_public_machine_can_be_worked_on(version: QuestionnaireVersion, ben: User) -> None:
    submission = builders.make_receipt(version).submission
    QuerySet(AuditEntry).filter(action="submitted").update(proof="")
    assert OutsideChange.UNKNOWN in find_current_changes(submission)
    staff_actions.send_message(submission.pk, "We have read it", by=ben)
    assert staff_actions.export_response(submission.pk, reason=ExportReason.TREATMENT, by=ben)


def test_nothing_is_sealed_with_a_key_that_does_not_open_the_answers(full_submission: Submission, ben: User) -> None:
    """A key inserted between showing the page and posting its form would let its owner read the note."""
    full_submission.wrapped_keys.filter(holder=Holder.CLINIC).delete()
    submission_keys.wrap_for_clinic(full_submission, primitives.generate_data_key()).save()
    for deed in (staff_actions.add_note, staff_actions.send_message):
        with pytest.raises(primitives.SealError):
            deed(full_submission.pk, "Only for colleagues", by=ben)
    with pytest.raises(primitives.SealError):
        staff_actions.replace_code(full_submission.pk, by=ben)
