"""Fixtures of the tests of exports: a folder of their own, a manager, and what makes and reads an export."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from fibro_site.accounts.roles import ensure_all_roles
from intake.staff import roles
from tests import storages
from tests.conftest import make_user


@pytest.fixture(autouse=True)
def exports_folder(settings: Settings, tmp_path: Path) -> Path:
    storages.keep_in_folder(settings, tmp_path)
    return tmp_path / "exports"


@pytest.fixture
def mia(db: None) -> User:
    ensure_all_roles()
    return make_user("mia", roles.MANAGER)
