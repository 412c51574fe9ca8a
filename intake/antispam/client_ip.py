"""The IP address of a client, and the text that it counts under in a rate limit."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

# A household or a hospital ward has one IPv6 network, and each device in it takes a new address every day.
IPV6_NETWORK_BITS = 64
UNKNOWN = "unknown"


def identify_client(request: HttpRequest) -> str:
    """Return whom a request counts for: its IPv4 address or IPv6 network, or "unknown"."""
    return get_network(get_ip_address(request))


def identify_peer(peer: str) -> str:
    """Return whom a connection counts for, by the address and port that the web server gives."""
    return get_network(peer.rpartition(":")[0].strip("[]"))


def get_network(ip_address: str) -> str:
    """Return what all IP addresses of a household have in common, or "unknown"."""
    try:
        parsed = ipaddress.ip_address(ip_address)
    except ValueError:
        return UNKNOWN
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, IPV6_NETWORK_BITS), strict=False))


def get_ip_address(request: HttpRequest) -> str:
    """Return the IP address that a request came from, or "unknown".

    Each proxy appends the address that it heard from to X-Forwarded-For. With settings.PROXY_HOPS proxies of our own,
    the outermost wrote the entry that many from the end, and anybody may have written what stands before it. A header
    with fewer entries did not come through our proxies: then only the connection itself is trusted.
    """
    ip_address = request.META.get("REMOTE_ADDR", "")
    if settings.PROXY_HOPS:
        header = request.headers.get("X-Forwarded-For", "")
        entries = header.split(",")
        # An empty entry was sent by a stranger, for the proxy to append to. It counts as any other.
        if header and len(entries) >= settings.PROXY_HOPS:
            ip_address = entries[-settings.PROXY_HOPS]
    try:
        parsed = ipaddress.ip_address(strip_port(ip_address.strip()))
    except ValueError:
        return UNKNOWN
    return str(parsed.ipv4_mapped or parsed) if isinstance(parsed, ipaddress.IPv6Address) else str(parsed)


def strip_port(ip_address: str) -> str:
    """Return the IP address without a port: some proxies write `192.0.2.7:443` and `[2001:db8::7]:443`."""
    if ip_address.startswith("["):
        return ip_address[1:].partition("]")[0]
    return ip_address.partition(":")[0] if ip_address.count(":") == 1 else ip_address
