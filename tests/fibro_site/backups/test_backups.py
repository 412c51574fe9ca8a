"""A backup that is made while the site is in use brings back every row and every file, or says why it does not."""

import hashlib
import json
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError
from django.db import connection

from fibro_site.backups import archive, making, media
from intake.encryption import primitives, submission_keys
from intake.models import Submission
from references.models import Reference
from tests import object_server
from tests.intake import builders
from tests.intake.management.command_line import run_command
from tests.intake.retention.test_restored_backup import find_postgres_tools
from tests.processes import wait_until
from tests.storages import keep_in_bucket

pytestmark = pytest.mark.django_db(transaction=True)

# What a restore itself writes: what it erased again, and what the migrations find.
WRITTEN_BY_RESTORE = {"fibro_site.ContentChange"}


@pytest.fixture(autouse=True)
def place(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path / "media")
    # The folder of all tests has what others write just now, too.
    settings.VAR = str(tmp_path / "var")
    Path(settings.VAR).mkdir()
    if connection.vendor == "postgresql":
        settings.POSTGRES_TOOLS = str(find_postgres_tools())
    return tmp_path


@pytest.fixture
def submission() -> Submission:
    return builders.make_receipt(builders.make_version()).submission


def digest_tables() -> dict[str, str]:
    """Return a digest of all rows of each table."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy or model._meta.label in WRITTEN_BY_RESTORE:
            continue
        names = [field.attname for field in model._meta.concrete_fields]
        rows = sorted(repr([*map(read_value, row)]) for row in model._base_manager.values_list(*names))
        found[model._meta.label] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def read_value(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def digest_media() -> dict[str, bytes]:
    found = {}
    for name in media.iterate_names():
        with default_storage.open(name) as file:
            found[name] = bytes(file.read())
    return found


def destroy() -> None:
    Submission.objects.all().delete()
    Reference.objects.all().delete()
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


@pytest.fixture
def backup(place: Path, submission: Submission) -> Path:
    default_storage.save("images/a.png", ContentFile(b"\x89PNG" + bytes(range(256)) * 1000))
    default_storage.save("documents/made up.pdf", ContentFile(b"%PDF"))
    run_command("backup", str(place / "site.backup"))
    return place / "site.backup"


def test_everything_comes_back(backup: Path, submission: Submission) -> None:
    tables, files = digest_tables(), digest_media()
    destroy()
    assert "Restored" in run_command("restore", str(backup))[1]
    assert digest_tables() == tables
    assert digest_media() == files
    assert len(files) == 2
    found = Submission.objects.get(pk=submission.pk)
    assert submission_keys.read_answers(found, submission_keys.unwrap_data_key(found))


def test_everything_comes_back_to_a_bucket(settings: Any, place: Path, submission: Submission) -> None:
    with object_server.running() as url:
        keep_in_bucket(settings, place, url, prefix="backup")
        default_storage.save("images/a.png", ContentFile(b"\x89PNG" + bytes(range(256)) * 10_000))
        default_storage.save("documents/made up.pdf", ContentFile(b"%PDF"))
        run_command("backup", str(place / "site.backup"))
        before = digest_media()
        default_storage.delete("images/a.png")
        default_storage.save("images/a.png", ContentFile(b"another"))
        default_storage.save("images/b.png", ContentFile(b"added since"))
        run_command("restore", "--replace", str(place / "site.backup"))
        assert digest_media() == before
        assert set(before) == {"images/a.png", "documents/made up.pdf"}


def test_links_are_left_out(place: Path, submission: Submission) -> None:
    """In a folder that both sides share, a stolen public machine could have staff back up any file of theirs."""
    (place / "secret").mkdir()
    (place / "secret" / "key").write_text("of staff")
    default_storage.save("images/a.png", ContentFile(b"a picture"))
    (place / "media" / "images" / "b.png").symlink_to(place / "secret" / "key")
    (place / "media" / "folder").symlink_to(place / "secret")
    assert set(digest_media()) == {"images/a.png"}


def test_backup_under_load_is_of_one_moment(place: Path, submission: Submission) -> None:
    """Each writer adds two rows in one transaction: a backup that has one of them has the other."""
    has_ended, made = threading.Event(), []

    def write() -> None:
        from django.db import transaction  # noqa: PLC0415 -- of this thread

        number = 0
        while not has_ended.is_set():
            with transaction.atomic():
                for half in ("a", "b"):
                    Reference.objects.create(key=f"load-{number}-{half}", title="Made up")
            number += 1
            made.append(number)
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        wait_until(lambda: len(made) >= 5, 30, "five pairs of rows")
        run_command("backup", str(place / "site.backup"))
    finally:
        has_ended.set()
        thread.join()
    destroy()
    run_command("restore", str(place / "site.backup"))
    keys = list(Reference.objects.filter(key__startswith="load-").values_list("key", flat=True))
    assert 10 <= len(keys) <= 2 * len(made)
    assert {key[:-1] + "b" for key in keys if key.endswith("a")} == {key for key in keys if key.endswith("b")}


def test_no_private_key_and_nothing_in_clear_is_in_it(backup: Path, submission: Submission) -> None:
    content = backup.read_bytes()
    header = json.loads(content.partition(b"\n")[0])
    assert set(header) == {"format", "id", "key_id", "wrapped_key"}
    for text in (submission.reference.encode(), b"SQLite format", b"PGDMP", b"intake_submission"):
        assert text not in content
    with archive.open_archive(backup) as tar:
        names = tar.getnames()
    assert not [name for name in names if "key" in name]
    assert backup.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("where", [0, 0.5, -1])
def test_changed_backup_restores_nothing(backup: Path, where: float) -> None:
    content = bytearray(backup.read_bytes())
    start = content.index(b"\n") + 1
    place = len(content) - 1 if where == -1 else start + int((len(content) - start) * where)
    content[place] ^= 1
    backup.write_bytes(content)
    before = digest_tables()
    with pytest.raises(CommandError, match=r"cut off or was changed. Nothing was restored"):
        run_command("restore", "--replace", str(backup))
    assert digest_tables() == before


@pytest.mark.parametrize("length", [-1, -10_000, 2000])
def test_truncated_backup_restores_nothing(backup: Path, length: int) -> None:
    backup.write_bytes(backup.read_bytes()[:length])
    before = digest_media()
    with pytest.raises(CommandError, match=r"cut off or was changed. Nothing was restored"):
        run_command("restore", "--replace", str(backup))
    assert digest_media() == before


@pytest.mark.parametrize("content", [b"", b"\n", b"{}\n", b"not a backup", b"[1]\n", b"\xff" * 10_000])
def test_file_that_is_no_backup_is_refused(place: Path, content: bytes, submission: Submission) -> None:
    (place / "wrong").write_bytes(content)
    with pytest.raises(CommandError, match="no backup of this site"):
        run_command("restore", "--replace", str(place / "wrong"))


def test_backup_of_another_site_is_refused(place: Path, submission: Submission) -> None:
    (place / "other.json").write_text(primitives.PrivateKey.generate().public_key.to_json())
    run_command("backup", str(place / "site.backup"), "--to", str(place / "other.json"))
    with pytest.raises(CommandError, match=r"is sealed to the key .* which is not here. Nothing was restored"):
        run_command("restore", "--replace", str(place / "site.backup"))


def test_newer_version_is_refused(place: Path, submission: Submission, monkeypatch: pytest.MonkeyPatch) -> None:
    about = making.describe_site()
    about["migrations"].append("intake.9999_from_the_future")
    monkeypatch.setattr(making, "describe_site", lambda: about)
    run_command("backup", str(place / "site.backup"))
    with pytest.raises(CommandError, match="newer version"):
        run_command("restore", "--replace", str(place / "site.backup"))


def test_backup_of_another_database_is_refused(
    place: Path, submission: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = making.describe_site() | {"database": "oracle"}
    monkeypatch.setattr(making, "describe_site", lambda: about)
    run_command("backup", str(place / "site.backup"))
    with pytest.raises(CommandError, match="of oracle, and this site uses"):
        run_command("restore", "--replace", str(place / "site.backup"))


def test_place_that_is_in_use_is_not_replaced_by_mistake(backup: Path) -> None:
    with pytest.raises(CommandError, match="holds 1 submissions"):
        run_command("restore", str(backup))
    assert "Restored" in run_command("restore", "--replace", str(backup))[1]
    kept = list(Path(settings.MEDIA_ROOT).parent.glob("media.replaced-*"))
    assert len(kept) == 1


def test_site_without_media_whose_folder_is_a_link_is_restored(place: Path, submission: Submission) -> None:
    (place / "shared").mkdir()
    folder = Path(settings.MEDIA_ROOT)
    folder.symlink_to(place / "shared")
    run_command("backup", str(place / "site.backup"))
    assert "Restored" in run_command("restore", "--replace", str(place / "site.backup"))[1]
    assert folder.is_dir()
    assert not folder.is_symlink()
    assert (place / "shared").is_dir()


def test_file_that_is_there_is_not_overwritten(backup: Path) -> None:
    with pytest.raises(CommandError, match="is there already"):
        run_command("backup", str(backup))


def test_folder_that_is_missing_is_told(place: Path, submission: Submission) -> None:
    with pytest.raises(CommandError, match="could not be written"):
        run_command("backup", str(place / "nowhere" / "site.backup"))
    assert not list(Path(settings.VAR).glob("backup-*"))


def test_restore_that_fails_in_the_middle_leaves_the_database_as_it_was(
    backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = digest_tables()

    original = archive.unpack
    monkeypatch.setattr(archive, "unpack", lambda path, folder: damage(original(path, folder), folder))
    with pytest.raises(CommandError):
        run_command("restore", "--replace", str(backup))
    assert digest_tables() == before


def damage(about: Any, folder: Path) -> Any:
    dumped = folder / archive.DATABASE
    if connection.vendor == "postgresql":
        dumped.write_bytes(dumped.read_bytes()[:-2000])
    else:
        dumped.unlink()
    return about
