"""What shows that one of this site's own processes wrote something: a proof under a key that no database holds.

Staff's processes make a MAC (HMAC-SHA256) under the staff key. A public process may not have that key, so it signs
(Ed25519) with one of its own: whoever breaks into it can speak as a visitor, and as nobody else.
"""

import base64
import binascii
import hashlib
import hmac

from intake.encryption import key_ring

MAC_PREFIX, SIGNATURE_PREFIX = "mac:", "sig:"


def create_proof(purpose: str, text: str) -> str:
    """A proof that this process wrote `text`. Empty where it has neither key: then nobody can tell."""
    try:
        return MAC_PREFIX + compute_mac(purpose, text)
    except key_ring.KeyUnavailable:
        pass
    try:
        return (
            SIGNATURE_PREFIX
            + base64.b64encode(key_ring.load_signing_key().sign(build_proof_message(purpose, text))).decode()
        )
    except key_ring.KeyUnavailable:
        return ""


def is_proven_by_staff(purpose: str, text: str, proof: str) -> bool:
    """Whether a staff process wrote it.

    Raises keyring.KeyUnavailable in a process of the public role.
    """
    return hmac.compare_digest((MAC_PREFIX + compute_mac(purpose, text)).encode(), proof.encode())


def is_signed_by_public(purpose: str, text: str, proof: str) -> bool:
    """Whether a public process signed it; False, too, where its verifying key is not here."""
    if not proof.startswith(SIGNATURE_PREFIX):
        return False
    try:
        signature = base64.b64decode(proof.removeprefix(SIGNATURE_PREFIX), validate=True)
        return key_ring.load_verifying_key().verifies(build_proof_message(purpose, text), signature)
    except (binascii.Error, key_ring.KeyUnavailable):
        return False


def compute_mac(purpose: str, text: str) -> str:
    return hmac.new(key_ring.load_staff_key().key_for(purpose), text.encode(), hashlib.sha256).hexdigest()


def build_proof_message(purpose: str, text: str) -> bytes:
    return f"{purpose}:{text}".encode()
