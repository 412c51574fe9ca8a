"""Everything that is held about one person: what a data subject may ask for, as JSON and as a page to read.

It opens the submission as staff do when they read it, and is recorded with the reason. The audit is part of it: who
looked, and what was done.
"""

import base64
import json
import uuid
from typing import Any

from django.contrib.auth.models import User
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from intake.answers import answer_presentation, current_answers
from intake.appointments import OpenAppointment, read_appointments
from intake.audit import chain
from intake.audit.sightings import EXPORT_ACTIONS, SEEING_ACTIONS, list_export_entries
from intake.contact_index.search import SamePerson, find_same_person
from intake.encryption import submission_keys
from intake.engine.conditions import Answers
from intake.engine.consents import ConsentRecord
from intake.engine.definition import Definition
from intake.enums import Action, DisclosureReason
from intake.models import AuditEntry, Delivery, LegalHold, Submission
from intake.staff.data_keys import get_trusted_data_key
from intake.staff.opened_submission import OpenReply, OpenText, read_messages, read_notes, read_replies
from intake.staff.reply_files import read_file_content

FORMAT_VERSION = 2
# Its moments are datetimes: a page says them in words, a file as ISO 8601.
Dossier = dict[str, Any]


def disclose_submission(pk: uuid.UUID, *, reason: DisclosureReason, withheld: str, by: User) -> Dossier:
    """Return what is held about the person who sent a submission, and record that it was given out.

    `withheld` is a WithholdingReason for which the notes are left out, or empty. Of an erased submission only what
    stayed is returned. Raises Submission.DoesNotExist, and what `get_trusted_data_key` raises.
    """
    with transaction.atomic():
        submission = Submission.objects.select_related("version__questionnaire").get(pk=pk)
        dossier = describe_clear_parts(submission)
        if submission.erased_at is None:
            dossier |= open_sealed_parts(submission, withheld)
            dossier["perhaps_of_the_same_person"] = [describe_other(other) for other in find_others(submission)]
        detail = {"reason": reason.value} | ({"withheld": withheld} if withheld else {})
        chain.record_action(Action.DISCLOSED, submission, by=by, **detail)
        # Last, so that this disclosure stands in it too.
        dossier["audit"] = [describe_entry(entry) for entry in list_entries(submission)]
    return dossier


def describe_clear_parts(submission: Submission) -> Dossier:
    """Return what stands in clear, which an erased submission has too."""
    return {
        "format": f"fibro-disclosure/{FORMAT_VERSION}",
        "made_at": timezone.now(),
        "reference": submission.reference,
        "questionnaire": submission.version.questionnaire.title,
        "version": submission.version.number,
        "language": submission.language,
        "state": submission.get_state_display(),
        "received_at": submission.received_at,
        "state_changed_at": submission.state_changed_at,
        "erased_at": submission.erased_at,
        "suggested_outcome": submission.get_outcome_display() if submission.outcome else "",
        "urgency": submission.get_urgency_display(),
        "spam_signals": submission.doubts,
        "holds": [describe_hold(hold) for hold in LegalHold.objects.filter(submission=submission)],
        "emails": [describe_delivery(delivery) for delivery in submission.deliveries.order_by("pk")],
    }


def write_dossier(dossier: Dossier) -> str:
    return json.dumps(dossier, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def find_others(submission: Submission) -> list[SamePerson]:
    return find_same_person(submission, Submission.objects.all())


def describe_other(other: SamePerson) -> Dossier:
    """Return what names another submission. What it holds is given out from there, once it is known whose it is."""
    return {"reference": other.submission.reference, "same": other.kind.label}


def describe_hold(hold: LegalHold) -> Dossier:
    return {
        "reason": hold.get_reason_display(),
        "placed_at": hold.placed_at,
        "until": hold.until,
        "ended_at": hold.ended_at,
    }


def describe_delivery(delivery: Delivery) -> Dossier:
    return {
        "what": delivery.get_channel_display(),
        "state": delivery.get_state_display(),
        "sent_at": delivery.sent_at,
    }


def open_sealed_parts(submission: Submission, withheld: str) -> Dossier:
    data_key = get_trusted_data_key(submission)
    messages_key = submission_keys.derive_messages_key(data_key)
    current = current_answers.read_current_answers(submission, data_key)
    assessment = submission_keys.read_assessment(submission, data_key)
    definition = current.definition
    return {
        "answers_as_sent": describe_answers(definition, current.original),
        "answers_as_corrected": describe_answers(definition, current.answers) if current.corrected_at else None,
        "corrected_at": current.corrected_at,
        "scores": assessment["scores"],
        "rules_that_applied": assessment["reasons"],
        "consents": [
            describe_consent(definition, record) for record in submission_keys.read_consents(submission, data_key)
        ],
        "withdrawn_consents": [
            {"consent": withdrawal.link_id, "at": withdrawal.withdrawn_at}
            for withdrawal in submission.withdrawals.all()
        ],
        "messages_from_the_clinic": [describe_text(text) for text in read_messages(submission, messages_key)],
        "replies_of_the_patient": [
            describe_reply(reply, messages_key) for reply in read_replies(submission, messages_key)
        ],
        "appointments": [
            describe_appointment(appointment)
            for appointment in read_appointments(submission.appointments.all(), messages_key)
        ],
        "notes_withheld": withheld,
        "notes_of_staff": [] if withheld else [describe_text(text) for text in read_notes(submission, data_key)],
    }


def describe_text(text: OpenText) -> Dossier:
    return {"author": text.author, "at": text.at, "text": text.text}


def describe_reply(reply: OpenReply, key: bytes) -> Dossier:
    """Return a reply with its file, whose content is `data` in base64, as in a FHIR Attachment."""
    file = None
    if reply.file:
        content = read_file_content(reply.pk, reply.file, key)
        file = {**reply.file.to_json(), "data": base64.b64encode(content).decode()}
    return {"at": reply.at, "text": reply.text, "file": file}


def describe_appointment(appointment: OpenAppointment) -> Dossier:
    return {
        "starts_at": appointment.starts_at,
        "minutes": appointment.minutes,
        "place": appointment.place,
        "standing": str(appointment.standing.label),
    }


def describe_consent(definition: Definition, record: ConsentRecord) -> Dossier:
    consent = definition.question(record.link_id).consent
    return {
        "wording": consent.wording if consent else record.link_id,
        "given": record.is_given,
        "at": record.at,
        "language": record.language,
    }


def describe_answers(definition: Definition, answers: Answers) -> list[Dossier]:
    """Return each question that was asked with its answer in words, step by step."""
    return [
        {
            "step": step.title,
            "question": answered.question.label,
            "answer": [line for group in answered.groups for line in group.lines],
        }
        for step in answer_presentation.present_steps(definition, answers)
        for answered in step.answers
    ]


def list_entries(submission: Submission) -> list[AuditEntry]:
    about = Q(submission_id=submission.pk) | Q(sequence__in=list_export_entries(submission))
    return list(AuditEntry.objects.filter(about).order_by("sequence"))


def describe_entry(entry: AuditEntry) -> Dossier:
    return {
        "at": entry.at,
        "who": entry.actor_name or None,
        "action": entry.get_action_display(),
        "saw_the_answers": bool(entry.actor_id) and entry.action in {*SEEING_ACTIONS, *EXPORT_ACTIONS},
    }
