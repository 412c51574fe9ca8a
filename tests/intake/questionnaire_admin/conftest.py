"""The browser of a questionnaire editor."""

import pytest
from django.test import Client


@pytest.fixture
def client(editor_client: Client) -> Client:
    """Every test here is by a questionnaire editor, unless it asks for somebody else."""
    return editor_client
