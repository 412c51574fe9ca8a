"""Read the people whom an entry that somebody typed begins with: `Wolfe F, Clauw DJ, et al.`, `Häuser, W., & Kim, S.`

Names are read one after another, each from where the one before ended, so a long entry takes as long as it is.
"""

import re
from dataclasses import dataclass, field

from references.csl import ET_AL, Csl, is_et_al
from references.formats.names import build_person

CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
PARTICLES = r"(?:(?:van|von|vom|zu|zum|zur|der|den|de|del|della|di|da|dos|du|la|le|ter|ten|bin|ibn|el|al|af|av)\s+)?"
NEXT_FAMILY = rf"(?:\s{CAPITAL}[\w'’\-]*[^\W\dA-Z_])?"
FAMILY = rf"{PARTICLES}{PARTICLES}{PARTICLES}{CAPITAL}[\w'’\-]*\w{NEXT_FAMILY}{NEXT_FAMILY}"
# A letter behind a space is an initial only if a mark follows it: the A of `Efremov A. A new theory` begins the title.
NEXT_INITIAL = rf"(?:\.?-?{CAPITAL}|\.?\s{CAPITAL}(?=[.,;:(]|\s(?:and|und|et|&)|$))"
INITIALS = rf"{CAPITAL}{NEXT_INITIAL}?{NEXT_INITIAL}?{NEXT_INITIAL}?\.?(?!\w)"
INDEXED_PERSON = re.compile(rf"({FAMILY}),?\s+({INITIALS})(?:,?\s+(Jr|Sr|II|III|IV)\b\.?)?")
SPOKEN_PERSON = re.compile(rf"((?:{CAPITAL}\.[\s-]?)(?:{CAPITAL}\.[\s-]?)?(?:{CAPITAL}\.[\s-]?)?)\s?({FAMILY})")
# APA leaves out names before the last one: `Kim, S., … Winkelmann, A.`
LEFT_OUT = r"(?:…|\. ?\. ?\.)"
SEPARATOR = re.compile(
    rf"\s*(?:[,;]\s*{LEFT_OUT}?\s*(?:and|und|&)\s+|[,;]?\s*{LEFT_OUT}\s*|[,;]\s*|\s+(?:and|und|&)\s+)"
)
OTHERS = re.compile(r"[,;]?\s*(?:and\s+)?(?:et\.?\s+al\b\.?|and others|and colleagues|u\.\s?a\.)", re.IGNORECASE)
FIRST_OF_OTHERS = re.compile(rf"({FAMILY})[,;]?\s+(?i:et\.?\s+al|and colleagues|u\.\s?a|und Kollegen)")
ROLE = re.compile(r"[,\s]*\(?(?:eds?|editors?|hrsg|hg)\b\.?\)?", re.IGNORECASE)
NAME_SPLIT = re.compile(r";\s*(?:(?:and|und|&)\s+)?|,\s*(?:(?:and|und|&)\s+)?|\s+(?:and|und|&)\s+")
FULL_NAME = re.compile(rf"{CAPITAL}[\w'’.\-]*(?:\s{CAPITAL}[\w'’.\-]*)?(?:\s{CAPITAL}[\w'’.\-]*)?")
BODY_WORD = re.compile(
    r"\b(?:organi[sz]ation|institut\w*|society|association|group|college|committee|council|department|ministry|centers?"
    r"|centres?|agency|federation|foundation|network|university|gesellschaft|arbeitsgemeinschaft|\w*verband|ministerium"
    r"|clinic|hospital|service|trust|alliance|commission|authority|collaboration|taskforce|\w*versicherung|\w*verein"
    r"|\w*klinik\w*|\w*amt|\w*kammer|\w*liga)\b",
    re.IGNORECASE,
)


@dataclass
class TypedPeople:
    """The people at the beginning of a text, and the position behind them."""

    people: list[Csl] = field(default_factory=list)
    end: int = 0
    are_editors: bool = False


def scan_people(text: str) -> TypedPeople:
    """Return the people that `text` begins with; none if it does not begin with a list of names."""
    found = TypedPeople()
    position = 0
    while person := read_person(text, position):
        name, found.end = person
        found.people.append(name)
        separator = SEPARATOR.match(text, found.end)
        if not separator:
            break
        position = separator.end()
    if found.people and (others := OTHERS.match(text, found.end)):
        found.people.append({"literal": ET_AL})
        found.end = others.end()
    if found.people and (role := ROLE.match(text, found.end)):
        found.are_editors, found.end = True, role.end()
    is_ended = text[found.end - 1 : found.end] in {".", ")"} or not text[found.end :].lstrip(" ")
    if is_ended or text[found.end :].lstrip(" ")[:1] in {".", ":", ",", "(", "[", "“", '"', "„"}:
        return found
    return TypedPeople()


def read_person(text: str, position: int) -> tuple[Csl, int] | None:
    """Return the person at this position of the text and where the name ends, or None."""
    if found := INDEXED_PERSON.match(text, position):
        # A single stop ends the list of names; stops within are those of the initials.
        initials = found[2].strip()
        return build_person(
            found[1], initials.rstrip(".") if initials.count(".") == 1 else initials, found[3] or ""
        ), found.end()
    if found := SPOKEN_PERSON.match(text, position):
        return build_person(found[2], found[1].strip()), found.end()
    return None


def parse_whole_names(text: str) -> list[Csl]:
    """Return the people or the body that a whole text names: `Stegemann, Alina, and Sheng Liu`, `NICE`."""
    text = text.strip(" .,;:")
    found = scan_people(text)
    if found.people and not text[found.end :].strip(" .,;"):
        return found.people
    if not text:
        return []
    if others := FIRST_OF_OTHERS.fullmatch(text):
        return [build_person(others[1]), {"literal": ET_AL}]
    return parse_name_pieces(text)


def parse_name_pieces(text: str) -> list[Csl]:
    """Return the people of names in full, the first of which is turned round; one body if it is not that."""
    pieces = [piece.strip(" .") for piece in NAME_SPLIT.split(text)]
    if len(pieces) < 2 or BODY_WORD.search(text) or not all(FULL_NAME.fullmatch(p) or is_et_al(p) for p in pieces):
        return [{"literal": text}]
    if ";" in text:
        pairs = [part.partition(",") for part in text.split(";")]
        return [build_person(family.strip(), given.strip(" .,")) for family, _comma, given in pairs if family.strip()]
    if is_et_al(pieces[1]):
        return [{"literal": pieces[0]}, {"literal": ET_AL}]
    return [build_person(pieces[0], pieces[1]), *(build_spoken_person(piece) for piece in pieces[2:] if piece)]


def build_spoken_person(text: str) -> Csl:
    if is_et_al(text):
        return {"literal": ET_AL}
    given, _space, family = text.rpartition(" ")
    return build_person(family, given)
