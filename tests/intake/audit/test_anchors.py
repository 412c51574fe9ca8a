"""An anchor that an auditor keeps reveals that the end of the audit was cut off, and nobody can forge one."""

import base64
import json
from dataclasses import asdict
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.core import mail
from django.core.management import CommandError
from pytest_django import Settings

from intake import tasks
from intake.audit import anchors
from intake.models import Submission
from tests.intake.audit.forgeries import cut_off
from tests.intake.management.command_line import run_command

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unguarded_audit")]


def test_anchor_in_a_mailbox_reveals_a_cut_off_end(
    proven_chain: Submission, settings: Settings, tmp_path: Path
) -> None:
    settings.AUDITOR_EMAIL = "auditor@example.org"
    tasks.verify_audit()
    (message,) = mail.outbox
    assert message.to == ["auditor@example.org"]
    assert proven_chain.reference not in message.subject + message.body
    anchor = tmp_path / "anchor.json"
    anchor.write_text(message.body.strip().splitlines()[-1])
    (kept,) = (site_settings.AUDIT_FOLDER / "anchors").iterdir()
    assert kept.read_text() == anchor.read_text()
    verify = ("audit", "verify", "--anchor", str(anchor))
    assert "still has entry" in run_command(*verify)[1]
    # Somebody who has the staff's machine too makes the checkpoints anew; the mailbox they do not have.
    cut_off(2)
    run_command("audit", "verify", "--accept")
    with pytest.raises(CommandError, match="no longer has entry"):
        run_command(*verify)
    anchor.write_text(anchor.read_text().replace('"sequence": ', '"sequence": 1'))
    with pytest.raises(CommandError, match="not made with the staff key"):
        run_command(*verify)


@pytest.fixture
def anchor(proven_chain: Submission, tmp_path: Path) -> Path:
    """A file with an anchor of today."""
    file, made = tmp_path / "anchor.json", anchors.make_anchor()
    assert made
    file.write_text(json.dumps(asdict(made)))
    return file


def change(file: Path, **values: str) -> None:
    file.write_text(json.dumps(json.loads(file.read_text()) | values))


def test_auditor_verifies_an_anchor_without_a_key_of_the_clinic(
    anchor: Path, settings: Settings, tmp_path: Path
) -> None:
    told = run_command("keys", "list")[1]
    public_half = told.split("anchors of the audit: ")[1].strip()
    verify = ("audit", "verify", "--anchor", str(anchor), "--public-key", public_half)
    settings.STAFF_KEY_FILE = tmp_path / "none"
    assert "still has entry" in run_command(*verify)[1]
    with pytest.raises(CommandError, match="where the staff key is"):
        run_command(*verify[:-2])
    cut_off(2)
    with pytest.raises(CommandError, match="no longer has entry"):
        run_command(*verify)


def test_forged_anchor_and_wrong_public_key_are_refused(anchor: Path) -> None:
    public_half = anchors.show_public_half()
    for other in (base64.b64encode(bytes(32)).decode(), "AAAA", "no base64!"):
        with pytest.raises(CommandError, match=r"not made with the staff key|no public key"):
            run_command("audit", "verify", "--anchor", str(anchor), "--public-key", other)
    for forged in ({"at": "2026-01-01T00:00:00+00:00"}, {"signature": ""}, {"signature": "AAAA"}):
        change(anchor, **forged)
        with pytest.raises(CommandError, match="not made with the staff key"):
            run_command("audit", "verify", "--anchor", str(anchor), "--public-key", public_half)
    with pytest.raises(CommandError, match="Name the file"):
        run_command("audit", "verify", "--public-key", public_half)


def test_anchors_from_before_the_signatures_still_verify(anchor: Path) -> None:
    old = json.loads(anchor.read_text())
    del old["signature"]
    anchor.write_text(json.dumps(old))
    assert "still has entry" in run_command("audit", "verify", "--anchor", str(anchor))[1]
