"""Another program is told of a submission once that it can prove, and never learns an answer."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db.models.functions import Now
from pytest_django import Settings

from intake.delivery import outbox, receivers, webhook_signature
from intake.delivery.errors import TransportError
from intake.enums import Channel, DeliveryState, ReceiverKind
from intake.models import Delivery, QuestionnaireVersion, Receiver
from tests.intake import builders
from tests.intake.delivery.test_outbox import make_due
from tests.intake.mail_server import MailServer
from tests.references.web.server import Script, WebServer, endless, raw, redirect, reply

pytestmark = pytest.mark.django_db

SECRET = "whsec_" + base64.b64encode(b"sixteen and eight more bytes").decode()


@pytest.fixture
def program(settings: Settings) -> Iterator[WebServer]:
    """A program of the clinic's own, which the settings allow."""
    with WebServer({"/hook": reply(b"thanks")}).listening() as server:
        settings.DELIVERY_ALLOWED_HOSTS = [f"127.0.0.1:{server.port}"]
        settings.DELIVERY_WEB_SECONDS = 0.4
        yield server


def make_webhook(url: str) -> Receiver:
    receiver = Receiver(name=url, kind=ReceiverKind.WEBHOOK, url=url)
    receivers.seal_secret(receiver, webhook_signature.parse_secret(SECRET))
    receiver.save(force_insert=True)
    return receiver


def make_delivery(version: QuestionnaireVersion, receiver: Receiver) -> Delivery:
    """Make the only delivery of a new submission."""
    submission = builders.make_receipt(version).submission
    submission.deliveries.all().delete()
    return Delivery.objects.create(submission=submission, channel=Channel.WEBHOOK, receiver=receiver)


@pytest.fixture
def webhook(program: WebServer, version: QuestionnaireVersion) -> Delivery:
    return make_delivery(version, make_webhook(f"{program.url}/hook"))


def test_signature_is_that_of_the_specification() -> None:
    """The example that the specification's own libraries are tested with."""
    secret = webhook_signature.parse_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    found = webhook_signature.compute_signature(
        secret, b'{"test": 2432232314}', message_id="msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp="1614265330"
    )
    assert found == "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("text", ["", "whsec_", "whsec_short", "whsec_***", "whsec_" + "A" * 100])
def test_unusable_secrets_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"base64|short"):
        webhook_signature.parse_secret(text)


def test_message_is_signed_and_holds_no_answer(program: WebServer, webhook: Delivery, settings: Settings) -> None:
    assert outbox.drain_deliveries().sent == 1
    [asked] = program.asked
    headers = {name.lower(): value for name, value in asked.headers.items()}
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + asked.body
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    submission = webhook.submission
    assert json.loads(asked.body) == {
        "type": "submission.received",
        "timestamp": submission.received_at.isoformat(),
        "data": {
            "reference": submission.reference,
            "state": "new",
            "urgency": "urgent",
            "outcome": "needs-a-human",
            "questionnaire": "small",
            "language": "en",
            "url": f"{settings.WAGTAILADMIN_BASE_URL}/admin/intake/submissions/{submission.pk}/",
        },
    }


def test_id_is_the_same_at_every_attempt(program: WebServer, webhook: Delivery) -> None:
    program.paths["/hook"] = [reply(status=500), reply(status=200)]
    for expected in (0, 1):
        make_due()
        assert outbox.drain_deliveries().sent == expected
    assert {asked.headers["webhook-id"] for asked in program.asked} == {f"msg_{webhook.pk}"}
    assert len(program.asked) == 2


