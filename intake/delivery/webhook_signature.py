"""Signs the messages of webhooks, and checks signatures as a receiver does.

Standard Webhooks, symmetric signatures (v1): HMAC-SHA256 over "id.timestamp.body". A secret is written `whsec_` and
base64 of 24 to 64 bytes.
"""

import base64
import hashlib
import hmac
from binascii import Error as Base64Error
from datetime import datetime

SECRET_PREFIX = "whsec_"  # noqa: S105 -- how a secret begins
LEAST_SECRET_BYTES, MOST_SECRET_BYTES = 24, 64


def parse_secret(text: str) -> bytes:
    """Return the bytes of a secret as people exchange it. Raises ValueError."""
    encoded = text.strip().removeprefix(SECRET_PREFIX)
    try:
        secret = base64.b64decode(encoded, validate=True)
    except Base64Error as error:
        raise ValueError("not base64") from error
    if not LEAST_SECRET_BYTES <= len(secret) <= MOST_SECRET_BYTES:
        raise ValueError("too short or too long")
    return secret


def sign_message(secret: bytes, body: bytes, *, message_id: str, at: datetime) -> dict[str, str]:
    """Return the headers that prove who sent a message, and when. A receiver refuses one that is minutes old."""
    timestamp = str(int(at.timestamp()))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{compute_signature(secret, body, message_id=message_id, timestamp=timestamp)}",
    }


def compute_signature(secret: bytes, body: bytes, *, message_id: str, timestamp: str) -> str:
    signed = f"{message_id}.{timestamp}.".encode() + body
    return base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode()
