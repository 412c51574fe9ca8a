"""Public keys of other programs, to which answers are sealed so that nothing on their way reads them.

A key is that of one of two HPKE suites (RFC 9180), told by its length: X25519, which most libraries have, or
ML-KEM-768 with X25519, which a quantum computer does not open either. docs/sealed-format.md says how a program opens
what it is sent, and docs/examples/open_webhook.py does.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PublicKey, Suite
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from intake.encryption.primitives import BLOCK_BYTES, SUITE

X25519_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
X25519_BYTES, MLKEM_BYTES = 32, 1184
SUITE_NAMES = {
    X25519_BYTES: "X25519, HKDF-SHA256, AES-256-GCM",
    MLKEM_BYTES + X25519_BYTES: "ML-KEM-768 + X25519, HKDF-SHA256, AES-256-GCM",
}


class UnusableKey(Exception):
    """Nothing can be sealed to it: it is cut, damaged, of another kind, or one that everybody could open."""


class PrivateKeyGiven(UnusableKey):
    """Somebody gave the private half, which nobody but the program itself may have."""


@dataclass(frozen=True)
class ReceiverKey:
    """The public key of another program."""

    raw: bytes

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a key in base64, or an X25519 key in PEM, and seal something to it. Raises UnusableKey."""
        key = cls(parse_pem(text) if "-----BEGIN" in text else parse_base64(text))
        key.seal(b"", info="")
        return key

    @property
    def id(self) -> str:
        """The first 16 hex digits of the SHA-256 of the key."""
        return hashlib.sha256(self.raw).hexdigest()[:16]

    @property
    def suite_name(self) -> str:
        return SUITE_NAMES[len(self.raw)]

    @cached_property
    def _key(self) -> tuple[Suite, X25519PublicKey | MLKEM768X25519PublicKey]:
        x25519 = X25519PublicKey.from_public_bytes(self.raw[-X25519_BYTES:])
        if len(self.raw) == X25519_BYTES:
            return X25519_SUITE, x25519
        return SUITE, MLKEM768X25519PublicKey(MLKEM768PublicKey.from_public_bytes(self.raw[:MLKEM_BYTES]), x25519)

    def seal(self, plain: bytes, *, info: str) -> bytes:
        """Return `enc` and the ciphertext of RFC 9180 in base mode, after each other. Raises UnusableKey."""
        if len(self.raw) not in SUITE_NAMES:
            raise UnusableKey("neither 32 nor 1216 bytes")
        if not any(self.raw[:MLKEM_BYTES]):
            raise UnusableKey("only zeros")
        try:
            suite, key = self._key
            return suite.encrypt(plain, key, info=info.encode())
        except ValueError as error:  # a point of small order, or numbers that no key has
            raise UnusableKey("not a usable point") from error

    def to_text(self) -> str:
        return base64.b64encode(self.raw).decode()


def parse_base64(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise UnusableKey("not base64") from error


def parse_pem(text: str) -> bytes:
    if re.search(r"-----BEGIN [A-Z ]*PRIVATE KEY-----", text):
        raise PrivateKeyGiven("a private key")
    try:
        key = load_pem_public_key(text.strip().encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UnusableKey("not a public key") from error
    if not isinstance(key, X25519PublicKey):
        raise UnusableKey("another kind of key")
    return key.public_bytes_raw()


def pad_json(plain: bytes) -> bytes:
    """Fill JSON up with spaces, so that its length says little about how much was answered."""
    return plain + b" " * (-len(plain) % BLOCK_BYTES)
