"""Public pages are compressed; those with something of one visitor's own are not."""

import brotli
import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from fibro_site.middleware.compression import CompressionMiddleware
from fibro_site.serving.page_compressor import BEST_QUALITY, FAST_QUALITY

TEXT = "<p>pain is real</p>" * 100


def answer(request: HttpRequest, **headers: str) -> HttpResponse:
    return CompressionMiddleware(lambda _: HttpResponse(TEXT, headers=headers))(request)


def asking(encodings: str = "gzip, deflate, br, zstd") -> HttpRequest:
    return RequestFactory().get("/", headers={"Accept-Encoding": encodings})


def test_public_page_is_compressed() -> None:
    response = answer(asking())
    assert response["Content-Encoding"] == "br"
    assert response["Content-Length"] == str(len(response.content))
    assert brotli.decompress(response.content).decode() == TEXT


@pytest.mark.parametrize("encodings", ["", "gzip", "br;q=0", "br; q=0", "identity"])
def test_browser_without_brotli_gets_it_uncompressed(encodings: str) -> None:
    response = answer(asking(encodings))
    assert response.content.decode() == TEXT
    assert response["Vary"] == "Accept-Encoding"


def test_request_with_a_cookie_is_not_compressed() -> None:
    request = asking()
    request.COOKIES["session"] = "ada"
    assert not answer(request).has_header("Content-Encoding")


def test_no_store_response_is_not_compressed() -> None:
    assert not answer(asking(), **{"Cache-Control": "no-store"}).has_header("Content-Encoding")


def test_response_that_sets_a_cookie_is_not_compressed() -> None:
    response = HttpResponse(TEXT)
    response.set_cookie("csrf", "token")
    assert not CompressionMiddleware(lambda _: response)(asking()).has_header("Content-Encoding")


# Words without much repetition, as an article has them: each quality gives another size.
ARTICLE = " ".join(f"{number * number % 9973:x}" for number in range(4_000)).encode()


@pytest.mark.parametrize(
    ("path", "status", "quality"),
    [("/articles/", 200, BEST_QUALITY), ("/search/?q=a", 200, FAST_QUALITY), ("/made-up/", 404, FAST_QUALITY)],
)
def test_first_sight_of_a_page_takes_time_only_if_there_are_few_like_it(path: str, status: int, quality: int) -> None:
    request = RequestFactory().get(path, headers={"Accept-Encoding": "br"})
    response = CompressionMiddleware(lambda _: HttpResponse(ARTICLE, status=status))(request)
    assert response.content == brotli.compress(ARTICLE, quality=quality)
