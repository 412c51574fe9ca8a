"""Signed webhooks, after the Standard Webhooks specification (https://www.standardwebhooks.com).

An event holds no answer that anybody on its way could read: none at all or, if the receiver's public key was entered,
the answers sealed to that key. Its id is the delivery's, so it is the same at every attempt, and a receiver that has
seen it can ignore it.
"""

import base64
import json
from http import HTTPStatus

from django.utils import timezone

from intake.delivery import emails, exports, receivers, web_transport, webhook_signature
from intake.delivery.errors import TransportError
from intake.encryption import receiver_keys
from intake.encryption.primitives import build_seal_context
from intake.encryption.receiver_keys import ReceiverKey
from intake.engine.questionnaire_response import serialize_resource
from intake.enums import PatientChange, SubmissionState
from intake.models import Delivery, Receiver, Submission

EVENT_TYPES = {
    PatientChange.NOTHING: "submission.received",
    PatientChange.REPLIED: "submission.replied",
    PatientChange.VISIT: "submission.appointment_answered",
    PatientChange.CORRECTED: "submission.corrected",
    PatientChange.CONSENT_WITHDRAWN: "submission.consent_withdrawn",
    PatientChange.WITHDRAWN: "submission.withdrawn",
    PatientChange.ERASED: "submission.erased",
}
# The events after which the answers are others than those that the program has.
EVENTS_WITH_ANSWERS = (PatientChange.NOTHING, PatientChange.CORRECTED)
# Before it is sealed. A visitor's request, and so their draft, is shorter; what was asked is told beside it.
MOST_ANSWER_BYTES = 2 << 20


def post_submission_event(delivery: Delivery) -> None:
    """Tell another program that a submission came in, or that its patient changed something. Raises TransportError."""
    receiver = receivers.require_receiver(delivery)
    message_id = f"msg_{delivery.pk}"
    event = build_submission_event(delivery, build_answers(delivery, receiver, message_id))
    body = json.dumps(event, separators=(",", ":")).encode()
    signed = webhook_signature.sign_message(
        receivers.read_secret(receiver), body, message_id=message_id, at=timezone.now()
    )
    response = web_transport.post_body(receiver.url, body, headers={"Content-Type": "application/json", **signed})
    if not response.is_success:
        # "The endpoint is gone": the specification asks to send nothing more.
        raise TransportError(f"http {response.status}", permanent=response.status == HTTPStatus.GONE)


def build_submission_event(delivery: Delivery, answers: dict[str, object]) -> dict[str, object]:
    """Return what is told of a submission: codes, a link and `answers`, which are sealed."""
    submission = delivery.submission
    change = PatientChange(delivery.change)
    happened_at = delivery.pending_since if change else submission.received_at
    return {
        "type": EVENT_TYPES[change],
        "timestamp": happened_at.isoformat(),
        "data": {
            "reference": submission.reference,
            "state": submission.state,
            "urgency": submission.urgency,
            "outcome": submission.outcome,
            "questionnaire": submission.version.questionnaire.slug,
            "language": submission.language,
            "url": emails.build_submission_url(submission),
            **answers,
        },
    }


def build_answers(delivery: Delivery, receiver: Receiver, message_id: str) -> dict[str, object]:
    """Return the answers, sealed to the receiver's key. Nothing without a key, or where there are none to send.

    Raises TransportError.
    """
    brings_answers = receiver.public_key and delivery.change in EVENTS_WITH_ANSWERS
    if not brings_answers or is_closed_to_others(delivery.submission):
        return {}
    receivers.require_receiver_of_answers(delivery)
    key = receivers.read_public_key(receiver)
    response = serialize_resource(exports.export_response(delivery, key_id=key.id)).encode()
    if len(response) > MOST_ANSWER_BYTES:
        raise TransportError("too long", permanent=True)
    return {"sealed_answers": seal_answers(key, response, message_id)}


def seal_answers(key: ReceiverKey, response: bytes, message_id: str) -> dict[str, str]:
    """Return a FHIR resource sealed for one message: it opens under the id of no other."""
    info = build_seal_context("webhook", message_id, "answers")
    sealed = key.seal(receiver_keys.pad_json(response), info=info)
    return {
        "content_type": "application/fhir+json",
        "suite": key.suite_name,
        "key_id": key.id,
        "ciphertext": base64.b64encode(sealed).decode(),
    }


def is_closed_to_others(submission: Submission) -> bool:
    """Return whether the patient ended it meanwhile. That may be told, and the answers may not."""
    return bool(submission.erased_at) or submission.state == SubmissionState.WITHDRAWN
