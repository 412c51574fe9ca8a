"""The settings under deploy/ exist, and start each side in its role."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from fibro_site.processes.supervisor import LISTENER_FD_VARIABLE
from tests.deploy import units
from tests.running_site import ROOT

EXPLAINED = set(re.findall(r"^#?\s?([A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE))
NO_SETTINGS = {"PATH", "PYTHONUNBUFFERED", LISTENER_FD_VARIABLE}

TELL = """
from fibro_site import settings
database = settings.DATABASES["default"]
print(settings.ROLE, settings.PROXY_HOPS, settings.IS_HTTPS, settings.BOUNCE_EMAIL)
print(database["NAME"], database["OPTIONS"]["host"], "at" + database["HOST"])
"""


def run_python(env: dict[str, str], *arguments: str) -> str:
    return subprocess.check_output([sys.executable, *arguments], cwd=ROOT, env=env, text=True)


@pytest.mark.parametrize("side", ["public", "staff"])
def test_settings_of_a_side_are_explained(side: str) -> None:
    settings = units.read_env_file(ROOT / f"deploy/{side}.env")
    assert settings["FIBRO_ROLE"] == side
    assert settings["FIBRO_VAR"] == f"/var/lib/clinic-{side}"
    assert settings.keys() - EXPLAINED == set()
    # systemd and django-environ read these differently.
    assert not re.search(r"[\"'\\]", "".join(settings.values()))


def test_settings_in_units_are_explained() -> None:
    named = {
        pair.partition("=")[0]
        for file in units.FOLDER.glob("*.service")
        for pair in units.read_service(file)["Service.Environment"]
    }
    assert named - NO_SETTINGS - EXPLAINED == set()


def test_sides_agree_on_what_both_say() -> None:
    public, staff = (units.read_env_file(ROOT / f"deploy/{side}.env") for side in ("public", "staff"))
    differ = {name for name in public.keys() & staff.keys() if public[name] != staff[name]}
    assert differ == {"FIBRO_ROLE", "FIBRO_VAR"}


@pytest.mark.parametrize("side", ["public", "staff"])
def test_site_accepts_the_settings(side: str, tmp_path: Path) -> None:
    """Keys are made in a folder of the test; nothing connects to the database or the mail server."""
    text = (ROOT / f"deploy/{side}.env").read_text(encoding="utf-8")
    (tmp_path / "side.env").write_text(text.replace(f"/var/lib/clinic-{side}", str(tmp_path / "var")), encoding="utf-8")
    env = {"PATH": os.environ["PATH"], "FIBRO_ENV_FILE": str(tmp_path / "side.env")}
    run_python(env, "-m", "fibro_site.setup.bootstrap")
    told = run_python(env, "-c", TELL)
    assert told.split() == [side, "1", "True", "bounces@clinic.example", "clinic", "/run/postgresql", "at"]
    assert (tmp_path / "var/keys/clinic-private-key.json").exists() == (side == "staff")
