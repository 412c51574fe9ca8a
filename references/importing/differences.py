"""What a record says otherwise than a work of the library, part by part.

A record never takes anything away: a part that it leaves out, or knows less exactly, is no difference. Values are
compared as what they mean, not as they are spelt.
"""

import json
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from references import csl, inline_markup
from references.csl import Csl, DateRange, Name
from references.enums import EvidenceKind, Status
from references.formats.records import Record
from references.identity.dois import parse_resolver_doi
from references.identity.identifiers import normalize_doi
from references.identity.titles import fold_text
from references.models import Reference
from references.models.work_columns import IDENTIFIER_NORMALIZERS
from references.updates import Update

EVIDENCE_KIND_FIELD = "evidence_kind"
NOTICES_FIELD = "notices"
NORMALISERS = {name.upper(): normalised for name, normalised in IDENTIFIER_NORMALIZERS.items()}
# The key of a work is ours; our exports carry the evidence kind under `custom` for who has no field for it.
UNCOMPARED_PARTS = {"id", "citation-key", "evidence-kind"}
DATE_MEMBERS = {"date-parts", "raw", "literal", "season", "edtf"}

FIELD_LABELS = {
    "type": gettext_lazy("Type"),
    "title": gettext_lazy("Title"),
    "author": gettext_lazy("Authors"),
    "editor": gettext_lazy("Editors"),
    "container-title": gettext_lazy("Journal, book or site"),
    "container-title-short": gettext_lazy("Short title of the journal"),
    "issued": gettext_lazy("Published"),
    "publisher": gettext_lazy("Publisher"),
    "publisher-place": gettext_lazy("Place of the publisher"),
    "volume": gettext_lazy("Volume"),
    "issue": gettext_lazy("Issue"),
    "page": gettext_lazy("Pages"),
    "URL": gettext_lazy("Web address"),
    "abstract": gettext_lazy("Abstract"),
    "language": gettext_lazy("Language"),
    "edition": gettext_lazy("Edition"),
    "accessed": gettext_lazy("Looked at"),
    "note": gettext_lazy("Note"),
    "custom": gettext_lazy("Full text and other parts"),
    EVIDENCE_KIND_FIELD: gettext_lazy("Kind of evidence"),
    NOTICES_FIELD: gettext_lazy("Notices"),
}
# As an editor reads a work.
FIELD_ORDER = {field: place for place, field in enumerate(FIELD_LABELS)}


@dataclass(frozen=True)
class Difference:
    # A CSL variable, EVIDENCE_KIND or NOTICES.
    field: str
    # As an editor reads them. `ours` is empty where the library has nothing.
    ours: str
    theirs: str


def get_field_label(field: str) -> str:
    """What an editor calls a field; CSL's own name for those that hardly any record has."""
    return str(FIELD_LABELS.get(field, field))


def find_differences(reference: Reference, record: Record) -> list[Difference]:
    """What `record` would add to or change in `reference`, whose notices should be prefetched."""
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
    """The notices of the record that the library never had. One that was withdrawn or overruled is not news."""
    known = {(notice.source, notice.source_id) for notice in reference.notices.all()} if record.updates else set()
    # What supersedes a work is another work, which a record does not bring.
    return [u for u in record.updates if u.status != Status.SUPERSEDED and (u.source, u.source_id) not in known]


def merge_value(ours: Any, theirs: Any) -> Any:
    """A part as it is after taking it from the record; members of an object that the record leaves out stay."""
    if isinstance(theirs, dict) and not is_date_value(theirs):
        return {**(ours if isinstance(ours, dict) else {}), **get_compared_parts(theirs)}
    return theirs


def get_compared_parts(value: Csl) -> Csl:
    return {name: part for name, part in value.items() if name not in UNCOMPARED_PARTS}


# --- Whether ours already says what theirs says ---------------------------------------------------------------------


def is_known_value(variable: str, ours: Any, theirs: Any, work: Csl) -> bool:
    if variable in UNCOMPARED_PARTS or theirs == ours:
        return True
    if normalised := NORMALISERS.get(variable):
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
    match variable:
        case "page":
            return normalise_page_range(ours) == normalise_page_range(theirs)
        case "language":
            # "en" knows less than "en-GB".
            return ours.lower().startswith(theirs.lower())
        case "URL" if doi := parse_resolver_doi(theirs):
            # Only the DOI again.
            return doi == normalize_doi(csl.get_text(work, "DOI"))
    return ours == theirs or not theirs


