"""Write a work as an entry of BibTeX, with fields of BibLaTeX where BibTeX has none."""

import re
from collections.abc import Iterator

from references import csl
from references.csl import BOOK_PART_TYPES, PERIODICAL_TYPES, Csl
from references.formats.biblatex_keys import PUBSTATE_KEYS
from references.formats.bibtex_tables import BIBTEX_TYPES, NUMBERED_TYPES, TEXT_FIELDS, VERBATIM_FIELDS
from references.formats.dates import MONTHS
from references.formats.latex import encode_latex
from references.formats.raw_values import filter_dicts, get_raw_text

# A name whose words BibTeX takes neither for a particle nor for a second name.
PLAIN_NAME = re.compile(r"[\w.’'-]+(?: [\w.’'-]+)*")
INVALID_KEY_CHARACTERS = re.compile(r"[\s{}\"#%'(),=~\\@]+")
PUBLISHER_FIELDS = {"thesis": "school", "report": "institution"}


def write_bibtex_entry(work: Csl, exact: str = "") -> str:
    """Return the entry of a work. `exact` is the value of its field `csl` (`references.formats.overrides`)."""
    kind = get_raw_text(work, "type")
    lines = "".join(f"  {name} = {value},\n" for name, value in format_entry_fields(work, kind, exact))
    return f"@{get_entry_type(work, kind)}{{{get_entry_key(work)},\n{lines}}}\n\n"


def get_entry_type(work: Csl, kind: str) -> str:
    if kind == "thesis" and (genre := get_raw_text(work, "genre")):
        return "mastersthesis" if "master" in genre.lower() else "phdthesis"
    return BIBTEX_TYPES.get(kind, "misc").split()[0]


def get_entry_key(work: Csl) -> str:
    return INVALID_KEY_CHARACTERS.sub("", get_raw_text(work, "id")) or "work"


def format_entry_fields(work: Csl, kind: str, exact: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the enclosed value of each field."""
    # Within two braces, every style of BibTeX leaves capitals as they are.
    yield from format_braced_field(
        "title", f"{{{encode_latex(title)}}}" if (title := get_raw_text(work, "title")) else ""
    )
    for role in ("author", "editor", "translator"):
        yield from format_braced_field(
            role, " and ".join(format_bibtex_name(person) for person in filter_dicts(work.get(role)))
        )
    container = "booktitle" if kind in BOOK_PART_TYPES else "journal"
    yield from format_braced_field(container, encode_latex(get_raw_text(work, "container-title")))
    yield from format_date_fields(work)
    for variable, names in TEXT_FIELDS.items():
        field = PUBLISHER_FIELDS.get(kind, names[0]) if variable == "publisher" else names[0]
        value = get_raw_text(work, variable)
        yield from format_braced_field(
            field, encode_latex(PUBSTATE_KEYS.get(value, value) if variable == "status" else value)
        )
    if kind in PERIODICAL_TYPES:
        numbers = {"number": "issue", "eid": "number"}
    else:
        numbers = {"issue": "issue", "number": "number" if kind in NUMBERED_TYPES else "collection-number"}
    for field, variable in numbers.items():
        yield from format_braced_field(field, encode_latex(get_raw_text(work, variable)))
    yield from format_braced_field("pages", encode_latex(get_raw_text(work, "page")).replace("-", "--"))
    yield from format_braced_field("type", encode_latex(get_raw_text(work, "genre")))
    yield from format_braced_field("langid", encode_latex(get_raw_text(work, "language")))
    for variable, names in VERBATIM_FIELDS.items():
        yield from format_braced_field(names[0], strip_delimiters(get_raw_text(work, variable)))
    yield from format_braced_field("issn", strip_delimiters(get_raw_text(work, "ISSN")))
    yield from format_braced_field("url", strip_delimiters(get_raw_text(work, "URL")))
    yield from format_braced_field("csl", exact)


def format_braced_field(field: str, value: str) -> Iterator[tuple[str, str]]:
    if value:
        yield field, f"{{{value}}}"


def format_date_fields(work: Csl) -> Iterator[tuple[str, str]]:
    """Yield year and month for BibTeX, and `date` for BibLaTeX where it tells more."""
    issued_range = csl.get_date_range(work)
    issued = issued_range.start
    if issued:
        yield "year", str(issued[0]) if issued[0] > 0 else f"{{{issued[0]:05}}}"
    yield from format_braced_field("year", encode_latex(issued_range.words))
    if len(issued) > 1:
        yield "month", MONTHS[issued[1] - 1]
    if csl.format_edtf(work) != csl.format_edtf_date(issued[:2]):
        yield from format_braced_field("date", csl.format_edtf(work))
    yield from format_braced_field("urldate", csl.format_edtf(work, "accessed"))


def format_bibtex_name(person: Csl) -> str:
    if literal := get_raw_text(person, "literal"):
        if literal == csl.ET_AL:
            return "others"
        return f"{{{encode_latex(literal)}}}"
    parts = (get_raw_text(person, part) for part in ("dropping-particle", "non-dropping-particle"))
    particle = " ".join(filter(None, parts))
    family = " ".join(filter(None, (format_particle(particle), format_surname(get_raw_text(person, "family")))))
    return ", ".join(
        filter(
            None, (family, protect_text(get_raw_text(person, "suffix")), protect_text(get_raw_text(person, "given")))
        )
    )


def format_particle(particle: str) -> str:
    """Return the particle, in braces unless BibTeX recognises it by its small letters."""
    is_low = all(word[:1].islower() for word in particle.split(" "))
    return protect_text(particle) if is_low or not particle else f"{{{encode_latex(particle)}}}"


def format_surname(family: str) -> str:
    """Return the family name, in braces if BibTeX would take its first words for a particle."""
    begins_high = all(word[:1].isupper() for word in family.split(" "))
    return protect_text(family) if begins_high or not family else f"{{{encode_latex(family)}}}"


def protect_text(text: str) -> str:
    """Return a part of a name, in braces if BibTeX would take it apart."""
    written = encode_latex(text)
    is_plain = PLAIN_NAME.fullmatch(written) and " and " not in f" {written.lower()} "
    return written if is_plain or not written else f"{{{written}}}"


def strip_delimiters(text: str) -> str:
    """Return `text` without what would end the field.

    A URL with such a character is not valid; `exact` holds it as it was.
    """
    return re.sub(r"[\\{}]", "", text)
