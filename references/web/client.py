"""An HTTP client that says who we are, with limits on time, size and number of tries.

Neither URLs nor responses are ever logged.
"""

import contextlib
import functools
import random
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from io import BytesIO
from typing import BinaryIO
from urllib.parse import urljoin

import urllib3.exceptions
from django.conf import settings
from django.utils.translation import gettext as _
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.response import HTTPResponse

from references.web import allowed_hosts
from references.web.allowed_hosts import ParsedUrl
from references.web.errors import (
    NotFound,
    ResponseGarbled,
    ResponseTooLarge,
    ResponseTooSlow,
    Unavailable,
    UrlRefused,
    WebError,
)

REDIRECT_STATUSES = frozenset({301, 302, 303, 307, 308})
MAX_REDIRECTS = 5
# These errors may be temporary. A GET may be repeated whatever happened to the first one.
TRANSIENT_STATUSES = frozenset({429, 500, 502, 503, 504})
FIRST_RETRY_WAIT = 0.5
MAX_RETRY_WAIT = 8.0
READ_SIZE = 64 * 1024


@dataclass(frozen=True)
class Patience:
    """How long to try: seconds in total, seconds without a byte, and number of tries."""

    total: float
    silence: float = 10.0
    tries: int = 3


# For requests for which a person waits.
SHORT_PATIENCE = Patience(total=15.0, silence=8.0, tries=2)
# For background work.
LONG_PATIENCE = Patience(total=60.0, tries=4)


@dataclass(frozen=True)
class FetchedContent:
    """A response body, and the URL after all redirects."""

    url: str
    body: bytes


@dataclass(frozen=True)
class Redirect:
    """A redirect that was followed: its status, and where it led."""

    status: int
    url: str


@dataclass
class Deadline:
    """The end of the time for one request with all its tries and redirects."""

    patience: Patience
    end: float = field(init=False)

    def __post_init__(self) -> None:
        self.end = time.monotonic() + self.patience.total

    @property
    def left(self) -> float:
        return self.end - time.monotonic()

    @property
    def next_wait(self) -> float:
        """How many seconds a single wait may take. Raise ResponseTooSlow if no time is left."""
        if self.left <= 0:
            raise ResponseTooSlow
        return min(self.left, self.patience.silence)


def fetch_url(
    url: str, *, accept: str, limit: int, patience: Patience = SHORT_PATIENCE, trusted: str = ""
) -> FetchedContent:
    """Return what is at a URL, at most `limit` bytes. See `download_url`."""
    body = BytesIO()
    end = download_url(url, body, accept=accept, limit=limit, patience=patience, trusted=trusted)
    return FetchedContent(end, body.getvalue())


def download_url(
    url: str, into: BinaryIO, *, limit: int, accept: str = "*/*", patience: Patience = LONG_PATIENCE, trusted: str = ""
) -> str:
    """Write what is at a URL to a file, decompressed, at most `limit` bytes. Return the URL after all redirects.

    `trusted` is a URL from the settings: its scheme, host and port may be asked even in a private network.
    Raises WebError. Do not use what was written until then.
    """
    deadline = Deadline(patience)
    for number in range(1, patience.tries + 1):
        into.seek(0)
        into.truncate()
        try:
            return follow_redirects(url, into, accept=accept, limit=limit, deadline=deadline, trusted=trusted)
        except Unavailable as error:
            wait = compute_retry_wait(number) if error.wait is None else error.wait
            if not error.is_passing or number == patience.tries or wait >= deadline.left:
                raise
            time.sleep(wait)
    raise AssertionError("the last try returns or raises")


def follow_redirects(url: str, into: BinaryIO, *, accept: str, limit: int, deadline: Deadline, trusted: str) -> str:
    """Try once: ask, follow redirects, and write the body. Return the final URL."""
    headers = {"Accept": accept}
    with open_final_response("GET", url, headers, deadline=deadline, trusted=trusted) as (response, redirects):
        raise_for_status(response)
        into.writelines(iterate_body(response, limit, deadline))
    return redirects[-1].url if redirects else url


@contextlib.contextmanager
def open_final_response(
    method: str,
    url: str,
    headers: Mapping[str, str],
    *,
    deadline: Deadline,
    trusted: str = "",
    is_downgrade_allowed: bool = False,
) -> Iterator[tuple[HTTPResponse, list[Redirect]]]:
    """Follow redirects, and give the first response that is none, with the redirects that led to it.

    A redirect from HTTPS to HTTP is refused unless `is_downgrade_allowed`: anybody between could have written what
    comes over an unencrypted connection. Raises WebError, also after more than MAX_REDIRECTS.
    """
    redirects: list[Redirect] = []
    for _hop in range(MAX_REDIRECTS + 1):
        with open_response(method, url, headers, deadline=deadline, trusted=trusted) as response:
            next_url = get_redirect_url(url, response)
            if next_url is None:
                yield response, redirects
                return
            is_downgrade = url.startswith("https:") and not next_url.startswith("https:")
            if is_downgrade and not is_downgrade_allowed:
                raise UrlRefused
            redirects.append(Redirect(response.status, next_url))
            url = next_url
    raise Unavailable(_("The address redirects too many times."))


