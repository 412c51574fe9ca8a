"""A sealed file opens whole and as it was written, or not at all."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.encryption import sealed_stream
from intake.encryption.primitives import SealError
from intake.encryption.sealed_stream import PIECE_BYTES, SealingWriter, iterate_unsealed, verify_stream

KEY, CONTEXT = bytes(32), "intake.export/1/file/1"
SEALED_PIECE = PIECE_BYTES + 28
HEADER = 9


def seal(*parts: bytes, key: bytes = KEY, context: str = CONTEXT) -> bytes:
    file = io.BytesIO()
    writer = SealingWriter(file.write, key, context=context)
    for part in parts:
        writer.write(part)
    writer.close()
    return file.getvalue()


def unseal(sealed: bytes, key: bytes = KEY, context: str = CONTEXT) -> bytes:
    return b"".join(iterate_unsealed(io.BytesIO(sealed), key, context=context))


@pytest.mark.parametrize("length", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES])
def test_file_opens_as_it_was_written(length: int) -> None:
    plain = bytes(range(256)) * (length // 256 + 1)
    assert unseal(seal(plain[:length])) == plain[:length]


@given(st.lists(st.binary(max_size=300), max_size=8))
def test_it_does_not_matter_in_which_parts_it_was_written(parts: list[bytes]) -> None:
    assert unseal(seal(*parts)) == b"".join(parts)


def test_nothing_of_the_text_stands_in_the_file() -> None:
    assert b"night" not in seal(b"It wakes me every night." * 10)


def test_file_that_was_cut_off_does_not_open() -> None:
    sealed = seal(b"a" * (2 * PIECE_BYTES + 5))
    ends = [0, HEADER, HEADER + SEALED_PIECE, HEADER + 2 * SEALED_PIECE, len(sealed) - 1]
    for end in ends:
        with pytest.raises(SealError):
            unseal(sealed[:end])


def test_pieces_that_were_swapped_left_out_or_added_do_not_open() -> None:
    sealed = seal(b"a" * PIECE_BYTES, b"b" * PIECE_BYTES, b"c")
    header, first = sealed[:HEADER], sealed[HEADER : HEADER + SEALED_PIECE]
    second, last = sealed[HEADER + SEALED_PIECE : HEADER + 2 * SEALED_PIECE], sealed[HEADER + 2 * SEALED_PIECE :]
    assert unseal(header + first + second + last)
    for changed in (second + first + last, first + last, first + second + second + last, first + second + last + last):
        with pytest.raises(SealError):
            unseal(header + changed)


def test_another_key_place_or_byte_does_not_open() -> None:
    sealed = seal(b"a")
    with pytest.raises(SealError):
        unseal(sealed, key=b"k" * 32)
    with pytest.raises(SealError):
        unseal(sealed, context="intake.export/1/file/2")
    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        with pytest.raises(SealError):
            verify_stream(io.BytesIO(changed), KEY, context=CONTEXT)


def test_pieces_of_the_same_text_are_all_different() -> None:
    """A nonce that came twice would give the key of the authentication away."""
    sealed = seal(b"a" * PIECE_BYTES * 3)
    nonces = {sealed[start : start + 12] for start in range(HEADER, len(sealed), SEALED_PIECE)}
    assert len(nonces) == 3
    assert sealed[:1] == sealed_stream.STREAM_FORMAT