def is_known_date(ours: DateRange, theirs: DateRange) -> bool:
    """2020 says nothing beside 2020-03-12, and "in press" nothing beside a date."""
    if not theirs.start:
        return bool(ours) or not theirs
    return (
        ours.start[: len(theirs.start)] == theirs.start
        and ours.end[: len(theirs.end)] == theirs.end
        and is_known_season(ours, theirs)
    )


def is_known_season(ours: DateRange, theirs: DateRange) -> bool:
    """A month knows more than a season."""
    return bool(ours.start[1:]) or theirs.season in {0, ours.season}


def is_known_name_list(ours: list[Name], theirs: list[Name]) -> bool:
    """A shorter list is one that was cut."""
    return len(theirs) <= len(ours) and all(is_known_name(*pair) for pair in zip(ours, theirs, strict=False))


def is_known_name(ours: Name, theirs: Name) -> bool:
    """`Smith JA` says nothing beside `Smith, Jane Ann`, nor `Muller` beside `Müller`."""
    return (
        fold_family(ours) == fold_family(theirs)
        and (not theirs.suffix or fold_text(ours.suffix) == fold_text(theirs.suffix))
        and is_known_given(ours.given, theirs.given)
    )


def is_known_given(ours: str, theirs: str) -> bool:
    if fold_text(ours).startswith(fold_text(theirs)):
        return True
    compact = re.sub(r"[\W_]", "", theirs)
    return compact.isupper() and get_initials(ours).startswith(compact)


# --- Values as they are compared ------------------------------------------------------------------------------------


def get_compared_text(value: Any) -> str:
    """A text without marks, in one spelling of its characters and with single spaces."""
    return unicodedata.normalize("NFC", inline_markup.strip_inline_tags(csl.get_text({"": value}, "")))


def fold_family(name: Name) -> str:
    return fold_text(f"{name.particle} {name.family}")


def get_initials(given: str) -> str:
    """`JP` of `Jean-Paul`; `JA` of `J.A.` and of `JA`, as PubMed writes it."""
    words = re.findall(r"[^\W\d_]+", given)
    return "".join(word if word.isupper() else word[0].upper() for word in words)


def normalise_page_range(pages: str) -> str:
    """`1453-62` and `1453–1462` as `1453-1462`."""
    pages = re.sub(r"\s*[\u2010-\u2015\u2212-]+\s*", "-", pages)
    match = re.fullmatch(r"(\D*)(\d+)-(\d+)", pages)
    if not match or len(match[3]) >= len(match[2]):
        return pages
    return f"{match[1]}{match[2]}-{match[1]}{match[2][: -len(match[3])]}{match[3]}"


def parse_name_list(value: Any) -> list[Name]:
    return csl.get_names({"": value}, "")


def parse_date_value(value: Any) -> DateRange:
    return csl.get_date_range({"": value}, "")


def is_name_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(person, dict) for person in value)


def is_date_value(value: Any) -> bool:
    return isinstance(value, dict) and not DATE_MEMBERS.isdisjoint(value)


# --- Values as an editor reads them ---------------------------------------------------------------------------------


def format_value(value: Any) -> str:
    if value is None:
        return ""
    if is_name_list(value):
        return "; ".join(map(format_name, parse_name_list(value)))
    if is_date_value(value):
        return csl.format_edtf({"": value}, "") or parse_date_value(value).words
    if isinstance(value, dict):
        return "; ".join(f"{name}: {format_value(part)}" for name, part in get_compared_parts(value).items())
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return csl.get_text({"": value}, "")


def format_name(name: Name) -> str:
    given = " ".join(filter(None, (name.given, name.suffix)))
    return ", ".join(filter(None, (" ".join(filter(None, (name.particle, name.family))), given)))


def format_update(update: Update) -> str:
    words = {"status": Status(update.status).label, "source": update.source}
    return _("%(status)s, according to %(source)s") % words
