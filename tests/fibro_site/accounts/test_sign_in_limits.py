"""Guessing passwords locks out the client that guesses, and nobody else."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.models import AbstractUser
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from fibro_site.accounts.sign_in_limits import CLIENT_RATE, CODE_RATES, PASSWORD_RATES
from intake.antispam import rate_limit
from intake.models import RateLimit, StaffRateLimit
from tests.conftest import PASSWORD as RIGHT
from tests.fibro_site.accounts.authenticator import compute_code

pytestmark = pytest.mark.django_db
STRANGER, CLINIC, HOME = "198.51.100.66", "192.0.2.10", "203.0.113.5"


def at(address: str, forwarded: str | None = None) -> Client:
    return Client(REMOTE_ADDR=address, **({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}))


def try_to_sign_in(client: Client, name: str, password: str) -> HttpResponse:
    return client.post("/account/login/", {"login": name, "password": password})


def guess(client: Client, name: str, times: int = PASSWORD_RATES.client_and_name.at_once) -> None:
    for number in range(times):
        assert is_refused(try_to_sign_in(client, name, f"guess {number}"))


def is_refused(response: HttpResponse) -> bool:
    return response.status_code == 200


def is_locked(response: HttpResponse) -> bool:
    return is_refused(response) and "Too many failed login attempts" in response.content.decode()


def test_guesser_is_locked_out_even_with_the_right_password(cleo: AbstractUser) -> None:
    guess(at(STRANGER), "cleo")
    assert is_locked(try_to_sign_in(at(STRANGER), "cleo", RIGHT))
    assert is_locked(try_to_sign_in(at(STRANGER), "  CLEO ", RIGHT))


def test_owner_of_a_locked_account_is_told_once(cleo: AbstractUser, mailoutbox: list[EmailMessage]) -> None:
    guess(at(STRANGER), "cleo")
    for client in (at(STRANGER), at(CLINIC)):
        guess(client, "cleo")
        try_to_sign_in(client, "cleo", RIGHT)
    (mail,) = mailoutbox
    assert mail.to == [cleo.email]
    assert "Too many failed sign-ins" in mail.subject
    assert f"IP address: {STRANGER}" in mail.body


def test_staff_limits_are_separate_from_public_limits(cleo: AbstractUser, settings: Settings) -> None:
    """The public database account may write its own limits. It must not be able to empty or use up those of staff's
    sign-in.
    """
    settings.ROLE = "staff"
    guess(at(STRANGER), "cleo")
    RateLimit.objects.all().delete()
    assert is_locked(try_to_sign_in(at(STRANGER), "cleo", RIGHT))

    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert rate_limit.delete_full_buckets()
    assert not StaffRateLimit.objects.exists()


def test_owner_can_still_sign_in_from_another_ip_address(cleo: AbstractUser) -> None:
    guess(at(STRANGER), "cleo")
    assert try_to_sign_in(at(CLINIC), "cleo", RIGHT).status_code == 302


def test_other_accounts_at_the_same_ip_address_are_not_locked_out(cleo: AbstractUser, ben: AbstractUser) -> None:
    guess(at(CLINIC), "cleo")
    assert try_to_sign_in(at(CLINIC), "ben", RIGHT).status_code == 302


@pytest.mark.parametrize("hops", [1, 2])
def test_clients_behind_a_proxy_are_counted_separately(cleo: AbstractUser, settings: Settings, hops: int) -> None:
    settings.PROXY_HOPS = hops
    outer = ", 10.0.0.2" if hops == 2 else ""
    guess(at("10.0.0.1", f"{STRANGER}{outer}"), "cleo")
    assert is_locked(try_to_sign_in(at("10.0.0.1", f"{STRANGER}{outer}"), "cleo", RIGHT))
    assert try_to_sign_in(at("10.0.0.1", f"{CLINIC}{outer}"), "cleo", RIGHT).status_code == 302


@pytest.mark.parametrize("hops", [0, 1, 2])
def test_forged_forwarded_header_makes_no_new_client(cleo: AbstractUser, settings: Settings, hops: int) -> None:
    settings.PROXY_HOPS = hops
    written_by_proxies = ["", f", {STRANGER}", f", {STRANGER}, 10.0.0.2"][hops]
    remote = STRANGER if hops == 0 else "10.0.0.1"
    for number in range(PASSWORD_RATES.client_and_name.at_once):
        guess(at(remote, f"203.0.113.{number}{written_by_proxies}"), "cleo", 1)
    assert is_locked(try_to_sign_in(at(remote, f"203.0.113.99{written_by_proxies}"), "cleo", RIGHT))


def test_distributed_guesses_are_limited_and_known_devices_still_sign_in(cleo: AbstractUser) -> None:
    own = at(HOME)
    assert try_to_sign_in(own, "cleo", RIGHT).status_code == 302
    own.post("/account/logout/")
    for number in range(PASSWORD_RATES.name.at_once):
        guess(at(f"198.51.100.{number}"), "cleo", 1)
    assert is_locked(try_to_sign_in(at(CLINIC), "cleo", RIGHT))
    assert try_to_sign_in(own, "cleo", RIGHT).status_code == 302


def test_known_device_signs_in_from_a_locked_out_network(cleo: AbstractUser) -> None:
    own = at(STRANGER)
    assert try_to_sign_in(own, "cleo", RIGHT).status_code == 302
    own.post("/account/logout/")
    guess(at(STRANGER), "cleo")
    assert try_to_sign_in(own, "cleo", RIGHT).status_code == 302


def test_known_device_counts_only_for_its_own_accounts(cleo: AbstractUser, ben: AbstractUser) -> None:
    own = at(STRANGER)
    assert try_to_sign_in(own, "ben", RIGHT).status_code == 302
    own.post("/account/logout/")
    guess(own, "cleo")
    assert is_locked(try_to_sign_in(own, "cleo", RIGHT))
    guess(own, "ben", PASSWORD_RATES.device.at_once)
    assert is_locked(try_to_sign_in(own, "ben", RIGHT))


def test_device_cookie_is_signed_and_http_only(cleo: AbstractUser, settings: Settings) -> None:
    own = at(HOME)
    response = try_to_sign_in(own, "cleo", RIGHT)
    cookie = response.cookies[settings.DEVICE_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert "cleo" not in cookie.value
    forged = at(STRANGER)
    forged.cookies[settings.DEVICE_COOKIE_NAME] = ("1" if cookie.value[0] == "0" else "0") + cookie.value[1:]
    guess(forged, "cleo")
    assert is_locked(try_to_sign_in(forged, "cleo", RIGHT))


def test_wrong_password_sets_no_device_cookie(cleo: AbstractUser, settings: Settings) -> None:
    client = at(STRANGER)
    guess(client, "cleo", 1)
    assert settings.DEVICE_COOKIE_NAME not in client.cookies


def test_password_without_the_second_factor_sets_no_device_cookie(cleo: AbstractUser, settings: Settings) -> None:
    totp.TOTP.activate(cleo, totp.generate_totp_secret())
    client = at(STRANGER)
    assert try_to_sign_in(client, "cleo", RIGHT)["Location"] == "/account/2fa/authenticate/"
    assert settings.DEVICE_COOKIE_NAME not in client.cookies


def test_names_per_client_are_limited() -> None:
    with time_machine.travel(timezone.now(), tick=False):
        for number in range(CLIENT_RATE.at_once):
            guess(at(STRANGER), f"nobody{number}", 1)
        assert is_locked(try_to_sign_in(at(STRANGER), "somebody", "guess"))


def test_successful_sign_ins_are_not_counted(cleo: AbstractUser) -> None:
    for _time in range(PASSWORD_RATES.client_and_name.at_once + 2):
        client = at(CLINIC)
        assert try_to_sign_in(client, "cleo", RIGHT).status_code == 302


def test_lock_out_expires(cleo: AbstractUser) -> None:
    guess(at(STRANGER), "cleo")
    with time_machine.travel(timezone.now() + PASSWORD_RATES.client_and_name.interval + timedelta(seconds=1)):
        assert try_to_sign_in(at(STRANGER), "cleo", RIGHT).status_code == 302


def test_codes_are_limited_like_passwords(cleo: AbstractUser) -> None:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(cleo, secret)

    def at_the_second_step(address: str) -> Client:
        client = at(address)
        assert try_to_sign_in(client, "cleo", RIGHT).status_code == 302
        return client

    def send_code(client: Client, code: str) -> HttpResponse:
        return client.post("/account/2fa/authenticate/", {"code": code})

    # A code is good for half a minute, and a busy machine may take longer over this.
    with time_machine.travel(timezone.now(), tick=False):
        right = compute_code(secret)
        stranger = at_the_second_step(STRANGER)
        for number in range(CODE_RATES.client_and_name.at_once):
            assert is_refused(send_code(stranger, f"{number:06}"))
        assert is_locked(send_code(stranger, right))
        assert send_code(at_the_second_step(CLINIC), right).status_code == 302
