"""Names as BibTeX and BibLaTeX hold them (btxdoc; BibLaTeX 3.20, 3.5), decoded before they are taken apart."""

import re

from references.csl import ET_AL, Csl, is_et_al
from references.formats import indexed_names, names, roles
from references.formats.latex import decode_latex

# Noncharacters in place of the braces that hold words together. `references.inline_markup` uses others.
GROUP_START, GROUP_END = "\ufdd8", "\ufdd9"
NO_BRACES = str.maketrans(dict.fromkeys(GROUP_START + GROUP_END))
# What commands such as `\\emph` leave: no name is in italics.
EMPHASIS_TAG = re.compile("</?(?:i|b|sub|sup)>")
# A command, up to the brace that opens its argument.
BEFORE_ARGUMENT = re.compile(r"\\(?:[A-Za-z]+\*?\s*|[^A-Za-z\s])$")
# The sign of a footnote or an institution, which some exporters leave behind a name.
FOOTNOTE_MARK = re.compile(r"\\textsuperscript\s*\{[\d\s,*†‡§#]*\}|\$\s*\^\s*(?:\{[\d\s,*†‡§#]*\}|[\d*†‡§#])\s*\$")
# In pieces of `decode_grouped`: an accent within another is the longest there is.
LONGEST_COMMAND = 40
AND_SEPARATOR = re.compile(r"\s+and(?:\s+and)*(?:\s+|$)|^\s*and\s+", re.IGNORECASE)
EXTENDED_NAME = re.compile(r"(?:family|given|prefix|suffix)\s*=")
# What stands between people in fields that other programs filled: `Smith, J.; Doe, K.` and `Smith, J. & Doe, K.`
PEOPLE_SEPARATOR = re.compile(r"\s*;\s*(?:(?:and|&)\s+)?|\s+&\s+")
TRAILING_ET_AL = re.compile(r"(.*[^\s,])[\s,]+(?:et\.?\s+al\.?|and others)", re.IGNORECASE | re.DOTALL)


def parse_bibtex_names(value: str) -> list[Csl]:
    """Return the people and bodies of a field. "and others" gives the name ET_AL, as the last."""
    text = decode_grouped(FOOTNOTE_MARK.sub("", value))
    several = [
        part.strip(" ,\n\t") for written in split_outside_groups(text, AND_SEPARATOR) for part in split_people(written)
    ]
    found = [person for written in several for person in parse_field_people(written) if any(person.values())]
    if several and roles.PLURAL_ROLE.search(several[-1]):
        found = [{"role": found[-1].get("role", ""), **person} for person in found]
    return found


def split_people(written: str) -> list[str]:
    """Return the names that one entry of a list holds: one, or several where other programs filled it.

    The last of several may be "et al.".
    """
    parts = split_outside_groups(written, PEOPLE_SEPARATOR)
    # A body may have "&" in its name too: only a comma in each part shows that they are people.
    is_list = ";" in written or all("," in part for part in parts)
    entries = parts if is_list else [written]
    if last := TRAILING_ET_AL.fullmatch(entries[-1].strip()):
        return [*entries[:-1], last[1], "et al."]
    return entries


def decode_grouped(value: str) -> str:
    """Return decoded text, with GROUP_START and GROUP_END for braces that held words together.

    Such braces are those of `{Barnes and Noble, Inc.}`. Braces that only belong to a command, as in `{\\O}stergaard`
    and `\\v{C}ech`, are removed.
    """
    pieces = re.split(r"(\\.|[{}])", value, flags=re.DOTALL)
    opened: list[int] = []
    for index, piece in enumerate(pieces):
        if piece == "{":
            opened.append(index)
        elif piece == "}" and opened:
            begin = opened.pop()
            if is_word_group("".join(pieces[max(0, begin - 4) : begin]), pieces[begin + 1 : index]):
                pieces[begin], pieces[index] = f"{{{GROUP_START}", f"{GROUP_END}}}"
    return decode_latex("".join(pieces))


def is_word_group(before: str, inside: list[str]) -> bool:
    """Return whether braces hold words together, rather than belong to a command before or in them."""
    if BEFORE_ARGUMENT.search(before) and not before.endswith("\\\\"):
        return False
    begins_with_command = "".join(inside[:2]).lstrip().startswith("\\")
    return not begins_with_command or len(inside) > LONGEST_COMMAND or " " in decode_latex("".join(inside))


def split_outside_groups(text: str, separator: re.Pattern[str]) -> list[str]:
    """Return the parts of `text` between the separators outside of groups."""
    parts, begun, depth = [], 0, 0
    for found in re.finditer(f"[{GROUP_START}{GROUP_END}]|{separator.pattern}", text, separator.flags):
        if found[0] in {GROUP_START, GROUP_END}:
            depth += 1 if found[0] == GROUP_START else -1
        elif depth == 0:
            parts.append(text[begun : found.start()])
            begun = found.end()
    return [*parts, text[begun:]]


def parse_field_people(written: str) -> list[Csl]:
    """Return the person of a name, or all people of names with commas between them, which is not BibTeX."""
    written, role = roles.split_role(written)
    found = parse_field_people_without_role(names.strip_titles_and_degrees(written))
    return [{**person, "role": role} for person in found] if role else found


def parse_field_people_without_role(written: str) -> list[Csl]:
    if is_et_al(written):
        return [{"literal": ET_AL}]
    if is_single_group(written):
        return [{"literal": strip_group_marks(written)}]
    if EXTENDED_NAME.match(written):
        return [parse_extended_name(written)]
    sections = [section.strip() for section in split_outside_groups(written, re.compile(","))]
    if len(sections) > 1 and all(map(indexed_names.is_whole_name, sections)):
        return [names.parse_name(section) for section in sections]
    if is_name_pairs(sections):
        return [
            build_bibtex_person(given, "", family) for family, given in zip(sections[::2], sections[1::2], strict=True)
        ]
    return [parse_name_sections(sections)]


