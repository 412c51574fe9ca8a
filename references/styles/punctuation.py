"""Join the parts of an entry so that no mark is doubled, and none follows a mark that makes it needless."""

from references.inline_markup import MARK_CHARACTERS

# By mark, the endings that make it needless: no full stop follows a question mark.
REDUNDANT_AFTER = {".": ".!?:;", ":": ":!?;", ",": ",", ";": ";"}


def join_parts(delimiter: str, *parts: str) -> str:
    """Return the parts that are not empty, with `delimiter` between them."""
    whole = ""
    for part in parts:
        if part:
            whole = f"{append_mark(whole, delimiter)}{part}" if whole else part
    return whole


def append_mark(text: str, ending: str) -> str:
    """Return `text` with `ending`, which may start with a mark.

    American English puts full stops and commas within quotation marks.
    """
    mark = ending[:1]
    if not text or mark not in REDUNDANT_AFTER:
        return text + ending
    words = text.rstrip(MARK_CHARACTERS)
    if words.endswith("”") and mark in ".,":
        inside = words.rstrip("’”")
        return (
            text + ending[1:] if has_ending_mark(inside, mark) else f"{inside}{mark}{text[len(inside) :]}{ending[1:]}"
        )
    return text + ending[1:] if has_ending_mark(words, mark) else text + ending


def has_ending_mark(words: str, mark: str) -> bool:
    return words[-1:] in set(REDUNDANT_AFTER[mark])


def add_brackets(text: str, pair: str) -> str:
    """Return `text` between the two characters of `pair`, or nothing if it is empty."""
    return f"{pair[0]}{text}{pair[1]}" if text else ""


def add_prefix(prefix: str, text: str) -> str:
    """Return `text` behind `prefix`, or nothing if it is empty."""
    return f"{prefix}{text}" if text else ""
