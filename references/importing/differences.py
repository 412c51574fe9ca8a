"""In what a record differs from a work of the library, part by part.

A record never takes anything away: a part that it leaves out, or knows less exactly, is no difference. Values are
compared as what they mean, not as they are spelt.
"""

from dataclasses import dataclass
from typing import Any

from references import csl
from references.csl import Csl, DateRange, Name
from references.enums import EvidenceKind, Status
from references.formats.records import Record
from references.identity.dois import parse_resolver_doi
from references.identity.identifiers import normalize_doi
from references.identity.titles import fold_text
from references.importing.compared_values import (
    UNCOMPARED_PARTS,
    fold_family,
    get_compared_parts,
    get_compared_text,
    is_date_value,
    is_name_list,
    keep_letters,
    normalize_page_range,
    parse_date_value,
    parse_name_list,
)
from references.importing.displayed_values import (
    EVIDENCE_KIND_FIELD,
    FIELD_ORDER,
    NOTICES_FIELD,
    format_update,
    format_value,
)
from references.models import Reference
from references.models.work_columns import IDENTIFIER_NORMALIZERS
from references.styles.names import format_initials
from references.updates import Update

NORMALIZERS = {name.upper(): normalised for name, normalised in IDENTIFIER_NORMALIZERS.items()}


@dataclass(frozen=True)
class Difference:
    # A CSL variable, EVIDENCE_KIND_FIELD or NOTICES_FIELD.
    field: str
    # As an editor reads them. `ours` is empty where the library has nothing.
    ours: str
    theirs: str


def find_differences(reference: Reference, record: Record) -> list[Difference]:
    """Return what `record` would add to or change in `reference`, whose notices should be prefetched."""
    found = [
        Difference(variable, format_value(ours), format_value(theirs))
        for variable, theirs in record.csl.items()
        for ours in [reference.csl.get(variable)]
        if not is_known_value(variable, ours, theirs, reference.csl)
    ]
    found.sort(key=lambda difference: FIELD_ORDER.get(difference.field, len(FIELD_ORDER)))
    if record.evidence_kind and not reference.evidence_kind:
        found.append(Difference(EVIDENCE_KIND_FIELD, "", str(EvidenceKind(record.evidence_kind).label)))
    if news := find_unknown_updates(reference, record):
        found.append(Difference(NOTICES_FIELD, "", "; ".join(map(format_update, news))))
    return found


def find_unknown_updates(reference: Reference, record: Record) -> list[Update]:
    """Return the notices of the record that the library never had. One that was withdrawn or overruled is not new."""
    known = {(notice.source, notice.source_id) for notice in reference.notices.all()} if record.updates else set()
    # What supersedes a work is another work, which a record does not bring.
    return [u for u in record.updates if u.status != Status.SUPERSEDED and (u.source, u.source_id) not in known]


def merge_value(ours: object, theirs: object) -> Any:
    """Return a part after taking it from the record. Members of an object that the record leaves out stay."""
    if isinstance(theirs, dict) and not is_date_value(theirs):
        return {**(ours if isinstance(ours, dict) else {}), **get_compared_parts(theirs)}
    return theirs


def is_known_value(variable: str, ours: object, theirs: object, work: Csl) -> bool:
    """Return whether the library's value already says what the record's value says. `work` is the library's work."""
    if variable in UNCOMPARED_PARTS or theirs == ours:
        return True
    if normalised := NORMALIZERS.get(variable):
        value = normalised(get_compared_text(theirs))
        return value is None or value == normalised(get_compared_text(ours))
    if isinstance(theirs, list):
        return is_name_list(theirs) and is_known_name_list(parse_name_list(ours), parse_name_list(theirs))
    if isinstance(theirs, dict):
        if is_date_value(theirs):
            return is_known_date(parse_date_value(ours), parse_date_value(theirs))
        return merge_value(ours, theirs) == (ours or {})
    return is_known_text(variable, get_compared_text(ours), get_compared_text(theirs), work)


def is_known_text(variable: str, ours: str, theirs: str, work: Csl) -> bool:
    """Return whether the library's text already says what the record's text says."""
    match variable:
        case "page":
            return normalize_page_range(ours) == normalize_page_range(theirs)
        case "language":
            # "en" says less than "en-GB".
            return ours.lower().startswith(theirs.lower())
        case "URL" if doi := parse_resolver_doi(theirs):
            # It only repeats the DOI.
            return doi == normalize_doi(csl.get_text(work, "DOI"))
    return ours == theirs or not theirs


def is_known_date(ours: DateRange, theirs: DateRange) -> bool:
    """Return whether the record's date adds nothing: 2020 to 2020-03-12, or "in press" to a date."""
    if not theirs.start:
        return bool(ours) or not theirs
    return (
        ours.start[: len(theirs.start)] == theirs.start
        and ours.end[: len(theirs.end)] == theirs.end
        and is_known_season(ours, theirs)
    )


def is_known_season(ours: DateRange, theirs: DateRange) -> bool:
    """Return whether the record's season adds nothing: to the same season, or to a month."""
    return bool(ours.start[1:]) or theirs.season in {0, ours.season}


def is_known_name_list(ours: list[Name], theirs: list[Name]) -> bool:
    """Return whether the record's names add nothing. A shorter list is one that was cut."""
    return len(theirs) <= len(ours) and all(is_known_name(*pair) for pair in zip(ours, theirs, strict=False))


def is_known_name(ours: Name, theirs: Name) -> bool:
    """Return whether the record's name adds nothing: `Smith JA` to `Smith, Jane Ann`, `Muller` to `Müller`."""
    return (
        fold_family(ours) == fold_family(theirs)
        and (not theirs.suffix or fold_text(ours.suffix) == fold_text(theirs.suffix))
        and is_known_given(ours.given, theirs.given)
    )


def is_known_given(ours: str, theirs: str) -> bool:
    """Return whether the record's given names begin ours, or are the initials of ours."""
    if fold_text(ours).startswith(fold_text(theirs)):
        return True
    compact = keep_letters(theirs)
    return compact.isupper() and keep_letters(format_initials(ours, stop="")).upper().startswith(compact)
