"""Regular tasks publish pages on time, delete what has expired, and release what was erased."""

import contextlib
import os
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from celery import current_app
from django.conf import settings as site_settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from wagtail.models import Page

from fibro_site import tasks
from fibro_site.operations import rewriting, upkeep
from intake.models import Export

MONDAY = datetime(2026, 11, 30, 12, tzinfo=UTC)


def run(name: str) -> None:
    current_app.tasks[name].apply(throw=True)


@pytest.mark.parametrize(
    ("name", "queue"), [("publish_scheduled", "fibro"), ("purge_leftovers", "fibro"), ("vacuum", "fibro-slow")]
)
def test_beat_schedules_each_task(name: str, queue: str) -> None:
    task = f"{tasks.__name__}.{name}"
    assert task in {entry["task"] for entry in site_settings.CELERY_BEAT_SCHEDULE.values()}
    assert current_app.amqp.router.route({}, task)["queue"].name == queue


@pytest.mark.django_db
def test_page_goes_live_and_expires_on_time(client: Client) -> None:
    now = timezone.now()
    page = Page(title="Later", slug="later", live=False)
    Page.objects.filter(depth=2).first().add_child(instance=page)
    page.go_live_at, page.expire_at = now + timedelta(hours=1), now + timedelta(hours=2)
    page.save_revision(approved_go_live_at=page.go_live_at)
    page.save()

    def is_live() -> bool:
        run(tasks.publish_scheduled.name)
        return bool(Page.objects.get(pk=page.pk).live)

    assert not is_live()
    with time_machine.travel(now + timedelta(hours=1, minutes=1)):
        assert is_live()
    with time_machine.travel(now + timedelta(hours=2, minutes=1)):
        assert not is_live()


