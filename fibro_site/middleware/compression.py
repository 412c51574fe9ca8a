"""Compresses public pages that are the same for everybody, with Brotli.

A page that holds both a secret and text of an attacker's choosing must not be compressed (the BREACH attack). So a page
that was requested with a cookie, sets one, or must not be stored, is sent uncompressed.

A page at an address without a query, as articles have, is compressed as well as Brotli can, and kept: then it goes out
without any work. There are only so many of them. What is asked for with a query, as searches are, and what is not there
are compressed fast, since anybody can make up as many as they like; asked for again without a change, they are treated
as the others. The content itself is the key, so what is kept cannot be stale.
"""

from collections import OrderedDict
from collections.abc import Callable
from hashlib import blake2b
from http import HTTPStatus
from threading import Lock

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

MIN_COMPRESSED_SIZE = 500  # bytes
# Of 11. For the starter article: 0.6 ms and 9,070 bytes, or 49 ms and 7,940 bytes.
FAST_QUALITY = 5
BEST_QUALITY = 11
MAX_REMEMBERED_PAGES = 1_000
MAX_KEPT_BYTES = 4 * 1024 * 1024
# Best quality takes 1 ms a kilobyte and more.
MAX_SIZE_FOR_BEST_QUALITY = 128 * 1024
COMPRESSIBLE_TYPES = ("text/", "application/json", "application/xml", "image/svg+xml")


class PageCompressor:
    """Compresses pages as well as possible if there are few, or once they are seen again; else fast.

    One object serves all threads of a process. It holds at most `MAX_KEPT_BYTES` of compressed pages, and the digests
    of the last `MAX_REMEMBERED_PAGES` contents.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        # What is kept of each page by its digest, the oldest first: nothing of one that was compressed fast.
        self.pages: OrderedDict[bytes, bytes] = OrderedDict()
        self.kept_bytes = 0

    def compress(self, content: bytes, *, is_one_of_few: bool = False) -> bytes:
        """Return a page compressed. `is_one_of_few` says that nobody can make up many like it."""
        if len(content) > MAX_SIZE_FOR_BEST_QUALITY:
            return brotli.compress(content, quality=FAST_QUALITY)
        digest = blake2b(content, digest_size=16).digest()
        kept = self.recall(digest)
        if kept:
            return kept
        is_kept = is_one_of_few or kept is not None
        compressed = brotli.compress(content, quality=BEST_QUALITY if is_kept else FAST_QUALITY)
        self.remember(digest, compressed if is_kept else b"")
        return compressed

    def recall(self, digest: bytes) -> bytes | None:
        """Return what is kept of a page: empty if it was seen once, None if it was not seen lately."""
        with self.lock:
            if digest in self.pages:
                self.pages.move_to_end(digest)
            return self.pages.get(digest)

    def remember(self, digest: bytes, compressed: bytes) -> None:
        """Keep a page, and forget those that nobody asked for longest once there is too much."""
        with self.lock:
            self.kept_bytes += len(compressed) - len(self.pages.pop(digest, b""))
            self.pages[digest] = compressed
            while self.kept_bytes > MAX_KEPT_BYTES or len(self.pages) > MAX_REMEMBERED_PAGES:
                _digest, forgotten = self.pages.popitem(last=False)
                self.kept_bytes -= len(forgotten)


class CompressionMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.compressor = PageCompressor()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not can_be_compressed(request, response):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if "br" in parse_accepted_encodings(request):
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
        and "no-store" not in response.get("Cache-Control", "")
        and response.get("Content-Type", "").startswith(COMPRESSIBLE_TYPES)
        and len(response.content) >= MIN_COMPRESSED_SIZE
    )


def is_page_of_the_site(request: HttpRequest, response: HttpResponse) -> bool:
    """Tell whether a page is one of those that the site has, and not one of the many that somebody can make up."""
    return response.status_code == HTTPStatus.OK and not request.META.get("QUERY_STRING")


def parse_accepted_encodings(request: HttpRequest) -> set[str]:
    """Return the encodings that a browser accepts, without those that it refuses with `q=0`."""
    offers = (offer.strip().partition(";") for offer in request.headers.get("Accept-Encoding", "").split(","))
    return {name for name, _, weight in offers if weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}}
