"""A clinic at work, added to the running site by `make`: submissions in every state, and how they are handled.

All patients are made up. `make` prints the paths of pages in the admin, by name, as JSON.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from typing import Any
from unittest import mock

from django.contrib.auth.models import User
from django.utils import timezone

from intake.delivery import escalation, pauses
from intake.enums import (
    AppointmentStanding,
    Channel,
    ChannelGroup,
    DeliveryState,
    HoldReason,
    ReceiverKind,
    SubmissionState,
    SuggestedOutcome,
    Urgency,
)
from intake.models import (
    Delivery,
    DutyException,
    DutyShift,
    Holiday,
    MessageTemplate,
    Receiver,
    RetentionRule,
    RoutingRule,
    ServiceLevel,
    Submission,
)
from intake.patient import actions as patient_actions
from intake.patient import appointment_answers, correspondence
from intake.questionnaires import publishing
from intake.retention import holds, plans
from intake.staff import actions, appointment_actions, assignment
from intake.token_sessions import drafts
from intake.visitor.actions import Receipt, submit_draft
from tests.intake.builders import open_access
from tests.intake.visitor_client import ADA

INBOX = "intake/submissions/"
CASES = "intake/accountability/cases/"


@contextmanager
def days_ago(days: int) -> Iterator[None]:
    then = timezone.now() - timedelta(days=days)
    with mock.patch("django.utils.timezone.now", return_value=then):
        yield


def send(name: str, *, signals: str = "", days: int = 0, **answers: Any) -> Receipt:
    """Send Ada's answers under another name, so many days ago."""
    version = publishing.find_live_version()
    assert version
    with days_ago(days):
        draft, token = drafts.create_draft(version=version, language="en")
        given = ADA | {"name": f"{name} (made up)"} | answers
        drafts.save_answers(draft, token, lambda _: given)
        return submit_draft(draft=draft, token=token, signals=signals)


def give(submission: Submission, nurse: User) -> None:
    """Make the nurse the one whose case it is."""
    submission.refresh_from_db()
    assignment.assign_submission(submission.pk, nurse, by=nurse, expected_revision=submission.revision)


def change_state(submission: Submission, *states: SubmissionState, by: User) -> None:
    for state in states:
        submission.refresh_from_db()
        actions.change_state(submission.pk, state, by=by, expected_revision=submission.revision)


def make_procedures(nurse: User, manager: User) -> RoutingRule:
    """Make the rules by which the clinic works, and return one about whom to tell."""
    ServiceLevel.objects.get_or_create(urgency=Urgency.URGENT, outcome="", working_days=1)
    Holiday.objects.get_or_create(day=date(timezone.localdate().year, 12, 25), name="Christmas Day")
    MessageTemplate.objects.get_or_create(
        name="Please ring us",
        language="en",
        text="Please ring us on any working day between 9 and 12. We would like to ask you two things.",
    )
    RetentionRule.objects.get_or_create(questionnaire=None, state=SubmissionState.CLOSED, months=1)
    for weekday in range(5):
        DutyShift.objects.get_or_create(
            weekday=weekday, starts_at=time(8), ends_at=time(17), account=(nurse, manager)[weekday % 2]
        )
    DutyException.objects.get_or_create(date=date(timezone.localdate().year, 12, 25))
    doctor = Receiver.objects.get_or_create(
        name="The doctor on call", kind=ReceiverKind.STAFF_EMAIL, email_address="doctor@localhost"
    )[0]
    rule = RoutingRule(name="Urgent ones to the doctor", urgency=Urgency.URGENT, sort_order=1)
    rule.receivers = [doctor]
    rule.save()
    RoutingRule(name="German", language="de", sort_order=2).save()
    RoutingRule(name="Not for us", outcome=SuggestedOutcome.NOT_FOR_THIS_CLINIC, sort_order=3).save()
    return rule


def fail_deliveries(submission: Submission, error: str) -> None:
    submission.deliveries.update(state=DeliveryState.DEAD, attempts=9, sent_at=None, last_error=error, claim=None)


