"""What is hidden cannot be computed from what is shown and the sum, whatever the numbers."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.staff.small_counts import HIDDEN, MIN_SHOWN, hide_small_counts, hide_small_total


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([10, 20, 30], [10, 20, 30]),
        # One alone would follow from the sum, so the smallest other is hidden with it.
        ([2, 20, 30], [HIDDEN, HIDDEN, 30]),
        ([3, 4, 30], [HIDDEN, HIDDEN, 30]),
        # Two that are nothing would follow from the sum, too.
        ([0, 0, 7, 30], [HIDDEN, HIDDEN, HIDDEN, 30]),
        ([1, 1], [HIDDEN, HIDDEN]),
        ([], []),
    ],
)
def test_small_counts_are_hidden_with_what_would_tell_them(counts: list[int], shown: list[int | None]) -> None:
    assert hide_small_counts(counts) == shown


def test_number_that_stands_elsewhere_hides_nothing() -> None:
    assert hide_small_counts([2, 20, 30, 9], known=[3]) == [HIDDEN, HIDDEN, 30, 9]


@given(st.lists(st.integers(0, 12), min_size=2, max_size=4))
def test_hidden_counts_have_more_than_one_solution(counts: list[int]) -> None:
    shown = hide_small_counts(counts)
    hidden = [place for place, count in enumerate(shown) if count is HIDDEN]
    assert all(count is HIDDEN or count >= MIN_SHOWN for count in shown)
    if not hidden or sum(counts) < MIN_SHOWN:
        return  # the sum itself is hidden then
    # All tables with that sum that would be shown as this one is.
    total = sum(counts[place] for place in hidden)
    possible = set()
    for values in itertools.product(range(total + 1), repeat=len(hidden)):
        if sum(values) == total:
            table = list(counts)
            for place, value in zip(hidden, values, strict=True):
                table[place] = value
            if hide_small_counts(table) == shown:
                possible.add(values)
    for place in range(len(hidden)):
        assert len({values[place] for values in possible}) > 1


@pytest.mark.parametrize(
    ("counts", "known", "total"),
    [
        # 16 in all and 16 at the end would say that the others are nothing; 17, that one of them is one.
        ([0, 0, 0, 16], [3], HIDDEN),
        ([1, 0, 0, 16], [3], HIDDEN),
        ([3, 2, 0, 16], [3], 21),
        ([6, 7, 16], [2], 29),
        ([1, 1], [], HIDDEN),
        ([2, 20, 30], [], 52),
    ],
)
def test_sum_is_hidden_where_it_would_give_the_hidden_away(
    counts: list[int], known: list[int], total: int | None
) -> None:
    assert hide_small_total(counts, hide_small_counts(counts, known=known), known=known) == total
