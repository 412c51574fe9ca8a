"""Sealing: makes what a patient tells us unreadable before it reaches the database.

Each submission has a data key of its own. Its fields are sealed under that key with AES-256-GCM; the key itself is
wrapped by HPKE (RFC 9180, ML-KEM-768 with X25519, HKDF-SHA256, AES-256-GCM) to the clinic's public key. So the public
web process, which has only the public key, can seal but not unseal; and whoever destroys the wrapped key destroys what
it sealed.

Functions take and return bytes, and know no model, request or setting.
"""

import base64
import hashlib
import json
import os
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
# The first byte of everything sealed and wrapped names its format (docs/sealed-format.md). In SEAL_FORMAT eight bytes
# follow that name the key, and they and the format are authenticated with the context. Values in the first format have
# neither, and still open.
SEAL_FORMAT, FIRST_FORMAT = b"\x02", b"\x01"
KEY_ID_BYTES = 8
KEY_BYTES = 32
NONCE_BYTES = 12
# Sealed JSON is padded to a multiple of this, so that its length says little about how much was answered.
BLOCK_BYTES = 512
# RFC 7914: 16 MB and about 25 ms, for each submission and each time that its visitor opens it. It stretches no password
# but a random code of 86 bits, so a higher cost would only slow the clinic's own machine down.
SCRYPT_COST = {"n": 2**14, "r": 8, "p": 1}


# What database drivers return for a BinaryField.
StoredBytes = bytes | memoryview


class SealError(Exception):
    """Something cannot be unsealed: a wrong key, a changed byte, or another row's seal. The text holds no data."""


def generate_data_key() -> bytes:
    return os.urandom(KEY_BYTES)


def build_seal_context(model: str, row_id: object, field: str) -> str:
    """Return the name of the one place that something is sealed for. All contexts of intake are built here."""
    return f"intake.{model}/{row_id}/{field}"


def seal_bytes(key: bytes, plain: bytes, *, context: str) -> bytes:
    """Seal bytes under a 32-byte key. The context is not stored: unsealing must name the same one."""
    header, nonce = SEAL_FORMAT + derive_key_id(key), os.urandom(NONCE_BYTES)
    return header + nonce + AESGCM(key).encrypt(nonce, plain, header + context.encode())


def unseal_bytes(key: bytes, sealed: StoredBytes, *, context: str) -> bytes:
    """Open what `seal_bytes` returned. Raises SealError if the key, the context or any byte differs."""
    return Opener(key).unseal_bytes(sealed, context=context)


class Opener:
    """Opens several values that were sealed under one key. What follows from the key is worked out once."""

    def __init__(self, key: bytes) -> None:
        self.cipher, self.key_id = AESGCM(key), derive_key_id(key)

    def unseal_bytes(self, sealed: StoredBytes, *, context: str) -> bytes:
        """Open what `seal_bytes` returned. Raises SealError if the key, the context or any byte differs."""
        header, sealed = split_header(bytes(sealed), self.key_id)
        nonce, body = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            return self.cipher.decrypt(nonce, body, header + context.encode())
        except (InvalidTag, ValueError) as error:
            raise SealError("the seal does not open") from error

    def unseal_json(self, sealed: StoredBytes, *, context: str) -> Any:
        # Without the padding, which is looked through more slowly than it is cut off.
        return json.loads(self.unseal_bytes(sealed, context=context).rstrip(b" ").decode())


def split_header(sealed: bytes, key_id: bytes) -> tuple[bytes, bytes]:
    """Return what is authenticated beside the context, and the rest. Raises SealError if another key is named."""
    if sealed[:1] == FIRST_FORMAT:
        return b"", sealed[1:]
    if sealed[:1] != SEAL_FORMAT:
        raise SealError("not sealed in a known format")
    header, rest = sealed[: 1 + KEY_ID_BYTES], sealed[1 + KEY_ID_BYTES :]
    if header[1:] != key_id:
        raise SealError("sealed under another key")
    return header, rest


def derive_key_id(key: bytes) -> bytes:
    """Return eight bytes that name a 32-byte key, and from which nothing of it follows."""
    return derive_key(key, "intake.sealed/key-id")[:KEY_ID_BYTES]


def seal_json(key: bytes, value: object, *, context: str) -> bytes:
    plain = json.dumps(value, separators=(",", ":")).encode()  # ASCII: a lone surrogate is escaped, not refused
    return seal_bytes(key, plain + b" " * (-len(plain) % BLOCK_BYTES), context=context)


def unseal_json(key: bytes, sealed: StoredBytes, *, context: str) -> Any:
    return Opener(key).unseal_json(sealed, context=context)


