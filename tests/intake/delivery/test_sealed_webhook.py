"""A program that has entered its public key gets the answers, and nobody on their way does."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings

from intake.delivery import outbox, webhook_signature
from intake.delivery.channels import webhook as webhook_channel
from intake.encryption.receiver_keys import ReceiverKey
from intake.enums import Action, Channel, DeliveryState, PatientChange
from intake.models import AuditEntry, Delivery, QuestionnaireVersion, Receiver, Submission
from intake.patient import actions
from tests.intake import builders
from tests.intake.delivery.test_outbox import make_due
from tests.intake.delivery.test_webhook import SECRET, make_delivery, make_webhook
from tests.references.web.server import Asked, WebServer, reply

pytestmark = pytest.mark.django_db

EXAMPLE = Path(django_settings.BASE_DIR) / "docs/examples/open_webhook.py"
WRITTEN = ("It wakes me at three.", "Ada (made up)")


class Opener:
    """The stand-alone example of the documentation, with a key pair of its own."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.key, self.secret = folder / "private.key", folder / "secret"
        self.secret.write_text(SECRET)
        self.public_key = self.run("new", str(self.key), *options)

    def run(self, *arguments: str, typed: str = "") -> str:
        """Run it apart from the site: in a folder and an environment that know nothing of the site."""
        ran = subprocess.run(
            [sys.executable, "-I", str(EXAMPLE), *arguments],
            check=False,
            input=typed,
            capture_output=True,
            text=True,
            cwd=self.secret.parent,
            env={"PATH": os.environ["PATH"]},
            timeout=60,
        )
        return (ran.stdout if ran.returncode == 0 else ran.stderr).strip()

    def open(self, asked: Asked, **headers: str) -> str:
        received = {name.lower(): value for name, value in asked.headers.items()} | headers
        return self.run(
            "open",
            str(self.key),
            str(self.secret),
            typed=json.dumps({"headers": received, "body": asked.body.decode()}),
        )


@pytest.fixture
def program(settings: Settings) -> Iterator[WebServer]:
    with WebServer({"/hook": reply(b"thanks")}).listening() as server:
        settings.DELIVERY_ALLOWED_HOSTS = settings.ANSWERS_ALLOWED_HOSTS = [f"127.0.0.1:{server.port}"]
        settings.DELIVERY_WEB_SECONDS = 2
        yield server


@pytest.fixture(params=[(), ("--x25519",)], ids=["hybrid", "x25519"])
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Opener:
    return Opener(tmp_path, *request.param)


@pytest.fixture
def x25519_opener(tmp_path: Path) -> Opener:
    return Opener(tmp_path, "--x25519")


def make_sealed_webhook(program: WebServer, public_key: str) -> Receiver:
    receiver = make_webhook(f"{program.url}/hook")
    receiver.public_key = ReceiverKey.parse(public_key).to_text()
    receiver.save()
    return receiver


def list_exports() -> list[dict[str, Any]]:
    return [entry.detail for entry in AuditEntry.objects.filter(action=Action.EXPORTED)]


def test_receiver_opens_the_answers_with_the_documented_example(
    program: WebServer, version: QuestionnaireVersion, opener: Opener
) -> None:
    receiver = make_sealed_webhook(program, opener.public_key)
    delivery = make_delivery(version, receiver)
    assert outbox.drain_deliveries().sent == 1
    [asked] = program.asked
    response = json.loads(opener.open(asked))
    assert (response["resourceType"], response["status"]) == ("QuestionnaireResponse", "completed")
    assert response["item"][1]["item"][0]["answer"] == [{"valueString": WRITTEN[0]}]
    assert response["identifier"]["value"] == delivery.submission.reference
    data = json.loads(asked.body)["data"]
    assert data["sealed_answers"]["content_type"] == "application/fhir+json"
    assert data["sealed_answers"]["key_id"] == ReceiverKey.parse(opener.public_key).id
    assert not any(words.encode() in asked.body for words in WRITTEN)


def test_each_delivery_of_answers_is_in_the_audit_once(
    program: WebServer, version: QuestionnaireVersion, x25519_opener: Opener
) -> None:
    receiver = make_sealed_webhook(program, x25519_opener.public_key)
    delivery = make_delivery(version, receiver)
    program.paths["/hook"] = [reply(status=500), reply(b"thanks")]
    for _ in range(2):
        make_due()
        outbox.drain_deliveries()
    assert list_exports() == [
        {
            "format": "fhir",
            "delivery": str(delivery.pk),
            "receiver": str(receiver.pk),
            "seen": "no",
            "key": ReceiverKey.parse(x25519_opener.public_key).id,
        }
    ]
    first, second = program.asked
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert x25519_opener.open(first) == x25519_opener.open(second)


def test_answers_open_with_the_id_of_their_own_message_alone(
    program: WebServer, version: QuestionnaireVersion, x25519_opener: Opener
) -> None:
    make_delivery(version, make_sealed_webhook(program, x25519_opener.public_key))
    outbox.drain_deliveries()
    [asked] = program.asked
    assert x25519_opener.open(asked, **{"webhook-id": "msg_other"}) == "The signature is wrong."
    assert "old" in x25519_opener.open(asked_long_ago(asked))
    sealed = json.loads(asked.body)["data"]["sealed_answers"]
    other = webhook_channel.seal_answers(ReceiverKey.parse(x25519_opener.public_key), b"{}", "msg_other")
    assert (other["suite"], other["key_id"]) == (sealed["suite"], sealed["key_id"])
    body = asked.body.decode().replace(sealed["ciphertext"], other["ciphertext"])
    assert "not for this message" in x25519_opener.open(sign_anew(asked, body))


