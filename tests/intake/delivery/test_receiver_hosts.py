"""Nothing is sent into a private network, but to hosts that the settings name."""

import socket
import threading
import time

import pytest
from pytest_django import Settings

from intake.delivery import receiver_hosts
from intake.delivery.errors import TransportError
from intake.delivery.receiver_hosts import HostNotAllowed


@pytest.mark.parametrize(
    "number",
    [
        *("0.0.0.0", "10.0.0.1", "100.64.0.1", "127.8.8.8", "169.254.169.254", "172.16.0.1", "192.168.1.1"),  # noqa: S104
        *("224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fd00:ec2::254", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:100.64.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"),
    ],
)
def test_non_public_ip_addresses_are_detected(number: str) -> None:
    assert not receiver_hosts.is_public_ip(number)


@pytest.mark.parametrize("number", ["8.8.8.8", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2a00:1450:4001::1"])
def test_public_ip_addresses_are_allowed(number: str) -> None:
    assert receiver_hosts.is_public_ip(number)


@pytest.mark.parametrize(
    "url",
    [
        *("", "example.org", "https://", "ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)"),
        *("http://example.org/", "https://user:word@example.org/", "https://example.org:99999/", "https://[::1%25lo]/"),
        # Ways to write 127.0.0.1.
        *("https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/", "https://127.1/", "https://[::1]/"),
    ],
)
def test_other_urls_are_refused(url: str) -> None:
    with pytest.raises(HostNotAllowed):
        receiver_hosts.resolve_allowed_ips(receiver_hosts.parse_receiver_url(url), seconds=5)


def test_settings_allow_one_host_and_port(settings: Settings) -> None:
    settings.DELIVERY_ALLOWED_HOSTS = ["localhost:8080"]
    assert receiver_hosts.resolve_allowed_ips(
        receiver_hosts.parse_receiver_url("http://LOCALHOST:8080/fhir"), seconds=5
    )
    with pytest.raises(HostNotAllowed):
        receiver_hosts.parse_receiver_url("http://localhost:8081/")


def test_silent_name_server_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    has_ended = threading.Event()

    def say_nothing(*_: object, **__: object) -> list[object]:
        has_ended.wait(30)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", say_nothing)
    began = time.monotonic()
    with pytest.raises(TransportError, match="name too slow"):
        receiver_hosts.resolve_allowed_ips(receiver_hosts.parse_receiver_url("https://example.org/"), seconds=0.05)
    assert time.monotonic() - began < 10
    has_ended.set()


def test_unknown_name_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(TransportError, match="name unknown"):
        receiver_hosts.resolve_name("example.org", 443, 5)
