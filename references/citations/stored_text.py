"""Citations in stored text: rich text, and JSON that holds rich text.

Pages store rich text in columns and in StreamField JSON, revisions store both as JSON again. These functions read and
rewrite citations at any of these depths, and change nothing else in the text.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

# Every layer of JSON puts another backslash before the quotes of the attributes.
LINK_TAG = re.compile(r"<a\b[^>]*>")
CITATION_ATTRIBUTE = re.compile(r'(?<![\w-])linktype=\\*"reference\\*"')
WORK_ATTRIBUTE = re.compile(r'(?<![\w-])(?P<before>id=\\*")(?P<id>[1-9]\d{0,17})(?=\\*")')
# The same quotes as a database is asked for them: in rich text, in JSON, and in JSON inside JSON.
STORED_QUOTES = ('"', '\\"', '\\\\\\"')


def extract_cited_ids(text: str) -> Iterator[int]:
    """Yield the id of the work of each citation in the text, in its order."""
    for tag in LINK_TAG.finditer(text):
        if CITATION_ATTRIBUTE.search(tag[0]) and (work := WORK_ATTRIBUTE.search(tag[0])):
            yield int(work["id"])


def replace_cited_work(text: str, *, gone: int, into: int) -> str:
    """Return the text with all citations of `gone` made citations of `into`. No other character changes."""

    def replace_id(tag: re.Match[str]) -> str:
        if not CITATION_ATTRIBUTE.search(tag[0]):
            return tag[0]
        return WORK_ATTRIBUTE.sub(
            lambda work: f"{work['before']}{into if int(work['id']) == gone else work['id']}", tag[0]
        )

    return LINK_TAG.sub(replace_id, text)


def filter_citing_rows(rows: QuerySet[Any], column: str, work: int | None = None) -> QuerySet[Any]:
    """Return the rows whose column may cite the work, or any work if it is None, with that column as `text`.

    The database compares plain characters, so a row may be returned that cites nothing: `extract_cited_ids` decides.
    """
    citing = Q(text__contains="linktype")
    if work is not None:
        names_work = Q()
        for quote in STORED_QUOTES:
            names_work |= Q(text__contains=f"id={quote}{work}{quote}")
        citing &= names_work
    return rows.annotate(text=Cast(column, TextField())).filter(citing)
