"""Every test, command and setting that docs/security.md names exists."""

import re

from django.core.management import get_commands

from tests.running_site import ROOT

PAGE = (ROOT / "docs/security.md").read_text(encoding="utf-8")


def test_named_tests_exist() -> None:
    named = set(re.findall(r"`(tests/[\w/]+\.py)`", PAGE))
    assert len(named) >= 8
    assert sorted(path for path in named if not (ROOT / path).is_file()) == []


def test_named_commands_exist() -> None:
    named = set(re.findall(r"manage\.py (\w+)", PAGE))
    assert {"keys", "end_sessions", "grant_public_role"} <= named
    assert sorted(named - get_commands().keys()) == []


def test_named_settings_are_documented() -> None:
    explained = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"FIBRO_[A-Z_]+", PAGE))
    assert sorted(name for name in named if name not in explained) == []


def test_links_lead_to_files() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", PAGE):
        assert (ROOT / "docs" / target).exists(), target
