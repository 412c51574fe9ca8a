"""How large a work may grow: a file of a few lines must not become a record of a hundred megabytes.

Far more than any record has: the longest known are lists of 6,000 authors and books' abstracts of some pages.
"""

from django.utils.translation import gettext as _

from references.csl import Csl

# All texts of a work together, in characters. A value that is no text counts as one.
LONGEST_WORK = 2_000_000
LONGEST_TEXT = 500_000
MOST_PEOPLE = 20_000
# A record of XML or JSON as it is written. So much is held until its end is found, then several times as much.
LONGEST_RECORD = 8_000_000
# A string of BibTeX: the name of a journal or a publisher.
LONGEST_STRING = 2_000
# How deep braces and commands may be nested.
DEEPEST_BRACES = 200


class WorkTooLarge(Exception):
    """A record is larger than a work can be. The message says so to the editor."""

    def __str__(self) -> str:
        return _("The record is too large, or becomes too large when it is read.")


def check_work_size(work: Csl) -> None:
    """Raise WorkTooLarge if the work is too large, without copying anything."""
    size = 0
    waiting: list[object] = [work]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            size += len(part)
            if len(part) > LONGEST_TEXT:
                raise WorkTooLarge
        elif isinstance(part, dict):
            waiting += [*part, *part.values()]
        elif isinstance(part, list):
            if len(part) > MOST_PEOPLE:
                raise WorkTooLarge
            waiting += part
        size += 1
        if size > LONGEST_WORK:
            raise WorkTooLarge


class GrowthAllowance:
    """How much longer the entries of a file may become when what they refer to is inserted.

    It is in proportion to what was read, so that a short file stays short and a long one of honest entries is read
    whole.
    """

    INITIAL_GROWTH = 2_000_000
    GROWTH_FACTOR = 4
    # For one entry, beyond its own length.
    MOST_PER_ENTRY = 20_000

    def __init__(self) -> None:
        self.left = self.INITIAL_GROWTH

    def get_entry_limit(self, written: int) -> int:
        """Return how long the values of an entry of `written` characters may be. Call it once for each entry."""
        self.left += self.GROWTH_FACTOR * written
        return written + min(self.left, self.MOST_PER_ENTRY)

    def use(self, written: int, size: int) -> None:
        """Record that an entry of `written` characters grew to `size`. Raises WorkTooLarge if that is too much."""
        gained = max(0, size - written)
        if gained > min(self.left, self.MOST_PER_ENTRY):
            raise WorkTooLarge
        self.left -= gained
