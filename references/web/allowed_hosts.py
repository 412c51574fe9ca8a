"""Decides which hosts may be asked.

URLs come from records that anybody may have written. A server that requests any URL could reach what only this network
should: other services on this machine, a router, the key store of a cloud. So a name is resolved once, every IP address
that it resolves to must be public, and the connection goes to one of these: a name that resolves differently the next
time changes nothing.
"""

import ipaddress
import socket
from dataclasses import dataclass

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from references.web.errors import Unavailable, UrlRefused

Origin = tuple[str, str, int]

DEFAULT_PORTS = {"http": 80, "https": 443}
# All that is assigned for the public internet (IANA IPv6 Global Unicast Address Space).
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
# The last 32 bits are an IPv4 address behind a translator (RFC 6052).
NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Special-purpose networks that some Python versions do not know (IANA special-purpose address registries): protocol
# assignments with Teredo, 6to4 and its relays, documentation.
SPECIAL_NETWORKS = [
    ipaddress.ip_network(network)
    for network in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
]


@dataclass(frozen=True)
class ParsedUrl:
    """The parts of a URL. It is parsed once, so that what is requested is what was checked."""

    scheme: str
    host: str
    port: int
    # Path and query.
    target: str

    @property
    def origin(self) -> Origin:
        return self.scheme, self.host, self.port

    @property
    def host_header(self) -> str:
        """The value of the Host header: the port is left out if it is the default (RFC 9110, 7.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


def parse_web_url(url: str) -> ParsedUrl:
    """Parse a URL. Raise UrlRefused if it is no plain HTTP or HTTPS URL."""
    try:
        parts = parse_url(url.strip())
    except LocationParseError as error:
        raise UrlRefused from error
    scheme, host = parts.scheme or "", (parts.host or "").strip("[]").rstrip(".")
    if scheme not in DEFAULT_PORTS or not host or "%" in host or parts.auth is not None:
        raise UrlRefused
    port = parts.port if parts.port is not None else DEFAULT_PORTS[scheme]
    return ParsedUrl(scheme, host, port, parts.request_uri)


def resolve_allowed_ips(url: ParsedUrl, trusted: Origin | None = None) -> list[str]:
    """Return the IP addresses to connect to, in the order of the resolver.

    `trusted` is the origin of a URL in the settings, which may be in the clinic's own network and is not checked.
    Raises UrlRefused if one of the IP addresses is not public or the port is neither 80 nor 443, and Unavailable if the
    name is unknown.
    """
    if url.origin != trusted and url.port not in DEFAULT_PORTS.values():
        raise UrlRefused
    found = resolve_host(url.host, url.port)
    if url.origin != trusted and not all(map(is_public_ip, found)):
        raise UrlRefused
    return found


def resolve_host(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host, within the time limit of the system's resolver. Raise Unavailable."""
    try:
        results = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unavailable(is_passing=True) from error
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in results))


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
