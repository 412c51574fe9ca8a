"""Fixtures of the tests of the visitor's pages."""

import pytest
from django.test import Client

from tests.intake.visitor_client import save_all_answers


@pytest.fixture
def answered_client(published_starter: None) -> Client:
    """A client that has begun and answered everything."""
    client = Client()
    client.post("/eligibility/")
    save_all_answers(client)
    return client
