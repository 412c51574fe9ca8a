"""Names that are told apart by a number."""

from itertools import islice

from intake.engine.numbered_names import iter_numbered_names


def test_the_first_name_has_no_number_and_the_second_has_two() -> None:
    assert list(islice(iter_numbered_names("pain"), 3)) == ["pain", "pain-2", "pain-3"]
