"""Parse people and bodies in the order of an index, as RIS and MEDLINE write them: `Smith, Jane A., Jr`."""

import re

from references.csl import ET_AL, Csl, is_et_al
from references.formats.indexed_names import NAME_SUFFIX, is_only_initials, is_whole_name, parse_indexed_name
from references.formats.roles import PLURAL_ROLE, split_role

# Behind the given names or the initials, or right after these: `King MLJr`.
TRAILING_SUFFIX = re.compile(rf"(.*[^\s,])[,\s]+({NAME_SUFFIX})|(.*\b[A-Z]{{1,3}})([JS]r\.?)")
# Behind the family name. A number there stays with it, for some families have one.
FAMILY_SUFFIX = re.compile(r"(.*[^\s,])[,\s]+([JS]r\.?)")
# PD is a title only before another: `PD Dr. Smith`, but P. D. James.
ACADEMIC_TITLE = re.compile(r"(?:(?:prof|dr|priv\.-doz|pd(?=\s+dr))\.?\s+(?:med\.\s+)?)+(?=\S)", re.IGNORECASE)
ACADEMIC_DEGREE = re.compile(
    r"M\.?D\.?|Ph\.?\s?D\.?|D\.?O\.?|M\.?P\.?H\.?|M\.?Sc\.?|B\.?Sc\.?|M\.?B\.?B\.?S\.?|MBChB|R\.?N\.?|F\.?R\.?C\.?P\.?"
    r"|Dr\.? med\.?|D\.?Phil\.?|Pharm\.?D\.?"
)
# Without a comma before it, only a degree with small letters can be told from initials.
TRAILING_DEGREE = re.compile(r"(?<=\S)\s+(?:Ph\.?\s?D|M\.?Sc|B\.?Sc|D\.?Phil|Pharm\.?D|MBChB)\.?$")
GIVEN_NAME_DEGREE = re.compile(rf",\s*(?:{ACADEMIC_DEGREE.pattern})\s*$|{TRAILING_DEGREE.pattern}")
FOOTNOTE_SIGN = re.compile(r"[*†‡§]+\s*(?=,|$)")
# A person's name in the order in which it is spoken: `John B. Smith`, `J. Smith`, `Jan van den Berg`. Without initials
# or a particle it may as well be that of a body.
SPOKEN_NAME = re.compile(
    r"(?!U\.\s?[SNK]\.|E\.\s?U\.)"
    r"(?:((?:[^\W\d_]\.[ -]?)+|[^\W\d_][^\W\d_'’-]+(?: [^\W\d_]\.)+) ?((?:[a-z'’]+ ){0,3}[^\W\d_][\w'’-]+)"
    r"|([^\W\d_][\w'’-]+(?: [^\W\d_]\.)*) ((?:van|von|ter|ten|zu|zur|vom)(?: (?:den|der|de|la))? [^\W\d_][\w'’-]+))"
)


def parse_name(text: str) -> Csl:
    """Return a CSL name.

    A name without comma and initials is a body; so is one that ends in a comma or holds two in a row, as EndNote marks
    bodies.
    """
    text, role = split_role(" ".join(text.split()))
    return {**parse_name_without_role(text), **({"role": role} if role else {})}


def parse_name_without_role(text: str) -> Csl:
    if is_et_al(text):
        return {"literal": ET_AL}
    if text.endswith(",") or ",," in text:
        return {"literal": text.rstrip(", ").replace(",,", ",")}
    text = strip_titles_and_degrees(text)
    family, *rest = (part.strip() for part in text.split(","))
    if not rest:
        if found := parse_indexed_name(text):
            return build_person(*found)
        spoken = SPOKEN_NAME.fullmatch(text)
        return build_person(spoken[2] or spoken[4], (spoken[1] or spoken[3]).strip()) if spoken else {"literal": text}
    if len(rest) > 1 and re.fullmatch(NAME_SUFFIX, rest[0]):
        rest = [*rest[1:], rest[0]]
    if re.fullmatch(NAME_SUFFIX, rest[0]) and (found := parse_indexed_name(family)) and not found[2]:
        return build_person(found[0], found[1], rest[0])
    return build_person_with_suffix(family, rest[0], ", ".join(rest[1:]))


def strip_titles_and_degrees(text: str) -> str:
    """Return a name without titles, degrees and marks of footnotes, which no reference list has."""
    parts = [strip_title(part) for part in FOOTNOTE_SIGN.sub("", text).split(",")]
    while len(parts) > 1 and ACADEMIC_DEGREE.fullmatch(parts[-1].strip()) and is_trailing_degree(parts):
        parts.pop()
    return strip_degree(",".join(parts))


