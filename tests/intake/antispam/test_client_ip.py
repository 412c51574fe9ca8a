"""The IP address of a client: only a configured proxy is trusted, and one IPv6 network is one client."""

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from intake.antispam import client_ip


@pytest.mark.parametrize(
    ("remote", "forwarded", "hops", "client"),
    [
        ("192.0.2.7", None, 0, "192.0.2.7"),
        ("192.0.2.7", "198.51.100.1", 0, "192.0.2.7"),
        ("10.0.0.1", "198.51.100.1", 1, "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1", 1, "198.51.100.1"),
        ("10.0.0.1", None, 1, "10.0.0.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.2", 2, "198.51.100.1"),
        ("10.0.0.1", "9.9.9.9, 1.1.1.1, 198.51.100.1, 10.0.0.2", 2, "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1", 2, "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1:4711", 1, "198.51.100.1"),
        ("10.0.0.1", "[2001:db8:1:2::9]:4711", 1, "2001:db8:1:2::/64"),
        ("10.0.0.1", "nonsense", 1, "unknown"),
        # The client sent an empty header, and the proxy appended to it.
        ("10.0.0.1", ", 198.51.100.1", 1, "198.51.100.1"),
        ("", None, 0, "unknown"),
        ("2001:db8:1:2:3:4:5:6", None, 0, "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", None, 0, "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", None, 0, "192.0.2.7"),
    ],
)
def test_only_configured_proxies_are_trusted_for_the_ip_address(
    settings: Settings, remote: str, forwarded: str | None, hops: int, client: str
) -> None:
    settings.PROXY_HOPS = hops
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    request = RequestFactory().get("/", REMOTE_ADDR=remote, **headers)
    assert client_ip.identify_client(request) == client


@pytest.mark.parametrize(
    "peers", [("[2001:db8:1:2::9]:1", "[2001:db8:1:2:3:4:5:6]:2"), ("2001:db8:1:2::9:1", "2001:db8:1:2:3:4:5:6:2")]
)
def test_addresses_of_one_ipv6_network_are_one_client(peers: tuple[str, str]) -> None:
    assert {client_ip.identify_peer(peer) for peer in peers} == {"2001:db8:1:2::/64"}
    assert client_ip.identify_peer("192.0.2.7:1") == "192.0.2.7" != client_ip.identify_peer("192.0.2.8:1")
