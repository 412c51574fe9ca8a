"""The values of a record as an editor reads them, with the names of their fields."""

import json

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from references import csl
from references.csl import Name
from references.enums import Status
from references.importing.compared_values import (
    get_compared_parts,
    is_date_value,
    is_name_list,
    parse_date_value,
    parse_name_list,
)
from references.updates import Update

EVIDENCE_KIND_FIELD = "evidence_kind"
NOTICES_FIELD = "notices"
FIELD_LABELS = {
    "type": gettext_lazy("Type"),
    "title": gettext_lazy("Title"),
    "author": gettext_lazy("Authors"),
    "editor": gettext_lazy("Editors"),
    "container-title": gettext_lazy("Journal, book or website"),
    "container-title-short": gettext_lazy("Short title of the journal"),
    "issued": gettext_lazy("Published"),
    "publisher": gettext_lazy("Publisher"),
    "publisher-place": gettext_lazy("Place of publication"),
    "volume": gettext_lazy("Volume"),
    "issue": gettext_lazy("Issue"),
    "page": gettext_lazy("Pages"),
    "URL": gettext_lazy("Web address"),
    "abstract": gettext_lazy("Abstract"),
    "language": gettext_lazy("Language"),
    "edition": gettext_lazy("Edition"),
    "accessed": gettext_lazy("Accessed"),
    "note": gettext_lazy("Note"),
    "custom": gettext_lazy("Full text and other details"),
    EVIDENCE_KIND_FIELD: gettext_lazy("Kind of evidence"),
    NOTICES_FIELD: gettext_lazy("Notices"),
}
# In the order in which an editor reads a work.
FIELD_ORDER = {field: position for position, field in enumerate(FIELD_LABELS)}


def get_field_label(field: str) -> str:
    """Return what an editor calls a field, or CSL's own name of a field that hardly any record has."""
    return str(FIELD_LABELS.get(field, field))


def format_value(value: object) -> str:
    """Return the value of any CSL variable as text; empty for None."""
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
    """Return `van den Berg, Jan Jr`."""
    given = " ".join(filter(None, (name.given, name.suffix)))
    return ", ".join(filter(None, (" ".join(filter(None, (name.particle, name.family))), given)))


def format_update(update: Update) -> str:
    words = {"status": Status(update.status).label, "source": update.source}
    return _("%(status)s, according to %(source)s") % words
