"""Seals the seeds of second factors with a key that only staff processes have, and that is not in the database."""

import base64

from allauth.mfa.adapter import DefaultMFAAdapter

from intake.encryption import key_ring, primitives

# No seed begins with this: seeds are base32, hex or digits.
MARK = "sealed:"
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
    return primitives.unseal_bytes(
        get_seed_key(), base64.b64decode(stored.removeprefix(MARK)), context=SEED_CONTEXT
    ).decode()


def get_seed_key() -> bytes:
    return key_ring.load_staff_key().key_for("accounts.second-factor")
