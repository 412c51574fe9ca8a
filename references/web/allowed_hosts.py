"""Which hosts may be asked.

Addresses come from records that anybody may have written. A server that asked whatever it is told would reach what
only this network should: other services on this machine, a router, a cloud's key store. So a name is resolved once,
every number it resolves to must be public, and the connection goes to such a number and nowhere else: a name that
resolves differently the next time changes nothing.
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
# An IPv4 address behind a translator stands in the last 32 bits (RFC 6052).
NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Special purposes that one Python version or another leaves out (IANA special-purpose address registries): protocol
# assignments with Teredo, 6to4 and its relays, documentation.
SPECIAL_NETWORKS = [
    ipaddress.ip_network(network)
    for network in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
]


@dataclass(frozen=True)
class ParsedUrl:
    """A web address, taken apart once, so that what is checked is what is asked."""

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
        """RFC 9110, 7.2: the port only where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


def parse_web_url(url: str) -> ParsedUrl:
    """Take an address apart. Raises Refused if it is no plain address of the web."""
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
    """The numeric addresses to connect to, in the resolver's order.

    The operator's own setting may name a host of the clinic's network: `trusted` is its origin, and lets that one pass.
    Raises Refused if one number is not public or the port is none of the web's; Unavailable if the name is unknown.
    """
    if url.origin != trusted and url.port not in DEFAULT_PORTS.values():
        raise UrlRefused
    found = resolve_host(url.host, url.port)
    if url.origin != trusted and not all(map(is_public_ip, found)):
        raise UrlRefused
    return found


def resolve_host(host: str, port: int) -> list[str]:
    """What the system's resolver says; its own time limit holds. Raises Unavailable."""
    try:
        results = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unavailable(is_passing=True) from error
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in results))


def is_public_ip(number: str) -> bool:
    """Whether a numeric address belongs to the public internet."""
    ip_address = ipaddress.ip_address(number)
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
