"""A lost database is answered with a page that asks to come back."""

import pytest
from django.db import OperationalError
from django.http import HttpRequest
from django.test import RequestFactory
from pytest_django import Settings

from fibro_site.middleware import outage

pytestmark = pytest.mark.django_db


def test_lost_database_returns_503_with_retry_after(settings: Settings) -> None:
    def lost(request: HttpRequest) -> None:
        raise AssertionError("not reached")

    request = RequestFactory().get("/eligibility/")
    response = outage.DatabaseOutageMiddleware(lost).process_exception(request, OperationalError("host=secret"))
    assert response
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert b"secret" not in response.content


def test_other_errors_are_not_taken_for_an_outage() -> None:
    middleware = outage.DatabaseOutageMiddleware(lambda _: None)
    assert middleware.process_exception(RequestFactory().get("/"), ValueError()) is None
