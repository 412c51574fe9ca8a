"""People and bodies in the order of an index, as RIS and MEDLINE write them: `Smith, Jane A., Jr`."""

import re

from references.csl import OTHERS, Csl
from references.formats.indexed_names import SUFFIX, indexed, is_only_initials, is_whole
from references.formats.roles import OF_ALL, without_role

# Behind the given names or the initials, or right after these: `King MLJr`.
SUFFIX_BEHIND = re.compile(rf"(.*[^\s,])[,\s]+({SUFFIX})|(.*\b[A-Z]{{1,3}})([JS]r\.?)")
# Behind the surname. A number there stays with it, for some families have one.
SUFFIX_OF_FAMILY = re.compile(r"(.*[^\s,])[,\s]+([JS]r\.?)")
# PD is a title only before another: `PD Dr. Smith`, but P. D. James.
TITLE = re.compile(r"(?:(?:prof|dr|priv\.-doz|pd(?=\s+dr))\.?\s+(?:med\.\s+)?)+(?=\S)", re.IGNORECASE)
DEGREE = re.compile(
    r"M\.?D\.?|Ph\.?\s?D\.?|D\.?O\.?|M\.?P\.?H\.?|M\.?Sc\.?|B\.?Sc\.?|M\.?B\.?B\.?S\.?|MBChB|R\.?N\.?|F\.?R\.?C\.?P\.?"
    r"|Dr\.? med\.?|D\.?Phil\.?|Pharm\.?D\.?"
)
# Without a comma before it, only what has small letters is told from initials; and the mark of a footnote.
DEGREE_BEHIND = re.compile(r"(?<=\S)\s+(?:Ph\.?\s?D|M\.?Sc|B\.?Sc|D\.?Phil|Pharm\.?D|MBChB)\.?$")
DEGREE_OF_GIVEN = re.compile(rf",\s*(?:{DEGREE.pattern})\s*$|{DEGREE_BEHIND.pattern}")
FOOTNOTE = re.compile(r"[*†‡§]+\s*(?=,|$)")
# Somebody's name in the order in which it is spoken: `John B. Smith`, `J. Smith`, `Jan van den Berg`. Without such a
# sign it may as well be a body's.
SPOKEN = re.compile(
    r"(?!U\.\s?[SNK]\.|E\.\s?U\.)"
    r"(?:((?:[^\W\d_]\.[ -]?)+|[^\W\d_][^\W\d_'’-]+(?: [^\W\d_]\.)+) ?((?:[a-z'’]+ ){0,3}[^\W\d_][\w'’-]+)"
    r"|([^\W\d_][\w'’-]+(?: [^\W\d_]\.)*) ((?:van|von|ter|ten|zu|zur|vom)(?: (?:den|der|de|la))? [^\W\d_][\w'’-]+))"
)


def name(text: str) -> Csl:
    """A CSL name. What has no comma and no initials is a body; so is what ends in a comma or holds two in a row,
    as EndNote marks bodies."""
    text, role = without_role(" ".join(text.split()))
    return {**name_alone(text), **({"role": role} if role else {})}


def name_alone(text: str) -> Csl:
    if text.lower().strip(" .,") in {"et al", "others", "and others"}:
        return {"literal": OTHERS}
    if text.endswith(",") or ",," in text:
        return {"literal": text.rstrip(", ").replace(",,", ",")}
    text = bare(text)
    family, *rest = (part.strip() for part in text.split(","))
    if not rest:
        if found := indexed(text):
            return person(*found)
        spoken = SPOKEN.fullmatch(text)
        return person(spoken[2] or spoken[4], (spoken[1] or spoken[3]).strip()) if spoken else {"literal": text}
    if len(rest) > 1 and re.fullmatch(SUFFIX, rest[0]):
        rest = [*rest[1:], rest[0]]
    if re.fullmatch(SUFFIX, rest[0]) and (found := indexed(family)) and not found[2]:
        return person(found[0], found[1], rest[0])
    return with_suffix(family, rest[0], ", ".join(rest[1:]))


