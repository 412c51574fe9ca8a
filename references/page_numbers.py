"""The numbers of a page range."""


def complete_last_page(first: str, last: str) -> str:
    """Return the last page of a range with the leading digits that it shares with the first.

    `1453` and `55` give `1455`.
    """
    return first[: max(0, len(first) - len(last))] + last
