"""The address that a mail server returns an email to a patient to, if it finds out later that nobody takes it.

Each email has one of its own, `bounces+ID.PROOF@...`, below the setting BOUNCE_EMAIL (variable envelope return path).
It says which delivery came back, and proves that this site made it: nobody else can have a delivery marked. It holds
nothing of the patient.
"""

import base64
import binascii
import hashlib
import hmac
import re
import uuid

from django.conf import settings

from intake.encryption import key_ring
from intake.encryption.primitives import StaffKey

PURPOSE = "delivery/return-address"
PROOF_BYTES = 10
# What follows the plus sign: base32 of an id of 16 bytes and of the proof, in small letters, which servers keep.
DETAIL = re.compile(r"\+([a-z2-7]{26})\.([a-z2-7]{16})@", re.IGNORECASE | re.ASCII)


def build_return_address(delivery_id: uuid.UUID) -> str:
    """Return the address of one delivery; empty without BOUNCE_EMAIL: then it returns to the sender.

    Raises KeyUnavailable in a process of the public role.
    """
    name, _at, host = settings.BOUNCE_EMAIL.rpartition("@")
    if not name:
        return ""
    proof = compute_proof(delivery_id, key_ring.load_staff_key())
    return f"{name}+{encode(delivery_id.bytes)}.{encode(proof)}@{host}"


def find_delivery_id(addresses: str) -> uuid.UUID | None:
    """Return the delivery that the first genuine return address in a text is of. Raises KeyUnavailable."""
    for found in DETAIL.finditer(addresses):
        raw, proof = decode(found[1]), decode(found[2])
        if len(raw) == 16 and is_genuine(uuid.UUID(bytes=raw), proof):
            return uuid.UUID(bytes=raw)
    return None


def is_genuine(delivery_id: uuid.UUID, proof: bytes) -> bool:
    keys = (key_ring.load_staff_key(), *key_ring.list_former_staff_keys())
    return any(hmac.compare_digest(compute_proof(delivery_id, key), proof) for key in keys)


def compute_proof(delivery_id: uuid.UUID, key: StaffKey) -> bytes:
    return hmac.digest(key.key_for(PURPOSE), delivery_id.bytes, hashlib.sha256)[:PROOF_BYTES]


def encode(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()


def decode(text: str) -> bytes:
    try:
        return base64.b32decode(text.upper() + "=" * (-len(text) % 8))
    except binascii.Error:
        return b""
