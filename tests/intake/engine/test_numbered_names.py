"""Names made unique by a number."""

from itertools import islice

from intake.engine.numbered_names import iter_numbered_names


def test_numbering_starts_with_two_at_the_second_name() -> None:
    assert list(islice(iter_numbered_names("pain"), 3)) == ["pain", "pain-2", "pain-3"]