@pytest.mark.parametrize(
    ("script", "state", "error"),
    [
        (reply(b"<h1>Oops", status=500, type_="text/html"), DeliveryState.PENDING, "http 500"),
        (reply(status=404), DeliveryState.PENDING, "http 404"),
        (reply(status=410), DeliveryState.DEAD, "http 410"),
        (redirect("http://127.0.0.1:1/inside", status=307), DeliveryState.PENDING, "http 307"),
        ("slow", DeliveryState.PENDING, "too slow"),
        ("slow headers", DeliveryState.PENDING, "too slow"),
        # The status has arrived: nobody waits for the rest, and nobody reads it.
        ("slow body", DeliveryState.SENT, ""),
        (endless, DeliveryState.SENT, ""),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\naa" % (10 << 30)), DeliveryState.SENT, ""),
        (reply(b"not json", type_="text/html"), DeliveryState.SENT, ""),
    ],
    ids=["500", "404", "410", "redirect", "slow", "slow-headers", "slow-body", "endless", "10-gb", "html"],
)
def test_answer_of_any_kind_is_survived(
    program: WebServer, webhook: Delivery, script: Script | str, state: DeliveryState, error: str
) -> None:
    scripts = {
        "slow": program.slowly(),
        "slow headers": program.dripping(headers=True),
        "slow body": program.dripping(),
    }
    program.paths["/hook"] = scripts[script] if isinstance(script, str) else script
    outbox.drain_deliveries()
    webhook.refresh_from_db()
    assert (webhook.state, webhook.last_error, webhook.attempts) == (state, error, 1)
    assert [asked.path for asked in program.asked] == ["/hook"]


def test_hosts_in_this_network_are_refused(program: WebServer, webhook: Delivery, settings: Settings) -> None:
    settings.DELIVERY_ALLOWED_HOSTS = []
    for url in (f"{program.url}/hook", f"https://127.0.0.1:{program.port}/hook", "https://localhost/hook"):
        Receiver.objects.update(url=url)
        Delivery.objects.update(state=DeliveryState.PENDING)
        make_due()
        outbox.drain_deliveries()
        webhook.refresh_from_db()
        assert (webhook.state, webhook.last_error) == (DeliveryState.DEAD, "host not allowed")
    assert program.asked == []


def test_receiver_out_of_reach_delays_nobody_else(
    program: WebServer, webhook: Delivery, version: QuestionnaireVersion, smtp: MailServer
) -> None:
    """It is tried once in a drain, however much waits for it, and the mail goes out meanwhile."""
    program.paths["/hook"] = program.slowly()
    assert webhook.receiver
    for _ in range(2):
        submission = builders.make_receipt(version).submission
        Delivery.objects.create(submission=submission, channel=Channel.WEBHOOK, receiver=webhook.receiver)
    assert outbox.drain_deliveries().sent == 2
    assert len(program.asked) == 1
    assert len(smtp.message_ids) == 2


def test_programs_are_told_while_the_mail_server_is_down(
    program: WebServer, webhook: Delivery, version: QuestionnaireVersion, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    for _ in range(2):
        builders.make_receipt(version)
    Delivery.objects.filter(pk=webhook.pk).update(attempts=1, due_at=Now() + timedelta(minutes=30))
    outbox.drain_deliveries()
    make_due()
    assert outbox.drain_deliveries().sent == 1
    assert len(program.asked) == 1


def test_public_process_leaves_webhooks_to_others(program: WebServer, webhook: Delivery, no_private_key: None) -> None:
    assert outbox.drain_deliveries() == outbox.DrainResult(0)
    assert program.asked == []


def test_secret_is_sealed_and_of_one_receiver(webhook: Delivery) -> None:
    receiver = Receiver.objects.get()
    assert b"sixteen" not in bytes(receiver.sealed_secret)
    assert receivers.read_secret(receiver) == b"sixteen and eight more bytes"
    other = Receiver(name="other", kind=ReceiverKind.WEBHOOK, sealed_secret=receiver.sealed_secret)
    with pytest.raises(TransportError, match="no secret"):
        receivers.read_secret(other)


def test_receiver_that_is_switched_off_is_told_nothing(program: WebServer, webhook: Delivery) -> None:
    Receiver.objects.update(is_active=False)
    outbox.drain_deliveries()
    webhook.refresh_from_db()
    assert (webhook.state, webhook.last_error) == (DeliveryState.DEAD, "no receiver")
    assert program.asked == []
