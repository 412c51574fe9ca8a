"""Asks Crossref what became of works, by their DOIs: many in one question, and no question right after another.

https://www.crossref.org/documentation/retrieve-metadata/rest-api/; `updated-by` names the notices about a work.
"""

import time
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from references.formats import crossref
from references.identity.identifiers import normalised_doi
from references.updates import Update
from references.web import client, lookup
from references.web.errors import NotFound, Unavailable

SOURCE = "Crossref"
# At some 30 characters each, an address that every server takes.
BATCH = 40
# Seconds between two questions.
PAUSE = 1.0

Said = tuple[str, tuple[Update, ...]]


def read(dois: Sequence[str]) -> Iterator[Said]:
    """What Crossref says about each of these normalised DOIs that it knows. Raises WebError when it cannot be asked."""
    for start in range(0, len(dois), BATCH):
        if start:
            time.sleep(PAUSE)
        yield from batch(dois[start : start + BATCH])


def batch(dois: Sequence[str]) -> Iterator[Said]:
    try:
        message = lookup.crossref_message(
            "/works",
            patience=client.LONG,
            filter=",".join(f"doi:{doi}" for doi in dois),
            select="DOI,updated-by",
            rows=str(len(dois)),
        )
    except (NotFound, Unavailable) as error:
        # One odd DOI spoils the question for all, and not every mirror knows lists.
        if isinstance(error, Unavailable) and error.status != 400:
            raise
        yield from one_by_one(dois)
        return
    items = message.get("items")
    for item in items if isinstance(items, list) else []:
        yield from said_of(item, dois)


def one_by_one(dois: Sequence[str]) -> Iterator[Said]:
    for doi in dois:
        time.sleep(PAUSE)
        try:
            yield from said_of(lookup.crossref_message(f"/works/{quote(doi, safe='')}", patience=client.LONG), dois)
        except NotFound:
            continue


def said_of(item: Any, dois: Sequence[str]) -> Iterator[Said]:
    doi = normalised_doi(str(item.get("DOI", ""))) if isinstance(item, dict) else None
    if doi and doi in dois:
        yield doi, crossref.updates(item)
