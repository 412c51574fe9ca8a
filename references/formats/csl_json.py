"""Read CSL-JSON, as Zotero, Mendeley and citeproc write it, and Crossref's JSON, record by record.

Our own exports put what CSL has no variable for under `custom`: `full-text-url`, `evidence-kind` (a value of
EvidenceKind), `population` and `conflict-of-interest` (texts). None of them need be there.
"""

from collections.abc import Iterator
from typing import TextIO

from django.utils.translation import gettext as _

from references import csl
from references.csl import Csl
from references.formats import crossref, dates, json_names
from references.formats.json_values import BrokenValue, JsonValues
from references.formats.raw_values import get_raw_text
from references.formats.record_builder import build_record
from references.formats.records import Record, Refusal
from references.formats.stray_identifiers import STRAY_VARIABLES
from references.identity.identifiers import normalize_doi

DATE_VARIABLES = ("issued", "accessed", "original-date", "event-date", "submitted", "available-date")


def parse_csl_json(text: TextIO) -> Iterator[Record | Refusal]:
    """Return each work of an array, of JSON lines, of a single object or of a response of Crossref's REST API."""
    items = (item for value in JsonValues(text) for item in unwrap_items(value))
    return (parse_json_record(item, number) for number, item in enumerate(items, start=1))


def unwrap_items(value: object) -> list[object]:
    """Return the works of a response of Crossref (`message`, `items`) or of a named list (`references`)."""
    if isinstance(value, dict) and isinstance(value.get("message"), dict):
        value = value["message"]
    if isinstance(value, dict) and "title" not in value:
        for name in ("items", "references"):
            if isinstance(value.get(name), list):
                return list(value[name])
    return value if isinstance(value, list) else [value]


def parse_json_record(item: object, number: int) -> Record | Refusal:
    where = describe_json_position(item, number)
    if isinstance(item, BrokenValue):
        return Refusal(where, _("The record is not valid JSON. The records after it were read."))
    if not isinstance(item, dict):
        return Refusal(where, _("The record is not a JSON object."))
    return (
        crossref.parse_crossref_record(item, where)
        if crossref.is_crossref_work(item)
        else build_record(where, normalize_json_work(item), exact=get_null_identifiers(item))
    )


def get_null_identifiers(item: Csl) -> Csl:
    """Return the identifiers of which the record says that the work has none, as our own exports do."""
    return {variable: None for variable in STRAY_VARIABLES if variable in item and item[variable] is None}


def describe_json_position(item: object, number: int) -> str:
    doi = normalize_doi(csl.get_text(item, "DOI")) if isinstance(item, dict) else None
    if doi:
        return _("record %(number)s (DOI %(doi)s)") % {"number": number, "doi": doi}
    return _("record %(number)s") % {"number": number}


def normalize_json_work(item: Csl) -> Csl:
    """Return the work with a type, names and dates of CSL, and with its key as text."""
    kind = get_raw_text(item, "type")
    days = {variable: dates.normalize_json_date(item[variable]) for variable in DATE_VARIABLES if variable in item}
    return {
        **item,
        **json_names.normalize_json_names(item),
        **days,
        "type": crossref.CSL_TYPES_BY_CROSSREF_TYPE.get(kind, kind),
        "id": get_raw_text(item, "id"),
    }