def bare(text: str) -> str:
    """Without titles, degrees and marks of footnotes, which no list of references has."""
    told = [without_title(part) for part in FOOTNOTE.sub("", text).split(",")]
    while len(told) > 1 and DEGREE.fullmatch(told[-1].strip()) and is_degree(told):
        told.pop()
    return without_degree(",".join(told))


def without_title(part: str) -> str:
    """`Dr. Jane Smith` as `Jane Smith`; and so the given names of `Smith, Dr. Jane`."""
    title = TITLE.match(part.lstrip())
    return part.lstrip()[title.end() :] if title else part


def without_degree(text: str) -> str:
    """`Smith, John PhD` as `Smith, John`; of one word and a degree nobody knows what it is."""
    rest = DEGREE_BEHIND.sub("", text)
    return rest if "," in rest or " " in rest.strip() else text


def is_degree(told: list[str]) -> bool:
    """Whether the last part is a degree behind a name, and not what `Kim, DO` and `King, Jr, RN` are given by."""
    *before, last = (part.strip() for part in told)
    if not is_only_initials(last) or is_whole(before[0]):
        return True
    return sum(not re.fullmatch(SUFFIX, part) for part in before) == 2


def with_suffix(family: str, given: str, suffix: str = "") -> Csl:
    """The person, whose suffix may also stand behind the given name or behind the surname."""
    if not suffix and (found := SUFFIX_BEHIND.fullmatch(given)):
        given, suffix = found[1] or found[3], found[2] or found[4]
    elif not suffix and (found := SUFFIX_OF_FAMILY.fullmatch(family)):
        family, suffix = found[1], found[2]
    return person(family, given, suffix)


def in_parts(family: str, given: str, suffix: str) -> Csl:
    """A person as a register tells one, whose parts publishers filled in: degrees and marks may stand in any."""
    family, given = FOOTNOTE.sub("", family), without_title(FOOTNOTE.sub("", given))
    while degree := DEGREE_OF_GIVEN.search(given):
        given = given[: degree.start()]
    return with_suffix(family, given, "" if are_degrees(suffix) else suffix)


def are_degrees(suffix: str) -> bool:
    """`MD`, `M.D., Ph.D.`, `MD PhD`."""
    return any(parts and all(map(DEGREE.fullmatch, parts)) for parts in (re.split(r"[,;]\s*", suffix), suffix.split()))


def people(line: str) -> list[Csl]:
    """The people of one line: several, where a program put them all in it. `Smith, J.; Doe, K.`, `Smith J, Doe K`."""
    line = " ".join(line.split())
    if line.endswith(",") or ",," in line:
        return [name(line)]
    line, role = without_role(line) if OF_ALL.search(line) else (line, "")
    found = [name(part) for part in separated(line)]
    return [{**person, "role": role} for person in found] if role else found


def separated(line: str) -> list[str]:
    for mark in (r";", r"\s+(?:and|&)\s+", r","):
        parts = [part.strip() for part in re.split(mark, line)]
        *firsts, last = parts
        if firsts and last.lower().strip(" .") == "et al":
            last = firsts[-1]
        if firsts and all(map(is_whole, (*firsts, last))):
            return [piece for part in parts for piece in (separated(part) if mark != "," else [part])]
    parts = [part.strip() for part in line.split(",")]
    if len(parts) > 3 and len(parts) % 2 == 0 and all(map(is_only_initials, parts[1::2])):
        return [f"{family}, {given}" for family, given in zip(parts[::2], parts[1::2], strict=True)]
    return [line]


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
    """Marked as one where it would be read as a person."""
    if "," in literal:
        return literal.replace(",", ",,", 1)
    return f"{literal}," if name(literal) != {"literal": literal} or separated(literal) != [literal] else literal
