"""What every reader does with the parts of a work that it found: the last step from a file's words to a Record."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from references import csl, inline_markup
from references.csl import Csl
from references.enums import EvidenceKind
from references.formats import inline_html, roles
from references.formats.records import Record, Refusal
from references.formats.size_limits import WorkTooLarge, check_work_size
from references.identity.dois import find_doi
from references.identity.identifiers import normalize_pmcid, normalize_pmid, parse_doi
from references.identity.work_urls import clean_web_url
from references.updates import Update

# What managers put into a note because they have no field for it: `PMID: 1234567`, at the beginning of a part.
PMID_IN_NOTE = re.compile(r"(?:^|[\n;|]|<p>)\s*(?:PMID|PubMed(?: ID| PMID)?)\s*[:=]\s*(\d{1,9})\b", re.IGNORECASE)
PMCID_IN_NOTE = re.compile(r"(?:^|[\n;|]|<p>)\s*(?:PMCID|PMC ID)\s*[:=]\s*(PMC\d{1,9})\b", re.IGNORECASE)
DOI_IN_NOTE = re.compile(r"(?:^|[\n;|]|<p>)\s*(?:\\?doi\s*[:={]|https?://(?:dx\.)?doi\.org/)\s*(\S+)", re.IGNORECASE)
# The languages in which clinics cite, by their ISO 639-2 codes and English names.
LANGUAGE_NAMES = {
    "en": "eng english",
    "de": "ger deu german ngerman",
    "fr": "fre fra french",
    "es": "spa spanish",
    "it": "ita italian",
    "ru": "rus russian",
    "pt": "por portuguese",
    "nl": "dut nld dutch",
    "pl": "pol polish",
    "tr": "tur turkish",
    "zh": "chi zho chinese",
    "ja": "jpn japanese",
}
LANGUAGE_CODES = {name: code for code, names in LANGUAGE_NAMES.items() for name in names.split()}


def build_record(
    place: str, work: Csl, *, evidence_kind: str = "", updates: tuple[Update, ...] = (), exact: Csl | None = None
) -> Record | Refusal:
    """The record of `work` with its texts reduced, its identifiers in one spelling and nothing empty or unsafe in it.

    `exact` overrules single variables as they are; a null takes one away. A work without a title is refused.
    """
    try:
        check_work_size(work)
        work = roles.group_by_role(fill_missing_identifiers(work))
        work = normalise_variables(
            csl.clean_json(inline_html.transform_texts(work, inline_html.reduce_markup)), VARIABLE_NORMALISERS
        )
        if exact:
            check_work_size(exact)
            work = normalise_variables(csl.clean_json({**work, **exact}), URL_NORMALISERS)
    except WorkTooLarge as error:
        return Refusal(place, str(error))
    except RecursionError:
        return Refusal(place, _("It is nested too deeply."))
    if not inline_markup.strip_inline_tags(csl.get_text(work, "title")).strip():
        return Refusal(place, _("It has no title."))
    return Record(place, work, evidence_kind or get_exported_evidence_kind(work), updates)


def normalise_variables(work: Csl, readers: dict[str, Callable[[Any], Any]]) -> Csl:
    """`work` with some variables as their readers have them, without what is empty."""
    read = {variable: readers[variable](value) if variable in readers else value for variable, value in work.items()}
    return {variable: value for variable, value in read.items() if value not in EMPTY_VALUES}


LONGEST_NOTE = 20_000
EMPTY_VALUES: tuple[Any, ...] = ("", [], {}, None)


def get_exported_evidence_kind(work: Csl) -> str:
    """The kind of evidence that our own exports put under `custom`."""
    own = work.get("custom")
    kind = own.get("evidence-kind") if isinstance(own, dict) else ""
    return kind if kind and kind in EvidenceKind.values else ""


def fill_missing_identifiers(work: Csl) -> Csl:
    """With the DOI that only the address tells, and the identifiers that only a note does."""
    note = str(work.get("note", ""))[:LONGEST_NOTE]
    identifiers = {
        "DOI": parse_doi(str(work.get("URL", ""))) or parse_doi(note) or find_doi_in_note(note),
        "PMID": get_only_value(PMID_IN_NOTE.findall(note)),
        "PMCID": get_only_value(PMCID_IN_NOTE.findall(note)),
    }
    # Before the ends of its lines are lost.
    work = {**work, "DOI": find_doi(work.get("DOI") or "")}
    return {**work, **{variable: value for variable, value in identifiers.items() if value and not work.get(variable)}}


def find_doi_in_note(note: str) -> str:
    """Only where a part of the note begins with it: others tell of other works, such as `Erratum in: …`."""
    found = DOI_IN_NOTE.search(note)
    return find_doi(found[1]) if found else ""


def get_only_value(found: list[str]) -> str:
    """Of several it is not known which is meant."""
    return found[0] if len(set(found)) == 1 else ""


def strip_issn_remark(text: str) -> str:
    """Without what PubMed says of it: `2151-464X (Print)`."""
    return text.partition(" (")[0]


def join_keywords(texts: Iterable[str]) -> str:
    """One text of all. PubMed puts a star before what a work is mainly about: `Fibromyalgia/*diagnosis`."""
    return "; ".join(re.sub(r"(^|/)\*", r"\1", text) for text in texts)


def get_distinct_abbreviation(short: str, full: str) -> str:
    """`short` if it says anything that `full` does not."""
    return short if short != full else ""


def normalise_url(value: Any) -> str:
    return clean_web_url(str(value))


def normalise_custom(value: Any) -> Any:
    """A full-text address only if it is one of the web."""
    if isinstance(value, dict) and "full-text-url" in value:
        url = normalise_url(value["full-text-url"])
        return {**value, "full-text-url": url} if url else {k: v for k, v in value.items() if k != "full-text-url"}
    return value


def build_full_text_custom(address: str) -> Csl:
    return {"full-text-url": address} if address else {}


def normalise_language(text: str) -> str:
    """`eng` and `English` as `en`; what is not known as it is."""
    return LANGUAGE_CODES.get(text.strip().lower(), text)


URL_NORMALISERS: dict[str, Callable[[Any], Any]] = {"URL": normalise_url, "custom": normalise_custom}
VARIABLE_NORMALISERS: dict[str, Callable[[Any], Any]] = {
    **URL_NORMALISERS,
    "PMID": lambda value: normalize_pmid(str(value)),
    "PMCID": lambda value: normalize_pmcid(str(value)),
}