def is_single_group(written: str) -> bool:
    """Return whether braces hold the whole name together: it is a body."""
    depth = 0
    for index, letter in enumerate(written):
        depth += (letter == GROUP_START) - (letter == GROUP_END)
        if depth == 0:
            return written.startswith(GROUP_START) and index == len(written) - 1
    return False


def is_name_pairs(sections: list[str]) -> bool:
    """Return whether they are family and given names in turn: `Smith, John, Doe, Jane`. No name has four sections."""
    if len(sections) < 4 or len(sections) % 2:
        return False
    return all(map(indexed_names.is_only_initials, sections[1::2])) or not any(
        re.fullmatch(indexed_names.NAME_SUFFIX, section) for section in sections
    )


def parse_name_sections(sections: list[str]) -> Csl:
    """Return the person of `First von Last`, `von Last, First` or `von Last, Jr, First`."""
    name_words = split_words(sections[0])
    if len(sections) == 1:
        if indexed_names.is_whole_name(sections[0]):
            return names.parse_name(sections[0])
        if name_words[-1:] and name_words[-1] in indexed_names.BODY_ABBREVIATIONS:
            return {"literal": strip_group_marks(sections[0])}  # Diabetes UK
        # Martin L. King Jr.
        suffix = (
            name_words.pop() if len(name_words) > 2 and re.fullmatch(indexed_names.NAME_SUFFIX, name_words[-1]) else ""
        )
        return build_bibtex_person(*split_first_von_last(name_words), suffix)
    suffix, given = ("", sections[1]) if len(sections) == 2 else (sections[1], " ".join(sections[2:]))
    if len(sections) == 2 and re.fullmatch(indexed_names.NAME_SUFFIX, given) and len(name_words) > 1:
        if indexed_names.is_whole_name(sections[0]):
            return names.parse_name(f"{sections[0]}, {given}")  # King ML, Jr
        return build_bibtex_person(*split_first_von_last(name_words), given)  # Martin King, Jr.
    if (
        suffix
        and re.fullmatch(indexed_names.NAME_SUFFIX, given)
        and not re.fullmatch(indexed_names.NAME_SUFFIX, suffix)
    ):
        given, suffix = suffix, given  # King, Martin L., Jr.
    if not suffix:
        parts = names.build_person_with_suffix(sections[0], given)
        name_words, given, suffix = (
            split_words(parts.get("family", "")),
            parts.get("given", ""),
            parts.get("suffix", ""),
        )
    particle, family = split_von_last(name_words)
    return build_bibtex_person(given, particle, family, suffix)


def split_first_von_last(name_words: list[str]) -> tuple[str, str, str]:
    """Return given names, particle and family name of a name in the order in which it is spoken."""
    if len(name_words) > 2 and is_initials(name_words[-1]) and not any(map(is_lowercase_word, name_words)):
        return name_words[-1], "", " ".join(name_words[:-1])
    first_low = next((index for index, word in enumerate(name_words[:-1]) if is_lowercase_word(word) and index), None)
    if first_low is None:
        # No word in the middle begins with a small letter; the first may.
        particle, family = split_von_last(name_words) if is_lowercase_word(name_words[0]) else ("", name_words[-1])
        return " ".join(name_words[:-1]) if not particle else "", particle, family
    particle, family = split_von_last(name_words[first_low:])
    return " ".join(name_words[:first_low]), particle, family


def split_von_last(name_words: list[str]) -> tuple[str, str]:
    """Return particle and family name.

    The particle goes up to the last word that begins with a small letter, not counting the last word of all.
    """
    last_low = max((index for index, word in enumerate(name_words[:-1]) if is_lowercase_word(word)), default=-1)
    return " ".join(name_words[: last_low + 1]), " ".join(name_words[last_low + 1 :])


def split_words(section: str) -> list[str]:
    return [word for word in split_outside_groups(section, re.compile(r"\s+")) if word] or [""]


def is_lowercase_word(word: str) -> bool:
    """Return whether the word begins with a small letter outside of groups."""
    open_letters = re.sub(f"{GROUP_START}.*?{GROUP_END}", "", word)
    return next((letter.islower() for letter in open_letters if letter.isalpha()), False)


def is_initials(word: str) -> bool:
    return indexed_names.is_initials(word) and not indexed_names.ROMAN_NUMERAL.fullmatch(word)


def build_bibtex_person(given: str, particle: str, family: str, suffix: str = "") -> Csl:
    parts = {"family": family, "given": given, "non-dropping-particle": particle, "suffix": suffix}
    return {part: text for part, value in parts.items() if (text := strip_group_marks(value))}


def parse_extended_name(written: str) -> Csl:
    """Return the person of `family=Berg, given=Jan, prefix=van den, useprefix=true` (BibLaTeX, 3.5)."""
    name_parts = dict(part.split("=", 1) for part in split_outside_groups(written, re.compile(",")) if "=" in part)
    name_parts = {name.strip(): strip_group_marks(value).strip('"“” ') for name, value in name_parts.items()}
    particle = "non-dropping-particle" if name_parts.get("useprefix", "true") == "true" else "dropping-particle"
    parts = {"family": "family", "given": "given", "prefix": particle, "suffix": "suffix"}
    return {variable: name_parts[name] for name, variable in parts.items() if name_parts.get(name)}


def strip_group_marks(text: str) -> str:
    return EMPHASIS_TAG.sub("", text.translate(NO_BRACES)).strip()
