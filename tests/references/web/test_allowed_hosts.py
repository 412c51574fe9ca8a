"""No URL of a record leads into a private network."""

import socket
from typing import Any

import pytest

from references.web import allowed_hosts, client
from references.web.errors import Unavailable, UrlRefused

PUBLIC = "93.184.215.14"
OTHER_PUBLIC = "2606:2800:21f:cb07:6820:80da:af6b:8b2c"


@pytest.mark.parametrize(
    "number",
    [
        *("0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.8.8.8", "169.254.169.254", "172.16.0.1", "172.31.9.9"),  # noqa: S104
        *("192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1"),
        *("224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "::7f00:1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1"),
        *("100::1", "2001::1", "2001:db8::1", "3fff::1", "5f00::1"),
        # IPv4 in IPv6: mapped, translated, translated locally, Teredo, 6to4 (also of a public one).
        *("::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "64:ff9b:1::1"),
        *("2001:0:7f00:1::", "2002:7f00:1::", "2002:5db8:d70e::1"),
    ],
)
def test_non_public_ip_addresses_are_detected(number: str) -> None:
    assert not allowed_hosts.is_public_ip(number)


@pytest.mark.parametrize(
    "number", [PUBLIC, OTHER_PUBLIC, "8.8.8.8", "192.0.1.1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2a00:1450:4001::1"]
)
def test_public_ip_addresses_are_allowed(number: str) -> None:
    assert allowed_hosts.is_public_ip(number)


@pytest.mark.parametrize(
    "url",
    [
        *("", "   ", "example.org", "//example.org/", "/path", "http://", "https:///path", "http://:80/"),
        *("ftp://example.org/", "file:///etc/passwd", "gopher://127.0.0.1:6379/_INFO", "javascript:alert(1)"),
        *("data:text/plain,a", "jar:http://example.org!/", "mailto:ada@example.org"),
        *("http://user@example.org/", "http://user:word@example.org/", "http://example.org@127.0.0.1/"),
        *(
            "http://example.org:99999/",
            "http://example.org:-1/",
            "http://example.org:a/",
            "http://[::1",
            "http://[::1%25lo]/",
        ),
        *("http://exa mple.org/", "http://%31%32%37.0.0.1/"),
    ],
)
def test_other_urls_are_refused(url: str) -> None:
    with pytest.raises(UrlRefused):
        allowed_hosts.resolve_allowed_ips(allowed_hosts.parse_web_url(url))


# The system's own resolver parses these without a name server.
@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/"),
        *(
            "http://0/",
            "http://localhost/",
            "http://LOCALHOST./",
            "http://[::1]/",
            "http://[::]/",
            "http://[::ffff:127.0.0.1]/",
        ),
        *("http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "https://192.168.0.1/", "http://[fd00::1]/"),
        *("http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/", "http://[0:0:0:0:0:ffff:7f00:1]/"),
    ],
)
def test_every_spelling_of_a_private_ip_address_is_refused(url: str) -> None:
    with pytest.raises(UrlRefused):
        allowed_hosts.resolve_allowed_ips(allowed_hosts.parse_web_url(url))


@pytest.mark.parametrize("url", [f"http://{PUBLIC}:22/", f"http://{PUBLIC}:6379/", f"https://{PUBLIC}:8443/"])
def test_other_ports_are_refused(url: str) -> None:
    with pytest.raises(UrlRefused):
        allowed_hosts.resolve_allowed_ips(allowed_hosts.parse_web_url(url))


def test_urls_are_parsed() -> None:
    address = allowed_hosts.parse_web_url("HTTPS://Example.ORG/a b?q=é\r\nHost: c#part")
    assert address == allowed_hosts.ParsedUrl("https", "example.org", 443, "/a%20b?q=%C3%A9%0D%0AHost:%20c")
    assert address.host_header == "example.org"
    assert allowed_hosts.parse_web_url("http://example.org\\@127.0.0.1/").host == "example.org"
    assert allowed_hosts.parse_web_url("http://example.org:8080").host_header == "example.org:8080"
    assert allowed_hosts.parse_web_url(f"http://[{OTHER_PUBLIC}]/").host_header == f"[{OTHER_PUBLIC}]"


class Resolver:
    """A fake of the system's resolver. It returns each answer once, and then repeats the last."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    def __call__(self, host: str, port: int, *_args: Any, **_options: Any) -> list[Any]:
        if host[0].isdigit():
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]
        self.asked += 1
        numbers = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if not numbers:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return [
            (socket.AF_INET6 if ":" in n else socket.AF_INET, socket.SOCK_STREAM, 6, "", (n, port)) for n in numbers
        ]


def test_host_with_one_private_ip_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Resolver([PUBLIC, "10.0.0.1"]))
    with pytest.raises(UrlRefused):
        allowed_hosts.resolve_allowed_ips(allowed_hosts.parse_web_url("http://names.example/"))


def test_unknown_host_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Resolver([]))
    with pytest.raises(Unavailable):
        allowed_hosts.resolve_allowed_ips(allowed_hosts.parse_web_url("http://names.example/"))


def test_connection_uses_the_checked_ip_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that resolves to a private address after the check leads nowhere."""
    resolver, called = Resolver([PUBLIC], ["127.0.0.1"]), []

    def connect(_self: socket.socket, address: Any) -> None:
        """A fake of the network in which nobody listens."""
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    monkeypatch.setattr(socket.socket, "connect", connect)
    with pytest.raises(Unavailable):
        client.fetch_url(
            "http://rebinding.example/", accept="*/*", limit=10, patience=client.Patience(total=5, tries=1)
        )
    assert (resolver.asked, called) == (1, [(PUBLIC, 80)])