@pytest.mark.django_db
def test_expired_sessions_and_mail_files_are_deleted(settings: Settings, tmp_path: Path) -> None:
    settings.EMAIL_FILE_PATH = tmp_path
    old, young = tmp_path / "old.log", tmp_path / "young.log"
    for file in (old, young):
        file.write_text("Dear staff")
    long_ago = (timezone.now() - settings.MAIL_FILE_LIFETIME - timedelta(hours=1)).timestamp()
    os.utime(old, (long_ago, long_ago))
    for key, hours in (("over", -1), ("open", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=timezone.now() + timedelta(hours=hours))
    run(tasks.purge_leftovers.name)
    assert list(tmp_path.iterdir()) == [young]
    assert [session.session_key for session in Session.objects.all()] == ["open"]


@pytest.mark.django_db
def test_site_with_a_mail_server_deletes_no_files(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other_file = tmp_path / "20260101-000000-1.log"
    other_file.write_text("Dear staff")
    os.utime(other_file, (0, 0))
    monkeypatch.chdir(tmp_path)
    del settings.EMAIL_FILE_PATH
    upkeep.purge_mail_files()
    assert other_file.exists()


@pytest.mark.skipif("postgres" not in os.environ.get("DATABASE_URL", ""), reason="of PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_vacuum_removes_dead_rows_of_postgresql() -> None:
    session = Session.objects.create(session_key="erased", session_data="x", expire_date=timezone.now())
    session.delete()
    run(tasks.vacuum.name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size('django_session')")
        assert cursor.fetchone()[0] == 0


@pytest.mark.skipif("postgres" not in os.environ.get("DATABASE_URL", ""), reason="of PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_table_in_use_is_rewritten_next_time(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewriting, "LOCK_SECONDS", 0.05)
    for name in upkeep.REWRITTEN_TABLES:
        rewriting.ensure_counted(name)
        rewriting.note_rewritten(name, "")
    table, *others = upkeep.REWRITTEN_TABLES
    before = {name: find_file(name) for name in upkeep.REWRITTEN_TABLES}
    reader = connection.copy()
    reader.set_autocommit(False)
    with contextlib.closing(reader), reader.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 -- a name of ours
        run(tasks.vacuum.name)
    assert find_file(table) == before[table]
    assert all(find_file(name) != before[name] for name in others)
    assert table in caplog.text


@pytest.fixture
def settled_files(db: None) -> dict[str, str]:
    """The file of each table, on a day that is no Sunday, after a night in which all of them were written anew."""
    for table in upkeep.REWRITTEN_TABLES:
        rewriting.ensure_counted(table)
        rewriting.note_rewritten(table, "")
    with time_machine.travel(MONDAY):
        run(tasks.vacuum.name)
    return find_files()


@pytest.mark.skipif("postgres" not in os.environ.get("DATABASE_URL", ""), reason="of PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_nothing_is_rewritten_while_nothing_was_deleted(settled_files: dict[str, str]) -> None:
    make_export()
    with time_machine.travel(MONDAY):
        run(tasks.vacuum.name)
    assert find_files() == settled_files
    with time_machine.travel(MONDAY - timedelta(days=1)):
        run(tasks.vacuum.name)
    assert not set(find_files().values()) & set(settled_files.values())


def delete_with_django(export: Export) -> None:
    export.delete()


def change_in_a_shell(_export: Export) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE intake_export SET wrapped_key = ''")


def delete_where_triggers_are_off(_export: Export) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM intake_export")
        cursor.execute("SET session_replication_role = DEFAULT")


def change_and_roll_back(export: Export) -> None:
    with contextlib.suppress(ValueError), transaction.atomic():
        export.save()
        raise ValueError


def drop_the_trigger(_export: Export) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {rewriting.TRIGGER} ON intake_export")


@pytest.mark.skipif("postgres" not in os.environ.get("DATABASE_URL", ""), reason="of PostgreSQL")
@pytest.mark.parametrize(
    "change",
    [delete_with_django, change_in_a_shell, delete_where_triggers_are_off, change_and_roll_back, drop_the_trigger],
)
@pytest.mark.django_db(transaction=True)
def test_table_whose_rows_were_changed_is_rewritten_once(
    settled_files: dict[str, str], change: Callable[[Export], None]
) -> None:
    change(make_export())
    with time_machine.travel(MONDAY):
        run(tasks.vacuum.name)
        files = find_files()
        assert [name for name in files if files[name] != settled_files[name]] == ["intake_export"]
        run(tasks.vacuum.name)
    assert find_files() == files


@pytest.mark.skipif("postgres" not in os.environ.get("DATABASE_URL", ""), reason="of PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_row_that_somebody_still_sees_is_removed_the_next_time(settled_files: dict[str, str]) -> None:
    export = make_export()
    reader = connection.copy()
    reader.set_autocommit(False)
    with contextlib.closing(reader), reader.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT 1")  # takes the snapshot, and holds no table
        export.delete()
        with time_machine.travel(MONDAY):
            run(tasks.vacuum.name)
        kept = find_files()
        assert read_size("intake_export") > 0
    with time_machine.travel(MONDAY):
        run(tasks.vacuum.name)
    assert find_files()["intake_export"] != kept["intake_export"]
    assert read_size("intake_export") == 0


def make_export() -> Export:
    return Export.objects.create(format="csv", reason="quality", rows_total=1, key_id="1", wrapped_key=b"wrapped")


def find_files() -> dict[str, str]:
    return {table: find_file(table) for table in upkeep.REWRITTEN_TABLES}


def read_size(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size(%s)", [table])
        return int(cursor.fetchone()[0])


def find_file(table: str) -> str:
    """Return the file that PostgreSQL keeps a table in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_filepath(%s)", [table])
        return str(cursor.fetchone()[0])


@pytest.mark.skipif("postgres" in os.environ.get("DATABASE_URL", ""), reason="of SQLite")
def test_vacuum_truncates_the_sqlite_wal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "db.sqlite3"
    with sqlite3.connect(file, isolation_level=None) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE t (x)")
        database.execute("INSERT INTO t VALUES ('erased')")
        assert b"erased" in Path(f"{file}-wal").read_bytes()
        monkeypatch.setattr(connection, "cursor", lambda: Cursor(database))
        upkeep.vacuum_database()
        assert Path(f"{file}-wal").read_bytes() == b""


class Cursor:
    """A cursor of another database than that of the tests, which is inside a transaction."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self.cursor = database.cursor()

    def __enter__(self) -> sqlite3.Cursor:
        return self.cursor

    def __exit__(self, *_error: object) -> None:
        self.cursor.close()
