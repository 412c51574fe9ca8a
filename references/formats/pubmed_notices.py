"""PubMed's links from a work to notices of its retraction, concern or correction."""

import re
from datetime import date

from references.enums import Status
from references.formats import dates
from references.identity.dois import find_doi
from references.updates import Update

PUBMED_SOURCE = "PubMed"
RETRACTED_TYPE = "retracted publication"

# By `RefType` of the XML and by tag of MEDLINE. What the work itself corrects or retracts is no notice about it.
STATUSES_BY_LINK_TYPE = {
    **dict.fromkeys(("RetractionIn", "RIN", "RetractedandRepublishedIn", "RRI"), Status.RETRACTED),
    **dict.fromkeys(("ExpressionOfConcernIn", "ECI", "PartialRetractionIn", "PRIN"), Status.CONCERN),
    **dict.fromkeys(("ErratumIn", "EIN", "CorrectedandRepublishedIn", "CRI"), Status.CORRECTED),
}
EMBEDDED_PMID = re.compile(r"PMID:?\s*(\d+)")
EMBEDDED_DAY = re.compile(r"\b\d{4} [A-Z][a-z]{2} \d{1,2}\b")


def parse_notice(kind: str, citation: str, pmid: str = "") -> Update | None:
    """Return the notice that a link of this kind leads to, or None if it casts no doubt on the work.

    `citation` is how PubMed cites the notice.
    """
    if not (status := STATUSES_BY_LINK_TYPE.get(kind)):
        return None
    if not pmid and (found := EMBEDDED_PMID.search(citation)):
        pmid = found[1]
    own_doi = find_doi(citation).lower()  # a key, for which DOIs have no case
    return Update(
        status,
        PUBMED_SOURCE,
        source_id=own_doi or pmid or citation,
        dated=parse_notice_day(citation),
        doi=own_doi,
        reason=citation,
    )


def parse_notice_day(citation: str) -> date | None:
    """Return the day of a notice, or None unless it is told to the day."""
    found = EMBEDDED_DAY.search(citation)
    return dates.get_exact_day(dates.parse_csl_date(found[0])) if found else None


def collect_notices(linked: list[Update | None], publication_types: list[str], pmid: str) -> tuple[Update, ...]:
    """Return the linked notices, and a retraction that only the publication types tell."""
    found = [update for update in linked if update]
    is_retracted = any(name.strip().lower() == RETRACTED_TYPE for name in publication_types)
    if is_retracted and all(update.status != Status.RETRACTED for update in found):
        found.append(Update(Status.RETRACTED, PUBMED_SOURCE, source_id=pmid))
    return tuple(found)
