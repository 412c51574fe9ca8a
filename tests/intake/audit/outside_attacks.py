"""Changes of a submission by somebody who can write to the database and holds no key."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db.models import F
from django.utils import timezone

from intake.audit import outside_changes
from intake.encryption import primitives, submission_keys
from intake.enums import Holder, OutsideChange, SubmissionState, UrgentStep
from intake.models import (
    AuditEntry,
    Correction,
    Mention,
    Message,
    Note,
    Submission,
    UrgentCase,
    Withdrawal,
    WrappedKey,
)
from tests.intake.audit.forgeries import forge
from tests.intake.patient import with_consents


def find_current_changes(submission: Submission) -> list[OutsideChange]:
    return outside_changes.find_changes(Submission.objects.select_related("version").get(pk=submission.pk))


def reseal(submission: Submission, **answers: Any) -> None:
    """Replace the answers of a submission with others, for which the clinic's public key is enough.

    Later notes, messages and corrections would not open with the new key, so they are deleted.
    """
    data_key = primitives.generate_data_key()
    submission_keys.seal_contents(
        submission,
        data_key,
        answers=with_consents.ANSWERS | answers,
        assessment={"reasons": [], "scores": []},
        consents=[],
    )
    submission.save()
    submission.wrapped_keys.filter(holder=Holder.CLINIC).delete()
    submission_keys.wrap_for_clinic(submission, data_key).save()
    for model in (Note, Message, Correction):
        model.objects.all().delete()


DAY = timedelta(days=1)
ATTACKS: dict[str, tuple[Callable[[Submission], Any], OutsideChange]] = {
    "urgency": (lambda _: Submission.objects.update(urgency="urgent"), OutsideChange.COLUMNS),
    "outcome": (lambda _: Submission.objects.update(outcome="not-for-this-clinic"), OutsideChange.COLUMNS),
    "doubts": (lambda _: Submission.objects.update(doubts="hidden-field"), OutsideChange.COLUMNS),
    "language": (lambda _: Submission.objects.update(language="de"), OutsideChange.COLUMNS),
    "reference": (lambda _: Submission.objects.update(reference="CCCC-CCCC"), OutsideChange.COLUMNS),
    "received": (lambda _: Submission.objects.update(received_at=F("received_at") + DAY), OutsideChange.COLUMNS),
    "state": (lambda _: Submission.objects.update(state=SubmissionState.CLOSED), OutsideChange.STATE),
    "since": (lambda _: Submission.objects.update(state_changed_at=F("state_changed_at") - DAY), OutsideChange.STATE),
    "answers": (reseal, OutsideChange.CONTENTS),
    "the visitor's key": (
        lambda _: WrappedKey.objects.filter(holder="visitor").update(key_id="00" * 16),
        OutsideChange.CONTENTS,
    ),
    "correction's time": (lambda _: Correction.objects.update(created_at=F("created_at") - DAY), OutsideChange.ROWS),
    "correction gone": (lambda _: Correction.objects.all().delete(), OutsideChange.ROWS),
    "withdrawal gone": (lambda _: Withdrawal.objects.all().delete(), OutsideChange.ROWS),
    "withdrawal closes": (lambda _: Withdrawal.objects.update(closes_case=True), OutsideChange.ROWS),
    "note's author": (lambda _: Note.objects.update(author=User.objects.create_user("eve")), OutsideChange.ROWS),
    "note's time": (lambda _: Note.objects.update(created_at=F("created_at") - DAY), OutsideChange.ROWS),
    "message's time": (lambda _: Message.objects.update(created_at=F("created_at") - DAY), OutsideChange.ROWS),
    "message gone": (lambda _: Message.objects.all().delete(), OutsideChange.ROWS),
    "the patient's mark": (lambda _: Submission.objects.update(patient_change=""), OutsideChange.MARK),
    "a lighter mark": (lambda _: Submission.objects.update(patient_change="corrected"), OutsideChange.MARK),
    "whose case it is": (
        lambda _: Submission.objects.update(assignee=User.objects.create_user("away")),
        OutsideChange.ASSIGNEE,
    ),
    "whom a note names": (
        lambda submission: Mention.objects.create(
            submission=submission, user=User.objects.create_user("eve"), mentioned_at=timezone.now()
        ),
        OutsideChange.MENTIONS,
    ),
    "somebody who was told": (
        lambda submission: UrgentCase.objects.create(submission=submission, step=UrgentStep.ALARM),
        OutsideChange.CASE,
    ),
    "an entry": (
        lambda submission: forge(
            submission_id=submission.pk, action="state-changed", detail={"from": "in-review", "to": "closed"}
        ),
        OutsideChange.ENTRY,
    ),
    "an entry's words": (
        lambda _: AuditEntry.objects.filter(action="state-changed").update(detail={"from": "new", "to": "closed"}),
        OutsideChange.ENTRY,
    ),
}
