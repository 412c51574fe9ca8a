"""The browser of a questionnaire editor."""

import pytest
from django.test import Client


@pytest.fixture
def client(editor_client: Client) -> Client:
    """The default client here: the browser of a questionnaire editor."""
    return editor_client
