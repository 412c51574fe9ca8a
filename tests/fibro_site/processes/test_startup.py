"""A process whose key is not the clinic's current one does not start, seals nothing, and reports that it is down."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.test import Client
from pytest_django import Settings

from fibro_site.processes import startup
from fibro_site.setup import bootstrap
from intake.encryption import current_key, key_ring
from intake.models import CurrentKey, QuestionnaireVersion, Submission
from intake.visitor import actions
from tests.intake import builders
from tests.one_process import started
from tests.processes import wait_until
from tests.running_site import environment, free_port

pytestmark = pytest.mark.django_db


Use = Callable[..., None]


@pytest.fixture
def version() -> QuestionnaireVersion:
    return builders.make_version()


@pytest.fixture
def other_keys(tmp_path: Path) -> Path:
    """Return the folder of other keys: another clinic's, a test system's, or new ones made by mistake."""
    bootstrap.prepare_var_folder(tmp_path / "other")
    return tmp_path / "other/keys"


@pytest.fixture
def use(settings: Settings) -> Iterator[Use]:
    """Return a function that makes the process use the keys of a folder, in a role."""

    def take(folder: Path, role: str = "staff") -> None:
        settings.CLINIC_PUBLIC_KEY_FILE = folder / "clinic-public-key.json"
        settings.CLINIC_PRIVATE_KEY_FILE = None if role == "public" else folder / "clinic-private-key.json"
        key_ring.clear_key_cache()

    yield take
    key_ring.clear_key_cache()


@pytest.fixture
def own_keys() -> Path:
    return Path(site_settings.VAR) / "keys"


def state(client: Client) -> tuple[int, str]:
    response = client.get("/health/ready/")
    return response.status_code, response.json()["status"]


def test_staff_process_records_the_key_that_public_processes_need(use: Use, own_keys: Path, client: Client) -> None:
    startup.verify_keys()
    assert CurrentKey.objects.get().key_id == key_ring.load_clinic_public_key().id
    use(own_keys, "public")
    startup.verify_keys()
    assert state(client)[0] == 200


def test_public_process_with_a_wrong_key_is_down_and_takes_nothing(
    use: Use, own_keys: Path, other_keys: Path, client: Client, version: QuestionnaireVersion
) -> None:
    startup.verify_keys()
    draft, token = builders.make_draft(version)
    use(other_keys, "public")
    with pytest.raises(SystemExit, match="not the clinic's current one"):
        startup.verify_keys()
    assert state(client) == (503, "down")
    with pytest.raises(current_key.WrongKey):
        actions.submit_draft(draft=draft, token=token)
    assert not Submission.objects.exists()
    use(own_keys, "public")
    assert actions.submit_draft(draft=draft, token=token).submission.pk


def test_public_process_does_not_start_before_a_key_is_recorded(use: Use, own_keys: Path, client: Client) -> None:
    use(own_keys, "public")
    with pytest.raises(SystemExit, match="no staff process has recorded"):
        startup.verify_keys()
    assert state(client) == (503, "down")


def test_staff_process_with_new_keys_does_not_replace_the_recorded_key(
    use: Use, own_keys: Path, other_keys: Path, client: Client, version: QuestionnaireVersion
) -> None:
    startup.verify_keys()
    recorded = CurrentKey.objects.get().key_id
    use(other_keys)
    with pytest.raises(SystemExit, match="not that of the clinic's current key pair"):
        startup.verify_keys()
    assert state(client) == (503, "down")
    with pytest.raises(current_key.WrongKey):
        builders.make_receipt(version)
    assert CurrentKey.objects.get().key_id == recorded


@pytest.mark.parametrize(("name", "role"), [("web", "public"), ("worker", "public"), ("beat", "staff")])
def test_no_process_starts_with_a_wrong_key(own_keys: Path, tmp_path: Path, name: str, role: str) -> None:
    """Each process of the Procfile starts on a database that names another key."""
    bootstrap.prepare_var_folder(tmp_path, role=role)
    if role == "public":
        shutil.copy(own_keys / "clinic-public-key.json", tmp_path / "keys")
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as database:
        database.execute("CREATE TABLE intake_currentkey (id int, key_id text, recorded_at text)")
        database.execute("CREATE TABLE intake_clinickey (key_id text, retirement_asked_at text, retired_at text)")
        database.execute("INSERT INTO intake_currentkey VALUES (1, '0123456789abcdef', '2026-01-01 00:00:00')")
        database.commit()
    env = environment(tmp_path, free_port()) | {
        "FIBRO_ROLE": role,
        "WEB_WORKERS": "1",
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
    }
    log = tmp_path / "log"
    with started(name, env, log) as process:
        wait_until(lambda: "This process does not start" in log.read_text(), 60, "it says why")
        wait_until(lambda: process.poll() is not None, 60, "it has ended")
