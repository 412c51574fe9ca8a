"""An anchor that an auditor keeps reveals that the end of the audit was cut off, and nobody can forge one."""

from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.core import mail
from django.core.management import CommandError
from pytest_django import Settings

from intake import tasks
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
