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
from references.web.allowed_hosts import Address
from references.web.errors import Garbled, NotFound, Refused, TooLarge, TooSlow, Unavailable, WebError

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 5
# May pass by itself. A GET may be sent again whatever happened to the first.
PASSING = frozenset({429, 500, 502, 503, 504})
FIRST_WAIT = 0.5
LONGEST_WAIT = 8.0
PIECE = 64 * 1024


@dataclass(frozen=True)
class Patience:
    """How long to go on: seconds for everything together, seconds of silence, and tries."""

    total: float
    silence: float = 10.0
    tries: int = 3


# Somebody waits before a screen.
BRIEF = Patience(total=15.0, silence=8.0, tries=2)
# Nobody waits.
LONG = Patience(total=60.0, tries=4)


@dataclass(frozen=True)
class Answer:
    """What came back; `url` is where it came from in the end."""

    url: str
    body: bytes


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
            raise TooSlow
        return min(self.left, self.patience.silence)


def get(url: str, *, accept: str, limit: int, patience: Patience = BRIEF, trusted: str = "") -> Answer:
    """What is at an address, at most `limit` bytes of it. Else as `download`."""
    body = BytesIO()
    end = download(url, body, accept=accept, limit=limit, patience=patience, trusted=trusted)
    return Answer(end, body.getvalue())


def download(
    url: str, into: BinaryIO, *, limit: int, accept: str = "*/*", patience: Patience = LONG, trusted: str = ""
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
            return follow(url, into, accept=accept, limit=limit, deadline=deadline, trusted=trusted)
        except Unavailable as error:
            wait = pause(number) if error.wait is None else error.wait
            if not error.is_passing or number == patience.tries or wait >= deadline.left:
                raise
            time.sleep(wait)
    raise AssertionError("the last try returns or raises")


def follow(url: str, into: BinaryIO, *, accept: str, limit: int, deadline: Deadline, trusted: str) -> str:
    """One try: ask, go where a redirect points, and write down what is there."""
    for _hop in range(MOST_REDIRECTS + 1):
        with exchange("GET", url, {"Accept": accept}, deadline=deadline, trusted=trusted) as response:
            if next_url := redirect(url, response):
                # What came over an open line could be anybody's.
                if url.startswith("https:") and not next_url.startswith("https:"):
                    raise Refused
                url = next_url
                continue
            demand_success(response)
            into.writelines(pieces(response, limit, deadline))
            return url
    raise Unavailable(_("The address leads from one to the next without end."))


@contextlib.contextmanager
def exchange(
    method: str, url: str, headers: Mapping[str, str], *, deadline: Deadline, trusted: str = ""
) -> Iterator[HTTPResponse]:
    """Ask once, and give the answer with its body still to be read. Follows and judges nothing. Raises WebError."""
    address = allowed_hosts.parsed(url)
    connection = connected(address, deadline, trusted)
    # Every read has a time-out, but a server that sends a byte now and then stays below it for ever.
    watchdog = threading.Timer(max(deadline.left, 0), hang_up, [connection.sock])
    watchdog.start()
    try:
        with in_plain_words(deadline):
            connection.request(
                method, address.target, headers={**own_headers(address), **headers}, preload_content=False
            )
            response = connection.getresponse()
        with response:
            yield response
    finally:
        watchdog.cancel()
        connection.close()


def connected(address: Address, deadline: Deadline, trusted: str) -> HTTPConnection:
    """A connection to one of the numbers that were checked: the first that answers."""
    origin = allowed_hosts.parsed(trusted).origin if trusted else None
    failure: WebError = Unavailable(is_passing=True)
    for number in allowed_hosts.numbers(address, origin):
        connection = connection_to(number, address, deadline.next_wait)
        try:
            with in_plain_words(deadline):
                connection.connect()
        except (TooSlow, Unavailable) as error:
            connection.close()
            failure = error
        else:
            return connection
    raise failure


def connection_to(number: str, address: Address, timeout: float) -> HTTPConnection:
    if address.scheme == "http":
        return HTTPConnection(number, address.port, timeout=timeout)
    # The certificate must be the name's, whatever number is behind it.
    return HTTPSConnection(
        number, address.port, timeout=timeout, server_hostname=address.host, ssl_context=certificate_authorities()
    )


@functools.cache
def certificate_authorities() -> ssl.SSLContext:
    """Those that the system trusts; `SSL_CERT_FILE` names others."""
    return ssl.create_default_context()


def hang_up(connection: socket.socket) -> None:
    """End whatever waits on a connection. It may have ended by itself."""
    with contextlib.suppress(OSError):
        socket.socket.shutdown(connection, socket.SHUT_RDWR)


def own_headers(address: Address) -> dict[str, str]:
    """Who asks, and how to reach them (Crossref's etiquette)."""
    contact = f"; mailto:{settings.CONTACT_EMAIL}" if settings.CONTACT_EMAIL else ""
    return {
        "Host": address.host_header,
        "User-Agent": f"fibro-site/{settings.VERSION} ({settings.BASE_URL}{contact})",
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }


def pieces(response: HTTPResponse, limit: int, deadline: Deadline) -> Iterator[bytes]:
    """The body, unpacked, as it comes. Raises TooLarge as soon as it is known to be."""
    if (response.length_remaining or 0) > limit:
        raise TooLarge
    size = 0
    while True:
        with in_plain_words(deadline):
            piece = response.read1(PIECE)
        if not piece:
            return
        size += len(piece)
        if size > limit:
            raise TooLarge
        yield piece


@contextlib.contextmanager
def in_plain_words(deadline: Deadline) -> Iterator[None]:
    """Turn whatever a connection raises into a WebError."""
    try:
        yield
    except urllib3.exceptions.NewConnectionError as error:  # a time-out to urllib3, for history's sake
        raise Unavailable(is_passing=True) from error
    except (TimeoutError, urllib3.exceptions.TimeoutError) as error:
        raise TooSlow from error
    except urllib3.exceptions.DecodeError as error:
        raise Garbled from error
    except (ssl.SSLCertVerificationError, urllib3.exceptions.SSLError) as error:
        raise Unavailable(_("The server could not prove that it is the one that was asked.")) from error
    except (OSError, HTTPException, urllib3.exceptions.HTTPError) as error:
        if deadline.left <= 0:
            raise TooSlow from error
        raise Unavailable(is_passing=True) from error
    if deadline.left <= 0:
        raise TooSlow


def redirect(url: str, response: HTTPResponse) -> str | None:
    """Where an answer sends us, if it does."""
    location = response.headers.get("Location")
    if response.status not in REDIRECTS or not location:
        return None
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise Refused from error


def demand_success(response: HTTPResponse) -> None:
    status = response.status
    if 200 <= status < 300:
        return
    if status in {404, 410}:
        raise NotFound
    raise Unavailable(
        _("The server answered with the error %(status)s.") % {"status": status},
        status=status,
        is_passing=status in PASSING,
        wait=asked_wait(response.headers.get("Retry-After", "")),
    )


def asked_wait(retry_after: str) -> float | None:
    """How many seconds the server asks us to stay away (RFC 9110, 10.2.3): a number of them, or a date."""
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after)
    try:
        return max(parsedate_to_datetime(retry_after).timestamp() - time.time(), 0.0)
    except (ValueError, OverflowError):
        return None


def pause(number: int) -> float:
    """Seconds to wait after so many tries: twice as long each time, and not all of us at the same moment."""
    return random.uniform(0.5, 1) * min(FIRST_WAIT * 2 ** (number - 1), LONGEST_WAIT)  # noqa: S311 -- guards nothing
