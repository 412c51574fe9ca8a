"""Asks Crossref for notices about works by their DOIs: many DOIs in one request, with a pause between requests.

https://www.crossref.org/documentation/retrieve-metadata/rest-api/; `updated-by` names the notices about a work.
"""

import time
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from references.formats import crossref
from references.identity.identifiers import normalize_doi
from references.updates import Update
from references.web import client, lookup
from references.web.errors import NotFound, Unavailable

CROSSREF_SOURCE = "Crossref"
# At about 30 characters each, this makes a URL that every server accepts.
DOIS_PER_REQUEST = 40
# Between two requests.
PAUSE_SECONDS = 1.0

DoiUpdates = tuple[str, tuple[Update, ...]]


def fetch_updates(dois: Sequence[str]) -> Iterator[DoiUpdates]:
    """Yield the updates of each of these normalized DOIs that Crossref knows. Raise WebError if it cannot be asked."""
    for start in range(0, len(dois), DOIS_PER_REQUEST):
        if start:
            time.sleep(PAUSE_SECONDS)
        yield from fetch_batch(dois[start : start + DOIS_PER_REQUEST])


def fetch_batch(dois: Sequence[str]) -> Iterator[DoiUpdates]:
    try:
        message = lookup.fetch_crossref_message(
            "/works",
            patience=client.LONG_PATIENCE,
            filter=",".join(f"doi:{doi}" for doi in dois),
            select="DOI,updated-by",
            rows=str(len(dois)),
        )
    except (NotFound, Unavailable) as error:
        # One malformed DOI makes Crossref refuse the whole list, and some mirrors do not support lists.
        if isinstance(error, Unavailable) and error.status != 400:
            raise
        yield from fetch_one_by_one(dois)
        return
    items = message.get("items")
    for item in items if isinstance(items, list) else []:
        yield from extract_updates(item, dois)


def fetch_one_by_one(dois: Sequence[str]) -> Iterator[DoiUpdates]:
    for doi in dois:
        time.sleep(PAUSE_SECONDS)
        try:
            yield from extract_updates(
                lookup.fetch_crossref_message(f"/works/{quote(doi, safe='')}", patience=client.LONG_PATIENCE), dois
            )
        except NotFound:
            continue


def extract_updates(item: Any, dois: Sequence[str]) -> Iterator[DoiUpdates]:
    doi = normalize_doi(str(item.get("DOI", ""))) if isinstance(item, dict) else None
    if doi and doi in dois:
        yield doi, crossref.parse_crossref_updates(item)
