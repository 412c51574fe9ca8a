"""Files as editors upload them, from the upload to the library."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import AbstractUser
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from references.importing import import_queue, writer
from references.models import ImportFile, Reference
from references.models.imports import get_private_storage
from references.tasks import import_files, purge_imports
from tests import storages
from tests.references.importing.records import RIS

State = ImportFile.State


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in which the uploads of a test wait."""
    storages.keep_in_folder(settings, tmp_path)
    (tmp_path / "imports").mkdir(mode=0o700)
    monkeypatch.setattr(ImportFile._meta.get_field("upload"), "storage", get_private_storage())
    return tmp_path / "imports"


def receive(text: str = RIS, user: AbstractUser | None = None) -> ImportFile:
    """Upload a file."""
    return import_queue.receive_file("works.ris", ContentFile(text.encode()), user)


def read(text: str = RIS) -> ImportFile:
    """Upload a file and let the worker read it."""
    file = receive(text)
    import_files()
    file.refresh_from_db()
    return file


@pytest.mark.django_db
def test_small_import_needs_no_worker(folder: Path) -> None:
    file = read()
    assert (file.state, file.format, file.rows.count()) == (State.TO_CHOOSE, "RIS", 4)
    assert import_queue.start_import(file) is False
    file.refresh_from_db()
    assert file.state == State.IMPORTED
    assert Reference.objects.count() == 3
    assert list(folder.iterdir()) == []


@pytest.mark.django_db
def test_worker_reads_files_and_runs_large_imports(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_queue, "FEW_ROWS", 1)
    file = receive()
    [upload] = folder.iterdir()
    assert (file.state, upload.stat().st_mode & 0o777) == (State.TO_READ, 0o600)
    import_files()
    file.refresh_from_db()
    assert (file.state, list(folder.iterdir())) == (State.TO_CHOOSE, [])
    assert import_queue.start_import(file) is True
    assert Reference.objects.count() == 0
    assert import_queue.CachedProgress(file).done() == 0
    import_files()
    file.refresh_from_db()
    assert (file.state, Reference.objects.count(), file.imported_at is not None) == (State.IMPORTED, 3, True)


@pytest.mark.django_db
def test_a_file_is_imported_once() -> None:
    file = read()
    import_queue.start_import(file)
    assert import_queue.start_import(file) is False
    import_files()
    assert Reference.objects.count() == 3


@pytest.mark.django_db
def test_claimed_file_is_skipped_until_the_claim_expires(folder: Path) -> None:
    file = ImportFile.objects.create(name="works.ris", claimed_until=timezone.now() + timedelta(minutes=1))
    file.upload.save("upload", ContentFile(RIS.encode()))
    import_files()
    file.refresh_from_db()
    assert file.state == State.TO_READ
    ImportFile.objects.update(claimed_until=timezone.now() - timedelta(minutes=1))
    import_files()
    file.refresh_from_db()
    assert (file.state, file.rows.count()) == (State.TO_CHOOSE, 4)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "why"), [("", "The file is empty."), ("Dear editor", "Use a file in one of these formats")]
)
def test_unreadable_file_stores_the_reason(text: str, why: str, folder: Path) -> None:
    file = read(text)
    assert (file.state, file.failure[: len(why)], file.rows.count()) == (State.FAILED, why, 0)
    assert list(folder.iterdir()) == []


@pytest.mark.django_db
def test_failed_import_changes_nothing_and_can_be_retried(monkeypatch: pytest.MonkeyPatch) -> None:
    file = read()

    def break_down(works: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(writer, "index_works", break_down)
        import_queue.start_import(file)
    file.refresh_from_db()
    assert (file.state, bool(file.failure), Reference.objects.count()) == (State.TO_CHOOSE, True, 0)
    import_queue.start_import(file)
    file.refresh_from_db()
    assert (file.state, file.failure, Reference.objects.count()) == (State.IMPORTED, "", 3)


@pytest.mark.django_db(transaction=True)
def test_concurrent_starts_import_once() -> None:
    file = read()

    def press() -> None:
        import_queue.start_import(ImportFile.objects.get(pk=file.pk))
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    file.refresh_from_db()
    assert (file.state, Reference.objects.count()) == (State.IMPORTED, 3)
    assert not file.rows.filter(reason__startswith="Someone has added this work").exists()


@pytest.mark.django_db
def test_old_files_are_purged(folder: Path) -> None:
    old, young = receive(), receive()
    ImportFile.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=8))
    purge_imports()
    assert list(ImportFile.objects.all()) == [young]
    assert [path.name for path in folder.iterdir()] == [young.upload.name]


@pytest.mark.django_db
def test_progress_counts_the_rows_read() -> None:
    file = read()
    assert import_queue.CachedProgress(file).done() == 4
