"""Keys and folders are created once, readable by one account, and never replaced."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fibro_site.setup import bootstrap
from intake.encryption import primitives
from tests.running_site import ROOT


@pytest.fixture
def var(tmp_path: Path) -> Path:
    bootstrap.prepare_var_folder(tmp_path / "var")
    return tmp_path / "var"


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_second_start_changes_nothing(var: Path) -> None:
    before = files(var)
    bootstrap.prepare_var_folder(var)
    assert files(var) == before


def test_keys_are_a_pair(var: Path) -> None:
    private = primitives.PrivateKey.from_json((var / "keys/clinic-private-key.json").read_text())
    public = primitives.PublicKey.from_json((var / "keys/clinic-public-key.json").read_text())
    assert private.public_key == public


def test_keys_queue_and_mail_are_private(var: Path) -> None:
    for folder in (var, var / "keys", var / "broker", var / "broker/queue", var / "mail"):
        assert folder.stat().st_mode & 0o777 == 0o700, folder
    for key in (var / "keys").iterdir():
        assert key.stat().st_mode & 0o777 == 0o600, key


def test_lost_public_key_is_derived_from_the_private_one(var: Path) -> None:
    public = var / "keys/clinic-public-key.json"
    before = public.read_bytes()
    public.unlink()
    bootstrap.prepare_var_folder(var)
    assert public.read_bytes() == before


def test_no_second_key_pair_on_a_public_machine(var: Path) -> None:
    (var / "keys/clinic-private-key.json").unlink()
    before = files(var)
    bootstrap.prepare_var_folder(var)
    assert files(var) == before


def test_staff_key_is_created_only_beside_the_private_key(var: Path) -> None:
    staff_key = var / "keys/staff-key.json"
    assert len(primitives.StaffKey.from_json(staff_key.read_text()).secret) == primitives.KEY_BYTES
    staff_key.unlink()
    (var / "keys/clinic-private-key.json").unlink()
    bootstrap.prepare_var_folder(var)
    assert not staff_key.exists()


def test_signing_keys_are_a_pair(var: Path) -> None:
    signing = primitives.SigningKey.from_json((var / "keys/submission-signing-key.json").read_text())
    verifying = primitives.VerifyingKey.from_json((var / "keys/submission-verifying-key.json").read_text())
    assert signing.verifying_key == verifying
    assert verifying.verifies(b"a record", signing.sign(b"a record"))
    assert not verifying.verifies(b"another", signing.sign(b"a record"))


def test_folder_is_read_from_the_env_file(tmp_path: Path) -> None:
    (tmp_path / "settings").write_text(f"FIBRO_VAR={tmp_path}/var of the clinic\nFIBRO_ROLE=public\n", encoding="ascii")
    for folder in ({}, {"FIBRO_VAR": ""}):
        subprocess.run(
            [sys.executable, "-m", "fibro_site.setup.bootstrap"],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "FIBRO_ENV_FILE": str(tmp_path / "settings"), **folder},
            check=True,
        )
    assert (tmp_path / "var of the clinic/keys/public-secret-key").exists()
