"""The yearly drill with the offline copy of the private key, as docs/security.md prints it."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from intake.encryption import current_key
from tests.intake import builders
from tests.running_site import ROOT, run_python

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has its own tools"),
    pytest.mark.django_db(transaction=True),
]
COMMANDS = ("-m fibro_site.setup.bootstrap", "keys verify --all")


def test_offline_copy_opens_a_copy_of_the_database_on_a_machine_with_nothing_else(tmp_path: Path) -> None:
    page = (ROOT / "docs/security.md").read_text(encoding="utf-8")
    assert [command for command in COMMANDS if command not in page] == []
    current_key.record_current_key()
    builders.make_receipt(builders.make_version())
    own, copied = connection.settings_dict["NAME"], tmp_path / "db.sqlite3"
    with closing(sqlite3.connect(own)) as database, closing(sqlite3.connect(copied)) as copy:
        database.backup(copy)
    keys = tmp_path / "keys"
    keys.mkdir(mode=0o700)
    shutil.copy(settings.CLINIC_PRIVATE_KEY_FILE, keys / "clinic-private-key.json")
    for command in COMMANDS:
        arguments = [*command.split(), str(tmp_path)] if command.startswith("-m") else ["manage.py", *command.split()]
        done = run_python(*arguments, role="all", var=tmp_path)
        assert done.returncode == 0, done.stderr
    assert "Every key of the ring opens" in done.stdout
