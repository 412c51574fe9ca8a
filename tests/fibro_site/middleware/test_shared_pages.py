"""Which pages the page cache may keep, and for how long."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.test import RequestFactory

from articles.models import ArticlePage
from fibro_site.middleware.shared_pages import SharedPagesMiddleware
from fibro_site.page_cache.page_marks import ENVIRON_FLAG, LIFETIME_HEADER


def build_request(**extra: Any) -> HttpRequest:
    request = RequestFactory().get("/articles/a/", **{ENVIRON_FLAG: True}, **extra)
    request.resolver_match = SimpleNamespace(view_name="wagtail_serve")  # type: ignore[assignment]
    return request


def respond(request: HttpRequest, page: object = None, status: int = 200, **headers: str) -> HttpResponse:
    response = TemplateResponse(request, "none.html", {"page": page or ArticlePage()}, status=status, headers=headers)
    response.content = b"text"
    return SharedPagesMiddleware(lambda _: response)(request)


def test_article_is_kept_for_an_hour() -> None:
    response = respond(build_request())
    assert response[LIFETIME_HEADER] == "3600"
    assert response["Cache-Control"] == "max-age=0"


def test_signed_page_is_kept_until_its_sign_off_ends() -> None:
    response = respond(build_request(), **{"Cache-Control": "s-maxage=42"})
    assert response[LIFETIME_HEADER] == "42"
    assert response["Cache-Control"] == "s-maxage=42"
    assert respond(build_request(), **{"Cache-Control": "s-maxage=90000"})[LIFETIME_HEADER] == "3600"


@pytest.mark.parametrize(
    "headers",
    [
        {"Cache-Control": "no-store"},
        {"Cache-Control": "private"},
        {"Vary": "Cookie"},
        {"Vary": "Accept-Language, Cookie"},
        {"Content-Security-Policy": "script-src 'nonce-abc'"},
    ],
)
def test_response_for_one_reader_is_not_kept(headers: dict[str, str]) -> None:
    assert not respond(build_request(), **headers).has_header(LIFETIME_HEADER)


@pytest.mark.parametrize("status", [301, 302, 404, 500, 503])
def test_only_pages_that_are_there_are_kept(status: int) -> None:
    assert not respond(build_request(), status=status).has_header(LIFETIME_HEADER)


def test_preview_is_not_kept() -> None:
    request = build_request()
    request.is_preview = True  # type: ignore[attr-defined]
    assert not respond(request).has_header(LIFETIME_HEADER)


def test_page_of_a_type_that_is_not_listed_is_not_kept() -> None:
    page = SimpleNamespace(_meta=SimpleNamespace(label="articles.SomethingNew"))
    assert not respond(build_request(), page).has_header(LIFETIME_HEADER)


def test_response_that_sets_a_cookie_is_not_kept() -> None:
    def set_cookie(request: HttpRequest) -> HttpResponse:
        response = TemplateResponse(request, "none.html", {"page": ArticlePage()})
        response.content = b"text"
        response.set_cookie("csrftoken", "a")
        return response

    assert not SharedPagesMiddleware(set_cookie)(build_request()).has_header(LIFETIME_HEADER)


def test_request_with_a_cookie_is_not_kept() -> None:
    request = build_request()
    request.COOKIES["anything"] = "at all"
    assert not respond(request).has_header(LIFETIME_HEADER)


def test_server_without_a_page_cache_sends_no_word_of_it() -> None:
    request = build_request()
    del request.META[ENVIRON_FLAG]
    assert not respond(request).has_header(LIFETIME_HEADER)
