"""`manage.py upgrade` does every step or stops whole at the first that fails, and says how to go back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from fibro_site.management.commands import upgrade
from fibro_site.management.commands.upgrade import describe_plan
from fibro_site.serving import static_files
from fibro_site.upgrades.waiting_migrations import WaitingMigration
from intake.models import Submission
from tests.intake import builders
from tests.intake.management.command_line import run_command
from tests.intake.retention.test_restored_backup import find_postgres_tools

pytestmark = pytest.mark.django_db(transaction=True)

NEWEST = ("intake", "9999_made_up")
CONCERN = "the version before still reads what this would drop"


@pytest.fixture(autouse=True)
def place(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.VAR = str(tmp_path / "var")
    Path(settings.VAR).mkdir()
    monkeypatch.setattr(static_files, "has_current_static_files", lambda: True)
    if connection.vendor == "postgresql":
        settings.POSTGRES_TOOLS = str(find_postgres_tools())
    return tmp_path


@pytest.fixture
def waiting(place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A site of the version before: one migration waits, which changes nothing."""
    original = MigrationLoader.load_disk

    def load(loader: MigrationLoader) -> None:
        original(loader)
        app, name = NEWEST
        kind = type("Migration", (Migration,), {"accepted_risks": {"DROP_COLUMN": CONCERN}})
        kind.dependencies = [(app, max(name for label, name in loader.disk_migrations if label == app))]
        loader.disk_migrations[NEWEST] = kind(name, app)

    monkeypatch.setattr(MigrationLoader, "load_disk", load)
    yield
    MigrationRecorder(connection).record_unapplied(*NEWEST)


def is_applied() -> bool:
    return NEWEST in MigrationRecorder(connection).applied_migrations()


def test_each_step_is_told_in_a_line(waiting: None, place: Path) -> None:
    lines = run_command("upgrade", "--backups", str(place))[1].splitlines()
    assert [line.partition(":")[0] for line in lines[:5]] == [
        "Checks",
        "Backup",
        "Tables",
        "Static files",
        "Page cache",
    ]
    assert lines[2] == f"Tables: 1 change, stop the site meanwhile: intake.9999_made_up ({CONCERN})."
    assert "restart" in lines[-1]
    [backup] = place.glob("before-*.backup")
    assert str(backup) in lines[1]
    assert is_applied()


def test_plan_of_many_changes_is_short() -> None:
    """A site of the first release has more than seventy, most of them for one reason."""
    waiting = [WaitingMigration(f"intake.{number:04}_made_up", CONCERN) for number in range(70)]
    waiting += [WaitingMigration("intake.0071_harmless", "")]
    assert describe_plan(waiting) == (
        "71 changes, stop the site meanwhile: intake.0000_made_up, intake.0001_made_up, intake.0002_made_up, "
        f"intake.0003_made_up, intake.0004_made_up and 65 more ({CONCERN})"
    )
    assert describe_plan(waiting[-1:]) == "1 change, the site can go on: intake.0071_harmless"


def test_second_upgrade_has_nothing_to_do(place: Path) -> None:
    told = run_command("upgrade", "--backups", str(place))[1]
    assert "Backup: not needed, no table changes." in told
    assert "Tables: no change." in told
    assert list(place.glob("*.backup")) == []


def test_new_site_needs_no_backup(waiting: None, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a container the first start and each later one are the same command."""
    assert upgrade.tables.has_tables()
    monkeypatch.setattr(upgrade.tables, "has_tables", lambda: False)
    told = run_command("upgrade", "--backups", str(place))[1]
    assert "Backup: not needed, the database is empty." in told
    assert is_applied()


def test_dry_run_changes_nothing(waiting: None, place: Path) -> None:
    told = run_command("upgrade", "--dry-run", "--backups", str(place))[1]
    assert "intake.9999_made_up" in told
    assert told.endswith("Nothing was changed.\n")
    assert not is_applied()
    assert [path for path in place.rglob("*") if path.is_file()] == []


def test_backup_that_fails_stops_it_before_any_change(waiting: None, place: Path) -> None:
    (place / "file").touch()
    with pytest.raises(CommandError, match=r"^Backup: .* Nothing was changed: the version before can go on.$"):
        run_command("upgrade", "--backups", str(place / "file"))
    assert not is_applied()


def test_full_disk_stops_it_before_any_change(waiting: None, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upgrade, "ROOM_FOR_A_COPY", 10**9)
    with pytest.raises(CommandError, match=r"MB are free in .* may be needed. Nothing was changed"):
        run_command("upgrade", "--backups", str(place))
    assert not is_applied()


def test_migration_that_fails_names_the_way_back_and_it_leads_back(
    waiting: None, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission = builders.make_receipt(builders.make_version()).submission

    def fail(*_arguments: object, **_options: object) -> None:
        Submission.objects.all().delete()  # half of a migration
        raise ProgrammingError("column of Ada")

    with monkeypatch.context() as patch:
        patch.setattr(upgrade.tables, "migrate_tables", fail)
        with pytest.raises(CommandError) as stopped:
            run_command("upgrade", "--backups", str(place))
    text = str(stopped.value)
    assert text.startswith("Tables: the database refused it (ProgrammingError). Run this again")
    assert "Ada" not in text
    [backup] = place.glob("before-*.backup")
    assert f"`manage.py restore --replace {backup}`" in text
    call_command("restore", str(backup), replace=True)
    assert Submission.objects.filter(pk=submission.pk).exists()


def test_database_of_a_newer_version_is_refused(place: Path) -> None:
    MigrationRecorder(connection).record_applied("intake", "9999_from_the_future")
    try:
        with pytest.raises(
            CommandError, match=r"of a newer version .* intake.9999_from_the_future. Nothing was changed"
        ):
            run_command("upgrade")
    finally:
        MigrationRecorder(connection).record_unapplied("intake", "9999_from_the_future")


def test_public_side_leaves_tables_alone(waiting: None, settings: Any) -> None:
    settings.ROLE = "public"
    told = run_command("upgrade")[1]
    assert "Tables" not in told
    assert "Backup" not in told
    assert not is_applied()
