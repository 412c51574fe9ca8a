"""Hides small numbers in tables of counts, so that nobody is recognised in them.

A number under MIN_SHOWN is hidden. If the rest of the table and its sum gave it away, more is hidden: at least two
numbers, which together are at least MIN_SHOWN. Otherwise the sum less what is shown would tell them.
"""

from collections.abc import Collection, Sequence

MIN_SHOWN = 5
HIDDEN = None


def hide_small_counts(counts: Sequence[int], *, known: Collection[int] = ()) -> list[int | None]:
    """Return the parts of a sum that everybody knows, with HIDDEN in place of those that nobody may know.

    `known` are the places of numbers that stand elsewhere too, so that hiding them here would hide nothing else.
    """
    hidden = {place for place, count in enumerate(counts) if count < MIN_SHOWN}
    # The smallest first, so that as much as possible is still told.
    for place in sorted(range(len(counts)), key=lambda place: counts[place]):
        unknown = hidden - {*known}
        if not unknown or (len(unknown) > 1 and sum(counts[each] for each in unknown) >= MIN_SHOWN):
            break
        if place not in known:
            hidden.add(place)
    return [HIDDEN if place in hidden else count for place, count in enumerate(counts)]


def hide_small_total(counts: Sequence[int], shown: Sequence[int | None], *, known: Collection[int] = ()) -> int | None:
    """Return the sum of numbers that are shown as `shown`; HIDDEN if it is small, or if it gave small ones away.

    Where nothing more can be hidden, because the rest is known, the sum less that would be what is hidden together.
    """
    unknown = sum(count for place, count in enumerate(counts) if shown[place] is HIDDEN and place not in known)
    is_told_apart = HIDDEN in shown and unknown < MIN_SHOWN
    return HIDDEN if sum(counts) < MIN_SHOWN or is_told_apart else sum(counts)
