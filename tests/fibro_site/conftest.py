"""Fixtures of the tests of the roof."""

from pathlib import Path

import pytest
from pytest_django import Settings

from intake.delivery import outbox


@pytest.fixture
def broker_folder(settings: Settings, tmp_path: Path) -> Path:
    """Return the folder of a broker of this test's own."""
    settings.CELERY_BROKER_URL = "filesystem://"
    settings.BROKER_FOLDER = tmp_path
    (tmp_path / "queue").mkdir()
    return tmp_path


@pytest.fixture
def all_well(broker_folder: Path) -> None:
    """Let the worker run once, so that every part of the site works."""
    outbox.drain_deliveries()
