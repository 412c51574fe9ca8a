import pytest

from references.styles import (
    quotation_marks,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\"I am\": a 'quoted' story", "“I am”: a ‘quoted’ story"),  # noqa: RUF001
        ("'I am': a story", "“I am”: a story"),
        ("on being told \"it's all in 'your' head\"", "on being told “it’s all in ‘your’ head”"),  # noqa: RUF001
        ("women's and patients' views", "women’s and patients’ views"),
        ('a 5" scar', 'a 5" scar'),
        ('an "open quote', 'an "open quote'),
        ("plain", "plain"),
    ],
)
def test_quotes_are_curled(text: str, expected: str) -> None:
    assert quotation_marks.curl_quotes(text) == expected
