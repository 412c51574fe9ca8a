"""A FHIR R4 server: the answers as a QuestionnaireResponse, and a Task that asks for a follow-up, in one transaction.

Both are created only if the server has none with their identifier (`ifNoneExist`, a conditional create), so a bundle
that is sent twice leaves one of each. https://hl7.org/fhir/R4/http.html#transaction

A correction by the patient replaces the QuestionnaireResponse with that identifier (a conditional update), with the
status `amended`. It is sent even while the first bundle waits: nobody knows whether an attempt without an answer was
stored. Whichever arrives first, the server has the current answers in the end, once.
"""

import json
from collections.abc import Mapping
from http import HTTPStatus

from intake.delivery import emails, exports, receivers, web_transport
from intake.delivery.errors import TransportError
from intake.delivery.web_transport import Response
from intake.engine.json_object import Json
from intake.engine.questionnaire_response import serialize_resource
from intake.enums import Urgency
from intake.models import Delivery, Receiver, Submission

FHIR_JSON = "application/fhir+json"
# A server repeats what it stored, if it is asked to say less and does not.
RESPONSE_LIMIT = 1 << 20
# The same bundle is refused again: it is not well-formed, or breaks a rule of the server.
REFUSALS = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY)


def store_in_fhir_server(delivery: Delivery) -> None:
    """Have a FHIR server store the answers and a task. Raises TransportError."""
    receiver = receivers.require_receiver_of_answers(delivery)
    headers = build_headers(receiver)
    post_bundle(receiver, headers, build_bundle(delivery.submission, exports.export_response(delivery)))


def update_in_fhir_server(delivery: Delivery) -> None:
    """Have a FHIR server replace the answers by the corrected ones. Raises TransportError."""
    receiver = receivers.require_receiver_of_answers(delivery)
    headers = build_headers(receiver)
    post_bundle(receiver, headers, build_update_bundle(delivery.submission, exports.export_response(delivery)))


def build_headers(receiver: Receiver) -> dict[str, str]:
    """Return the headers of a request, with the token that the server asks for, if any. Raises TransportError."""
    headers = {"Content-Type": FHIR_JSON, "Accept": FHIR_JSON, "Prefer": "return=minimal"}
    if receiver.sealed_secret and (token := receivers.read_secret(receiver).decode()):
        headers["Authorization"] = f"Bearer {token}"
    return headers


def post_bundle(receiver: Receiver, headers: Mapping[str, str], bundle: Json) -> None:
    body = serialize_resource(bundle).encode()
    response = web_transport.post_body(receiver.url, body, headers=headers, limit=RESPONSE_LIMIT)
    check_response(response, stored=len(bundle["entry"]))


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


def build_update_bundle(submission: Submission, response: Json) -> Json:
    query = build_query(response["identifier"])
    return {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {
                "fullUrl": f"urn:uuid:{submission.pk}",
                "resource": response,
                "request": {"method": "PUT", "url": f"{response['resourceType']}?{query}"},
            }
        ],
    }


def build_conditional_create(resource: Json, identifier: Json) -> Json:
    return {
        "resource": resource,
        "request": {"method": "POST", "url": resource["resourceType"], "ifNoneExist": build_query(identifier)},
    }


def build_query(identifier: Json) -> str:
    return f"identifier={identifier['system']}|{identifier['value']}"


def check_response(response: Response, *, stored: int) -> None:
    """Raise TransportError unless a FHIR server says that it stored, or had, as many resources."""
    if not response.is_success:
        raise TransportError(f"http {response.status}", permanent=response.status in REFUSALS)
    try:
        found = json.loads(response.body)
        statuses = [str(entry["response"]["status"]) for entry in found["entry"]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise TransportError("no fhir") from error
    if found.get("type") != "transaction-response" or len(statuses) != stored:
        raise TransportError("no fhir")
    if not all(status.startswith("2") for status in statuses):
        raise TransportError("fhir refused")
