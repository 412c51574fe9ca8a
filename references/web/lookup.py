"""Looks a work up in the registers: by DOI in Crossref, by PMID and PMCID in PubMed.

Crossref: https://www.crossref.org/documentation/retrieve-metadata/rest-api/. PubMed: NCBI, Entrez Programming Utilities
Help (NBK25499).
"""

import json
import re
from io import BytesIO
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.utils.translation import gettext as _

from references import csl
from references.formats import crossref, pubmed
from references.formats.records import Record, Refusal, Unreadable
from references.identity.identifiers import normalised_doi, normalised_pmcid, normalised_pmid
from references.web import client
from references.web.client import Patience
from references.web.errors import Garbled, NotFound, Unavailable

# A record of a work by thousands of authors with all its references has some 3 MB.
LARGEST_RECORD = 8 * 1024 * 1024

IDENTIFIERS = {"DOI": normalised_doi, "PMID": normalised_pmid}
PUBMED_ADDRESS = re.compile(r"https?://(?:pubmed\.ncbi\.nlm\.nih\.gov|www\.ncbi\.nlm\.nih\.gov/pubmed)/(\d+)")
PMC_ADDRESS = re.compile(r"https?://(?:pmc\.ncbi\.nlm\.nih\.gov|www\.ncbi\.nlm\.nih\.gov/pmc)/articles/(PMC\d+)")
# In a publisher's address or a pasted line, up to where it must end.
DOI_WITHIN = re.compile(r"10\.\d{4,9}/[^\s?#&\"<>]+")


def by_identifier(text: str) -> Record:
    """The work that a DOI, a PMID, a PMCID, or an address with one of them, names. Raises WebError."""
    text = text.strip()
    if doi := normalised_doi(text):
        return by_doi(doi)
    if found := PUBMED_ADDRESS.match(text):
        return by_pmid(found[1])
    if found := PMC_ADDRESS.match(text):
        return by_pmcid(found[1])
    if pmid := normalised_pmid(text):
        return by_pmid(pmid)
    if pmcid := normalised_pmcid(text):
        return by_pmcid(pmcid)
    if found := DOI_WITHIN.search(text):
        return by_doi(normalised_doi(found[0].rstrip(".,;)")) or found[0].lower())
    raise NotFound(_("This is neither a DOI nor a PubMed number, nor an address with one of them."))


def by_doi(doi: str) -> Record:
    """The work of a normalised DOI, as Crossref knows it. Raises WebError."""
    item = crossref_message(f"/works/{quote(doi, safe='')}")
    record = crossref.record(item, doi)
    if isinstance(record, Refusal):
        raise Garbled(record.reason)
    return asked_for(record, "DOI", normalised_doi(doi))


def asked_for(record: Record, name: str, number: str | None) -> Record:
    """The record, unless it is of another work than the one that was asked for."""
    if IDENTIFIERS[name](csl.text(record.csl, name)) != number:
        raise NotFound
    return record


def by_pmid(pmid: str) -> Record:
    """The work of a normalised PMID, as PubMed knows it. Raises WebError."""
    body = pubmed_answer("efetch.fcgi", "application/xml", id=pmid, retmode="xml")
    try:
        found = next(iter(pubmed.read(BytesIO(body))), None)
    except Unreadable as error:
        raise Garbled from error
    if found is None:
        raise NotFound
    if isinstance(found, Refusal):
        raise Garbled(found.reason)
    return asked_for(found, "PMID", pmid)


def by_pmcid(pmcid: str) -> Record:
    """The work of a normalised PMCID: PubMed tells its PMID. Raises WebError."""
    body = pubmed_answer("esearch.fcgi", "application/json", term=f"{pmcid}[pmcid]", retmode="json")
    found = member(member(parsed_json(body), "esearchresult"), "idlist")
    pmid = normalised_pmid(str(found[0])) if isinstance(found, list) and found else None
    if pmid is None:
        raise NotFound
    return by_pmid(pmid)


def crossref_message(path: str, *, patience: Patience = client.BRIEF, **query: str) -> dict[str, Any]:
    """What Crossref's REST API says at a path. Raises WebError."""
    if settings.CONTACT_EMAIL:
        query["mailto"] = settings.CONTACT_EMAIL
    answer = client.get(
        f"{base(settings.CROSSREF_URL)}{path}{'?' if query else ''}{urlencode(query)}",
        accept="application/json",
        limit=LARGEST_RECORD,
        patience=patience,
        trusted=settings.CROSSREF_URL,
    )
    message = member(parsed_json(answer.body), "message")
    if not isinstance(message, dict):
        raise Garbled
    return message


def pubmed_answer(program: str, accept: str, **query: str) -> bytes:
    """What one of PubMed's programs says. Raises WebError."""
    query |= {"db": "pubmed", "tool": "fibro-site"}
    if settings.CONTACT_EMAIL:
        query["email"] = settings.CONTACT_EMAIL
    url = f"{base(settings.PUBMED_URL)}/{program}?{urlencode(query)}"
    try:
        answer = client.get(
            url, accept=accept, limit=LARGEST_RECORD, patience=client.BRIEF, trusted=settings.PUBMED_URL
        )
    except Unavailable as error:
        # What PubMed says to a number that it never gave.
        if error.status == 400:
            raise NotFound from error
        raise
    return answer.body


def base(url: str) -> str:
    if not url:
        raise Unavailable(_("This site is not set up to ask this register."))
    return url


def parsed_json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Garbled from error


def member(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None
