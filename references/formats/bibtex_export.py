"""A work as an entry of BibTeX, with the fields of BibLaTeX where BibTeX has none."""

import re
from collections.abc import Iterator

from references import csl
from references.csl import Csl
from references.formats.biblatex_keys import KEYS_OF_STATES
from references.formats.bibtex import NUMBERED, PERIODICALS, TEXTS, TYPES_OF_BIBTEX, VERBATIM
from references.formats.dates import MONTHS
from references.formats.latex import encoded
from references.formats.raw_values import dicts, words

# A name of words that BibTeX takes for neither a particle nor a second name.
PLAIN = re.compile(r"[\w.’'-]+(?: [\w.’'-]+)*")
UNFIT_FOR_KEYS = re.compile(r"[\s{}\"#%'(),=~\\@]+")
PUBLISHERS = {"thesis": "school", "report": "institution"}


def entry(work: Csl, exact: str = "") -> str:
    kind = words(work, "type")
    lines = "".join(f"  {name} = {value},\n" for name, value in fields(work, kind, exact))
    return f"@{entry_type(work, kind)}{{{key(work)},\n{lines}}}\n\n"


def entry_type(work: Csl, kind: str) -> str:
    if kind == "thesis" and (genre := words(work, "genre")):
        return "mastersthesis" if "master" in genre.lower() else "phdthesis"
    return TYPES_OF_BIBTEX.get(kind, "misc").split()[0]


def key(work: Csl) -> str:
    return UNFIT_FOR_KEYS.sub("", words(work, "id")) or "work"


def fields(work: Csl, kind: str, exact: str) -> Iterator[tuple[str, str]]:
    """The name and the value of each field, the value enclosed."""
    # In two braces its capitals stay as they are in every style.
    yield from braced("title", f"{{{encoded(title)}}}" if (title := words(work, "title")) else "")
    for role in ("author", "editor", "translator"):
        yield from braced(role, " and ".join(name(person) for person in dicts(work.get(role))))
    container = "booktitle" if kind in {"chapter", "paper-conference"} else "journal"
    yield from braced(container, encoded(words(work, "container-title")))
    yield from dates_of(work)
    for variable, names in TEXTS.items():
        field = PUBLISHERS.get(kind, names[0]) if variable == "publisher" else names[0]
        value = words(work, variable)
        yield from braced(field, encoded(KEYS_OF_STATES.get(value, value) if variable == "status" else value))
    yield from braced("number" if kind in PERIODICALS else "issue", encoded(words(work, "issue")))
    yield from braced("eid", encoded(words(work, "number")) if kind in PERIODICALS else "")
    numbered = "" if kind in PERIODICALS else words(work, "number" if kind in NUMBERED else "collection-number")
    yield from braced("number", encoded(numbered))
    yield from braced("pages", encoded(words(work, "page")).replace("-", "--"))
    yield from braced("type", encoded(words(work, "genre")))
    yield from braced("langid", encoded(words(work, "language")))
    for variable, names in VERBATIM.items():
        yield from braced(names[0], verbatim(words(work, variable)))
    yield from braced("issn", verbatim(words(work, "ISSN")))
    yield from braced("url", verbatim(words(work, "URL")))
    yield from braced("csl", exact)


def braced(field: str, value: str) -> Iterator[tuple[str, str]]:
    if value:
        yield field, f"{{{value}}}"


def dates_of(work: Csl) -> Iterator[tuple[str, str]]:
    """Year and month for BibTeX; `date` for BibLaTeX where it tells more."""
    told = csl.date_range(work)
    issued = told.start
    if issued:
        yield "year", str(issued[0]) if issued[0] > 0 else f"{{{issued[0]:05}}}"
    yield from braced("year", encoded(told.words))
    if len(issued) > 1:
        yield "month", MONTHS[issued[1] - 1]
    if csl.edtf(work) != csl.edtf_date(issued[:2]):
        yield from braced("date", csl.edtf(work))
    yield from braced("urldate", csl.edtf(work, "accessed"))


def name(person: Csl) -> str:
    if literal := words(person, "literal"):
        if literal == csl.OTHERS:
            return "others"
        return f"{{{encoded(literal)}}}"
    parts = (words(person, part) for part in ("dropping-particle", "non-dropping-particle"))
    particle = " ".join(filter(None, parts))
    family = " ".join(filter(None, (particle_of(particle), surname(words(person, "family")))))
    return ", ".join(filter(None, (family, whole(words(person, "suffix")), whole(words(person, "given")))))


def particle_of(particle: str) -> str:
    """BibTeX knows a particle by its small letters."""
    is_low = all(word[:1].islower() for word in particle.split(" "))
    return whole(particle) if is_low or not particle else f"{{{encoded(particle)}}}"


def surname(family: str) -> str:
    """In braces if BibTeX would take its first words for a particle."""
    begins_high = all(word[:1].isupper() for word in family.split(" "))
    return whole(family) if begins_high or not family else f"{{{encoded(family)}}}"


def whole(text: str) -> str:
    """In braces if it would be taken apart."""
    written = encoded(text)
    is_plain = PLAIN.fullmatch(written) and " and " not in f" {written.lower()} "
    return written if is_plain or not written else f"{{{written}}}"


def verbatim(text: str) -> str:
    """What would end the field is left out: such an address is no address, and `exact` has it as it was."""
    return re.sub(r"[\\{}]", "", text)
