"""FIBRO_ROLE decides what a process mounts and holds. A fresh process each: the role is read once, at the start."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fibro_site import first_start

REPORT = """
import json, django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.urls import NoReverseMatch, reverse
from intake import keyring

def works(call):
    try:
        call()
    except Exception as error:
        return type(error).__name__
    return "yes"

call_command("check", fail_level="ERROR")
print(json.dumps({
    "admin": works(lambda: reverse("wagtailadmin_home")),
    "sign-in": works(lambda: reverse("account_login")),
    "eligibility": works(lambda: reverse("intake:start")),
    "seal": works(keyring.clinic_public_key),
    "open": works(keyring.clinic_private_key),
}))
"""


def report(role: str, var: Path) -> dict[str, str]:
    result = subprocess.run(
        [sys.executable, "-c", REPORT],
        env={
            "PATH": os.environ["PATH"],
            "FIBRO_VAR": str(var),
            "FIBRO_ENV_FILE": os.devnull,
            "FIBRO_ROLE": role,
            "DJANGO_SETTINGS_MODULE": "fibro_site.settings",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(result.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("var")
    first_start.prepare(folder)
    return folder


def test_a_public_process_seals_and_cannot_open(var: Path) -> None:
    assert report("public", var) == {
        "admin": "NoReverseMatch",
        "sign-in": "NoReverseMatch",
        "eligibility": "yes",
        "seal": "yes",
        "open": "KeyUnavailable",
    }


@pytest.mark.parametrize("role", ["staff", "all"])
def test_a_staff_process_opens(role: str, var: Path) -> None:
    assert set(report(role, var).values()) == {"yes"}


def test_a_public_process_needs_no_private_key_on_its_machine(tmp_path: Path) -> None:
    first_start.prepare(tmp_path)
    (tmp_path / "keys/clinic-private-key.json").unlink()
    assert report("public", tmp_path)["seal"] == "yes"
