"""A copy of the database gives nobody a second factor: seeds and recovery codes are sealed, old ones too."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.apps import apps
from django.contrib.auth.models import AbstractUser
from django.db import connection
from django.test import Client

from fibro_site.accounts import second_factors
from intake.encryption import key_ring, primitives
from tests import database_copy
from tests.conftest import PASSWORD
from tests.fibro_site.accounts.authenticator import compute_code

pytestmark = pytest.mark.django_db


def test_copied_database_holds_no_seed_and_no_recovery_code(dora: AbstractUser) -> None:
    seed = totp.generate_totp_secret()
    factor = totp.TOTP.activate(dora, seed)
    recovery = RecoveryCodes.activate(dora)
    codes = recovery.generate_codes()
    guesses = database_copy.guesses(Authenticator._meta.db_table)
    assert any(guess.startswith(second_factors.MARK) for guess in guesses)
    for guess in guesses:
        try:
            attempt = compute_code(guess)
        except ValueError:
            continue
        assert not factor.validate_code(attempt), guess
    text = "\n".join(database_copy.values())
    for secret in (seed, second_factors.unseal_seed(recovery.instance.data["seed"]), *codes):
        assert secret not in text
    assert factor.validate_code(compute_code(seed))
    assert recovery.validate_code(codes[0])
    assert not recovery.validate_code(codes[0])


def test_seed_being_set_up_is_not_stored_in_clear(client: Client, dora: AbstractUser) -> None:
    client.post("/account/login/", {"login": "dora", "password": PASSWORD})
    address = "/account/2fa/totp/activate/"
    client.post(f"/account/reauthenticate/?next={address}", {"password": PASSWORD})
    page = client.get(address)
    seed = client.session["mfa.totp.secret"]
    assert seed in page.content.decode()
    assert seed not in "\n".join(database_copy.values())


def test_seed_sealed_with_another_key_cannot_be_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = second_factors.seal_seed("JBSWY3DPEHPK3PXP")
    other = primitives.StaffKey.generate()
    monkeypatch.setattr(key_ring, "load_staff_key", lambda: other)
    with pytest.raises(primitives.SealError):
        second_factors.unseal_seed(sealed)


def old_factors(user: AbstractUser, other: AbstractUser) -> tuple[str, str]:
    """Rows as allauth stores them without our adapter."""
    seed, recovery_seed = totp.generate_totp_secret(), RecoveryCodes.generate_seed()
    Authenticator.objects.create(user=user, type="totp", data={"secret": seed})
    Authenticator.objects.create(user=user, type="recovery_codes", data={"seed": recovery_seed, "used_mask": 0})
    Authenticator.objects.create(user=other, type="recovery_codes", data={"migrated_codes": ["12345678", "87654321"]})
    Authenticator.objects.create(user=user, type="webauthn", data={"name": "key", "credential": {}})
    return seed, recovery_seed


def test_migration_seals_old_seeds(dora: AbstractUser, cleo: AbstractUser) -> None:
    seed, recovery_seed = old_factors(dora, cleo)
    # As allauth reads them without our adapter.
    with pytest.MonkeyPatch.context() as without_ours:
        without_ours.setattr(second_factors, "unseal_seed", lambda stored: stored)
        before = {factor.pk: factor.wrap() for factor in Authenticator.objects.filter(type="recovery_codes")}
        codes = {pk: recovery.generate_codes() for pk, recovery in before.items()}

    seal = import_module("fibro_site.migrations.0001_seal_secrets").seal_second_factors
    for _ in range(2):
        seal(apps, SimpleNamespace(connection=connection))

    text = "\n".join(database_copy.values(Authenticator._meta.db_table))
    for secret in (seed, recovery_seed, "12345678", "87654321"):
        assert secret not in text
    assert totp.validate_totp_code(second_factors.unseal_seed(factor_data(dora)["secret"]), compute_code(seed))
    for pk, expected in codes.items():
        recovery = Authenticator.objects.get(pk=pk).wrap()
        assert recovery.generate_codes() == expected
        assert recovery.validate_code(expected[0])
    assert Authenticator.objects.get(type="webauthn").data == {"name": "key", "credential": {}}


@pytest.mark.parametrize("kind", ["totp", "recovery_codes"])
def test_factor_planted_in_clear_is_refused(client: Client, dora: AbstractUser, kind: str) -> None:
    """Somebody who can write to the database but holds no key may have put it there."""
    seed = totp.generate_totp_secret()
    totp.TOTP.activate(dora, totp.generate_totp_secret())
    if kind == "totp":
        Authenticator.objects.filter(user=dora).update(data={"secret": seed})
        planted = compute_code(seed)
    else:
        Authenticator.objects.create(user=dora, type=kind, data={"migrated_codes": ["12345678"]})
        planted = "12345678"
    client.post("/account/login/", {"login": "dora", "password": PASSWORD})
    answer = client.post("/account/2fa/authenticate/", {"code": planted})
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session


def factor_data(user: AbstractUser) -> dict[str, str]:
    return Authenticator.objects.get(user=user, type="totp").data
