"""Seals the seeds of second factors with a key that only staff processes have, and that is not in the database."""

import base64

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator

from intake.encryption import key_ring, primitives

# No seed begins with this: seeds are base32, hex or digits.
MARK = "sealed:"
SEED_PURPOSE = "accounts.second-factor"
SEED_CONTEXT = "fibro_site.second-factor"


class SealingMfaAdapter(DefaultMFAAdapter):
    """The adapter that allauth calls for each seed, recovery seed and recovery code that it stores or reads."""

    def encrypt(self, text: str) -> str:
        return seal_seed(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal_seed(encrypted_text)


def seal_seed(seed: str) -> str:
    return MARK + base64.b64encode(primitives.seal_bytes(get_seed_key(), seed.encode(), context=SEED_CONTEXT)).decode()


def unseal_seed(stored: str) -> str:
    """Return the seed. Raises SealError if it was sealed with another key, or not at all.

    A migration has sealed all older seeds, so one in clear was put there by somebody who can write to the database.
    """
    if not stored.startswith(MARK):
        raise primitives.SealError("This seed was never sealed.")
    sealed = base64.b64decode(stored.removeprefix(MARK))
    return key_ring.unseal_with_staff_key(SEED_PURPOSE, sealed, context=SEED_CONTEXT).decode()


def reseal_seeds() -> tuple[int, int]:
    """Seal the second factors of all accounts under the current staff key, in the caller's transaction.

    Return how many were sealed, and how many do not open and stay as they are. Raises KeyUnavailable.
    """
    done = left = 0
    for factor in Authenticator.objects.select_for_update().order_by("pk"):
        try:
            resealed = reseal_value(factor.data)
        except (primitives.SealError, ValueError):
            left += 1
            continue
        if resealed != factor.data:
            factor.data = resealed
            factor.save(update_fields=["data"])
            done += 1
    return done, left


def reseal_value(value: object) -> object:
    """Return what an authenticator stores, with every sealed text in it sealed anew."""
    if isinstance(value, dict):
        return {name: reseal_value(part) for name, part in value.items()}
    if isinstance(value, list):
        return [reseal_value(part) for part in value]
    if isinstance(value, str) and value.startswith(MARK):
        return seal_seed(unseal_seed(value))
    return value


def get_seed_key() -> bytes:
    return key_ring.load_staff_key().key_for(SEED_PURPOSE)
