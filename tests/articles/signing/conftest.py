"""The people of a review: Cleo edits, Rosa reviews, Paula publishes."""

import pytest
from django.contrib.auth.models import AbstractUser
from django.test import Client

from articles import editor_roles
from tests.articles.signing.builders import make_reviewer
from tests.conftest import make_user, signed_in


@pytest.fixture
def cleo(site: None) -> AbstractUser:
    editor_roles.ensure_editor_roles()
    return make_user("cleo", editor_roles.EDITOR)


@pytest.fixture
def rosa(site: None) -> AbstractUser:
    return make_reviewer()


@pytest.fixture
def rosa_client(rosa: AbstractUser) -> Client:
    return signed_in(rosa)


@pytest.fixture
def paula_client(site: None) -> Client:
    """Paula publishes."""
    editor_roles.ensure_editor_roles()
    return signed_in(make_user("paula", editor_roles.PUBLISHER))