@contextlib.contextmanager
def open_response(
    method: str, url: str, headers: Mapping[str, str], *, deadline: Deadline, trusted: str = ""
) -> Iterator[HTTPResponse]:
    """Ask once, and give the response with its body unread. Redirects are not followed. Raise WebError."""
    parsed_url = allowed_hosts.parse_web_url(url)
    connection = open_connection(parsed_url, deadline, trusted)
    # Every read has a time-out, but a server that sends single bytes could stay below it for ever.
    watchdog = threading.Timer(max(deadline.left, 0), shut_down_socket, [connection.sock])
    watchdog.start()
    try:
        with translate_errors(deadline):
            connection.request(
                method, parsed_url.target, headers={**build_own_headers(parsed_url), **headers}, preload_content=False
            )
            response = connection.getresponse()
        with response:
            yield response
    finally:
        watchdog.cancel()
        connection.close()


def open_connection(parsed_url: ParsedUrl, deadline: Deadline, trusted: str) -> HTTPConnection:
    """Connect to the first of the checked IP addresses that answers. Raise WebError."""
    origin = allowed_hosts.parse_web_url(trusted).origin if trusted else None
    failure: WebError = Unavailable(is_passing=True)
    for ip_address in allowed_hosts.resolve_allowed_ips(parsed_url, origin):
        connection = build_connection(ip_address, parsed_url, deadline.next_wait)
        try:
            with translate_errors(deadline):
                connection.connect()
        except (ResponseTooSlow, Unavailable) as error:
            connection.close()
            failure = error
        else:
            return connection
    raise failure


def build_connection(ip_address: str, parsed_url: ParsedUrl, timeout: float) -> HTTPConnection:
    if parsed_url.scheme == "http":
        return HTTPConnection(ip_address, parsed_url.port, timeout=timeout)
    # The certificate must be for the host name, whatever its IP address.
    return HTTPSConnection(
        ip_address, parsed_url.port, timeout=timeout, server_hostname=parsed_url.host, ssl_context=get_ssl_context()
    )


@functools.cache
def get_ssl_context() -> ssl.SSLContext:
    """Return the context that trusts the certificates of the system, or those in `SSL_CERT_FILE`."""
    return ssl.create_default_context()


def shut_down_socket(connection: socket.socket) -> None:
    """End every wait on a connection, which may be closed already."""
    with contextlib.suppress(OSError):
        socket.socket.shutdown(connection, socket.SHUT_RDWR)


def build_own_headers(parsed_url: ParsedUrl) -> dict[str, str]:
    """Return the headers that say who asks, and how to reach us (etiquette of Crossref's API)."""
    contact = f"; mailto:{settings.CONTACT_EMAIL}" if settings.CONTACT_EMAIL else ""
    return {
        "Host": parsed_url.host_header,
        "User-Agent": f"fibro-site/{settings.VERSION} ({settings.BASE_URL}{contact})",
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }


def iterate_body(response: HTTPResponse, limit: int, deadline: Deadline) -> Iterator[bytes]:
    """Yield the decompressed body as it arrives. Raise ResponseTooLarge as soon as the limit is exceeded."""
    if (response.length_remaining or 0) > limit:
        raise ResponseTooLarge
    size = 0
    while True:
        with translate_errors(deadline):
            piece = response.read1(READ_SIZE)
        if not piece:
            return
        size += len(piece)
        if size > limit:
            raise ResponseTooLarge
        yield piece


@contextlib.contextmanager
def translate_errors(deadline: Deadline) -> Iterator[None]:
    """Turn every exception of a connection into a WebError."""
    try:
        yield
    except urllib3.exceptions.NewConnectionError as error:  # urllib3 makes it a subclass of its time-out
        raise Unavailable(is_passing=True) from error
    except (TimeoutError, urllib3.exceptions.TimeoutError) as error:
        raise ResponseTooSlow from error
    except urllib3.exceptions.DecodeError as error:
        raise ResponseGarbled from error
    except (ssl.SSLCertVerificationError, urllib3.exceptions.SSLError) as error:
        raise Unavailable(_("No secure connection to the server is possible.")) from error
    except (OSError, HTTPException, urllib3.exceptions.HTTPError) as error:
        if deadline.left <= 0:
            raise ResponseTooSlow from error
        raise Unavailable(is_passing=True) from error
    if deadline.left <= 0:
        raise ResponseTooSlow


def get_redirect_url(url: str, response: HTTPResponse) -> str | None:
    """Return the URL to which a response redirects, or None."""
    location = response.headers.get("Location")
    if response.status not in REDIRECT_STATUSES or not location:
        return None
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise UrlRefused from error


def raise_for_status(response: HTTPResponse) -> None:
    """Raise NotFound or Unavailable unless the status is a success."""
    status = response.status
    if 200 <= status < 300:
        return
    if status in {404, 410}:
        raise NotFound
    raise Unavailable(
        _("The server responded with the error %(status)s.") % {"status": status},
        status=status,
        is_passing=status in TRANSIENT_STATUSES,
        wait=parse_retry_after(response.headers.get("Retry-After", "")),
    )


def parse_retry_after(retry_after: str) -> float | None:
    """Return how many seconds a Retry-After header asks to wait (RFC 9110, 10.2.3): a number or a date. Else None."""
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after)
    try:
        return max(parsedate_to_datetime(retry_after).timestamp() - time.time(), 0.0)
    except (ValueError, OverflowError):
        return None


def compute_retry_wait(number: int) -> float:
    """Return the seconds to wait after a number of tries: twice as long each time, with jitter."""
    return random.uniform(0.5, 1) * min(FIRST_RETRY_WAIT * 2 ** (number - 1), MAX_RETRY_WAIT)  # noqa: S311 -- guards nothing
