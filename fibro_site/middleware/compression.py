"""Compresses public pages that are the same for everybody, with Brotli.

A page that holds both a secret and text of an attacker's choosing must not be compressed (the BREACH attack). So a page
that was requested with a cookie, sets one, or must not be stored, is sent uncompressed.

A page at an address without a query, as articles have, is compressed as well as Brotli can, and kept: then it goes out
without any work. There are only so many of them. What is asked for with a query, as searches are, and what is not there
are compressed fast, since anybody can make up as many as they like; asked for again without a change, they are treated
as the others. The content itself is the key, so what is kept cannot be stale.
"""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from fibro_site.page_cache.page_marks import LIFETIME_HEADER
from fibro_site.serving.page_compressor import MIN_COMPRESSED_SIZE, PageCompressor, parse_accepted_encodings

COMPRESSIBLE_TYPES = ("text/", "application/json", "application/xml", "image/svg+xml")


class CompressionMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.compressor = PageCompressor()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not can_be_compressed(request, response):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if "br" in parse_accepted_encodings(request.headers.get("Accept-Encoding", "")):
            is_one_of_few = is_page_of_the_site(request, response)
            response.content = self.compressor.compress(response.content, is_one_of_few=is_one_of_few)
            response["Content-Encoding"] = "br"
            response["Content-Length"] = str(len(response.content))
        return response


def can_be_compressed(request: HttpRequest, response: HttpResponse) -> bool:
    return (
        request.method == "GET"
        and not request.COOKIES
        and not response.streaming
        and not response.cookies
        and not response.has_header("Content-Encoding")
        # The page cache keeps such a page plain and compressed.
        and not response.has_header(LIFETIME_HEADER)
        and "no-store" not in response.get("Cache-Control", "")
        and response.get("Content-Type", "").startswith(COMPRESSIBLE_TYPES)
        and len(response.content) >= MIN_COMPRESSED_SIZE
    )


def is_page_of_the_site(request: HttpRequest, response: HttpResponse) -> bool:
    """Tell whether a page is one of those that the site has, and not one of the many that somebody can make up."""
    return response.status_code == HTTPStatus.OK and not request.META.get("QUERY_STRING")
