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
from references.formats.size_limits import TooLarge, check_size
from references.identity.dois import doi_within
from references.identity.identifiers import bare_doi, normalised_pmcid, normalised_pmid
from references.identity.work_urls import web_address
from references.updates import Update

# What managers put into a note because they have no field for it: `PMID: 1234567`, at the beginning of a part.
PMID_IN_NOTE = re.compile(r"(?:^|[\n;|]|<p>)\s*(?:PMID|PubMed(?: ID| PMID)?)\s*[:=]\s*(\d{1,9})\b", re.IGNORECASE)
PMCID_IN_NOTE = re.compile(r"(?:^|[\n;|]|<p>)\s*(?:PMCID|PMC ID)\s*[:=]\s*(PMC\d{1,9})\b", re.IGNORECASE)
DOI_IN_NOTE = re.compile(r"(?:^|[\n;|]|<p>)\s*(?:\\?doi\s*[:={]|https?://(?:dx\.)?doi\.org/)\s*(\S+)", re.IGNORECASE)
# The languages in which clinics cite, by their ISO 639-2 codes and English names.
NAMES_OF_LANGUAGES = {
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
LANGUAGES = {name: code for code, names in NAMES_OF_LANGUAGES.items() for name in names.split()}


def assembled(
    place: str, work: Csl, *, evidence_kind: str = "", updates: tuple[Update, ...] = (), exact: Csl | None = None
) -> Record | Refusal:
    """The record of `work` with its texts reduced, its identifiers in one spelling and nothing empty or unsafe in it.

    `exact` overrules single variables as they are; a null takes one away. A work without a title is refused.
    """
    try:
        check_size(work)
        work = roles.by_role(with_identifiers_told_elsewhere(work))
        work = readable(csl.cleaned(inline_html.over(work, inline_html.reduced)), READABLE)
        if exact:
            check_size(exact)
            work = readable(csl.cleaned({**work, **exact}), ADDRESSES)
    except TooLarge as error:
        return Refusal(place, str(error))
    except RecursionError:
        return Refusal(place, _("It is nested too deeply."))
    if not inline_markup.plain(csl.text(work, "title")).strip():
        return Refusal(place, _("It has no title."))
    return Record(place, work, evidence_kind or told_kind(work), updates)


def readable(work: Csl, readers: dict[str, Callable[[Any], Any]]) -> Csl:
    """`work` with some variables as their readers have them, without what is empty."""
    read = {variable: readers[variable](value) if variable in readers else value for variable, value in work.items()}
    return {variable: value for variable, value in read.items() if value not in EMPTY}


LONGEST_NOTE = 20_000
EMPTY: tuple[Any, ...] = ("", [], {}, None)


def told_kind(work: Csl) -> str:
    """The kind of evidence that our own exports put under `custom`."""
    own = work.get("custom")
    kind = own.get("evidence-kind") if isinstance(own, dict) else ""
    return kind if kind and kind in EvidenceKind.values else ""


def with_identifiers_told_elsewhere(work: Csl) -> Csl:
    """With the DOI that only the address tells, and the identifiers that only a note does."""
    note = str(work.get("note", ""))[:LONGEST_NOTE]
    told = {
        "DOI": bare_doi(str(work.get("URL", ""))) or bare_doi(note) or doi_in_note(note),
        "PMID": only(PMID_IN_NOTE.findall(note)),
        "PMCID": only(PMCID_IN_NOTE.findall(note)),
    }
    # Before the ends of its lines are lost.
    work = {**work, "DOI": doi_within(work.get("DOI") or "")}
    return {**work, **{variable: value for variable, value in told.items() if value and not work.get(variable)}}


def doi_in_note(note: str) -> str:
    """Only where a part of the note begins with it: others tell of other works, such as `Erratum in: …`."""
    found = DOI_IN_NOTE.search(note)
    return doi_within(found[1]) if found else ""


def only(found: list[str]) -> str:
    """Of several it is not known which is meant."""
    return found[0] if len(set(found)) == 1 else ""


def issn(text: str) -> str:
    """Without what PubMed says of it: `2151-464X (Print)`."""
    return text.partition(" (")[0]


def keywords(texts: Iterable[str]) -> str:
    """One text of all. PubMed puts a star before what a work is mainly about: `Fibromyalgia/*diagnosis`."""
    return "; ".join(re.sub(r"(^|/)\*", r"\1", text) for text in texts)


def abbreviated(short: str, full: str) -> str:
    """`short` if it says anything that `full` does not."""
    return short if short != full else ""


def address(value: Any) -> str:
    return web_address(str(value))


def custom(value: Any) -> Any:
    """A full-text address only if it is one of the web."""
    if isinstance(value, dict) and "full-text-url" in value:
        url = address(value["full-text-url"])
        return {**value, "full-text-url": url} if url else {k: v for k, v in value.items() if k != "full-text-url"}
    return value


def full_text(address: str) -> Csl:
    return {"full-text-url": address} if address else {}


def language(text: str) -> str:
    """`eng` and `English` as `en`; what is not known as it is."""
    return LANGUAGES.get(text.strip().lower(), text)


ADDRESSES: dict[str, Callable[[Any], Any]] = {"URL": address, "custom": custom}
READABLE: dict[str, Callable[[Any], Any]] = {
    **ADDRESSES,
    "PMID": lambda value: normalised_pmid(str(value)),
    "PMCID": lambda value: normalised_pmcid(str(value)),
}
