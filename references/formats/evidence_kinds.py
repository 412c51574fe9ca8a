"""The kind of evidence, from the publication types that PubMed's indexers give a work (MeSH, category V)."""

from collections.abc import Iterable

from references.enums import EvidenceKind

# The most telling types come first: a trial is often indexed as an observational study too, and nearly all works are
# indexed as a journal article.
PUBLICATION_TYPES = {
    EvidenceKind.GUIDELINE: "practice guideline; guideline; consensus statement; consensus development conference",
    EvidenceKind.SYSTEMATIC_REVIEW: "systematic review; meta-analysis; network meta-analysis",
    EvidenceKind.OPINION: "editorial; comment; letter",
    EvidenceKind.TRIAL: (
        "randomized controlled trial; controlled clinical trial; clinical trial; pragmatic clinical trial; "
        "equivalence trial; adaptive clinical trial; clinical trial, phase i; clinical trial, phase ii; "
        "clinical trial, phase iii; clinical trial, phase iv"
    ),
    EvidenceKind.COHORT: "observational study; cohort study; cohort studies",
    EvidenceKind.CASE_SERIES: "case reports; case series",
    EvidenceKind.NARRATIVE_REVIEW: "review; scoping review",
}


def detect_evidence_kind(publication_types: Iterable[str]) -> str:
    """Return a value of EvidenceKind, or nothing if the types do not tell."""
    type_names = {name.strip().lower() for name in publication_types}
    return next(
        (kind.value for kind, names in PUBLICATION_TYPES.items() if not type_names.isdisjoint(names.split("; "))), ""
    )