def derive_key(secret: bytes, purpose: str) -> bytes:
    """Return a 32-byte key for one purpose, from a secret that is random already (HKDF-SHA256, RFC 5869)."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose.encode()).derive(secret)


def stretch_code(code: str, *, salt: bytes) -> bytes:
    """Return a 32-byte key from a code that a person can write down (scrypt, RFC 7914)."""
    return Scrypt(salt=salt, length=KEY_BYTES, **SCRYPT_COST).derive(code.encode())


@dataclass(frozen=True)
class PublicKey:
    """The public half of the clinic's key pair: wraps data keys."""

    mlkem: bytes
    x25519: bytes

    @cached_property
    def id(self) -> str:
        """The id of the key pair: the first 16 hex digits of the SHA-256 of the public key's bytes."""
        return hashlib.sha256(self.mlkem + self.x25519).hexdigest()[:16]

    @cached_property
    def _key(self) -> MLKEM768X25519PublicKey:
        return MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(self.mlkem), X25519PublicKey.from_public_bytes(self.x25519)
        )

    def wrap(self, data_key: bytes, *, context: str) -> bytes:
        header = SEAL_FORMAT + bytes.fromhex(self.id)
        return header + SUITE.encrypt(data_key, self._key, info=header + context.encode())

    def to_json(self) -> str:
        return dump_key("clinic public key", mlkem768=self.mlkem, x25519=self.x25519)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Parse a key file. Raises ValueError or KeyError if it is no public key that can be used."""
        parts = load_key("clinic public key", text)
        key = cls(mlkem=parts["mlkem768"], x25519=parts["x25519"])
        _ = key._key  # raises ValueError for numbers that are no key
        return key


@dataclass(frozen=True, repr=False)
class PrivateKey:
    """The private half of the clinic's key pair: unwraps data keys. Only staff processes may hold it."""

    mlkem_seed: bytes
    x25519: bytes

    @classmethod
    def generate(cls) -> Self:
        return cls(MLKEM768PrivateKey.generate().private_bytes_raw(), X25519PrivateKey.generate().private_bytes_raw())

    @cached_property
    def _parts(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        return MLKEM768PrivateKey.from_seed_bytes(self.mlkem_seed), X25519PrivateKey.from_private_bytes(self.x25519)

    @cached_property
    def _key(self) -> MLKEM768X25519PrivateKey:
        return MLKEM768X25519PrivateKey(*self._parts)

    @cached_property
    def _key_id(self) -> bytes:
        return bytes.fromhex(self.public_key.id)

    @cached_property
    def public_key(self) -> PublicKey:
        mlkem, x25519 = self._parts
        return PublicKey(mlkem.public_key().public_bytes_raw(), x25519.public_key().public_bytes_raw())

    def unwrap(self, wrapped: StoredBytes, *, context: str) -> bytes:
        """Return the data key that `PublicKey.wrap` wrapped. Raises SealError if it was another key or context."""
        header, wrapped = split_header(bytes(wrapped), self._key_id)
        try:
            return SUITE.decrypt(wrapped, self._key, info=header + context.encode())
        except (InvalidTag, ValueError) as error:
            raise SealError("the wrapped key does not open") from error

    def to_json(self) -> str:
        return dump_key("clinic private key", mlkem768_seed=self.mlkem_seed, x25519=self.x25519)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Parse a key file. Raises ValueError or KeyError if it is no private key that can be used."""
        parts = load_key("clinic private key", text)
        key = cls(mlkem_seed=parts["mlkem768_seed"], x25519=parts["x25519"])
        _ = key._key
        return key


@dataclass(frozen=True, repr=False)
class StaffKey:
    """A secret that staff processes share and no public process has.

    It is never used itself: each purpose has a key derived from it.
    """

    secret: bytes

    @classmethod
    def generate(cls) -> Self:
        return cls(os.urandom(KEY_BYTES))

    @cached_property
    def _keys(self) -> dict[str, bytes]:
        return {}

    @property
    def id(self) -> str:
        """16 hex digits that name the key, and from which nothing of it follows."""
        return derive_key_id(self.key_for("id")).hex()

    def key_for(self, purpose: str) -> bytes:
        """Return the 32-byte key of one purpose, such as `accounts.totp`. Each is derived once."""
        if purpose not in self._keys:
            self._keys[purpose] = derive_key(self.secret, f"staff/{purpose}")
        return self._keys[purpose]

    def to_json(self) -> str:
        return dump_key("clinic staff key", secret=self.secret)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Parse a key file. Raises ValueError if it is no staff key."""
        secret = load_key("clinic staff key", text).get("secret", b"")
        if len(secret) != KEY_BYTES:
            raise ValueError("not a clinic staff key")
        return cls(secret)


@dataclass(frozen=True, repr=False)
class SigningKey:
    """The key by which a public process signs that it wrote something, and not somebody with access to the database."""

    secret: bytes

    @classmethod
    def generate(cls) -> Self:
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    @cached_property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.secret)

    @cached_property
    def verifying_key(self) -> "VerifyingKey":
        return VerifyingKey(self._key.public_key().public_bytes_raw())

    def sign(self, text: bytes) -> bytes:
        return self._key.sign(text)

    def to_json(self) -> str:
        return dump_key("submission signing key", ed25519=self.secret)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Parse a key file. Raises ValueError or KeyError if it is no signing key that can be used."""
        key = cls(load_key("submission signing key", text)["ed25519"])
        _ = key._key
        return key


@dataclass(frozen=True)
class VerifyingKey:
    """The public half of a SigningKey, which staff processes have."""

    public: bytes

    @cached_property
    def _key(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(self.public)

    def verifies(self, text: bytes, signature: bytes) -> bool:
        try:
            self._key.verify(signature, text)
        except InvalidSignature:
            return False
        return True

    def to_json(self) -> str:
        return dump_key("submission verifying key", ed25519=self.public)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Parse a key file. Raises ValueError or KeyError if it is no verifying key that can be used."""
        key = cls(load_key("submission verifying key", text)["ed25519"])
        _ = key._key
        return key


def dump_key(kind: str, **parts: bytes) -> str:
    return json.dumps({"kind": kind, **{name: base64.b64encode(part).decode() for name, part in parts.items()}})


def load_key(kind: str, text: str) -> dict[str, bytes]:
    """Return the parts of a key file. Raises ValueError if it is not of this kind."""
    try:
        parts = json.loads(text)
    except RecursionError as error:
        raise ValueError(f"not a {kind}") from error
    if not isinstance(parts, dict) or parts.pop("kind", None) != kind:
        raise ValueError(f"not a {kind}")
    if not all(isinstance(part, str) for part in parts.values()):
        raise ValueError(f"a {kind} with a part that is no text")
    return {name: base64.b64decode(part, validate=True) for name, part in parts.items()}
