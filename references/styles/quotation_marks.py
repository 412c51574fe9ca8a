"""Turn straight quotation marks and apostrophes, as they are typed, into curly ones, as they are printed."""

import re

# Also marks that are curly already, since single marks follow within double ones.
QUOTATION_MARK = re.compile(r"['\"“”]")
QUOTATION_PAIRS = {True: ("“", "”"), False: ("\u2018", "’")}


def curl_quotes(text: str) -> str:
    """Return `text` with the marks of American English: double outside, single within.

    A straight mark without a partner stays as it is: it may stand for inches. An apostrophe needs no partner.
    """
    if '"' not in text and "'" not in text:
        return text
    characters = list(text)
    outer = ""
    still_open: list[tuple[int, bool]] = []
    depth = 0
    for match in QUOTATION_MARK.finditer(text):
        position, mark = match.start(), match[0]
        before, after = text[position - 1 : position], text[position + 1 : position + 2]
        if mark in "“”":
            depth = max(0, depth + (1 if mark == "“" else -1))
        elif (not before or before in " (") and after not in {"", " "}:
            outer = outer or mark
            still_open.append((position, not still_open[-1][1] if still_open else mark == outer and not depth))
        elif still_open and text[still_open[-1][0]] == mark and not (mark == "'" and after.isalnum()):
            opened, double = still_open.pop()
            characters[opened], characters[position] = QUOTATION_PAIRS[double]
        elif mark == "'":
            characters[position] = "’"
    for position, _ in still_open:
        if text[position] == "'":
            characters[position] = "’"
    return "".join(characters)
