"""What docs/operations.md names exists, and it names every file under deploy/."""

import re

from django.core.management import get_commands

from tests.deploy import units
from tests.running_site import ROOT

PAGE = (ROOT / "docs/operations.md").read_text(encoding="utf-8")


def test_named_commands_exist() -> None:
    named = set(re.findall(r"manage\.py (\w+)", PAGE))
    assert {"restore", "grant_public_role", "read_bounces", "health"} <= named
    assert sorted(named - get_commands().keys()) == []


def test_named_settings_are_explained() -> None:
    explained = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"`([A-Z]+(?:_[A-Z]+)+)(?:=[^`]*)?`", PAGE)) - {"NAME_FILE"}
    assert len(named) >= 10
    assert sorted(name for name in named if not re.search(rf"^#?{name}=", explained, re.MULTILINE)) == []


def test_named_files_exist() -> None:
    named = set(re.findall(r"deploy/[\w./-]*[\w/]", PAGE)) | set(re.findall(r"`(fibro_site/[\w/.]+)`", PAGE))
    assert sorted(path for path in named if not (ROOT / path).exists()) == []
    for target in re.findall(r"\]\(([^)#]+)", PAGE):
        assert (ROOT / "docs" / target).exists(), target


def test_every_unit_is_started() -> None:
    """By its own name, or by braces: clinic-{backup,bounces}.timer."""
    enabled = re.search(r"systemctl enable ((?:.*\\\n)*.*)", PAGE)
    assert enabled
    names = set()
    for word in enabled[1].replace("\\\n", " ").split():
        expanded = [word]
        while "{" in expanded[0]:
            expanded = [
                re.sub(r"\{[^}]*\}", choice, one, count=1)
                for one in expanded
                for choice in re.findall(r"\{([^}]*)\}", one)[0].split(",")
            ]
        names |= set(expanded)
    installable = {file.name for file in units.FOLDER.glob("*.*") if file.is_file() and "[Install]" in file.read_text()}
    assert names == installable


def test_every_example_is_mentioned() -> None:
    elsewhere = {"systemd", "containers"}
    files = [file for file in (ROOT / "deploy").rglob("*") if file.is_file() and elsewhere.isdisjoint(file.parts)]
    assert len(files) >= 6
    assert sorted(file.name for file in files if f"deploy/{file.relative_to(ROOT / 'deploy')}" not in PAGE) == []
