"""A FHIR server stores the answers once, by conditional creates; each export is on record."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import Settings

from intake.audit import outside_changes
from intake.delivery import outbox, receivers
from intake.enums import Action, Channel, DeliveryState, ReceiverKind
from intake.models import AuditEntry, Delivery, QuestionnaireVersion, Receiver, Submission
from tests.intake import builders
from tests.intake.delivery.test_outbox import make_due
from tests.references.web.server import Script, WebServer, json_reply, redirect, reply

pytestmark = pytest.mark.django_db


def bundle_reply(*statuses: str) -> Script:
    entries = [{"response": {"status": status}} for status in statuses]
    return json_reply({"resourceType": "Bundle", "type": "transaction-response", "entry": entries})


STORED = bundle_reply("201 Created", "200 OK")


@pytest.fixture
def server(settings: Settings) -> Iterator[WebServer]:
    with WebServer({"/fhir": STORED}).listening() as server:
        settings.DELIVERY_ALLOWED_HOSTS = [f"127.0.0.1:{server.port}"]
        settings.DELIVERY_WEB_SECONDS = 0.4
        yield server


@pytest.fixture
def delivery(server: WebServer, version: QuestionnaireVersion) -> Delivery:
    """The only delivery of a submission, to a FHIR server that asks for a token."""
    receiver = Receiver(name="Records", kind=ReceiverKind.FHIR_SERVER, url=f"{server.url}/fhir")
    receivers.seal_secret(receiver, b"a-token")
    receiver.save(force_insert=True)
    submission = builders.make_receipt(version).submission
    submission.deliveries.all().delete()
    return Delivery.objects.create(submission=submission, channel=Channel.FHIR_SERVER, receiver=receiver)


def list_exports() -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action=Action.EXPORTED))


def test_bundle_creates_a_response_and_a_task_unless_they_exist(server: WebServer, delivery: Delivery) -> None:
    assert outbox.drain_deliveries().sent == 1
    [asked] = server.asked
    assert (asked.headers["Authorization"], asked.headers["Content-Type"]) == (
        "Bearer a-token",
        "application/fhir+json",
    )
    bundle: dict[str, Any] = json.loads(asked.body)
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "transaction")
    response, task = bundle["entry"]
    reference = delivery.submission.reference
    identifier = {"system": "https://fibro.example/fhir/submission-reference", "value": reference}
    query = f"identifier={identifier['system']}|{reference}"
    assert [entry["request"] for entry in bundle["entry"]] == [
        {"method": "POST", "url": "QuestionnaireResponse", "ifNoneExist": query},
        {"method": "POST", "url": "Task", "ifNoneExist": query},
    ]
    assert response["resource"]["identifier"] == identifier
    assert response["resource"]["item"][1]["item"][0]["answer"] == [{"valueString": "It wakes me at three."}]
    assert task["resource"]["focus"] == {"reference": response["fullUrl"]}
    assert (task["resource"]["priority"], task["resource"]["status"]) == ("urgent", "requested")
    # No answer stands in the task.
    assert "three" not in json.dumps(task)


def test_export_is_recorded_once_however_often_it_is_tried(server: WebServer, delivery: Delivery) -> None:
    server.paths["/fhir"] = [reply(status=503), STORED]
    for _ in range(2):
        make_due()
        outbox.drain_deliveries()
    [entry] = list_exports()
    assert (entry.actor_name, entry.detail["receiver"]) == ("site", str(delivery.receiver_id))
    assert len(server.asked) == 2
    assert outside_changes.find_changes(Submission.objects.select_related("version").get()) == []


@pytest.mark.parametrize(
    ("script", "state", "error"),
    [
        (reply(b"<html>Welcome</html>", type_="text/html"), DeliveryState.PENDING, "no fhir"),
        (json_reply({"resourceType": "OperationOutcome"}), DeliveryState.PENDING, "no fhir"),
        (json_reply([[]]), DeliveryState.PENDING, "no fhir"),
        (bundle_reply("201 Created"), DeliveryState.PENDING, "no fhir"),
        (bundle_reply("201 Created", "422 No"), DeliveryState.PENDING, "fhir refused"),
        (reply(status=422), DeliveryState.DEAD, "http 422"),
        (reply(status=500), DeliveryState.PENDING, "http 500"),
        (redirect("http://127.0.0.1:1/"), DeliveryState.PENDING, "http 302"),
    ],
    ids=["html", "outcome", "list", "half", "refused", "422", "500", "redirect"],
)
def test_only_a_fhir_answer_counts_as_stored(
    server: WebServer, delivery: Delivery, script: Script, state: DeliveryState, error: str
) -> None:
    server.paths["/fhir"] = script
    outbox.drain_deliveries()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_error) == (state, error)


def test_withdrawn_or_changed_answers_are_not_given_out(server: WebServer, delivery: Delivery) -> None:
    Submission.objects.update(state="withdrawn")
    outbox.drain_deliveries()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_error) == (DeliveryState.DEAD, "withdrawn")
    Submission.objects.update(state="new", urgency="routine")
    Delivery.objects.update(state=DeliveryState.PENDING)
    make_due()
    outbox.drain_deliveries()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_error) == (DeliveryState.DEAD, "changed outside")
    assert (server.asked, list_exports()) == ([], [])


def test_process_without_the_private_key_sends_no_answers(
    server: WebServer, delivery: Delivery, no_private_key: None
) -> None:
    outbox.drain_deliveries()
    assert (server.asked, list_exports()) == ([], [])
