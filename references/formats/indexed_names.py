"""Parse a family name and initials without a comma, as an index has them: `Wolfe F`, `SMITH JB`, `King ML Jr`."""

import re

NAME_SUFFIX = r"(?:Jr|Sr|2nd|3rd|4th|II|III|IV)\.?"
ROMAN_NUMERAL = re.compile(r"[IVX]+\.?")
INITIALS = re.compile(r"[^\W\d_](?:\.?-?[^\W\d_]){0,2}\.?")
MOST_INITIALS = 3
PARTICLES = r"(?:van|von|vom|zu|zum|zur|der|den|de|del|della|di|da|dos|du|la|le|ter|ten|bin|ibn|el|al)"
LOWERCASE_WORD = re.compile(r"[a-z'’]+")
# Behind a name without a comma these are no initials but belong to a body: `Diabetes UK`.
BODY_ABBREVIATIONS = {"UK", "US", "USA", "EU", "UN", "WHO", "NHS"}
# In capitals, these are family names rather than two initials: `JOHN LI`.
SHORT_SURNAMES = {"LI", "XU", "WU", "NG", "HO", "YU", "HU", "LU", "SU", "OH", "KO"}


def parse_indexed_name(text: str) -> tuple[str, str, str] | None:
    """Return family name, initials and suffix of `Wolfe F`, `van der Berg J. A. Jr` or `SMITH JB`, else None."""
    words, suffix = text.split(), ""
    if len(words) > 2 and re.fullmatch(NAME_SUFFIX, words[-1]):
        suffix = words.pop()
    elif len(words) > 2 and re.fullmatch(r"[JS]r\.?", words[-2]):
        suffix = words.pop(-2)
    elif words and (glued := re.fullmatch(r"([A-Z]{1,3})([JS]r\.?)", words[-1])):
        words[-1], suffix = glued[1], glued[2]
    initials: list[str] = []
    while len(words) > 1 and is_initials(words[-1]) and count_letters(*initials, words[-1]) <= MOST_INITIALS:
        initials.insert(0, words.pop())
    *particles, family = words or [""]
    given = " ".join(initials)
    if not initials or given in BODY_ABBREVIATIONS or len(particles) > MOST_INITIALS or not family[:1].isalpha():
        return None
    is_low = all(LOWERCASE_WORD.fullmatch(word) for word in particles)
    if not (is_surname(family) and is_low) and not is_capitalised_name([*particles, family], given):
        return None
    return " ".join((*particles, family)), given, suffix


def is_surname(word: str) -> bool:
    return bool(re.fullmatch(r"[\w'’-]+", word)) and word[:1].isupper() and not word.isupper()


def is_capitalised_name(family: list[str], given: str) -> bool:
    """Return whether it is a family name in capitals with initials, not a first name or the letters of a body."""
    *particles, last = family
    if not re.fullmatch(r"[^\W\d_][\w'’-]+", last) or not last.isupper():
        return False
    if not all(re.fullmatch(PARTICLES, word, re.IGNORECASE) for word in particles):
        return False
    if given in SHORT_SURNAMES:
        return False
    return "." in given or count_letters(given) == 1 or (len(last) > 3 and count_letters(given) <= 2)


def is_initials(word: str) -> bool:
    return bool(INITIALS.fullmatch(word)) and word.isupper()


def count_letters(*words: str) -> int:
    return sum(letter.isalpha() for word in words for letter in word)


def is_only_initials(section: str) -> bool:
    return bool(section) and all(map(is_initials, section.split()))


def is_whole_name(text: str) -> bool:
    """Return whether it is one person's whole name, with a comma or with initials."""
    if "," in text:
        return not text.startswith(",")
    # `Smith III, Bob A` is one person.
    last = text.rpartition(" ")[2]
    return bool(parse_indexed_name(text)) and (len(last) == 1 or not ROMAN_NUMERAL.fullmatch(last))
