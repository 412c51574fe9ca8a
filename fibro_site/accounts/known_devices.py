"""Devices on which somebody has signed in before: strangers' guesses elsewhere do not lock them out.

A device is known by a signed cookie that no script can read. It names no account: it holds a random number, and a keyed
hash of each name that has signed in on the device.
"""

import secrets
import unicodedata
from dataclasses import dataclass, replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

DEVICE_SALT = "fibro_site.known_devices"
# Colleagues may share a computer.
MAX_DEVICE_NAMES = 20


@dataclass(frozen=True)
class KnownDevice:
    number: str
    names: tuple[str, ...] = ()

    def knows(self, name: str) -> bool:
        return hash_name(name) in self.names


def read_device(request: HttpRequest) -> KnownDevice | None:
    """Return the device that a request comes from, or None if nobody has signed in on it before."""
    value = request.get_signed_cookie(
        settings.DEVICE_COOKIE_NAME, default=None, salt=DEVICE_SALT, max_age=settings.DEVICE_COOKIE_AGE
    )
    if not value:
        return None
    number, *names = value.split(".")
    return KnownDevice(number, tuple(names))


def remember_device(request: HttpRequest, response: HttpResponse, name: str) -> None:
    """Set the cookie that says that this name has signed in on the device, second factor included."""
    device = read_device(request) or KnownDevice(secrets.token_hex(16))
    others = [other for other in device.names if other != hash_name(name)]
    device = replace(device, names=(hash_name(name), *others)[:MAX_DEVICE_NAMES])
    response.set_signed_cookie(
        settings.DEVICE_COOKIE_NAME,
        ".".join((device.number, *device.names)),
        salt=DEVICE_SALT,
        max_age=settings.DEVICE_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def hash_name(name: str) -> str:
    return salted_hmac(DEVICE_SALT, normalize_name(name), algorithm="sha256").hexdigest()[:32]


def normalize_name(name: str) -> str:
    """Return a name as names are compared: without differences of case, width and surrounding space."""
    return unicodedata.normalize("NFKC", name).strip().casefold()
