"""People and bodies in the order of an index, as RIS and MEDLINE write them: `Smith, Jane A., Jr`."""

import re

from references.csl import OTHERS, Csl

SUFFIX = r"(?:Jr|Sr|2nd|3rd|4th|II|III|IV)\.?"
# `Wolfe F`, `van der Berg J. A. Jr`: a surname and initials without a comma.
INITIALS = re.compile(
    rf"((?:[a-z'’]+ ){{0,3}}[^\W\d_]+[^\W\dA-Z_][\w'’-]*) ([A-Z](?:\.?[ -]?[A-Z]){{0,2}}\.?)(?: ({SUFFIX}))?"
)
ROMAN = re.compile(r"[IVX]+\.?")


def name(text: str) -> Csl:
    """A CSL name. What has no comma and no initials is a body; so is what ends in a comma or holds two in a row,
    as EndNote marks bodies."""
    text = text.strip()
    if text.lower().strip(" .,") in {"et al", "others", "and others"}:
        return {"literal": OTHERS}
    if text.endswith(",") or ",," in text:
        return {"literal": text.rstrip(", ").replace(",,", ",")}
    family, *rest = (part.strip() for part in text.split(","))
    if not rest:
        match = INITIALS.fullmatch(text)
        return person(match[1], match[2], match[3] or "") if match else {"literal": text}
    if len(rest) > 1 and re.fullmatch(SUFFIX, rest[0]):
        rest = [*rest[1:], rest[0]]
    return person(family, rest[0], ", ".join(rest[1:]))


def people(line: str) -> list[Csl]:
    """The people of one line: several, where a program put them all in it. `Smith, J.; Doe, K.`, `Smith J, Doe K`."""
    if line.rstrip().endswith(",") or ",," in line:
        return [name(line)]
    for mark in (";", ","):
        parts = [part.strip() for part in line.split(mark)]
        if len(parts) > 1 and all(is_whole(part) for part in parts):
            return [name(part) for part in parts]
    return [name(line)]


def is_whole(text: str) -> bool:
    """Whether it is somebody's name by itself, with a comma or with initials."""
    if "," in text:
        return not text.startswith(",")
    # `Smith III, Bob A` is one person.
    return bool(INITIALS.fullmatch(text)) and not ROMAN.fullmatch(text.rpartition(" ")[2])


def medline(text: str) -> Csl:
    """MEDLINE puts the suffix after the given names: `King, Martin L Jr`."""
    if match := re.fullmatch(rf"([^,]+), ([^,]+) ({SUFFIX})", text):
        return person(match[1], match[2], match[3])
    return name(text)


def person(family: str, given: str = "", suffix: str = "") -> Csl:
    parts = {"family": family, "given": given, "suffix": suffix}
    return {part: text for part, text in parts.items() if text}


def written(name: Csl) -> str:
    """The line of one name, without line ends. Particles stand before the surname, as an index has them."""
    if "literal" in name:
        return body(str(name["literal"]))
    family = " ".join(
        str(name[part]) for part in ("dropping-particle", "non-dropping-particle", "family") if name.get(part)
    )
    return ", ".join([family, *(str(name[part]) for part in ("given", "suffix") if name.get(part))])


def body(literal: str) -> str:
    if "," in literal:
        return literal.replace(",", ",,", 1)
    return f"{literal}," if INITIALS.fullmatch(literal) else literal
