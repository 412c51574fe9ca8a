"""The page cache, as a WSGI application around Django's: what it knows is sent before Django does any work."""

import http
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from fibro_site.metrics.counts import PageResult, counts
from fibro_site.page_cache.cached_page import CachedPage, Headers, create_page
from fibro_site.page_cache.content_version import read_version_apart
from fibro_site.page_cache.page_marks import ENVIRON_FLAG, LIFETIME_HEADER
from fibro_site.page_cache.page_request import PageRequest, identify_environ
from fibro_site.page_cache.page_stores import FolderStore, PageStore
from fibro_site.page_cache.release import get_release
from fibro_site.page_cache.version_watch import VersionWatch
from fibro_site.serving.page_compressor import MIN_COMPRESSED_SIZE, PageCompressor

# Imported only where it is used: a client of Redis takes a quarter of a second, and 5 MB in each process.
REDIS_STORE = "fibro_site.page_cache.redis_store.RedisStore"

StartResponse = Callable[..., Any]
WsgiApplication = Callable[..., Iterable[bytes]]


class BegunResponse:
    """What an application says about its response before the body."""

    status = ""
    headers: Headers = []

    def start_response(self, status: str, headers: Headers, exc_info: object = None) -> None:
        self.status, self.headers = status, headers


class PageMemory:
    """The pages that one process served last, so that the same one again needs no file. Threads share it."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.lock = threading.Lock()
        self.pages: OrderedDict[str, CachedPage] = OrderedDict()
        self.size = 0

    def get(self, key: str) -> CachedPage | None:
        with self.lock:
            page = self.pages.get(key)
            if page:
                self.pages.move_to_end(key)
            return page

    def put(self, key: str, page: CachedPage) -> None:
        with self.lock:
            replaced = self.pages.pop(key, None)
            self.pages[key] = page
            self.size += page.size - (replaced.size if replaced else 0)
            while self.size > self.max_bytes:
                _key, forgotten = self.pages.popitem(last=False)
                self.size -= forgotten.size


class PageCache:
    """A WSGI application that keeps pages of another one.

    `find_at_once` answers without a query, a file or a wait, for a server that has an event loop.
    """

    def __init__(self, application: WsgiApplication, store: PageStore, watch: VersionWatch, memory: PageMemory) -> None:
        self.application = application
        self.store = store
        self.watch = watch
        self.memory = memory

    @cached_property
    def compressor(self) -> PageCompressor:
        return PageCompressor()

    def find_at_once(self, request: PageRequest) -> CachedPage | None:
        version = self.watch.get_version_at_once()
        page = self.memory.get(request.key) if version else None
        if not page or page.version != name_version(version) or page.has_expired():
            return None
        counts.count_page(PageResult.HIT)
        return page

    def get_version(self) -> str:
        """Return the version of content and release together; empty if it cannot be known."""
        version = self.watch.get_version()
        return name_version(version) if version else ""

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        request = identify_environ(environ)
        version = self.get_version() if request else ""
        if not request or not version:
            return self.application(environ, start_response)
        page = self.find(request, version)
        if page and page.version == version:
            counts.count_page(PageResult.HIT)
            return send(page, request, start_response)
        if request.method == "HEAD":
            return self.application(environ, start_response)
        if not page:
            return self.render(request, version, environ, start_response)
        is_only_one = self.store.lock(request.key)
        try:
            if not is_only_one and self.may_still_serve(page):
                counts.count_page(PageResult.OLD)
                return send(page, request, start_response)
            return self.render(request, version, environ, start_response)
        finally:
            if is_only_one:
                self.store.unlock(request.key)

    def find(self, request: PageRequest, version: str) -> CachedPage | None:
        """Return a page that has not expired, of this version if there is one."""
        found = self.memory.get(request.key)
        if not found or found.version != version or found.has_expired():
            shared = self.store.get(request.key)
            if shared:
                found = shared
                self.memory.put(request.key, shared)
        return found if found and not found.has_expired() else None

    def may_still_serve(self, page: CachedPage) -> bool:
        name, _, version = page.version.partition(".")
        return name == get_release() and self.watch.may_still_serve(version)

    def render(
        self, request: PageRequest, version: str, environ: dict[str, Any], start_response: StartResponse
    ) -> Iterable[bytes]:
        """Have Django respond, and keep the response if Django says so.

        The version was read before: if something changes meanwhile, the page counts as old at once.
        """
        begun = BegunResponse()
        response = self.application(environ | {ENVIRON_FLAG: True}, begun.start_response)
        status, headers = begun.status, begun.headers
        lifetime = next((float(value) for name, value in headers if name == LIFETIME_HEADER), 0.0)
        if not lifetime:
            start_response(status, headers)
            return response
        counts.count_page(PageResult.MISS)
        try:
            body = b"".join(response)
        finally:
            if hasattr(response, "close"):
                response.close()
        compressed = self.compressor.compress(body, is_one_of_few=True) if len(body) >= MIN_COMPRESSED_SIZE else b""
        kept = [(name, value) for name, value in headers if name != LIFETIME_HEADER]
        page = create_page(version, lifetime, kept, body, compressed)
        self.memory.put(request.key, page)
        self.store.put(request.key, page)
        return send(page, request, start_response)


def name_version(content_version: str) -> str:
    return f"{get_release()}.{content_version}"


def send(page: CachedPage, request: PageRequest, start_response: StartResponse) -> Iterable[bytes]:
    status, headers, body = page.build_response(request)
    start_response(f"{status} {http.HTTPStatus(status).phrase}", headers)
    return [body] if body else []


def create_page_cache(application: WsgiApplication) -> PageCache:
    """Create the cache that the settings ask for."""
    return PageCache(
        application, create_store(), VersionWatch(read_version_apart), PageMemory(settings.PAGE_CACHE_MEMORY_BYTES)
    )


def create_store() -> PageStore:
    if settings.PAGE_CACHE_REDIS_URL:
        store: PageStore = import_string(REDIS_STORE)(
            settings.PAGE_CACHE_REDIS_URL,
            settings.PAGE_CACHE_PREFIX,
            max_pages=settings.PAGE_CACHE_PAGES,
            lifetime=settings.PAGE_CACHE_SECONDS,
        )
        return store
    return FolderStore(settings.PAGE_CACHE_FOLDER, settings.PAGE_CACHE_BYTES)
