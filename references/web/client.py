"""Asks a server on the web: who we are is said, and time, size and number of tries are bounded.

Nothing that was asked for, or came back, is ever logged.
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
# May pass by itself. A GET may be sent again whatever happened to the first.
TRANSIENT_STATUSES = frozenset({429, 500, 502, 503, 504})
FIRST_RETRY_WAIT = 0.5
MAX_RETRY_WAIT = 8.0
READ_SIZE = 64 * 1024


@dataclass(frozen=True)
class Patience:
    """How long to go on: seconds for everything together, seconds of silence, and tries."""

    total: float
    silence: float = 10.0
    tries: int = 3


# Somebody waits before a screen.
SHORT_PATIENCE = Patience(total=15.0, silence=8.0, tries=2)
# Nobody waits.
LONG_PATIENCE = Patience(total=60.0, tries=4)


@dataclass(frozen=True)
class FetchedContent:
    """What came back; `url` is where it came from in the end."""

    url: str
    body: bytes


@dataclass(frozen=True)
class Redirect:
    """A redirect that was followed: its status, and where it led."""

    status: int
    url: str


@dataclass
class Deadline:
    """When the time for one request, with all its tries and redirects, is over."""

    patience: Patience
    end: float = field(init=False)

    def __post_init__(self) -> None:
        self.end = time.monotonic() + self.patience.total

    @property
    def left(self) -> float:
        return self.end - time.monotonic()

    @property
    def next_wait(self) -> float:
        """How long a single wait may take. Raises TooSlow when no time is left."""
        if self.left <= 0:
            raise ResponseTooSlow
        return min(self.left, self.patience.silence)


def fetch_url(
    url: str, *, accept: str, limit: int, patience: Patience = SHORT_PATIENCE, trusted: str = ""
) -> FetchedContent:
    """What is at an address, at most `limit` bytes of it. Else as `download`."""
    body = BytesIO()
    end = download_url(url, body, accept=accept, limit=limit, patience=patience, trusted=trusted)
    return FetchedContent(end, body.getvalue())


def download_url(
    url: str, into: BinaryIO, *, limit: int, accept: str = "*/*", patience: Patience = LONG_PATIENCE, trusted: str = ""
) -> str:
    """Write what is at an address into a file, unpacked, at most `limit` bytes of it; gives where it was in the end.

    `trusted` is an address out of the settings: its scheme, host and port may be asked even in a private network.
    Raises WebError. What was written by then is not to be used.
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
    raise Unavailable(_("The address leads from one to the next without end."))


@contextlib.contextmanager
def open_response(
    method: str, url: str, headers: Mapping[str, str], *, deadline: Deadline, trusted: str = ""
) -> Iterator[HTTPResponse]:
    """Ask once, and give the answer with its body still to be read. Follows and judges nothing. Raises WebError."""
    parsed_url = allowed_hosts.parse_web_url(url)
    connection = open_connection(parsed_url, deadline, trusted)
    # Every read has a time-out, but a server that sends a byte now and then stays below it for ever.
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
    """A connection to one of the numbers that were checked: the first that answers."""
    origin = allowed_hosts.parse_web_url(trusted).origin if trusted else None
    failure: WebError = Unavailable(is_passing=True)
    for number in allowed_hosts.resolve_allowed_ips(parsed_url, origin):
        connection = build_connection(number, parsed_url, deadline.next_wait)
        try:
            with translate_errors(deadline):
                connection.connect()
        except (ResponseTooSlow, Unavailable) as error:
            connection.close()
            failure = error
        else:
            return connection
    raise failure


def build_connection(number: str, parsed_url: ParsedUrl, timeout: float) -> HTTPConnection:
    if parsed_url.scheme == "http":
        return HTTPConnection(number, parsed_url.port, timeout=timeout)
    # The certificate must be the name's, whatever number is behind it.
    return HTTPSConnection(
        number, parsed_url.port, timeout=timeout, server_hostname=parsed_url.host, ssl_context=get_ssl_context()
    )


@functools.cache
def get_ssl_context() -> ssl.SSLContext:
    """Those that the system trusts; `SSL_CERT_FILE` names others."""
    return ssl.create_default_context()


def shut_down_socket(connection: socket.socket) -> None:
    """End whatever waits on a connection. It may have ended by itself."""
    with contextlib.suppress(OSError):
        socket.socket.shutdown(connection, socket.SHUT_RDWR)


def build_own_headers(parsed_url: ParsedUrl) -> dict[str, str]:
    """Who asks, and how to reach them (Crossref's etiquette)."""
    contact = f"; mailto:{settings.CONTACT_EMAIL}" if settings.CONTACT_EMAIL else ""
    return {
        "Host": parsed_url.host_header,
        "User-Agent": f"fibro-site/{settings.VERSION} ({settings.BASE_URL}{contact})",
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }


def iterate_body(response: HTTPResponse, limit: int, deadline: Deadline) -> Iterator[bytes]:
    """The body, unpacked, as it comes. Raises TooLarge as soon as it is known to be."""
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
    """Turn whatever a connection raises into a WebError."""
    try:
        yield
    except urllib3.exceptions.NewConnectionError as error:  # a time-out to urllib3, for history's sake
        raise Unavailable(is_passing=True) from error
    except (TimeoutError, urllib3.exceptions.TimeoutError) as error:
        raise ResponseTooSlow from error
    except urllib3.exceptions.DecodeError as error:
        raise ResponseGarbled from error
    except (ssl.SSLCertVerificationError, urllib3.exceptions.SSLError) as error:
        raise Unavailable(_("The server could not prove that it is the one that was asked.")) from error
    except (OSError, HTTPException, urllib3.exceptions.HTTPError) as error:
        if deadline.left <= 0:
            raise ResponseTooSlow from error
        raise Unavailable(is_passing=True) from error
    if deadline.left <= 0:
        raise ResponseTooSlow


def get_redirect_url(url: str, response: HTTPResponse) -> str | None:
    """Where an answer sends us, if it does."""
    location = response.headers.get("Location")
    if response.status not in REDIRECT_STATUSES or not location:
        return None
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise UrlRefused from error


def raise_for_status(response: HTTPResponse) -> None:
    status = response.status
    if 200 <= status < 300:
        return
    if status in {404, 410}:
        raise NotFound
    raise Unavailable(
        _("The server answered with the error %(status)s.") % {"status": status},
        status=status,
        is_passing=status in TRANSIENT_STATUSES,
        wait=parse_retry_after(response.headers.get("Retry-After", "")),
    )


def parse_retry_after(retry_after: str) -> float | None:
    """How many seconds the server asks us to stay away (RFC 9110, 10.2.3): a number of them, or a date."""
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after)
    try:
        return max(parsedate_to_datetime(retry_after).timestamp() - time.time(), 0.0)
    except (ValueError, OverflowError):
        return None


def compute_retry_wait(number: int) -> float:
    """Seconds to wait after so many tries: twice as long each time, and not all of us at the same moment."""
    return random.uniform(0.5, 1) * min(FIRST_RETRY_WAIT * 2 ** (number - 1), MAX_RETRY_WAIT)  # noqa: S311 -- guards nothing
