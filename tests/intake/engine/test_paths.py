"""Paths in a definition."""

import pytest

from intake.engine.paths import get_parent_path


@pytest.mark.parametrize(
    ("path", "parent"),
    [
        ("item[2].enableWhen[0]", "item[2].enableWhen"),
        ("item[2].enableWhen", "item[2]"),
        ("item[2]", "item"),
        ("item", ""),
        ("", ""),
    ],
)
def test_parent_path_lacks_the_last_part(path: str, parent: str) -> None:
    assert get_parent_path(path) == parent
