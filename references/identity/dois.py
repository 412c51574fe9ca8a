"""DOIs in one spelling, whatever encloses them: resolvers, publishers' pages, LaTeX, HTML, percent signs.

A text that leaves in doubt which DOI it means gives none: a wrong one leads readers to another work.
"""

import re

from references.identity.doi_latex import strip_bibtex_latex
from references.identity.doi_urls import is_resolver_url
from references.identity.doi_wrapping import join_broken_lines, strip_doi_wrapping

# The longest that were seen have some 200 characters; a column holds 500. A longer text is no DOI, with or without what
# encloses it.
DOI_PATTERN = re.compile(r"10\.[0-9]{4,9}/[^\s\\]{1,480}")
LONGEST_WRAPPED_DOI = 2000
# A DOI among other words. A longer URL may go on after the DOI, so only the resolver's own is read.
EMBEDDED_DOI = re.compile(r"(?:(?<![\w/.=&?])|doi\.org/)10\.[0-9]{4,9}/[^\s\"]+")
STRAY_SPACE = re.compile(r"(?<=[/_(:-])\s+(?=[^\s\[(])")
# The match ends in what ends no DOI, or what follows is as likely the rest of it as a year or a volume.
CLOSING_CHARACTERS = ".,;:)]}"
CUT_OFF_END = re.compile(r"[-_/(:]$")
DOI_CONTINUATION = re.compile(r"\s+(?!\(?\d{4}\)?[.,;]?$)(?:\(?\d|[(\[][^()\[\]]*$)\S*$")
# What begins another identifier or URL, without a space before it.
SECOND_IDENTIFIER = re.compile(r"[;,|]10\.[0-9]{4,9}/|https?:|doi\.org/|pmid\d", re.IGNORECASE)


def normalize_doi(text: str) -> str | None:
    """Return the DOI that `text` is, as DOIs are compared; None if it is not a DOI.

    It is in small letters, since DOIs do not distinguish case (DOI Handbook, 2.2.2).
    """
    doi = parse_doi(text)
    return doi.lower() if doi else None


def parse_doi(text: str) -> str | None:
    """Return the DOI that `text` is; None if it is not a DOI.

    `https://doi.org/10.1038/X`, `doi: 10.1038/X` and `10.1038%2FX.` all give `10.1038/X`. A resolver, a publisher's
    page, a library's proxy, LaTeX, HTML and percent signs are removed, in however many layers; letters keep their case.
    """
    if len(text) > LONGEST_WRAPPED_DOI:
        return None
    text = join_broken_lines(text.strip())
    while (bare := strip_doi_wrapping(text)) != text:
        text = bare
    return text if DOI_PATTERN.fullmatch(text) and not SECOND_IDENTIFIER.search(text) else None


def parse_resolver_doi(url: str) -> str | None:
    """Return the normalised DOI of a resolver's URL; None of any other URL."""
    return normalize_doi(url) if is_resolver_url(url.strip()) else None


def parse_bibtex_doi(text: str) -> str:
    """Return the DOI of a field of BibTeX, or nothing."""
    return find_doi(strip_bibtex_latex(text[:LONGEST_WRAPPED_DOI]))


def find_doi(value: object) -> str:
    """Return the DOI that `value` is, or the only DOI among its words; nothing if there is none."""
    text = str(value)[:LONGEST_WRAPPED_DOI]
    if found := parse_doi(text):
        return found
    if text.count("10.") == 1 and (found := parse_doi(STRAY_SPACE.sub("", text))):
        return found
    matches = list(EMBEDDED_DOI.finditer(text))
    candidates = {parse_doi(match[0].rstrip(CLOSING_CHARACTERS)) for match in matches}
    # Of several, nobody knows which is meant.
    return (candidates.pop() or "") if len(candidates) == 1 and not can_be_truncated(text, matches[-1]) else ""


def can_be_truncated(text: str, found: re.Match[str]) -> bool:
    """Return whether a DOI within `text` may be longer than what was found."""
    return bool(CUT_OFF_END.search(found[0]) or DOI_CONTINUATION.match(text, found.end()))
