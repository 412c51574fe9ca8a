"""Compresses public pages that are the same for everybody, with Brotli.

A page that holds both a secret and text of an attacker's choosing must not be compressed (the BREACH attack). So a page
that was requested with a cookie, sets one, or must not be stored, is sent uncompressed.
"""

from collections.abc import Callable

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

MIN_COMPRESSED_SIZE = 500  # bytes
BROTLI_QUALITY = 5  # of 11: most of the gain at a fraction of the time
COMPRESSIBLE_TYPES = ("text/", "application/json", "application/xml", "image/svg+xml")


class CompressionMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not can_be_compressed(request, response):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if "br" in parse_accepted_encodings(request):
            response.content = brotli.compress(response.content, quality=BROTLI_QUALITY)
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
        and "no-store" not in response.get("Cache-Control", "")
        and response.get("Content-Type", "").startswith(COMPRESSIBLE_TYPES)
        and len(response.content) >= MIN_COMPRESSED_SIZE
    )


def parse_accepted_encodings(request: HttpRequest) -> set[str]:
    """Return the encodings that a browser accepts, without those that it refuses with `q=0`."""
    offers = (offer.strip().partition(";") for offer in request.headers.get("Accept-Encoding", "").split(","))
    return {name for name, _, weight in offers if weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}}
