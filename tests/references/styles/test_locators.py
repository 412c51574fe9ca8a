import pytest

from references.styles import (
    locators,
)


@pytest.mark.parametrize(
    ("locator", "expected"),
    [
        ("p. 823", "p823"),
        ("823", "p823"),
        ("page 823", "p823"),
        ("pp. 820-823", "pp820-823"),
        ("pp 820–3", "pp820-823"),
        ("3, 5", "pp3,5"),
        ("p. S4", "pS4"),
        ("p. iv", "piv"),
        ("Table 2", "Table 2"),
        ("section 4", "section 4"),
        ("", ""),
    ],
)
def test_locators_are_shortened(locator: str, expected: str) -> None:
    assert locators.shorten_locator(locator) == expected
