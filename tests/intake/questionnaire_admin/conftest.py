"""The browser of a questionnaire editor."""

import pytest
from django.test import Client

from intake.questionnaire_admin import roles
from tests.conftest import make_user, signed_in


@pytest.fixture
def client() -> Client:
    """The browser of a questionnaire editor."""
    roles.ensure_editors_group()
    return signed_in(make_user("edith", roles.EDITORS_GROUP_NAME))
