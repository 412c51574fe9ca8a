"""Proofs that one of the site's own processes wrote something, under keys that are not in the database.

Staff processes make a MAC (HMAC-SHA256) under the staff key. A public process may not have that key, so it signs
(Ed25519) with a key of its own: whoever breaks into it can pass for a visitor, and for nobody else.
"""

import base64
import binascii
import hmac
from collections.abc import Sequence

from intake.encryption import key_ring
from intake.encryption.primitives import StaffKey

MAC_PREFIX, SIGNATURE_PREFIX = "mac:", "sig:"


def create_proof(purpose: str, text: str) -> str:
    """Return a proof that this process wrote `text`, or an empty string if it holds neither key."""
    try:
        return MAC_PREFIX + compute_mac(purpose, text, key_ring.load_staff_key())
    except key_ring.KeyUnavailable:
        pass
    try:
        signature = key_ring.load_signing_key().sign(build_proof_message(purpose, text))
    except key_ring.KeyUnavailable:
        return ""
    return SIGNATURE_PREFIX + base64.b64encode(signature).decode()


def is_proven_by_staff(purpose: str, text: str, proof: str, keys: Sequence[StaffKey] = ()) -> bool:
    """Return whether a staff process wrote `text`, under the staff key or one of before that this machine still has.

    Whoever has many to check loads these `keys` once. Raises KeyUnavailable in a process of the public role.
    """
    current = keys[0] if keys else key_ring.load_staff_key()
    if not proof.startswith(MAC_PREFIX):
        return False
    if is_mac(current, purpose, text, proof):
        return True
    former_keys = keys[1:] if keys else key_ring.list_former_staff_keys()
    return any(is_mac(former, purpose, text, proof) for former in former_keys)


def is_mac(key: StaffKey, purpose: str, text: str, proof: str) -> bool:
    return hmac.compare_digest((MAC_PREFIX + compute_mac(purpose, text, key)).encode(), proof.encode())


def is_signed_by_public(purpose: str, text: str, proof: str) -> bool:
    """Return whether a public process signed `text`. False, too, if this process lacks the verifying key."""
    if not proof.startswith(SIGNATURE_PREFIX):
        return False
    try:
        signature = base64.b64decode(proof.removeprefix(SIGNATURE_PREFIX), validate=True)
        return key_ring.load_verifying_key().verifies(build_proof_message(purpose, text), signature)
    except (binascii.Error, key_ring.KeyUnavailable):
        return False


def compute_mac(purpose: str, text: str, key: StaffKey) -> str:
    return hmac.digest(key.key_for(purpose), text.encode(), "sha256").hex()


def build_proof_message(purpose: str, text: str) -> bytes:
    return f"{purpose}:{text}".encode()
