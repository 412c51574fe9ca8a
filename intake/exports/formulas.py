"""Keeps spreadsheet programs from running what a patient wrote.

A cell of a CSV file that begins with one of these (the last four are their full-width forms) is a formula to Excel,
LibreOffice or Google Sheets; it can reach other programs, or send what stands beside it away (OWASP, “CSV Injection”).
With an apostrophe before it, it is text.

Where commas are decimal points, as in German, these programs take a semicolon for what parts cells. They then begin
another cell in the middle of an answer, and another row at the end of a line, because they do not see the quotes
around it. So what follows there is neutralized too.
"""

import re

FORMULA_STARTS = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
# What may part cells elsewhere, with the quotes and spaces that such a program would leave out.
INNER_FORMULA = re.compile('([;|\t\r\n][\\s"]*)(?=[=+\\-@\uff1d\uff0b\uff0d\uff20])')


def neutralize_cell(text: str) -> str:
    # To replace takes much longer than to look, and almost nothing has to be replaced.
    if INNER_FORMULA.search(text):
        text = INNER_FORMULA.sub(r"\1'", text)
    return f"'{text}" if text[:1] in FORMULA_STARTS else text
