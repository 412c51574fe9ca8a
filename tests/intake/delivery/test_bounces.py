"""An email that comes back later has staff ring instead; whatever else somebody sends there changes nothing."""

import base64
import io
import os
import sys
import time
import uuid
from email import message_from_bytes
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.test import Client
from pytest_django import Settings

from intake.audit import outside_changes
from intake.delivery import backlog, bounces, emails, outbox, return_addresses
from intake.delivery.bounces import Outcome
from intake.encryption import key_ring, primitives
from intake.enums import Action, Channel, DeliveryState
from intake.models import AuditEntry, Delivery, QuestionnaireVersion, Submission
from tests.intake import builders
from tests.intake.mail_server import MailServer
from tests.intake.management.command_line import run_command
from tests.intake.staff.pages import get_page_text, submission_url
from tests.intake.visitor_client import ADA

pytestmark = pytest.mark.django_db

BOUNCES = "bounces@clinic.example"


@pytest.fixture
def sent(starter_version: QuestionnaireVersion, smtp: MailServer, settings: Settings) -> Delivery:
    """The confirmation of Ada's form, which her mail server accepted."""
    settings.BOUNCE_EMAIL = BOUNCES
    submission = builders.make_receipt_with(starter_version, ADA).submission
    assert outbox.drain_deliveries().sent == 2
    return submission.deliveries.get(channel=Channel.VISITOR_EMAIL)


def make_report(
    *,
    to: str = BOUNCES,
    action: str = "failed",
    status: str = "5.1.1",
    returned: str = "",
    subtype: str = "delivery-status",
    words: str = "Your message could not be delivered. Patient ada@example.org has fibromyalgia.",
) -> bytes:
    """Return a report as mail servers write it (RFC 3464), with words that nobody may read."""
    report = MIMEMultipart("report", **{"report-type": subtype})
    report["From"], report["To"], report["Subject"] = "MAILER-DAEMON@mx.example", to, "Undelivered mail"
    report.attach(MIMEText(words))
    blocks = Message()
    blocks["Content-Type"] = "message/delivery-status"
    server, recipient = Message(), Message()
    server["Reporting-MTA"] = "dns; mx.example"
    recipient["Final-Recipient"], recipient["Action"], recipient["Status"] = "rfc822; ada@example.org", action, status
    recipient["Diagnostic-Code"] = "smtp; 550 no such patient"
    blocks.set_payload([server, recipient])
    report.attach(blocks)
    if returned:
        report.attach(MIMEText(returned, "rfc822-headers"))
    return report.as_bytes()


def read_state(delivery: Delivery) -> tuple[str, str]:
    delivery.refresh_from_db()
    return delivery.state, delivery.last_error


def get_return_address(smtp: MailServer) -> str:
    """Return the address of the envelope of the email to the patient."""
    [found] = [sender for sender in smtp.senders if sender.startswith("bounces+")]
    return found


def test_email_to_a_patient_has_a_return_address_of_its_own_that_nobody_sees(
    sent: Delivery, smtp: MailServer, settings: Settings
) -> None:
    address = get_return_address(smtp)
    assert return_addresses.find_delivery_id(address) == sent.pk
    assert len(address.partition("@")[0]) <= 64
    [letter] = [letter for letter in map(message_from_bytes, smtp.letters) if letter["To"] == ADA["email"]]
    assert settings.DEFAULT_FROM_EMAIL in letter["From"]
    assert "bounces" not in str(letter)
    # Emails to staff come back to the sender.
    assert settings.DEFAULT_FROM_EMAIL in smtp.senders


