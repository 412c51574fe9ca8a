"""Signed webhooks, after the Standard Webhooks specification (https://www.standardwebhooks.com).

The event holds no answer. Its id is the delivery's, so it is the same at every attempt, and a receiver that has seen it
can ignore it.
"""

import json
from http import HTTPStatus

from django.utils import timezone

from intake.delivery import emails, receivers, web_transport, webhook_signature
from intake.delivery.errors import TransportError
from intake.models import Delivery

EVENT_TYPE = "submission.received"


def post_submission_event(delivery: Delivery) -> None:
    """Tell another program that a submission came in. Raises TransportError."""
    receiver = receivers.require_receiver(delivery)
    body = json.dumps(build_submission_event(delivery), separators=(",", ":")).encode()
    signed = webhook_signature.sign_message(
        receivers.read_secret(receiver), body, message_id=f"msg_{delivery.pk}", at=timezone.now()
    )
    response = web_transport.post_body(receiver.url, body, headers={"Content-Type": "application/json", **signed})
    if not response.is_success:
        # "The endpoint is gone": the specification asks to send nothing more.
        raise TransportError(f"http {response.status}", permanent=response.status == HTTPStatus.GONE)


def build_submission_event(delivery: Delivery) -> dict[str, object]:
    """Return what is told of a submission: codes and a link."""
    submission = delivery.submission
    return {
        "type": EVENT_TYPE,
        "timestamp": submission.received_at.isoformat(),
        "data": {
            "reference": submission.reference,
            "state": submission.state,
            "urgency": submission.urgency,
            "outcome": submission.outcome,
            "questionnaire": submission.version.questionnaire.slug,
            "language": submission.language,
            "url": emails.build_submission_url(submission),
        },
    }
