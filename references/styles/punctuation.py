"""Parts of an entry put together. No mark is printed twice, and none follows a mark that does its work already."""

from references.inline_markup import MARKS

# Which endings make a mark needless: no full stop after a question mark.
NEEDLESS_AFTER = {".": ".!?:;", ":": ":!?;", ",": ",", ";": ";"}


def joined(delimiter: str, *parts: str) -> str:
    """The parts that hold anything, with `delimiter` between them."""
    whole = ""
    for part in parts:
        if part:
            whole = f"{followed(whole, delimiter)}{part}" if whole else part
    return whole


def followed(text: str, by: str) -> str:
    """`text` and `by`, which may start with a mark. American English puts stops and commas within quotation marks."""
    mark = by[:1]
    if not text or mark not in NEEDLESS_AFTER:
        return text + by
    words = text.rstrip(MARKS)
    if words.endswith("”") and mark in ".,":
        inside = words.rstrip("’”")
        return text + by[1:] if ends_in(inside, mark) else f"{inside}{mark}{text[len(inside) :]}{by[1:]}"
    return text + by[1:] if ends_in(words, mark) else text + by


def ends_in(words: str, mark: str) -> bool:
    return words[-1:] in set(NEEDLESS_AFTER[mark])


def enclosed(text: str, pair: str) -> str:
    """`text` between the two characters of `pair`, or nothing."""
    return f"{pair[0]}{text}{pair[1]}" if text else ""


def prefixed(prefix: str, text: str) -> str:
    return f"{prefix}{text}" if text else ""