def strip_title(part: str) -> str:
    """Return `Jane Smith` for `Dr. Jane Smith`. The given names of `Smith, Dr. Jane` are such a part too."""
    title = ACADEMIC_TITLE.match(part.lstrip())
    return part.lstrip()[title.end() :] if title else part


def strip_degree(text: str) -> str:
    """Return `Smith, John` for `Smith, John PhD`. One word with a degree stays: nobody knows what it is."""
    rest = TRAILING_DEGREE.sub("", text)
    return rest if "," in rest or " " in rest.strip() else text


def is_trailing_degree(parts: list[str]) -> bool:
    """Return whether the last part is a degree behind a name, and not the initials of `Kim, DO` and `King, Jr, RN`."""
    *before, last = (part.strip() for part in parts)
    if not is_only_initials(last) or is_whole_name(before[0]):
        return True
    return sum(not re.fullmatch(NAME_SUFFIX, part) for part in before) == 2


def build_person_with_suffix(family: str, given: str, suffix: str = "") -> Csl:
    """Return the person, whose suffix may also stand behind the given name or the family name."""
    if not suffix and (found := TRAILING_SUFFIX.fullmatch(given)):
        given, suffix = found[1] or found[3], found[2] or found[4]
    elif not suffix and (found := FAMILY_SUFFIX.fullmatch(family)):
        family, suffix = found[1], found[2]
    return build_person(family, given, suffix)


def build_person_from_parts(family: str, given: str, suffix: str) -> Csl:
    """Return a person of a register. Publishers filled in its parts: any may hold degrees or marks of footnotes."""
    family, given = FOOTNOTE_SIGN.sub("", family), strip_title(FOOTNOTE_SIGN.sub("", given))
    while degree := GIVEN_NAME_DEGREE.search(given):
        given = given[: degree.start()]
    return build_person_with_suffix(family, given, "" if is_degree_list(suffix) else suffix)


def is_degree_list(suffix: str) -> bool:
    """Return whether a suffix is only degrees: `MD`, `M.D., Ph.D.`, `MD PhD`."""
    return any(
        parts and all(map(ACADEMIC_DEGREE.fullmatch, parts)) for parts in (re.split(r"[,;]\s*", suffix), suffix.split())
    )


def parse_people(line: str) -> list[Csl]:
    """Return the people of one line. Some programs put several in it: `Smith, J.; Doe, K.`, `Smith J, Doe K`."""
    line = " ".join(line.split())
    if line.endswith(",") or ",," in line:
        return [parse_name(line)]
    line, role = split_role(line) if PLURAL_ROLE.search(line) else (line, "")
    found = [parse_name(part) for part in split_people_line(line)]
    return [{**person, "role": role} for person in found] if role else found


def split_people_line(line: str) -> list[str]:
    for mark in (r";", r"\s+(?:and|&)\s+", r","):
        parts = [part.strip() for part in re.split(mark, line)]
        *firsts, last = parts
        if firsts and is_et_al(last):
            last = firsts[-1]
        if firsts and all(map(is_whole_name, (*firsts, last))):
            return [piece for part in parts for piece in (split_people_line(part) if mark != "," else [part])]
    parts = [part.strip() for part in line.split(",")]
    if len(parts) > 3 and len(parts) % 2 == 0 and all(map(is_only_initials, parts[1::2])):
        return [f"{family}, {given}" for family, given in zip(parts[::2], parts[1::2], strict=True)]
    return [line]


def parse_medline_name(text: str) -> Csl:
    """Return a CSL name. MEDLINE puts the suffix after the given names: `King, Martin L Jr`."""
    if match := re.fullmatch(rf"([^,]+), ([^,]+) ({NAME_SUFFIX})", text):
        return build_person(match[1], match[2], match[3])
    return parse_name(text)


def build_person(family: str, given: str = "", suffix: str = "") -> Csl:
    parts = {"family": family, "given": given, "suffix": suffix}
    return {part: text for part, text in parts.items() if text}


def format_index_name(name: Csl) -> str:
    """Return the line of one name. Particles come before the family name, as in an index."""
    if "literal" in name:
        return format_body_name(str(name["literal"]))
    family = " ".join(
        str(name[part]) for part in ("dropping-particle", "non-dropping-particle", "family") if name.get(part)
    )
    return ", ".join([family, *(str(name[part]) for part in ("given", "suffix") if name.get(part))])


def format_body_name(literal: str) -> str:
    """Return the name of a body, marked as one if it would be read back as a person."""
    if "," in literal:
        return literal.replace(",", ",,", 1)
    return (
        f"{literal},"
        if parse_name(literal) != {"literal": literal} or split_people_line(literal) != [literal]
        else literal
    )
