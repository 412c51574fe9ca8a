"""Keeps the seeds of second factors sealed, under a key that only staff processes have and the database does not."""

import base64

from allauth.mfa.adapter import DefaultMFAAdapter

from intake.encryption import key_ring, primitives

# No seed begins so: seeds are base32, hex or digits.
MARK = "sealed:"
SEED_CONTEXT = "fibro_site.second-factor"


class SealingMfaAdapter(DefaultMFAAdapter):
    """allauth asks it at each seed, recovery seed and recovery code that it keeps or reads."""

    def encrypt(self, text: str) -> str:
        return seal_seed(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal_seed(encrypted_text)


def seal_seed(seed: str) -> str:
    return MARK + base64.b64encode(primitives.seal_bytes(get_seed_key(), seed.encode(), context=SEED_CONTEXT)).decode()


def unseal_seed(stored: str) -> str:
    """The seed.

    Raises sealing.SealError if it was sealed under another key, or not at all: those from before were sealed by a
    migration, so that one in clear was put there by whoever can write to the database.
    """
    if not stored.startswith(MARK):
        raise primitives.SealError("This seed was never sealed.")
    return primitives.unseal_bytes(
        get_seed_key(), base64.b64decode(stored.removeprefix(MARK)), context=SEED_CONTEXT
    ).decode()


def get_seed_key() -> bytes:
    return key_ring.load_staff_key().key_for("accounts.second-factor")
