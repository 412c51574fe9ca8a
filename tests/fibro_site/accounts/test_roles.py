"""FIBRO_ROLE decides what a process mounts and holds. Each case runs a new process, which reads the role once."""

import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from fibro_site.setup import bootstrap
from tests.one_process import started
from tests.processes import wait_until
from tests.role_report import report_of
from tests.running_site import BIN, free_port, run_python


def check(role: str, var: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return run_python("manage.py", "check", role=role, var=var, **environment)


@pytest.fixture
def var(tmp_path: Path) -> Path:
    bootstrap.prepare_var_folder(tmp_path / "var")
    return tmp_path / "var"


@pytest.fixture
def public_var(tmp_path: Path, var: Path) -> Path:
    """The folder of a public machine, to which the clinic's public key was copied."""
    folder = tmp_path / "public-var"
    bootstrap.prepare_var_folder(folder, role="public")
    shutil.copy(var / "keys/clinic-public-key.json", folder / "keys")
    return folder


@pytest.mark.xdist_group("roles")
def test_public_process_can_seal_and_not_open() -> None:
    assert report_of("public")["works"] == {
        "admin": "NoReverseMatch",
        "inbox": "NoReverseMatch",
        "sign-in": "NoReverseMatch",
        "eligibility": "yes",
        "seal": "yes",
        "open": "KeyUnavailable",
    }


@pytest.mark.xdist_group("roles")
@pytest.mark.parametrize("role", ["staff", "all"])
def test_staff_process_can_open(role: str) -> None:
    assert set(report_of(role)["works"].values()) == {"yes"}


@pytest.mark.parametrize("name", ["clinic-private-key.json", "staff-key.json"])
def test_check_refuses_a_private_key_in_the_public_role(public_var: Path, var: Path, tmp_path: Path, name: str) -> None:
    key = var / "keys" / name
    setting = {"clinic-private-key.json": "FIBRO_CLINIC_PRIVATE_KEY_PATH", "staff-key.json": "FIBRO_STAFF_KEY_PATH"}
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(public_var / "keys", elsewhere)
    shutil.copy(key, elsewhere)
    for environment in ({setting[name]: str(key)}, {"FIBRO_KEYS": str(elsewhere)}):
        refused = check("public", public_var, **environment)
        assert refused.returncode != 0
        assert f"can read {name}" in refused.stderr
    shutil.copy(key, public_var / "keys")
    assert f"can read {name}" in check("public", public_var).stderr
    # Also if FIBRO_KEYS names another folder.
    (elsewhere / name).unlink()
    assert f"can read {name}" in check("public", public_var, FIBRO_KEYS=str(elsewhere)).stderr


@pytest.mark.parametrize("name", ["web", "worker", "slow", "beat"])
def test_no_public_process_starts_with_a_private_key(public_var: Path, var: Path, name: str) -> None:
    shutil.copy(var / "keys/clinic-private-key.json", public_var / "keys")
    environment = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", "FIBRO_VAR": str(public_var)}
    environment |= {"FIBRO_ENV_FILE": os.devnull, "FIBRO_ROLE": "public", "HOST": "127.0.0.1", "PORT": str(free_port())}
    environment |= {"WEB_WORKERS": "1", "DJANGO_SETTINGS_MODULE": "fibro_site.settings"}
    log = public_var / "log"
    with started(name, environment, log) as process:
        wait_until(lambda: "can read clinic-private-key.json" in log.read_text(), 60, "it says why")
        assert not answers(int(environment["PORT"]))
        wait_until(lambda: process.poll() is not None, 60, "it has ended")
        assert process.returncode != 0


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live/", timeout=2) as response:
            return response.status == 200
    except OSError:
        return False


def test_public_machine_gets_no_private_key(tmp_path: Path) -> None:
    bootstrap.prepare_var_folder(tmp_path, role="public")
    assert {file.name for file in (tmp_path / "keys").iterdir()} == {"public-secret-key"}


def test_role_is_read_from_the_environment_file(tmp_path: Path) -> None:
    file = tmp_path / "env"
    file.write_text("FIBRO_ROLE=public\n")
    subprocess.run(
        [sys.executable, "-m", "fibro_site.setup.bootstrap", str(tmp_path / "var")],
        env={"PATH": os.environ["PATH"], "FIBRO_ENV_FILE": str(file)},
        check=True,
    )
    assert not (tmp_path / "var/keys/clinic-private-key.json").exists()
