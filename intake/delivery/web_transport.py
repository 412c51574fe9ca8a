"""Posts to another server, once: limited in time and size, without redirects, and never into this network.

Nothing is retried, stored or logged here, and neither a URL nor a response is put into an error: the outbox stores the
error's code.
"""

import contextlib
import functools
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPException

import urllib3.exceptions
from django.conf import settings
from urllib3.connection import HTTPConnection, HTTPSConnection

from intake.delivery import receiver_hosts
from intake.delivery.errors import TransportError
from intake.delivery.receiver_hosts import HostNotAllowed, ReceiverUrl

# What of a response is read, unless the caller needs more.
RESPONSE_LIMIT = 4096


@dataclass(frozen=True)
class Response:
    """What a server answered: its status, and the beginning of its body."""

    status: int
    body: bytes
    is_cut: bool

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


def post_body(url: str, body: bytes, *, headers: Mapping[str, str], limit: int = RESPONSE_LIMIT) -> Response:
    """Post a body, and return the response with at most `limit` bytes of its own.

    It takes at most DELIVERY_WEB_SECONDS, however slowly the server, or the name server, answers. A redirect is
    not followed: it is a response like any other. Raises TransportError.
    """
    end = time.monotonic() + settings.DELIVERY_WEB_SECONDS
    try:
        parsed = receiver_hosts.parse_receiver_url(url)
        connection = open_connection(parsed, end)
    except HostNotAllowed as error:
        raise TransportError("host not allowed", permanent=True) from error
    # Every read has a time-out, but a server that sends single bytes could stay below it for ever.
    watchdog = threading.Timer(max(end - time.monotonic(), 0), shut_down_socket, [connection.sock])
    watchdog.start()
    with contextlib.ExitStack() as stack:
        stack.callback(connection.close)
        stack.callback(watchdog.cancel)
        with translate_errors(end):
            connection.request(
                "POST",
                parsed.target,
                body=body,
                headers={**build_own_headers(parsed), **headers},
                preload_content=False,
            )
            response = stack.enter_context(connection.getresponse())
        # The server has answered: whatever becomes of the rest of its body, its status stands.
        with contextlib.suppress(TransportError), translate_errors(end):
            found = response.read(limit + 1)
            return Response(response.status, found[:limit], is_cut=len(found) > limit)
        return Response(response.status, b"", is_cut=True)


def open_connection(parsed: ReceiverUrl, end: float) -> HTTPConnection:
    """Connect to the first of the checked IP addresses that answers. Raise HostNotAllowed or TransportError."""
    failure = TransportError("unreachable")
    for ip_address in receiver_hosts.resolve_allowed_ips(parsed, seconds=end - time.monotonic()):
        connection = build_connection(ip_address, parsed, max(end - time.monotonic(), 0.001))
        try:
            with translate_errors(end):
                connection.connect()
        except TransportError as error:
            connection.close()
            failure = error
        else:
            return connection
    raise failure


def build_connection(ip_address: str, parsed: ReceiverUrl, timeout: float) -> HTTPConnection:
    if parsed.scheme == "http":
        return HTTPConnection(ip_address, parsed.port, timeout=timeout)
    # The certificate must be for the host name, whatever its IP address.
    return HTTPSConnection(
        ip_address, parsed.port, timeout=timeout, server_hostname=parsed.host, ssl_context=get_ssl_context()
    )


@functools.cache
def get_ssl_context() -> ssl.SSLContext:
    """Return the context that trusts the certificates of the system, or those in `SSL_CERT_FILE`."""
    return ssl.create_default_context()


def shut_down_socket(connection: socket.socket) -> None:
    """End every wait on a connection, which may be closed already."""
    with contextlib.suppress(OSError):
        socket.socket.shutdown(connection, socket.SHUT_RDWR)


def build_own_headers(parsed: ReceiverUrl) -> dict[str, str]:
    return {
        "Host": parsed.host_header,
        "User-Agent": f"fibro-site/{settings.VERSION}",
        # A small compressed body could become a large one.
        "Accept-Encoding": "identity",
        "Connection": "close",
    }


@contextlib.contextmanager
def translate_errors(end: float) -> Iterator[None]:
    """Turn every exception of a connection into a TransportError."""
    try:
        yield
    except urllib3.exceptions.NewConnectionError as error:  # urllib3 makes it a subclass of its time-out
        raise TransportError("unreachable") from error
    except (TimeoutError, urllib3.exceptions.TimeoutError) as error:
        raise TransportError("too slow") from error
    except (ssl.SSLCertVerificationError, urllib3.exceptions.SSLError) as error:
        raise TransportError("not secure") from error
    except (OSError, HTTPException, urllib3.exceptions.HTTPError) as error:
        raise TransportError("too slow" if time.monotonic() >= end else "connection lost") from error
    if time.monotonic() >= end:
        raise TransportError("too slow")
