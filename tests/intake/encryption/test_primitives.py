"""Sealed data opens only with its own key, in its own context, and unchanged."""

import hashlib
import json

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from intake.encryption import primitives

KEY = bytes(range(32))
PAIR = primitives.PrivateKey.generate()
# Read before tests/conftest.py reduces the cost.
SCRYPT_COST = dict(primitives.SCRYPT_COST)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(st.binary(max_size=2000), st.text(max_size=50).filter(lambda text: text.isprintable()))
def test_sealed_bytes_are_unsealed(plain: bytes, context: str) -> None:
    sealed = primitives.seal_bytes(KEY, plain, context=context)
    assert primitives.unseal_bytes(KEY, sealed, context=context) == plain
    assert primitives.seal_bytes(KEY, plain, context=context) != sealed


@given(json_values)
def test_sealed_json_is_unsealed_and_padded(value: object) -> None:
    sealed = primitives.seal_json(KEY, value, context="here")
    assert primitives.unseal_json(KEY, sealed, context="here") == value
    assert (len(sealed) - len(primitives.seal_bytes(KEY, b"", context="here"))) % primitives.BLOCK_BYTES == 0


def test_values_in_the_first_format_still_open() -> None:
    """As docs/sealed-format.md describes it, made by hand."""
    nonce = bytes(12)
    sealed = b"\x01" + nonce + AESGCM(KEY).encrypt(nonce, b"it hurts", b"here")
    assert primitives.unseal_bytes(KEY, sealed, context="here") == b"it hurts"
    wrapped = b"\x01" + primitives.SUITE.encrypt(KEY, PAIR.public_key._key, info=b"here")
    assert PAIR.unwrap(wrapped, context="here") == KEY
    # A value of today cannot be passed off as one of that format, which authenticates less.
    today = primitives.seal_bytes(KEY, b"it hurts", context="here")
    with pytest.raises(primitives.SealError):
        primitives.unseal_bytes(KEY, b"\x01" + today[9:], context="here")


def test_seal_names_its_key() -> None:
    key_id = primitives.derive_key_id(KEY)
    assert primitives.seal_bytes(KEY, b"", context="here")[:9] == b"\x02" + key_id
    assert PAIR.public_key.wrap(KEY, context="here")[:9] == b"\x02" + bytes.fromhex(PAIR.public_key.id)
    with pytest.raises(primitives.SealError, match="another key"):
        primitives.unseal_bytes(bytes(32), primitives.seal_bytes(KEY, b"", context="here"), context="here")


def test_changed_byte_is_detected() -> None:
    sealed = primitives.seal_bytes(KEY, b"it hurts", context="here")
    for position in range(len(sealed)):
        for bit in (0x01, 0x80):
            changed = bytearray(sealed)
            changed[position] ^= bit
            with pytest.raises(primitives.SealError):
                primitives.unseal_bytes(KEY, bytes(changed), context="here")


def test_truncated_bytes_are_detected() -> None:
    sealed = primitives.seal_bytes(KEY, b"it hurts", context="here")
    for length in range(len(sealed)):
        with pytest.raises(primitives.SealError):
            primitives.unseal_bytes(KEY, sealed[:length], context="here")


def test_other_key_or_context_does_not_unseal() -> None:
    sealed = primitives.seal_bytes(KEY, b"it hurts", context="here")
    with pytest.raises(primitives.SealError):
        primitives.unseal_bytes(bytes(32), sealed, context="here")
    with pytest.raises(primitives.SealError):
        primitives.unseal_bytes(KEY, sealed, context="there")


def test_wrapped_key_opens_for_its_key_pair_and_context_only() -> None:
    data_key = primitives.generate_data_key()
    wrapped = PAIR.public_key.wrap(data_key, context="here")
    assert PAIR.unwrap(wrapped, context="here") == data_key
    with pytest.raises(primitives.SealError):
        PAIR.unwrap(wrapped, context="there")
    with pytest.raises(primitives.SealError):
        primitives.PrivateKey.generate().unwrap(wrapped, context="here")


def test_changed_byte_of_a_wrapped_key_is_detected() -> None:
    wrapped = PAIR.public_key.wrap(KEY, context="here")
    for position in range(0, len(wrapped), 7):
        changed = bytearray(wrapped)
        changed[position] ^= 0x10
        with pytest.raises(primitives.SealError):
            PAIR.unwrap(bytes(changed), context="here")
    for length in (0, 1, 40, len(wrapped) - 1):
        with pytest.raises(primitives.SealError):
            PAIR.unwrap(wrapped[:length], context="here")


def test_seal_error_contains_no_data() -> None:
    sealed = primitives.seal_bytes(KEY, b"it hurts", context="patient 7")
    with pytest.raises(primitives.SealError) as caught:
        primitives.unseal_bytes(KEY, sealed[:-1], context="patient 7")
    assert "hurts" not in str(caught.value)
    assert "patient" not in str(caught.value)


def test_keys_survive_serialization() -> None:
    assert primitives.PrivateKey.from_json(PAIR.to_json()) == PAIR
    assert primitives.PublicKey.from_json(PAIR.public_key.to_json()) == PAIR.public_key
    with pytest.raises(ValueError, match="not a clinic private key"):
        primitives.PrivateKey.from_json(PAIR.public_key.to_json())
    assert json.loads(PAIR.to_json())["mlkem768_seed"] not in repr(PAIR)


def test_derived_keys_differ_by_purpose_and_secret() -> None:
    assert primitives.derive_key(b"secret", "one") == primitives.derive_key(b"secret", "one")
    assert (
        len(
            {
                primitives.derive_key(b"secret", "one"),
                primitives.derive_key(b"secret", "two"),
                primitives.derive_key(b"other", "one"),
            }
        )
        == 3
    )


def test_code_is_stretched_at_full_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(primitives, "SCRYPT_COST", SCRYPT_COST)
    expected = hashlib.scrypt(b"a code", salt=b"s" * 16, n=2**14, r=8, p=1, dklen=32)
    assert primitives.stretch_code("a code", salt=b"s" * 16) == expected


def test_staff_key_gives_a_key_for_each_purpose() -> None:
    staff_key = primitives.StaffKey.generate()
    again = primitives.StaffKey.from_json(staff_key.to_json())
    assert again.key_for("one") == staff_key.key_for("one") != staff_key.key_for("another")
    assert primitives.StaffKey.generate().key_for("one") != staff_key.key_for("one")


def test_invalid_staff_key_file_is_refused() -> None:
    for text in ("{}", "[]", primitives.PrivateKey.generate().to_json(), primitives.StaffKey(b"short").to_json()):
        with pytest.raises(ValueError, match="not a clinic staff key"):
            primitives.StaffKey.from_json(text)
