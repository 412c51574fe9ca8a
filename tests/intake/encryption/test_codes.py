"""Codes that people write down."""

from hypothesis import given
from hypothesis import strategies as st

from intake.encryption import codes


@given(st.binary(min_size=32, max_size=32))
def test_secret_code_has_groups_of_readable_characters(key: bytes) -> None:
    code = codes.derive_secret_code(key)
    assert code == codes.derive_secret_code(key)
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4, 4]
    assert set(code) <= set(codes.CODE_ALPHABET) | {"-"}


def test_codes_have_enough_entropy() -> None:
    assert len(codes.CODE_ALPHABET) ** codes.SECRET_LENGTH > 2**80
    assert len({codes.generate_reference() for _ in range(1000)}) == 1000
