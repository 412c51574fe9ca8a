"""A value of the wrong type stops the start, with a sentence that names its setting."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from fibro_site.environment import Environment
from tests.running_site import ROOT

NAME = "FIBRO_TEST_SETTING"


@pytest.fixture
def env(monkeypatch: pytest.MonkeyPatch) -> Environment:
    environment = Environment()
    environment.ENVIRON = {}
    return environment


SPELLINGS = {True: ["true", "Yes", "on", " 1\n"], False: ["FALSE", "no", "off", "0", ""]}


@pytest.mark.parametrize("meant", SPELLINGS)
def test_booleans_are_read_in_every_usual_spelling(env: Environment, meant: bool) -> None:
    for word in SPELLINGS[meant]:
        env.ENVIRON[NAME] = word
        assert env.bool(NAME, default=not meant) is meant, word


def test_defaults_are_returned_unchanged(env: Environment) -> None:
    assert (env.bool(NAME, default=True), env.int(NAME, default=7), env.float(NAME, default=0.5)) == (True, 7, 0.5)


@pytest.mark.parametrize(
    ("kind", "word", "expected"),
    [
        ("bool", "enabled", "true or false"),
        ("bool", "2", "true or false"),
        ("int", "seven", "a whole number"),
        ("int", "7.5", "a whole number"),
        ("float", "1,5", "a number"),
    ],
)
def test_invalid_value_is_refused_by_name(env: Environment, kind: str, word: str, expected: str) -> None:
    env.ENVIRON[NAME] = word
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} is '{word}'; it must be {expected}."):
        getattr(env, kind)(NAME, default=0)


def test_command_line_prints_the_refusal_in_one_line(tmp_path: Path) -> None:
    environment = {**os.environ, "FIBRO_REQUIRE_MFA": "enabled", "FIBRO_VAR": str(tmp_path)}
    environment |= {"FIBRO_ENV_FILE": os.devnull, "DJANGO_SETTINGS_MODULE": "fibro_site.settings", "SECRET_KEY": "x"}
    ended = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert ended.stderr == "FIBRO_REQUIRE_MFA is 'enabled'; it must be true or false.\n"
