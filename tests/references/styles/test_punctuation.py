import pytest

from references.styles import (
    punctuation,
)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("Why?", "Pain"), "Why? Pain"),
        (("et al.", "Pain"), "et al. Pain"),
        (("", "Pain", ""), "Pain"),
        (("He said “no”", "Pain"), "He said “no.” Pain"),
        (("He said “no?”", "Pain"), "He said “no?” Pain"),
    ],
)
def test_parts_are_joined_with_one_stop(parts: tuple[str, ...], expected: str) -> None:
    assert punctuation.join_parts(". ", *parts) == expected