def test_report_has_staff_ring_instead(
    sent: Delivery, smtp: MailServer, ben_client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = make_report(to=get_return_address(smtp))
    assert bounces.read_bounce(raw) is Outcome.MARKED
    assert read_state(sent) == (DeliveryState.DEAD, "bounced 5.1.1")
    page = get_page_text(ben_client.get(submission_url(sent.submission)))
    assert "Ring instead." in page
    assert "Email to the patient came back" in page
    entry = AuditEntry.objects.get(action=Action.BOUNCED)
    assert (entry.actor_name, entry.detail["status"]) == ("site", "5.1.1")
    submission = Submission.objects.select_related("version").get(pk=sent.submission_id)
    assert outside_changes.find_changes(submission) == []
    # It is about one patient, and no alarm.
    assert backlog.list_channel_alarms() == []
    assert bounces.read_bounce(raw) is Outcome.UNKNOWN
    assert AuditEntry.objects.filter(action=Action.BOUNCED).count() == 1


@pytest.mark.parametrize("header", ["X-Original-To", "Delivered-To", "Envelope-To", "To"])
def test_address_is_read_where_mail_servers_write_it(sent: Delivery, smtp: MailServer, header: str) -> None:
    report = message_from_bytes(make_report(to="somebody@clinic.example"))
    del report["To"]
    # Servers may write it in capitals.
    report[header] = get_return_address(smtp).upper()
    assert bounces.read_bounce(report.as_bytes()) is Outcome.MARKED


def test_email_that_was_returned_whole_or_in_part_names_its_delivery(
    sent: Delivery, smtp: MailServer, settings: Settings
) -> None:
    """Without an address of its own, by the Message-ID, which only the patient's mail servers have seen."""
    returned = f"From: clinic@localhost\nMessage-ID: {emails.build_message_id(sent)}\nSubject: x\n"
    assert bounces.read_bounce(make_report(returned=returned)) is Outcome.UNKNOWN
    settings.BOUNCE_EMAIL = ""
    assert bounces.read_bounce(make_report(returned=returned)) is Outcome.MARKED
    Delivery.objects.filter(pk=sent.pk).update(state=DeliveryState.SENT, sent_at=sent.pending_since)
    report = message_from_bytes(make_report())
    whole = Message()
    whole["Content-Type"] = "message/rfc822"
    whole.set_payload([message_from_bytes(f"{returned}\nbody".encode())])
    report.attach(whole)
    assert bounces.read_bounce(report.as_bytes()) is Outcome.MARKED


@pytest.mark.parametrize(
    "changes",
    [
        {"action": "delayed", "status": "4.4.7"},
        {"action": "delivered", "status": "2.0.0"},
        {"action": "relayed"},
        {"subtype": "disposition-notification"},
    ],
    ids=["delayed", "delivered", "relayed", "read-receipt"],
)
def test_what_is_no_failure_changes_nothing(sent: Delivery, smtp: MailServer, changes: dict[str, str]) -> None:
    raw = make_report(to=get_return_address(smtp), **changes)
    assert bounces.read_bounce(raw) is Outcome.NO_REPORT
    assert read_state(sent) == (DeliveryState.SENT, "")


def test_code_is_stored_only_if_it_is_one(sent: Delivery, smtp: MailServer) -> None:
    raw = make_report(to=get_return_address(smtp), status="Ada has fibromyalgia")
    assert bounces.read_bounce(raw) is Outcome.MARKED
    assert read_state(sent) == (DeliveryState.DEAD, "bounced")


@pytest.mark.parametrize("changed", ["proof", "delivery", "cut"])
def test_address_that_this_site_did_not_make_marks_nothing(sent: Delivery, smtp: MailServer, changed: str) -> None:
    address = get_return_address(smtp)
    local, _at, host = address.partition("@")
    identity, proof = local.removeprefix("bounces+").split(".")
    forged = {
        "proof": f"bounces+{identity}.{'a' * len(proof)}@{host}",
        "delivery": f"bounces+{return_addresses.encode(uuid.uuid4().bytes)}.{proof}@{host}",
        "cut": f"bounces+{identity}@{host}",
    }
    assert bounces.read_bounce(make_report(to=forged[changed])) is Outcome.UNKNOWN
    assert read_state(sent) == (DeliveryState.SENT, "")


def test_only_emails_to_patients_that_were_sent_are_marked(sent: Delivery, smtp: MailServer) -> None:
    to_staff = sent.submission.deliveries.get(channel=Channel.STAFF_EMAIL)
    raw = make_report(to=return_addresses.build_return_address(to_staff.pk))
    assert bounces.read_bounce(raw) is Outcome.UNKNOWN
    Delivery.objects.filter(pk=sent.pk).update(state=DeliveryState.PENDING, sent_at=None)
    assert bounces.read_bounce(make_report(to=get_return_address(smtp))) is Outcome.UNKNOWN
    assert read_state(sent) == (DeliveryState.PENDING, "")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00" * 100,
        b"To: bounces@clinic.example\n\nMailbox full. I have fibromyalgia.",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x",
        b"Content-Type: multipart/report; report-type=delivery-status\n\nno boundary",
        b"Content-Type: multipart/report; report-type*=utf-99''%ff; boundary=x\n\n--x\n\n--x--",
        (
            b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\n"
            b"Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n!!!\n--x--"
        ),
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (depth, depth) for depth in range(3000)),
        b"Content-Type: multipart/report; report-type=delivery-status\n\n" + b"a" * bounces.MOST_BYTES,
    ],
    ids=["empty", "binary", "free-text", "cut", "no-boundary", "charset", "base64", "deep", "long"],
)
def test_whatever_somebody_sends_is_survived(sent: Delivery, raw: bytes) -> None:
    assert bounces.read_bounce(raw) is Outcome.NO_REPORT
    assert read_state(sent) == (DeliveryState.SENT, "")


