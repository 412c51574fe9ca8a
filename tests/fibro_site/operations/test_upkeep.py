"""Regular tasks publish pages on time, delete what has expired, and release what was erased."""

import os
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from celery import current_app
from django.conf import settings as site_settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from wagtail.models import Page

from fibro_site import tasks
from fibro_site.operations import upkeep


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
