"""Names as BibTeX and BibLaTeX hold them (btxdoc; BibLaTeX 3.20, 3.5), decoded before they are taken apart."""

import re

from references.csl import OTHERS, Csl
from references.formats import indexed_names, names, roles
from references.formats.latex import decoded

# Noncharacters in place of the braces that hold words together; the marks of `references.styles` are others.
HELD, RELEASED = "\ufdd8", "\ufdd9"
NO_BRACES = str.maketrans(dict.fromkeys(HELD + RELEASED))
# What `\\emph` and its like leave: no name is in italics.
EMPHASIS = re.compile("</?(?:i|b|sub|sup)>")
# A command, up to the brace that opens its argument.
BEFORE_ARGUMENT = re.compile(r"\\(?:[A-Za-z]+\*?\s*|[^A-Za-z\s])$")
# The sign of a footnote or an institution, which some exporters leave behind a name.
FOOTNOTE_MARK = re.compile(r"\\textsuperscript\s*\{[\d\s,*†‡§#]*\}|\$\s*\^\s*(?:\{[\d\s,*†‡§#]*\}|[\d*†‡§#])\s*\$")
# In pieces: an accent within another is the longest there is.
LONGEST_COMMAND = 40
AND = re.compile(r"\s+and(?:\s+and)*(?:\s+|$)|^\s*and\s+", re.IGNORECASE)
EXTENDED = re.compile(r"(?:family|given|prefix|suffix)\s*=")
# What stands between people in fields that other programs filled: `Smith, J.; Doe, K.` and `Smith, J. & Doe, K.`
BETWEEN_PEOPLE = re.compile(r"\s*;\s*(?:(?:and|&)\s+)?|\s+&\s+")
LAST_OTHERS = re.compile(r"(.*[^\s,])[\s,]+(?:et\.?\s+al\.?|and others)", re.IGNORECASE | re.DOTALL)


def read(value: str) -> list[Csl]:
    """The people and bodies of a field. "and others" is the name OTHERS, as the last."""
    text = held(FOOTNOTE_MARK.sub("", value))
    several = [part.strip(" ,\n\t") for written in split(text, AND) for part in between_people(written)]
    found = [person for written in several for person in people(written) if any(person.values())]
    if several and roles.OF_ALL.search(several[-1]):
        found = [{"role": found[-1].get("role", ""), **person} for person in found]
    return found


def between_people(written: str) -> list[str]:
    """The people of one name, if it is no name of one: the last of several may be "et al."."""
    parts = split(written, BETWEEN_PEOPLE)
    # A body has "&" in its name as well: only a comma in each part shows that they are people.
    is_list = ";" in written or all("," in part for part in parts)
    told = parts if is_list else [written]
    if last := LAST_OTHERS.fullmatch(told[-1].strip()):
        return [*told[:-1], last[1], "et al."]
    return told


def held(value: str) -> str:
    """`value` decoded, with HELD and RELEASED where braces held words together: `{Barnes and Noble, Inc.}`.

    Braces that only belong to a command, as in `{\\O}stergaard` and `\\v{C}ech`, are gone.
    """
    pieces = re.split(r"(\\.|[{}])", value, flags=re.DOTALL)
    opened: list[int] = []
    for place, piece in enumerate(pieces):
        if piece == "{":
            opened.append(place)
        elif piece == "}" and opened:
            begin = opened.pop()
            if holds("".join(pieces[max(0, begin - 4) : begin]), pieces[begin + 1 : place]):
                pieces[begin], pieces[place] = f"{{{HELD}", f"{RELEASED}}}"
    return decoded("".join(pieces))


def holds(before: str, inside: list[str]) -> bool:
    """Whether the braces hold words together, or only belong to a command before or in them."""
    if BEFORE_ARGUMENT.search(before) and not before.endswith("\\\\"):
        return False
    begins_with_command = "".join(inside[:2]).lstrip().startswith("\\")
    return not begins_with_command or len(inside) > LONGEST_COMMAND or " " in decoded("".join(inside))


def split(text: str, separator: re.Pattern[str]) -> list[str]:
    """`text` cut at the separators that stand in no braces."""
    parts, begun, depth = [], 0, 0
    for found in re.finditer(f"[{HELD}{RELEASED}]|{separator.pattern}", text, separator.flags):
        if found[0] in {HELD, RELEASED}:
            depth += 1 if found[0] == HELD else -1
        elif depth == 0:
            parts.append(text[begun : found.start()])
            begun = found.end()
    return [*parts, text[begun:]]


def people(written: str) -> list[Csl]:
    """The person of one name; of several that stand with commas between them, as no BibTeX has them, all."""
    written, role = roles.without_role(written)
    found = people_alone(names.bare(written))
    return [{**person, "role": role} for person in found] if role else found