def test_parts_within_parts_are_not_unpacked_for_ever(sent: Delivery, smtp: MailServer) -> None:
    """Of a message of 1 MB with 240 levels that took 17 seconds."""
    genuine = make_report(to=get_return_address(smtp))
    levels = b"".join(
        b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (level, level + 1) for level in range(240)
    )
    lines = b"x\n" * ((bounces.MOST_BYTES - len(levels) - len(genuine)) // 2)
    started = time.process_time()
    assert bounces.read_bounce(genuine + levels + lines) is Outcome.NO_REPORT
    assert time.process_time() - started < 0.5
    assert read_state(sent)[0] == DeliveryState.SENT


def test_address_opens_after_the_staff_key_was_changed(
    sent: Delivery, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.STAFF_KEY_FILE = tmp_path / "staff-key.json"
    key_ring.write_key_file(settings.STAFF_KEY_FILE, primitives.StaffKey.generate().to_json())
    key_ring.clear_key_cache()
    try:
        address = return_addresses.build_return_address(sent.pk)
        key_ring.replace_staff_key(primitives.StaffKey.generate())
        assert return_addresses.find_delivery_id(address) == sent.pk
        assert return_addresses.build_return_address(sent.pk) != address
    finally:
        key_ring.clear_key_cache()


def pipe(monkeypatch: pytest.MonkeyPatch, raw: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))


def test_mail_server_pipes_a_report_in(sent: Delivery, smtp: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe(monkeypatch, make_report())
    code, out, _err = run_command("read_bounces")
    assert (code, out.startswith("Marked: 0.")) == (0, True)
    pipe(monkeypatch, make_report())
    code, out, err = run_command("read_bounces", "--recipient", get_return_address(smtp))
    assert (code, out.startswith("Marked: 1."), err) == (0, True, "")
    assert "ada" not in out.lower()
    assert read_state(sent) == (DeliveryState.DEAD, "bounced 5.1.1")


def test_mail_server_tries_again_where_the_key_is_missing(
    sent: Delivery, smtp: MailServer, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    pipe(monkeypatch, make_report(to=get_return_address(smtp)))
    settings.STAFF_KEY_FILE = None
    code, _out, err = run_command("read_bounces")
    assert (code, err.strip()) == (75, "Not now: KeyUnavailable.")
    assert read_state(sent) == (DeliveryState.SENT, "")


def test_maildir_is_read_once(sent: Delivery, smtp: MailServer, tmp_path: Path) -> None:
    new = tmp_path / "mail" / "new"
    new.mkdir(parents=True)
    (new / "1.a").write_bytes(make_report(to=get_return_address(smtp)))
    (new / "2.b").write_bytes(b"I am away until Monday.")
    (new / "3.c").symlink_to(tmp_path / "elsewhere")
    os.mkfifo(new / "4.d")
    assert run_command("read_bounces", "--maildir", str(tmp_path / "mail"))[1].startswith("Marked: 1.")
    assert {path.name for path in new.iterdir()} == {"3.c", "4.d"}
    assert {path.name for path in (tmp_path / "mail/cur").iterdir()} == {"1.a:2,S", "2.b:2,S"}
    assert read_state(sent) == (DeliveryState.DEAD, "bounced 5.1.1")
    assert run_command("read_bounces", "--maildir", str(tmp_path / "mail"))[1].startswith("Marked: 0.")


def test_without_the_setting_emails_come_back_to_the_sender(sent: Delivery, settings: Settings) -> None:
    settings.BOUNCE_EMAIL = ""
    message = emails.build_visitor_confirmation(sent)
    assert message.from_email == message.extra_headers["From"]


@pytest.mark.parametrize(
    "parameters",
    [b";" * 900_000, b"; a=b" * 180_000, b'; a="' + b'\\";' * 300_000, b"\r\n ;" * 200_000],
    ids=["empty", "many", "quotes", "folded"],
)
def test_header_that_takes_a_parser_minutes_is_no_report(parameters: bytes) -> None:
    raw = (b"Content-Type: multipart/report" + parameters)[: bounces.MOST_BYTES]
    began = time.process_time()
    assert bounces.read_bounce(raw) is Outcome.NO_REPORT
    inside = base64.b64encode(raw[: bounces.MOST_BYTES // 2])
    report = make_report(returned="x").replace(b"\n\nx\n", b"\n\n" + inside + b"\n")
    report = report.replace(
        b"Content-Transfer-Encoding: 7bit\n\n" + inside, b"Content-Transfer-Encoding: base64\n\n" + inside
    )
    assert b"base64\n\n" + inside in report
    assert bounces.read_bounce(report) is Outcome.NO_REPORT
    assert time.process_time() - began < 2


def test_message_that_cannot_be_moved_keeps_no_other_from_being_read(
    sent: Delivery, smtp: MailServer, tmp_path: Path
) -> None:
    new = tmp_path / "new"
    new.mkdir()
    (tmp_path / "cur" / "1.a:2,S").mkdir(parents=True)
    (new / "1.a").write_bytes(b"I am away until Monday.")
    (new / "2.b").write_bytes(make_report(to=get_return_address(smtp)))
    code, out, err = run_command("read_bounces", "--maildir", str(tmp_path))
    assert (code, out[:10], err.strip()) == (0, "Marked: 1.", "1.a stays: Is a directory.")
    assert [path.name for path in new.iterdir()] == ["1.a"]


def test_folder_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "cur").write_bytes(b"")
    with pytest.raises(CommandError, match="The folder cannot be used: File exists"):
        run_command("read_bounces", "--maildir", str(tmp_path))
