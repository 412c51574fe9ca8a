"""Straight quotation marks and apostrophes, as they are typed, in the curly form in which they are printed."""

import re

# And those that are curly already, within which single ones follow double ones.
QUOTATION_MARK = re.compile(r"['\"“”]")
QUOTATION_PAIRS = {True: ("“", "”"), False: ("\u2018", "’")}


def curl_quotes(text: str) -> str:
    """`text` with typographic marks, as American English sets them: double outside, single within.

    A straight mark without its partner stays as it is: it may stand for inches. An apostrophe needs none.
    """
    if '"' not in text and "'" not in text:
        return text
    characters = list(text)
    outer = ""
    still_open: list[tuple[int, bool]] = []
    depth = 0
    for match in QUOTATION_MARK.finditer(text):
        place, mark = match.start(), match[0]
        before, after = text[place - 1 : place], text[place + 1 : place + 2]
        if mark in "“”":
            depth = max(0, depth + (1 if mark == "“" else -1))
        elif (not before or before in " (") and after not in {"", " "}:
            outer = outer or mark
            still_open.append((place, not still_open[-1][1] if still_open else mark == outer and not depth))
        elif still_open and text[still_open[-1][0]] == mark and not (mark == "'" and after.isalnum()):
            opened, double = still_open.pop()
            characters[opened], characters[place] = QUOTATION_PAIRS[double]
        elif mark == "'":
            characters[place] = "’"
    for place, _ in still_open:
        if text[place] == "'":
            characters[place] = "’"
    return "".join(characters)
