"""Updates in a record of Crossref become notices."""

from typing import Any

import pytest

from references.enums import Status
from references.formats import crossref


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("retraction", Status.RETRACTED),
        ("Retraction", Status.RETRACTED),
        ("withdrawal", Status.RETRACTED),
        ("removal", Status.RETRACTED),
        ("expression-of-concern", Status.CONCERN),
        ("expression_of_concern", Status.CONCERN),
        ("partial_retraction", Status.CONCERN),
        ("corrigendum", Status.CORRECTED),
        ("erratum", Status.CORRECTED),
        ("new_version", None),
        ("addendum", None),
        ("clarification", None),
        (None, None),
    ],
)
def test_crossref_update_types_become_statuses(kind: Any, expected: Status | None) -> None:
    found = crossref.parse_crossref_updates({"updated-by": [{"type": kind, "DOI": "10.1000/N"}]})
    assert [update.status for update in found] == ([expected] if expected else [])


@pytest.mark.parametrize(
    "updated_by", [None, "retraction", [None], [{}], [{"type": ["retraction"]}], {"type": "retraction"}]
)
def test_malformed_crossref_updates_are_ignored(updated_by: Any) -> None:
    assert crossref.parse_crossref_updates({"updated-by": updated_by}) == ()
