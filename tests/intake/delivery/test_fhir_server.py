"""A FHIR server stores the answers once, by conditional creates; each export is on record."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import Settings

from intake.audit import outside_changes
from intake.delivery import outbox, receivers
from intake.enums import Action, Channel, DeliveryState, OutsideChange, PatientChange, ReceiverKind
from intake.models import AuditEntry, Delivery, QuestionnaireVersion, Receiver, Submission
from intake.patient import actions
from tests.intake import builders
from tests.intake.delivery.test_outbox import make_due
from tests.references.web.server import Script, WebServer, endless, json_reply, raw, redirect, reply

pytestmark = pytest.mark.django_db


def bundle_reply(*statuses: str) -> Script:
    entries = [{"response": {"status": status}} for status in statuses]
    return json_reply({"resourceType": "Bundle", "type": "transaction-response", "entry": entries})


STORED = bundle_reply("201 Created", "200 OK")


@pytest.fixture
def server(settings: Settings) -> Iterator[WebServer]:
    with WebServer({"/fhir": STORED}).listening() as server:
        settings.DELIVERY_ALLOWED_HOSTS = settings.ANSWERS_ALLOWED_HOSTS = [f"127.0.0.1:{server.port}"]
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


@pytest.mark.parametrize(
    ("script", "error"),
    [
        (endless, "no fhir"),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\naa" % (10 << 30)), "no fhir"),
        ("slow", "too slow"),
        ("slow body", "no fhir"),
    ],
    ids=["endless", "10-gb", "slow", "slow-body"],
)
def test_server_that_never_ends_is_left_and_tried_again(
    server: WebServer, delivery: Delivery, script: Script | str, error: str
) -> None:
    scripts = {"slow": server.slowly(), "slow body": server.dripping()}
    server.paths["/fhir"] = scripts[script] if isinstance(script, str) else script
    outbox.drain_deliveries()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_error) == (DeliveryState.PENDING, error)


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


def test_correction_replaces_the_response_on_the_server(server: WebServer, version: QuestionnaireVersion) -> None:
    receiver = Receiver.objects.create(name="Records", kind=ReceiverKind.FHIR_SERVER, url=f"{server.url}/fhir")
    receipt = builders.make_receipt(version)
    submission = receipt.submission
    submission.deliveries.all().delete()
    Delivery.objects.create(submission=submission, channel=Channel.FHIR_SERVER, receiver=receiver)
    outbox.drain_deliveries()
    access = builders.open_access(submission, receipt.visitor_code)
    for name in ("Ada B. (made up)", "Ada C. (made up)"):
        actions.correct_contact(access, {"contact.name": name})
    server.paths["/fhir"] = [reply(status=503), bundle_reply("200 OK")]
    for _ in range(2):
        make_due()
        outbox.drain_deliveries()
    _first, refused, stored = server.asked
    assert refused.body == stored.body
    [entry] = json.loads(stored.body)["entry"]
    system = "https://fibro.example/fhir/submission-reference"
    assert entry["request"] == {
        "method": "PUT",
        "url": f"QuestionnaireResponse?identifier={system}|{submission.reference}",
    }
    assert (entry["resource"]["status"], entry["resource"]["identifier"]["value"]) == ("amended", submission.reference)
    assert ("Ada C." in stored.body.decode(), "Ada B." in stored.body.decode()) == (True, False)
    # Two corrections that waited together are one update.
    [update] = Delivery.objects.filter(channel=Channel.FHIR_UPDATE)
    assert (update.state, update.change, update.attempts) == (DeliveryState.SENT, "corrected", 2)
    assert [entry.detail["delivery"] for entry in list_exports()][1:] == [str(update.pk)]
    assert outside_changes.find_changes(Submission.objects.select_related("version").get()) == []
    # The export is no look of staff's: that somebody removed the mark is still found.
    Submission.objects.update(patient_change="")
    assert outside_changes.find_changes(Submission.objects.select_related("version").get()) == [OutsideChange.MARK]


def test_nothing_but_a_correction_is_sent_and_nothing_after_the_end(delivery: Delivery) -> None:
    submission = delivery.submission
    updates = Delivery.objects.filter(channel=Channel.FHIR_UPDATE)
    for change in (PatientChange.REPLIED, PatientChange.VISIT, PatientChange.CONSENT_WITHDRAWN):
        outbox.enqueue_change(submission, change)
    assert not updates.exists()
    outbox.enqueue_change(submission, PatientChange.CORRECTED)
    assert updates.count() == 1
    outbox.enqueue_change(submission, PatientChange.WITHDRAWN)
    assert not updates.exists()


def test_receiver_that_is_switched_off_gets_no_correction(delivery: Delivery) -> None:
    Receiver.objects.update(is_active=False)
    outbox.enqueue_change(delivery.submission, PatientChange.CORRECTED)
    assert not Delivery.objects.filter(channel=Channel.FHIR_UPDATE).exists()


def test_answers_go_only_where_the_settings_let_them(server: WebServer, delivery: Delivery, settings: Settings) -> None:
    settings.ANSWERS_ALLOWED_HOSTS = []
    outbox.drain_deliveries()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_error) == (DeliveryState.DEAD, "answers not allowed")
    assert (server.asked, list_exports()) == ([], [])
