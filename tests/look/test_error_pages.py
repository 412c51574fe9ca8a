"""Error pages are shown without the database and without a session."""

from typing import NoReturn

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation

from fibro_site import views

NAMES = ["400", "403", "403_csrf", "404", "413", "500", "503"]


# Without the `db` fixture pytest-django refuses every query, so these pass only if none is made.
@pytest.mark.parametrize("name", NAMES)
def test_error_pages_use_neither_database_nor_session(name: str) -> None:
    class Request(type(RequestFactory().get("/"))):  # type: ignore[misc]
        @property
        def session(self) -> NoReturn:
            raise AssertionError("the page asked for the session")

    request = RequestFactory().get("/")
    request.__class__ = Request
    html = render_to_string(f"errors/{name}.html", request=request)
    assert html.count("<h1") == 1
    assert "<title></title>" not in html
    assert 'href="#main"' in html


@pytest.mark.parametrize("name", NAMES)
def test_error_pages_need_no_request(name: str) -> None:
    assert "<h1" in render_to_string(f"errors/{name}.html")


def test_server_error_shows_our_page() -> None:
    response = views.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "Sorry, something went wrong" in response.content.decode()


def test_error_page_declares_its_language() -> None:
    with translation.override("de"):
        assert '<html lang="de">' in render_to_string("errors/404.html")


@pytest.mark.django_db
def test_missing_page_has_our_look(client: Client) -> None:
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    html = response.content.decode()
    assert "We cannot find this page" in html
    assert "css/site.css" in html
