"""Fixtures of the audit's tests."""

from typing import Any

import pytest
from django.conf import settings as site_settings

from intake.encryption import key_ring


@pytest.fixture
def as_public(settings: Any, request: pytest.FixtureRequest) -> Any:
    """Act as a process of the public role, then as a staff process again."""

    def change(is_public: bool) -> None:
        settings.CLINIC_PRIVATE_KEY_FILE = None if is_public else site_settings.VAR / "keys/clinic-private-key.json"
        settings.STAFF_KEY_FILE = None if is_public else site_settings.VAR / "keys/staff-key.json"
        key_ring.clear_key_cache()

    yield change
    change(False)