def people_alone(written: str) -> list[Csl]:
    if written.lower() in {"others", "et al", "et al."}:
        return [{"literal": OTHERS}]
    if is_one_group(written):
        return [{"literal": bare(written)}]
    if EXTENDED.match(written):
        return [extended_name(written)]
    sections = [section.strip() for section in split(written, re.compile(","))]
    if len(sections) > 1 and all(map(indexed_names.is_whole, sections)):
        return [names.name(section) for section in sections]
    if is_pairs(sections):
        return [person(given, "", family) for family, given in zip(sections[::2], sections[1::2], strict=True)]
    return [name(sections)]


def is_one_group(written: str) -> bool:
    """Whether braces hold it together as one: a body."""
    depth = 0
    for place, letter in enumerate(written):
        depth += (letter == HELD) - (letter == RELEASED)
        if depth == 0:
            return written.startswith(HELD) and place == len(written) - 1
    return False


def is_pairs(sections: list[str]) -> bool:
    """Whether they are surnames and given names by turns: `Smith, John, Doe, Jane`. No name has four sections."""
    if len(sections) < 4 or len(sections) % 2:
        return False
    return all(map(indexed_names.is_only_initials, sections[1::2])) or not any(
        re.fullmatch(indexed_names.SUFFIX, section) for section in sections
    )


def name(sections: list[str]) -> Csl:
    """`First von Last`, `von Last, First` or `von Last, Jr, First`."""
    told = words(sections[0])
    if len(sections) == 1:
        if indexed_names.is_whole(sections[0]):
            return names.name(sections[0])
        if told[-1:] and told[-1] in indexed_names.COUNTRIES:
            return {"literal": bare(sections[0])}  # Diabetes UK
        # Martin L. King Jr.
        suffix = told.pop() if len(told) > 2 and re.fullmatch(indexed_names.SUFFIX, told[-1]) else ""
        return person(*first_von_last(told), suffix)
    suffix, given = ("", sections[1]) if len(sections) == 2 else (sections[1], " ".join(sections[2:]))
    if len(sections) == 2 and re.fullmatch(indexed_names.SUFFIX, given) and len(told) > 1:
        if indexed_names.is_whole(sections[0]):
            return names.name(f"{sections[0]}, {given}")  # King ML, Jr
        return person(*first_von_last(told), given)  # Martin King, Jr.
    if suffix and re.fullmatch(indexed_names.SUFFIX, given) and not re.fullmatch(indexed_names.SUFFIX, suffix):
        given, suffix = suffix, given  # King, Martin L., Jr.
    if not suffix:
        parts = names.with_suffix(sections[0], given)
        told, given, suffix = words(parts.get("family", "")), parts.get("given", ""), parts.get("suffix", "")
    particle, family = von_last(told)
    return person(given, particle, family, suffix)


def first_von_last(told: list[str]) -> tuple[str, str, str]:
    if len(told) > 2 and is_initials(told[-1]) and not any(map(is_low, told)):
        return told[-1], "", " ".join(told[:-1])
    first_low = next((place for place, word in enumerate(told[:-1]) if is_low(word) and place), None)
    if first_low is None:
        # Not in the middle: the first word may be low by itself.
        particle, family = von_last(told) if is_low(told[0]) else ("", told[-1])
        return " ".join(told[:-1]) if not particle else "", particle, family
    particle, family = von_last(told[first_low:])
    return " ".join(told[:first_low]), particle, family


def von_last(told: list[str]) -> tuple[str, str]:
    """Particle and surname: the particle goes up to the last word with a small letter, but for the last of all."""
    last_low = max((place for place, word in enumerate(told[:-1]) if is_low(word)), default=-1)
    return " ".join(told[: last_low + 1]), " ".join(told[last_low + 1 :])


def words(section: str) -> list[str]:
    return [word for word in split(section, re.compile(r"\s+")) if word] or [""]


def is_low(word: str) -> bool:
    """Whether it begins with a small letter that stands in no braces."""
    open_letters = re.sub(f"{HELD}.*?{RELEASED}", "", word)
    return next((letter.islower() for letter in open_letters if letter.isalpha()), False)


def is_initials(word: str) -> bool:
    return indexed_names.is_initials(word) and not indexed_names.ROMAN.fullmatch(word)


def person(given: str, particle: str, family: str, suffix: str = "") -> Csl:
    parts = {"family": family, "given": given, "non-dropping-particle": particle, "suffix": suffix}
    return {part: text for part, told in parts.items() if (text := bare(told))}


def extended_name(written: str) -> Csl:
    """`family=Berg, given=Jan, prefix=van den, useprefix=true` (BibLaTeX, 3.5)."""
    told = dict(part.split("=", 1) for part in split(written, re.compile(",")) if "=" in part)
    told = {name.strip(): bare(value).strip('"“” ') for name, value in told.items()}
    particle = "non-dropping-particle" if told.get("useprefix", "true") == "true" else "dropping-particle"
    parts = {"family": "family", "given": "given", "prefix": particle, "suffix": "suffix"}
    return {variable: told[name] for name, variable in parts.items() if told.get(name)}


def bare(text: str) -> str:
    return EMPHASIS.sub("", text.translate(NO_BRACES)).strip()
