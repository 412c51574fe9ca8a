"""Make reads the site's settings as the site does: command line, environment, .env, and empty is unset."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.running_site import ROOT

NAMES = ("PORT", "HOST", "WEB_WORKERS", "FIBRO_VAR", "FIBRO_BASE_URL")
EVERYWHERE = "0.0.0.0"  # noqa: S104 -- only read, never bound
DEFAULTS = {
    "PORT": "8000",
    "HOST": "127.0.0.1",
    "WEB_WORKERS": "2",
    "FIBRO_VAR": "var",
    "FIBRO_BASE_URL": "http://127.0.0.1:8000",
}


def read_settings(env_file: Path, *arguments: str, **environment: str) -> dict[str, str]:
    """Return what the recipe of `make run` would find in its environment."""
    probe = env_file.with_name("probe.mk")
    probe.write_text("include Makefile\nrun: ; @env -0\n", encoding="ascii")
    told = subprocess.run(
        ["make", "--no-print-directory", "--silent", "--file", str(probe), *arguments, "run"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "FIBRO_ENV_FILE": str(env_file), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    found = dict(line.partition("=")[::2] for line in told.stdout.split("\0"))
    return {name: found[name] for name in NAMES}


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def test_defaults_without_any_setting(env_file: Path) -> None:
    assert read_settings(env_file) == DEFAULTS


def test_env_file_is_read_with_and_without_quotes(env_file: Path) -> None:
    env_file.write_text(
        "#HOST=10.0.0.1\nPORT=8200\nexport FIBRO_VAR=\"/srv/the clinic\"\nFIBRO_BASE_URL='https://clinic.example'\n",
        encoding="ascii",
    )
    assert read_settings(env_file) == DEFAULTS | {
        "PORT": "8200",
        "FIBRO_VAR": "/srv/the clinic",
        "FIBRO_BASE_URL": "https://clinic.example",
    }


def test_command_line_comes_before_environment_before_env_file(env_file: Path) -> None:
    env_file.write_text("PORT=8200\nHOST=10.0.0.1\nWEB_WORKERS=4\n", encoding="ascii")
    found = read_settings(env_file, "PORT=8400", PORT="8300", HOST="10.0.0.2")
    assert (found["PORT"], found["HOST"], found["WEB_WORKERS"]) == ("8400", "10.0.0.2", "4")
    assert found["FIBRO_BASE_URL"] == "http://10.0.0.2:8400"


def test_site_that_listens_everywhere_answers_at_an_address(env_file: Path) -> None:
    assert read_settings(env_file, HOST=EVERYWHERE) == DEFAULTS | {"HOST": EVERYWHERE}
    at = {"FIBRO_BASE_URL": "http://192.0.2.7:8000"}
    assert read_settings(env_file, HOST=EVERYWHERE, **at) == DEFAULTS | {"HOST": EVERYWHERE} | at


@pytest.mark.parametrize("name", NAMES)
def test_empty_counts_as_unset(env_file: Path, name: str) -> None:
    assert read_settings(env_file, **{name: ""}) == DEFAULTS
    assert read_settings(env_file, f"{name}=") == DEFAULTS
