import pytest

from references.styles import (
    casing,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pain: in and out of the clinic", "Pain: In and out of the Clinic"),
        ("what is pain? the answer of", "What Is Pain? The Answer Of"),
        ("high-risk care with mRNA and α-synuclein", "High-Risk Care with mRNA and α-Synuclein"),  # noqa: RUF001
        ("women's CO₂ (and more)", "Women's CO₂ (and More)"),
    ],
)
def test_title_case_is_applied(text: str, expected: str) -> None:
    assert casing.apply_title_case(text) == expected