def make_conversation(nurse: User, manager: User) -> Submission:
    """Make a submission with everything that can be written to and about a patient."""
    receipt = send("Kim Specimen", days=3, **{"own-words": "Made up: mornings are worst.\nSwimming helps."})
    submission = receipt.submission
    change_state(submission, SubmissionState.IN_REVIEW, by=nurse)
    actions.send_message(submission.pk, "Thank you. May we ring you tomorrow morning?", by=nurse)
    with mock.patch("intake.antispam.rate_limit.allow_attempt", return_value=True):
        correspondence.send_reply(open_access(submission, receipt.visitor_code), "Yes, after ten please.")
    proposed = appointment_actions.propose_appointment(
        submission.pk, timezone.now() + timedelta(days=6), 45, "Room 2, first floor", by=nurse
    )
    appointment_answers.answer_appointment(
        open_access(submission, receipt.visitor_code), proposed.pk, AppointmentStanding.ACCEPTED
    )
    actions.add_note(submission.pk, f"Rang twice, nobody there. @{manager.username} please try on Monday.", by=nurse)
    give(submission, nurse)
    return submission


def make() -> None:
    nurse, manager = User.objects.get(username="staff"), User.objects.get(username="manager")
    rule = make_procedures(nurse, manager)
    urgent = send("Lou Pattern", signs=["bladder-bowel"], phone="+44 20 7946 0018").submission
    opened = send("Max Model", signs=["bladder-bowel"], days=1).submission
    escalation.escalate_urgent()
    talked = make_conversation(nurse, manager)
    doubtful = send("Noa Demo", signals="hidden-field too-fast:4 too-many").submission
    overdue = send("Pat Test", days=30).submission
    failed = send("Bo Sample", days=5).submission
    fail_deliveries(failed, "smtp 550")
    closed = send("Robin Blank", days=80).submission
    with days_ago(70):
        change_state(closed, SubmissionState.CLOSED, by=manager)
    with days_ago(69):
        other = send("Sam Sketch").submission
        change_state(other, SubmissionState.CLOSED, by=manager)
    holds.place_hold(
        other, HoldReason.CLAIM, file_number="17/26", until=timezone.localdate() + timedelta(days=400), by=manager
    )
    plans.update_plans()
    erased = send("Ella Ellipsis", days=9)
    patient_actions.erase_submission(open_access(erased.submission, erased.visitor_code))
    withdrawn = send("Willa Dots", days=9)
    access = open_access(withdrawn.submission, withdrawn.visitor_code)
    consent = next(given.consent for given in patient_actions.list_given_consents(access) if given.consent.required)
    patient_actions.withdraw_consent(access, consent)
    corrected = send("Ada Example", days=2)
    patient_actions.correct_contact(
        open_access(corrected.submission, corrected.visitor_code),
        {"name": "Ada Example (made up)", "email": "ada.new@example.org", "phone": "+44 20 7946 0018"},
    )
    for number in range(6):
        settled = send(f"Vi Variant {number}", days=number + 1).submission
        change_state(settled, SubmissionState.IN_REVIEW, SubmissionState.ACCEPTED, by=nurse)
    pauses.pause_group(ChannelGroup.WEBHOOK, by=manager)
    Delivery.objects.filter(submission=doubtful, channel=Channel.STAFF_EMAIL).update(
        state=DeliveryState.PENDING,
        sent_at=None,
        attempts=3,
        last_error="smtp 451",
        due_at=timezone.now() + timedelta(hours=8),
    )
    submissions = {
        "urgent": urgent,
        "opened": opened,
        "talked": talked,
        "doubtful": doubtful,
        "overdue": overdue,
        "failed": failed,
        "closed": closed,
        "held": other,
        "erased": erased.submission,
        "withdrawn": withdrawn.submission,
        "corrected": corrected.submission,
    }
    paths = {name: f"{INBOX}{submission.pk}/" for name, submission in submissions.items()}
    paths |= {f"case-{name}": f"{CASES}{submission.pk}/" for name, submission in submissions.items()}
    sys.stdout.write(json.dumps(paths | {"rule": f"snippets/intake/routingrule/edit/{rule.pk}/"}))
