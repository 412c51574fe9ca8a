"""Lists of names in APA, with an ampersand before the last."""

from collections.abc import Callable
from functools import partial

from references.csl import Name
from references.styles import names

# APA 9.8: up to twenty authors are all named; of more, the first nineteen and the last.
MOST_NAMED_AUTHORS = 20
FIRST_NAMED_AUTHORS = 19

format_sorted_name = partial(names.format_inverted_name, separator=", ", stop=".")
format_unsorted_name = partial(names.format_direct_name, stop=".")


def format_sorted_names(people: list[Name]) -> str:
    # No comma before a body that is the second of two, as in the examples of APA 10.4.
    return join_names(people, format_sorted_name, comma=not (len(people) == 2 and people[-1].is_body))


def format_unsorted_names(people: list[Name]) -> str:
    return join_names(people, format_unsorted_name, comma=len(people) > 2)


def join_names(people: list[Name], write: Callable[[Name], str], *, comma: bool) -> str:
    """Return the list of names. `comma` says whether one stands before the ampersand too."""
    if len(people) > MOST_NAMED_AUTHORS:
        return ", ".join([*map(write, people[:FIRST_NAMED_AUTHORS]), f"… {write(people[-1])}"])
    if people and people[-1].is_et_al:
        return ", ".join(map(write, people))
    *others, last = [*map(write, people)] or [""]
    return f"{', '.join(others)}{',' if comma else ''} & {last}" if others else last


def format_leading_editors(editors: list[Name]) -> str:
    """Return editors who stand first, in place of authors: `Dunn, A., & Gray, B. (Eds.)`."""
    return f"{format_sorted_names(editors)} ({'Eds.' if len(editors) > 1 else 'Ed.'})" if editors else ""
