"""The last step of every reader, from the parts of a work that it found to a Record."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from references import csl, inline_markup
from references.csl import Csl
from references.enums import EvidenceKind
from references.formats import inline_html, roles
from references.formats.records import Record, Refusal
from references.formats.size_limits import WorkTooLarge, check_work_size
from references.formats.stray_identifiers import fill_missing_identifiers
from references.identity.identifiers import normalize_pmcid, normalize_pmid
from references.identity.work_urls import clean_web_url
from references.updates import Update


def build_record(
    place: str, work: Csl, *, evidence_kind: str = "", updates: tuple[Update, ...] = (), exact: Csl | None = None
) -> Record | Refusal:
    """Return the record of `work` with reduced markup, normalised identifiers and nothing empty or unsafe in it.

    `exact` replaces single variables as they are; a null removes one. A work without a title is refused.
    """
    try:
        check_work_size(work)
        work = roles.group_by_role(fill_missing_identifiers(work))
        work = normalize_variables(
            csl.clean_json(inline_html.transform_texts(work, inline_html.reduce_markup)), VARIABLE_NORMALIZERS
        )
        if exact:
            check_work_size(exact)
            work = normalize_variables(csl.clean_json({**work, **exact}), URL_NORMALIZERS)
    except WorkTooLarge as error:
        return Refusal(place, str(error))
    except RecursionError:
        return Refusal(place, _("The record has too many nested levels."))
    if not inline_markup.strip_inline_tags(csl.get_text(work, "title")).strip():
        return Refusal(place, _("The record has no title. Add one and import it again."))
    return Record(place, work, evidence_kind or get_exported_evidence_kind(work), updates)


def normalize_variables(work: Csl, readers: dict[str, Callable[[object], object]]) -> Csl:
    """Return `work` with the variables that have a reader as it returns them, and without what is empty."""
    read = {variable: readers[variable](value) if variable in readers else value for variable, value in work.items()}
    return {variable: value for variable, value in read.items() if value not in EMPTY_VALUES}


EMPTY_VALUES: tuple[object, ...] = ("", [], {}, None)


def get_exported_evidence_kind(work: Csl) -> str:
    """Return the kind of evidence that our own exports put under `custom`, or nothing."""
    own = work.get("custom")
    kind = own.get("evidence-kind") if isinstance(own, dict) else ""
    return kind if kind and kind in EvidenceKind.values else ""


def normalize_url(value: object) -> str:
    return clean_web_url(str(value))


def normalize_custom(value: object) -> object:
    """Return `custom` with its full-text URL only if that is a URL of the web."""
    if isinstance(value, dict) and "full-text-url" in value:
        url = normalize_url(value["full-text-url"])
        return {**value, "full-text-url": url} if url else {k: v for k, v in value.items() if k != "full-text-url"}
    return value


URL_NORMALIZERS: dict[str, Callable[[object], object]] = {"URL": normalize_url, "custom": normalize_custom}
VARIABLE_NORMALIZERS: dict[str, Callable[[object], object]] = {
    **URL_NORMALIZERS,
    "PMID": lambda value: normalize_pmid(str(value)),
    "PMCID": lambda value: normalize_pmcid(str(value)),
}
