"""What has moved in a list."""

from bisect import bisect_left
from collections.abc import Sequence


def find_moved(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Return the keys of `new` that changed their place among those of `old`: as few as possible."""
    positions = {key: position for position, key in enumerate(old)}
    common = [key for key in new if key in positions]
    kept = {common[index] for index in find_longest_rise([positions[key] for key in common])}
    return [key for key in common if key not in kept]


def find_longest_rise(numbers: Sequence[int]) -> list[int]:
    """Return the indexes of a longest rising subsequence; of several, the one that is complete first.

    The numbers must all differ. This is patience sorting, in O(n log n).
    """
    last = -1  # the index of the end of the longest subsequence so far
    lowest_ends: list[int] = []  # by length, the lowest number that ends a subsequence
    end_indexes: list[int] = []  # the indexes of these numbers
    predecessors: list[int] = []  # by index, that of the number before it; -1 for none
    for index, number in enumerate(numbers):
        length = bisect_left(lowest_ends, number)
        last = index if length == len(lowest_ends) else last
        lowest_ends[length : length + 1] = [number]
        end_indexes[length : length + 1] = [index]
        predecessors.append(end_indexes[length - 1] if length else -1)
    indexes = []
    while last >= 0:
        indexes.append(last)
        last = predecessors[last]
    return indexes[::-1]
