"""Whole pages from the cache: for whom, until when, and how."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

import brotli
import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from wagtail.models import PageViewRestriction

from articles.models import ArticlePage, HomePage
from fibro_site.metrics.counts import CountKind, PageResult, counts
from fibro_site.page_cache.cached_page import load_page
from fibro_site.page_cache.content_version import read_content_version
from fibro_site.page_cache.page_marks import LIFETIME_HEADER
from fibro_site.page_cache.page_request import identify_environ
from fibro_site.page_cache.page_stores import FolderStore
from fibro_site.page_cache.pages import PageCache, PageMemory
from fibro_site.page_cache.version_watch import TRUSTED_SECONDS, VersionWatch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_site")]


@contextmanager
def connection_kept() -> Iterator[None]:
    """Leave the test its connection, as Django's test client does."""
    disconnected = [each for each in (request_started, request_finished) if each.disconnect(close_old_connections)]
    try:
        yield
    finally:
        for signal in disconnected:
            signal.connect(close_old_connections)


class Reader:
    """Asks the site as a web server does, and keeps what the last response was."""

    def __init__(self, cache: PageCache) -> None:
        self.cache = cache
        self.rendered = 0
        application = cache.application

        def count(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
            self.rendered += 1
            return application(environ, start_response)

        cache.application = count

    def get(self, path: str, query: str = "", method: str = "GET", **headers: str) -> bytes:
        environ: dict[str, Any] = {"PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": method}
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        environ.setdefault("HTTP_HOST", "testserver")
        setup_testing_defaults(environ)
        with connection_kept():
            response = self.cache(environ, self.start_response)
            body = b"".join(response)
            if hasattr(response, "close"):
                response.close()
        return body

    def start_response(self, status: str, headers: list[tuple[str, str]], _error: object = None) -> None:
        self.status, self.headers = int(status[:3]), dict(headers)


def start_process(folder: Path) -> Reader:
    """Return a reader of one web process: others may share its folder."""
    # It asks before every page, so that a test need not wait for a change to be noticed.
    ticking = iter(range(10**9))
    watch = VersionWatch(read_content_version, lambda: float(next(ticking)))
    return Reader(PageCache(get_wsgi_application(), FolderStore(folder, 10**7), watch, PageMemory(10**6)))


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    return start_process(tmp_path)


@pytest.fixture
def article(starter_site: None) -> ArticlePage:
    return ArticlePage.objects.live().filter(locale__language_code="en").first()  # type: ignore[no-any-return]


@pytest.mark.parametrize("path", ["/", "/de/", "/articles/", "/faq/", "/glossary/", "/people/", "/references/"])
def test_page_is_rendered_once_for_all_readers(reader: Reader, path: str) -> None:
    first = reader.get(path)
    assert (reader.status, reader.rendered) == (200, 1)
    assert LIFETIME_HEADER not in reader.headers
    assert reader.get(path) == first
    assert reader.rendered == 1


def test_hits_and_misses_are_counted(reader: Reader) -> None:
    before = counts.copy()
    for _ in range(3):
        reader.get("/")
    reader.get("/no-such-page/")
    counted = counts.copy() - before
    pages = {key[1]: number for key, number in counted.items() if key[0] == CountKind.PAGES.value}
    assert pages == {PageResult.MISS.value: 1, PageResult.HIT.value: 2}


def test_hit_asks_for_the_version_and_nothing_else(reader: Reader) -> None:
    reader.get("/")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        reader.get("/")
    assert len(queries) == 1
    assert "contentchange" in queries[0]["sql"]


def test_page_is_the_one_that_django_sends(reader: Reader, client: Any) -> None:
    told = client.get("/articles/", headers={"accept-encoding": "identity"})
    assert reader.get("/articles/") == told.content
    for name, value in told.headers.items():
        if name not in {"Vary", "Content-Length", "X-Request-ID"}:
            assert reader.headers[name] == value
    assert reader.headers["Vary"] == "Accept-Encoding"
    assert reader.headers["Content-Length"] == str(len(told.content))


def test_compressed_and_plain_are_kept_beside_each_other(reader: Reader) -> None:
    plain = reader.get("/articles/")
    compressed = reader.get("/articles/", accept_encoding="gzip, br")
    assert reader.headers["Content-Encoding"] == "br"
    assert brotli.decompress(compressed) == plain
    assert reader.get("/articles/", accept_encoding="br;q=0") == plain
    assert reader.rendered == 1


def test_browser_that_has_the_page_is_told_so(reader: Reader) -> None:
    reader.get("/articles/")
    etag = reader.headers["ETag"]
    assert reader.get("/articles/", if_none_match=f'"other", {etag}') == b""
    assert reader.status == 304
    assert reader.headers == {"ETag": etag, "Vary": "Accept-Encoding", "Cache-Control": "max-age=0"}
    assert reader.get("/articles/", if_none_match='"other"')
    assert reader.status == 200


def test_head_has_the_headers_without_the_page(reader: Reader) -> None:
    size = len(reader.get("/articles/"))
    assert reader.get("/articles/", method="HEAD") == b""
    assert reader.headers["Content-Length"] == str(size)
    assert reader.rendered == 1


@pytest.mark.parametrize(
    "request_",
    [
        {"cookie": "sessionid=a"},
        {"cookie": "anything=at-all"},
        {"authorization": "Basic YTpi"},
        {"range": "bytes=0-10"},
        {"query": "from=elsewhere"},
        {"query": "page=1&page=2"},
        {"query": "page=01"},
        {"query": "page=+1"},
        {"query": "page=%31"},
        {"query": "%70age=1"},
        {"query": "page=%D9%A1"},
        {"query": "page=1&"},
        {"query": "page"},
        {"query": "page=10000"},
        {"host": "TESTSERVER"},
        {"host": "testserver."},
        {"host": "testserver:1"},
        {"host": "testserver:" + "2" * 50},
        {"host": ""},
        {"query": "page=1&q=words"},
        {"method": "POST"},
        {"method": "HEAD"},
    ],
)
def test_request_of_somebody_known_or_of_its_own_is_never_kept(reader: Reader, request_: dict[str, str]) -> None:
    reader.get("/articles/", **request_)
    reader.get("/articles/", **request_)
    assert reader.rendered == 2
    reader.get("/articles/")
    assert reader.rendered == 3


@pytest.mark.parametrize("path", ["/", "/faq/", "/glossary/", "/articles/talking-to-your-doctor/"])
def test_page_that_has_no_parts_is_not_kept_once_for_each_number(reader: Reader, tmp_path: Path, path: str) -> None:
    for number in range(1, 4):
        reader.get(path, query=f"page={number}")
        assert reader.status == 200
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", ["/articles/", "/references/"])
def test_part_of_a_list_is_kept(reader: Reader, path: str) -> None:
    reader.get(path, query="page=1")
    reader.get(path, query="page=1")
    assert reader.rendered == 1


def test_what_a_proxy_adds_makes_no_further_pages(reader: Reader, settings: Settings, tmp_path: Path) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for told in ("https", "https, http", " https ,1", "https,2"):
        reader.get("/", x_forwarded_proto=told)
    assert reader.rendered == 1
    reader.get("/", x_forwarded_proto="http")
    assert reader.rendered == 2


@pytest.mark.parametrize("restriction", [PageViewRestriction.PASSWORD, PageViewRestriction.LOGIN])
def test_page_that_asks_who_reads_is_not_kept(
    reader: Reader, article: ArticlePage, restriction: str, tmp_path: Path
) -> None:
    PageViewRestriction.objects.create(page=article, restriction_type=restriction, password="made up")
    for _ in range(2):
        reader.get(article.url)
    assert reader.rendered == 2
    assert list(tmp_path.iterdir()) == []


def test_server_that_may_not_wait_never_asks(reader: Reader) -> None:
    """The version may become too old between two looks at the clock."""
    reader.get("/articles/")
    request = identify_environ(
        {"REQUEST_METHOD": "GET", "PATH_INFO": "/articles/", "HTTP_HOST": "testserver", "wsgi.url_scheme": "http"}
    )
    assert request
    watch = reader.cache.watch
    times = iter([watch.read_at + TRUSTED_SECONDS / 2])
    watch.clock = lambda: next(times, watch.read_at + 2 * TRUSTED_SECONDS)
    watch.read = lambda: pytest.fail("It asked.")  # type: ignore[assignment,return-value]
    assert reader.cache.find_at_once(request)
    assert reader.cache.find_at_once(request) is None


@pytest.mark.parametrize("path", ["/eligibility/", "/search/", "/nothing-here/", "/health/live/", "/de/eligibility/"])
def test_what_is_not_listed_is_never_kept(reader: Reader, path: str) -> None:
    reader.get(path)
    assert LIFETIME_HEADER not in reader.headers
    reader.get(path)
    assert reader.rendered == 2


def test_host_that_is_not_ours_gets_no_page_of_ours(reader: Reader) -> None:
    reader.get("/")
    reader.get("/", host="elsewhere.example")
    assert reader.status == 400


def test_restricted_page_is_never_kept_and_no_longer_served(reader: Reader, article: ArticlePage) -> None:
    path = article.url
    assert reader.get(path)
    PageViewRestriction.objects.create(page=article, restriction_type=PageViewRestriction.LOGIN)
    reader.get(path)
    assert reader.status == 302


def test_every_process_is_fresh_after_every_change(tmp_path: Path, article: ArticlePage) -> None:
    processes = [start_process(tmp_path) for _ in range(2)]
    for process in processes:
        process.get("/articles/")
    article.title = "A title of its own"
    article.save_revision().publish()
    assert all(b"A title of its own" in process.get("/articles/") for process in processes)
    HomePage.objects.filter(locale=article.locale).update(title="By a command")
    article.unpublish()
    assert all(b"A title of its own" not in process.get("/articles/") for process in processes)
    # One of them rendered each of the three, the other one took it from the folder.
    assert sum(process.rendered for process in processes) == 3


def test_page_is_not_kept_past_its_last_day(
    reader: Reader, article: ArticlePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader.get("/articles/")
    now = time.time()
    monkeypatch.setattr("fibro_site.page_cache.cached_page.time.time", lambda: now + 3601)
    reader.get("/articles/")
    assert reader.rendered == 2
    # It was set back: the page that was just kept seems to have more time left than any page gets.
    monkeypatch.setattr("fibro_site.page_cache.cached_page.time.time", lambda: now - 86_400)
    reader.get("/articles/")
    assert reader.rendered == 3


def test_one_renders_while_the_others_get_the_old_page(tmp_path: Path, article: ArticlePage) -> None:
    first, second = (start_process(tmp_path) for _ in range(2))
    clock = [0.0]
    for reader in (first, second):
        reader.cache.watch.clock = lambda: clock[0]
    old = first.get("/articles/")
    second.get("/articles/")
    article.title = "Another one"
    article.save_revision().publish()
    clock[0] = 1.0
    during: list[bytes] = []
    application = first.cache.application

    def render_slowly(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        during.append(second.get("/articles/"))
        clock[0] = 1.5
        return application(environ, start_response)

    first.cache.application = render_slowly
    new = first.get("/articles/")
    assert during == [old]
    assert b"Another one" in new
    assert second.get("/articles/") == new
    assert (first.rendered, second.rendered) == (2, 0)


def test_half_a_file_is_none(reader: Reader, tmp_path: Path) -> None:
    page = reader.get("/articles/")
    for file in tmp_path.iterdir():
        whole = file.read_bytes()
        for length in (0, 1, len(whole) // 3, len(whole) - 1):
            file.write_bytes(whole[:length])
            with pytest.raises(ValueError, match=r"."):
                load_page(whole[:length])
            assert start_process(tmp_path).get("/articles/") == page
            file.write_bytes(whole)


def test_folder_that_cannot_be_written_to_costs_only_time(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    reader = start_process(blocked / "below")
    assert reader.get("/articles/")
    assert reader.get("/articles/")
    assert reader.rendered == 1  # from its own memory


def test_folder_stays_within_its_bounds(tmp_path: Path) -> None:
    reader = start_process(tmp_path)
    reader.cache.store = FolderStore(tmp_path, 40_000)
    for path in ["/", "/de/", "/articles/", "/faq/", "/glossary/", "/people/", "/references/"]:
        reader.get(path)
        assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 120_000
    assert len(list(tmp_path.iterdir())) < 7


def test_memory_of_a_process_is_bounded(reader: Reader) -> None:
    reader.cache.memory.max_bytes = 50_000
    for path in ["/", "/de/", "/articles/", "/faq/", "/glossary/", "/people/"]:
        reader.get(path)
        assert reader.cache.memory.size == sum(page.size for page in reader.cache.memory.pages.values()) <= 50_000
