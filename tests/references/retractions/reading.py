"""Reads rows of a register, as the fixture `read` does it, about the work of the fixture `gray`."""

from collections.abc import Callable

from references.models import Reference
from references.retractions.reports import RegisterReport
from tests.references.retractions.register import make_row

Read = Callable[..., RegisterReport]


def make_gray_row(
    number: int = 1, nature: str = "Retraction", *, doi: str = "10.1000/GRAY", **cells: str
) -> dict[str, str]:
    """Return a row about Gray's work, the one of the fixture `gray`."""
    return make_row(number, nature=nature, doi=doi, **cells)


def get_status(reference: Reference) -> str:
    reference.refresh_from_db()
    return reference.status
