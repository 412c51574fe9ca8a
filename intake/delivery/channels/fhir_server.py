"""A FHIR R4 server: the answers as a QuestionnaireResponse, and a Task that asks for a follow-up, in one transaction.

Both are created only if the server has none with their identifier (`ifNoneExist`, a conditional create), so a bundle
that is sent twice leaves one of each. https://hl7.org/fhir/R4/http.html#transaction
"""

import json
from http import HTTPStatus

from intake.delivery import emails, exports, receivers, web_transport
from intake.delivery.errors import TransportError
from intake.delivery.web_transport import Response
from intake.engine.json_object import Json
from intake.engine.questionnaire_response import serialize_resource
from intake.enums import Urgency
from intake.models import Delivery, Submission

FHIR_JSON = "application/fhir+json"
# A server repeats what it stored, if it is asked to say less and does not.
RESPONSE_LIMIT = 1 << 20
# The same bundle is refused again: it is not well-formed, or breaks a rule of the server.
REFUSALS = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY)


def store_in_fhir_server(delivery: Delivery) -> None:
    """Have a FHIR server store the answers and a task. Raises TransportError."""
    receiver = receivers.require_receiver(delivery)
    token = receivers.read_secret(receiver).decode() if receiver.sealed_secret else ""
    bundle = build_bundle(delivery.submission, exports.export_response(delivery))
    headers = {"Content-Type": FHIR_JSON, "Accept": FHIR_JSON, "Prefer": "return=minimal"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    body = serialize_resource(bundle).encode()
    check_response(web_transport.post_body(receiver.url, body, headers=headers, limit=RESPONSE_LIMIT))


def build_bundle(submission: Submission, response: Json) -> Json:
    identifier = response["identifier"]
    task = {
        "resourceType": "Task",
        "identifier": [identifier],
        "status": "requested",
        "intent": "order",
        "priority": "urgent" if submission.urgency == Urgency.URGENT else "routine",
        "description": f"Follow up {submission.reference}: {emails.build_submission_url(submission)}",
        "focus": {"reference": f"urn:uuid:{submission.pk}"},
        "authoredOn": response["authored"],
    }
    return {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {"fullUrl": f"urn:uuid:{submission.pk}", **build_conditional_create(response, identifier)},
            build_conditional_create(task, identifier),
        ],
    }


def build_conditional_create(resource: Json, identifier: Json) -> Json:
    query = f"identifier={identifier['system']}|{identifier['value']}"
    return {
        "resource": resource,
        "request": {"method": "POST", "url": resource["resourceType"], "ifNoneExist": query},
    }


def check_response(response: Response) -> None:
    """Raise TransportError unless a FHIR server says that it stored, or had, both."""
    if not response.is_success:
        raise TransportError(f"http {response.status}", permanent=response.status in REFUSALS)
    try:
        found = json.loads(response.body)
        statuses = [str(entry["response"]["status"]) for entry in found["entry"]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise TransportError("no fhir") from error
    if found.get("type") != "transaction-response" or len(statuses) != 2:
        raise TransportError("no fhir")
    if not all(status.startswith("2") for status in statuses):
        raise TransportError("fhir refused")
