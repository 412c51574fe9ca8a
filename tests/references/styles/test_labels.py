"""How a work is named in a text and in the margin."""

from typing import Any

import pytest

from references.styles import (
    labels,
)
from tests.references.builders import make_work


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "Gray AB. <i>Journal of Examples</i>. 2020"),
        ({"container-title-short": "J. Ex."}, "Gray AB. <i>J Ex</i>. 2020"),
        ({"author": [{"literal": "NHS"}, {"literal": "NICE"}]}, "NHS, et al. <i>Journal of Examples</i>. 2020"),
        ({"author": []}, "Findings of Gray. <i>Journal of Examples</i>. 2020"),
        ({"container-title": "", "issued": {}}, "Gray AB. Findings of Gray"),
    ],
)
def test_margin_notes_are_rendered(changes: dict[str, Any], expected: str) -> None:
    assert labels.render_margin_note(make_work(**changes)) == expected


@pytest.mark.parametrize(
    ("authors", "expected"),
    [(1, "Author0 2020"), (2, "Author0 & Author1 2020"), (3, "Author0 et al. 2020"), (0, "Findings of Gray 2020")],
)
def test_labels_name_authors_and_year(authors: int, expected: str) -> None:
    people = [{"family": f"Author{number}", "given": "A"} for number in range(authors)]
    assert labels.format_label(make_work(author=people)) == expected
