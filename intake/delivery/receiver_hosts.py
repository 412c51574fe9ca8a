"""Decides to which hosts something may be sent.

The URL of a receiver is typed by a person. A server that connects to any URL could reach what only this network should:
other services on this machine, a router, the key store of a cloud. So a name is resolved once, every IP address that it
resolves to must be public, and the connection goes to one of these: a name that resolves differently the next time
changes nothing. A receiver in the clinic's own network is named in the setting DELIVERY_ALLOWED_HOSTS.

A person could also have all answers sent to a server of their own. So those go only to a host that whoever runs the
site has named in ANSWERS_ALLOWED_HOSTS.
"""

import ipaddress
import queue
import socket
import threading
from dataclasses import dataclass

from django.conf import settings
from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from intake.delivery.errors import TransportError

DEFAULT_PORTS = {"http": 80, "https": 443}
# All that is assigned for the public internet (IANA IPv6 Global Unicast Address Space).
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
# The last 32 bits are an IPv4 address behind a translator (RFC 6052).
NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Special-purpose networks that some Python versions do not know (IANA special-purpose address registries):
# carrier-grade NAT, protocol assignments with Teredo, 6to4 and its relays, documentation.
SPECIAL_NETWORKS = [
    ipaddress.ip_network(network)
    for network in (
        "100.64.0.0/10",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
    )
]


class HostNotAllowed(Exception):
    """Nothing may be sent to this URL."""


@dataclass(frozen=True)
class ReceiverUrl:
    """The parts of a URL. It is parsed once, so that what is requested is what was checked."""

    scheme: str
    host: str
    port: int
    # Path and query.
    target: str

    @property
    def host_header(self) -> str:
        """The value of the Host header: the port is left out if it is the default (RFC 9110, 7.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def is_listed(self) -> bool:
        """Whether the settings allow this host, wherever it is: `host`, for its default port, or `host:port`."""
        return self.host_header.lower() in settings.DELIVERY_ALLOWED_HOSTS

    @property
    def may_get_answers(self) -> bool:
        """Whether the settings let answers go to this host: `host`, for its default port, or `host:port`."""
        return self.host_header.lower() in settings.ANSWERS_ALLOWED_HOSTS


def parse_receiver_url(url: str) -> ReceiverUrl:
    """Parse a URL. Raise HostNotAllowed if it is no HTTPS URL, nor HTTP to a host that the settings list."""
    try:
        parts = parse_url(url.strip())
    except LocationParseError as error:
        raise HostNotAllowed from error
    scheme, host = parts.scheme or "", (parts.host or "").strip("[]").rstrip(".")
    if scheme not in DEFAULT_PORTS or not host or "%" in host or parts.auth is not None:
        raise HostNotAllowed
    port = parts.port if parts.port is not None else DEFAULT_PORTS[scheme]
    parsed = ReceiverUrl(scheme, host, port, parts.request_uri)
    if scheme == "http" and not parsed.is_listed:
        raise HostNotAllowed
    return parsed


def resolve_allowed_ips(url: ReceiverUrl, *, seconds: float) -> list[str]:
    """Return the IP addresses to connect to, in the order of the resolver.

    Raises HostNotAllowed if one of them is not public and the settings do not list the host, and TransportError if the
    name is unknown, or the name server says nothing for so long.
    """
    found = resolve_name(url.host, url.port, seconds)
    if not url.is_listed and not all(map(is_public_ip, found)):
        raise HostNotAllowed
    return found


def resolve_name(host: str, port: int, seconds: float) -> list[str]:
    """Return the IP addresses of a host. Raises TransportError.

    The system's resolver has no time-out that a program could set, and may wait half a minute for a silent name server.
    So it is asked in a thread, which is left to end by itself.
    """
    answers: queue.SimpleQueue[list[str] | None] = queue.SimpleQueue()

    def resolve() -> None:
        try:
            results = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            answers.put(None)
        else:
            answers.put(list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in results)))

    threading.Thread(target=resolve, daemon=True).start()
    try:
        found = answers.get(timeout=max(seconds, 0))
    except queue.Empty as error:
        raise TransportError("name too slow") from error
    if found is None:
        raise TransportError("name unknown")
    return found


def is_public_ip(address: str) -> bool:
    """Return whether an IP address belongs to the public internet."""
    ip_address = ipaddress.ip_address(address)
    if isinstance(ip_address, ipaddress.IPv6Address):
        if ip_address in NAT64:
            ip_address = ipaddress.IPv4Address(int(ip_address) & 0xFFFFFFFF)
        elif ip_address.ipv4_mapped:
            ip_address = ip_address.ipv4_mapped
        elif ip_address not in GLOBAL_UNICAST:
            return False
    return (
        ip_address.is_global
        and not ip_address.is_multicast
        and not any(ip_address in network for network in SPECIAL_NETWORKS)
    )