def sign_anew(asked: Asked, body: str, timestamp: str = "") -> Asked:
    """Return the message as somebody would send it who knows the secret of the webhook, and no key."""
    at = timestamp or asked.headers["webhook-timestamp"]
    signature = webhook_signature.compute_signature(
        webhook_signature.parse_secret(SECRET), body.encode(), message_id=asked.headers["webhook-id"], timestamp=at
    )
    headers = {**asked.headers, "webhook-timestamp": at, "webhook-signature": f"v1,{signature}"}
    return replace(asked, headers=headers, body=body.encode())


def asked_long_ago(asked: Asked) -> Asked:
    return sign_anew(asked, asked.body.decode(), str(int(asked.headers["webhook-timestamp"]) - 3600))


def test_length_tells_little_of_how_much_was_answered(
    program: WebServer, version: QuestionnaireVersion, x25519_opener: Opener
) -> None:
    receiver = make_sealed_webhook(program, x25519_opener.public_key)
    for words in ("Short.", "It is a little longer."):
        submission = builders.make_receipt(version, **{"night.words": words}).submission
        submission.deliveries.all().delete()
        Delivery.objects.create(submission=submission, channel=Channel.WEBHOOK, receiver=receiver)
    outbox.drain_deliveries()
    sealed = [json.loads(asked.body)["data"]["sealed_answers"]["ciphertext"] for asked in program.asked]
    assert len(sealed) == 2
    assert len({len(base64.b64decode(text)) for text in sealed}) == 1


def test_answers_go_only_where_the_settings_let_them(
    program: WebServer, version: QuestionnaireVersion, x25519_opener: Opener, settings: Settings
) -> None:
    delivery = make_delivery(version, make_sealed_webhook(program, x25519_opener.public_key))
    settings.ANSWERS_ALLOWED_HOSTS = []
    outbox.drain_deliveries()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_error) == (DeliveryState.DEAD, "answers not allowed")
    assert (program.asked, list_exports()) == ([], [])


def test_key_that_was_damaged_in_the_database_gets_nothing(
    program: WebServer, version: QuestionnaireVersion, x25519_opener: Opener
) -> None:
    delivery = make_delivery(version, make_sealed_webhook(program, x25519_opener.public_key))
    Receiver.objects.update(public_key=x25519_opener.public_key[:20])
    outbox.drain_deliveries()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_error) == (DeliveryState.DEAD, "unusable key")
    assert (program.asked, list_exports()) == ([], [])


def test_answers_that_are_too_long_are_not_sent(
    program: WebServer, version: QuestionnaireVersion, x25519_opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_channel, "MOST_ANSWER_BYTES", 100)
    delivery = make_delivery(version, make_sealed_webhook(program, x25519_opener.public_key))
    outbox.drain_deliveries()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_error) == (DeliveryState.DEAD, "too long")
    assert program.asked == []


@pytest.fixture
def sealed_delivery(program: WebServer, version: QuestionnaireVersion, x25519_opener: Opener) -> Delivery:
    return make_delivery(version, make_sealed_webhook(program, x25519_opener.public_key))


def test_process_without_the_private_key_sends_no_answers(
    program: WebServer, sealed_delivery: Delivery, no_private_key: None
) -> None:
    outbox.drain_deliveries()
    assert (program.asked, list_exports()) == ([], [])


def test_withdrawn_answers_are_not_sent(
    program: WebServer, version: QuestionnaireVersion, x25519_opener: Opener
) -> None:
    make_delivery(version, make_sealed_webhook(program, x25519_opener.public_key))
    Submission.objects.update(state="withdrawn")
    assert outbox.drain_deliveries().sent == 1
    [asked] = program.asked
    assert json.loads(asked.body)["data"]["state"] == "withdrawn"
    assert "sealed_answers" not in json.loads(asked.body)["data"]
    assert list_exports() == []


def test_correction_brings_the_corrected_answers(
    program: WebServer, version: QuestionnaireVersion, x25519_opener: Opener
) -> None:
    receipt = builders.make_receipt(version)
    submission = receipt.submission
    submission.deliveries.all().delete()
    receiver = make_sealed_webhook(program, x25519_opener.public_key)
    Delivery.objects.create(submission=submission, channel=Channel.WEBHOOK, receiver=receiver)
    outbox.drain_deliveries()
    access = builders.open_access(submission, receipt.visitor_code)
    actions.correct_contact(access, {"contact.name": "Ada B. (made up)"})
    outbox.drain_deliveries()
    first, second = program.asked
    assert json.loads(second.body)["type"] == "submission.corrected"
    response = json.loads(x25519_opener.open(second))
    assert (response["status"], "Ada B. (made up)" in json.dumps(response)) == ("amended", True)
    assert "Ada B." not in x25519_opener.open(first)
    assert [detail["format"] for detail in list_exports()] == ["fhir", "fhir"]


def test_reply_is_told_without_answers(
    program: WebServer, version: QuestionnaireVersion, x25519_opener: Opener
) -> None:
    delivery = make_delivery(version, make_sealed_webhook(program, x25519_opener.public_key))
    Delivery.objects.filter(pk=delivery.pk).update(channel=Channel.WEBHOOK_CHANGE, change=PatientChange.REPLIED)
    outbox.drain_deliveries()
    [asked] = program.asked
    assert json.loads(asked.body)["type"] == "submission.replied"
    assert x25519_opener.open(asked) == "No answers in this message."
    assert list_exports() == []
