"""Looks up works in the registers: by DOI in Crossref, by PMID and PMCID in PubMed.

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
from references.formats.records import Record, Refusal, UnreadableFile
from references.identity.identifiers import normalize_doi, normalize_pmcid, normalize_pmid
from references.web import client
from references.web.client import Patience
from references.web.errors import NotFound, ResponseGarbled, Unavailable

# The record of a work with thousands of authors and all its references has about 3 MB.
MAX_RECORD_SIZE = 8 * 1024 * 1024

LOOKUP_NORMALIZERS = {"DOI": normalize_doi, "PMID": normalize_pmid}
PUBMED_URL_PATTERN = re.compile(r"https?://(?:pubmed\.ncbi\.nlm\.nih\.gov|www\.ncbi\.nlm\.nih\.gov/pubmed)/(\d+)")
PMC_URL_PATTERN = re.compile(r"https?://(?:pmc\.ncbi\.nlm\.nih\.gov|www\.ncbi\.nlm\.nih\.gov/pmc)/articles/(PMC\d+)")
# Inside a publisher's URL or a pasted line, up to a character that ends it.
EMBEDDED_DOI = re.compile(r"10\.\d{4,9}/[^\s?#&\"<>]+")


def look_up_identifier(text: str) -> Record:
    """Return the work with a DOI, PMID or PMCID, or with one of them inside a URL. Raise WebError."""
    text = text.strip()
    if doi := normalize_doi(text):
        return look_up_doi(doi)
    if found := PUBMED_URL_PATTERN.match(text):
        return look_up_pmid(found[1])
    if found := PMC_URL_PATTERN.match(text):
        return look_up_pmcid(found[1])
    if pmid := normalize_pmid(text):
        return look_up_pmid(pmid)
    if pmcid := normalize_pmcid(text):
        return look_up_pmcid(pmcid)
    if found := EMBEDDED_DOI.search(text):
        return look_up_doi(normalize_doi(found[0].rstrip(".,;)")) or found[0].lower())
    raise NotFound(_("Enter a DOI or a PubMed number, or a web address that contains one."))


def look_up_doi(doi: str) -> Record:
    """Return Crossref's record of a normalized DOI. Raise WebError."""
    item = fetch_crossref_message(f"/works/{quote(doi, safe='')}")
    record = crossref.parse_crossref_record(item, doi)
    if isinstance(record, Refusal):
        raise ResponseGarbled(record.reason)
    return require_identifier(record, "DOI", normalize_doi(doi))


def require_identifier(record: Record, name: str, number: str | None) -> Record:
    """Return the record. Raise NotFound if it is of another work than the one that was asked for."""
    if LOOKUP_NORMALIZERS[name](csl.get_text(record.csl, name)) != number:
        raise NotFound
    return record


def look_up_pmid(pmid: str) -> Record:
    """Return PubMed's record of a normalized PMID. Raise WebError."""
    body = fetch_pubmed_body("efetch.fcgi", "application/xml", id=pmid, retmode="xml")
    try:
        found = next(iter(pubmed.parse_pubmed_file(BytesIO(body))), None)
    except UnreadableFile as error:
        raise ResponseGarbled from error
    if found is None:
        raise NotFound
    if isinstance(found, Refusal):
        raise ResponseGarbled(found.reason)
    return require_identifier(found, "PMID", pmid)


def look_up_pmcid(pmcid: str) -> Record:
    """Return PubMed's record of a normalized PMCID, whose PMID is looked up first. Raise WebError."""
    body = fetch_pubmed_body("esearch.fcgi", "application/json", term=f"{pmcid}[pmcid]", retmode="json")
    found = get_member(get_member(parse_json(body), "esearchresult"), "idlist")
    pmid = normalize_pmid(str(found[0])) if isinstance(found, list) and found else None
    if pmid is None:
        raise NotFound
    return look_up_pmid(pmid)


def fetch_crossref_message(path: str, *, patience: Patience = client.SHORT_PATIENCE, **query: str) -> dict[str, object]:
    """Return the message of a response of Crossref's REST API. Raise WebError."""
    if settings.CONTACT_EMAIL:
        query["mailto"] = settings.CONTACT_EMAIL
    response = client.fetch_url(
        f"{require_base_url(settings.CROSSREF_URL)}{path}{'?' if query else ''}{urlencode(query)}",
        accept="application/json",
        limit=MAX_RECORD_SIZE,
        patience=patience,
        trusted=settings.CROSSREF_URL,
    )
    message = get_member(parse_json(response.body), "message")
    if not isinstance(message, dict):
        raise ResponseGarbled
    return message


def fetch_pubmed_body(program: str, accept: str, **query: str) -> bytes:
    """Return the response of one of PubMed's programs. Raise WebError."""
    query |= {"db": "pubmed", "tool": "fibro-site"}
    if settings.CONTACT_EMAIL:
        query["email"] = settings.CONTACT_EMAIL
    url = f"{require_base_url(settings.PUBMED_URL)}/{program}?{urlencode(query)}"
    try:
        response = client.fetch_url(
            url, accept=accept, limit=MAX_RECORD_SIZE, patience=client.SHORT_PATIENCE, trusted=settings.PUBMED_URL
        )
    except Unavailable as error:
        # PubMed's answer to a number that it never assigned.
        if error.status == 400:
            raise NotFound from error
        raise
    return response.body


def require_base_url(url: str) -> str:
    """Return the URL of a register. Raise Unavailable if the settings have none."""
    if not url:
        raise Unavailable(_("This site is not set up to use this register."))
    return url


def parse_json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ResponseGarbled from error


def get_member(value: object, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None
