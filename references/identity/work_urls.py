"""The URLs under which a reader finds a work."""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from django.utils.translation import gettext as _

from references import csl
from references.csl import Csl
from references.identity.identifiers import normalize_doi, normalize_pmcid, normalize_pmid

DOI_RESOLVER = "https://doi.org/"


@dataclass(frozen=True)
class Link:
    name: str
    url: str


def build_links(work: Csl) -> list[Link]:
    """Return the links of the record, the publisher's first. They are all URLs of the web, never a script.

    A page that holds the full text is linked once, as the full text, though it may be the publisher's as well.
    """
    doi, pmid, pmcid = (
        normalize_doi(csl.get_text(work, "DOI")),
        normalize_pmid(csl.get_text(work, "PMID")),
        normalize_pmcid(csl.get_text(work, "PMCID")),
    )
    found = []
    if doi:
        found.append(Link(_("Publisher (DOI)"), build_doi_url(doi)))
    elif url := clean_web_url(csl.get_text(work, "URL")):
        found.append(Link(_("Web page"), url))
    full_text = clean_web_url(csl.get_full_text_url(work))
    if full_text:
        found.append(Link(_("Full text"), full_text))
    if pmid:
        found.append(Link("PubMed", f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"))
    if pmcid:
        found.append(Link("PubMed Central", f"https://pmc.ncbi.nlm.nih.gov/articles/{pmcid}/"))
    return [link for link in found if link.url != full_text or link.name == _("Full text")]


def build_doi_url(doi: str) -> str:
    """Return the URL under which a normalised DOI is resolved."""
    return DOI_RESOLVER + quote(doi, safe="/:;().")


def clean_web_url(text: str) -> str:
    """Return `text` if it is a URL of the web, else nothing."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in {"http", "https"} and parts.hostname else ""
