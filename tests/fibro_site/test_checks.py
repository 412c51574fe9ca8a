"""Checks before the start and before a deployment."""

from pathlib import Path
from typing import Any

import pytest
from django.core.checks import Tags, run_checks
from pytest_django import Settings

from fibro_site import checks
from intake.encryption import key_ring


@pytest.mark.parametrize(
    ("base", "role", "required", "is_refused"),
    [
        ("https://clinic.example", "all", False, True),
        ("https://clinic.example", "staff", False, True),
        ("https://clinic.example", "staff", True, False),
        ("https://clinic.example", "public", False, False),
        ("http://127.0.0.1:8000", "all", False, False),
    ],
)
def test_deployment_check_requires_the_second_factor(
    settings: Settings, base: str, role: str, required: bool, is_refused: bool
) -> None:
    settings.IS_HTTPS = base.startswith("https://")
    settings.ROLE, settings.REQUIRE_MFA = role, required
    found = run_checks(tags=[Tags.security], include_deployment_checks=True)
    assert ("fibro.E020" in {message.id for message in found}) is is_refused
    assert "fibro.E020" not in {message.id for message in run_checks()}


def test_missing_signing_keys_give_a_warning(settings: Any, tmp_path: Path) -> None:
    assert checks.check_signing_keys() == []
    settings.SUBMISSION_VERIFYING_KEY_FILE = tmp_path / "none"
    key_ring.clear_key_cache()
    assert [found.id for found in checks.check_signing_keys()] == ["fibro.W001"]
    settings.CLINIC_PRIVATE_KEY_FILE = None
    assert checks.check_signing_keys() == []
    settings.SUBMISSION_SIGNING_KEY_FILE = tmp_path / "none"
    key_ring.clear_key_cache()
    assert [found.id for found in checks.check_signing_keys()] == ["fibro.W001"]
    key_ring.clear_key_cache()
