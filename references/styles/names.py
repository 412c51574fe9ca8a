"""People and bodies, as the styles write them."""

import re
from collections.abc import Callable, Sequence

from references.csl import Name
from references.inline_markup import unmarked
from references.styles.quotation_marks import curled

# Latin, Greek, Cyrillic, Armenian, Hebrew, Arabic, Thai: given names in these are cut to initials.
INITIALLED = re.compile(r"[-0-9a-zA-Z\u00c0-\u06ff\u0e01-\u0e5b\u1e00-\u1fff]")
# Han, kana, hangul: no space between the names, no initials, no italics.
UNSPACED = re.compile(r"[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
TIED_PARTICLE = re.compile(r"-(?=(?:d[aeiou]|de[lnr]|d[ao]s|l[ae]|ten|ter|v[ao]n)\b)")
PARTS = re.compile(r"[^\s.]+\.?(?:-[^\s.]+\.?)*")
WITH_SUFFIX = re.compile(r"([^,]+)(?:,([^,]+)| (Jr\.?|Sr\.?|II|III|IV))")
SPACED_HYPHEN = re.compile(r"\s*-\s*")
# What a hyphen ties to a name is a part of it if it is small: `Soo-young` is one name, for all who write `S.`; MEDLINE,
# where a letter is no word, has `SY`.
SMALL_PIECE = re.compile(r"-[a-zà-öø-ÿ][^-]*")
JOINING = ("'", "’", "-")
# A given name that consists of initials already, as PubMed has them: "GJ".
LONGEST_INITIALS = 3


def inverted(name: Name, *, separator: str, stop: str) -> str:
    """`van den Berg JP Jr`: family first, then initials, each followed by `stop`."""
    if is_unspaced(name.family):
        return written(f"{name.family}{name.given}")
    kept = name.particle.removeprefix(name.dropping).lstrip()
    given, suffix = given_and_suffix(name, stop)
    given = " ".join(filter(None, (given, name.dropping)))
    suffix = suffix if stop else suffix.rstrip(".")
    return written(separator.join(filter(None, (with_particle(kept, name.family), given, suffix))))


def direct(name: Name, *, stop: str) -> str:
    """`J. P. van den Berg Jr.`"""
    if is_unspaced(name.family):
        return written(f"{name.family}{name.given}")
    family = with_particle(name.particle, name.family)
    given, suffix = given_and_suffix(name, stop)
    return written(" ".join(filter(None, (given, family, suffix))))


def given_and_suffix(name: Name, stop: str) -> tuple[str, str]:
    """The initials, and the suffix, which some records have behind the given name, most behind a comma."""
    is_shouted = len(name.family) > 1 and name.family.isupper()
    if not name.suffix and (match := WITH_SUFFIX.fullmatch(name.given)):
        return initials(match[1].strip(), stop, is_shouted=is_shouted), (match[2] or match[3]).strip()
    return initials(name.given, stop, is_shouted=is_shouted), name.suffix


def with_particle(particle: str, family: str) -> str:
    return f"{particle}{family}" if particle.endswith(JOINING) else f"{particle} {family}".lstrip()


def written(text: str) -> str:
    return curled(unmarked(text))


def is_unspaced(text: str) -> bool:
    return bool(UNSPACED.search(text)) and not INITIALLED.search(text)


def initials(given: str, stop: str, *, is_shouted: bool = False) -> str:
    """`JP` of `Jean-Pierre`, or `J.-P.` with a stop. A part that starts small, such as "van", stays.

    `is_shouted` says that the whole name is in capitals, so that capitals make no initials.
    """
    if not INITIALLED.match(given[:1]):
        return given
    if not stop:
        given = TIED_PARTICLE.sub(" ", given)
    words: list[str] = []
    short = ""
    for part in PARTS.findall(SPACED_HYPHEN.sub("-", given)):
        if letters := initial(part, stop, is_shouted=is_shouted):
            short = f"{short} {letters}" if short and stop else short + letters
        else:
            words += [short, part]
            short = ""
    return " ".join(filter(None, (*words, short)))


def initial(part: str, stop: str, *, is_shouted: bool) -> str:
    """The initials of one part of a given name, empty if it is not a name but a particle."""
    if not (part[0].isalpha() and part[0] == part[0].upper()):
        return ""
    if stop:
        part = SMALL_PIECE.sub("", part)
    if part.isupper() and 1 < len(part) <= LONGEST_INITIALS - is_shouted and part.isalpha():
        return f"{stop} ".join(part) + stop if stop else part
    if part.endswith(".") and "-" not in part:
        return part[:-1] + stop
    firsts = [piece[:-1] if piece.endswith(".") else piece[0] for piece in part.split("-") if piece]
    return (
        f"{stop}-".join(firsts) + stop if stop else "".join(f"{letters[0].upper()}{letters[1:]}" for letters in firsts)
    )


def listed(people: Sequence[Name], write: Callable[[Name], str], *, most: int, first: int) -> str:
    """All names if there are up to `most`, else the `first` of them and "et al."."""
    if len(people) <= most:
        return ", ".join(map(write, people))
    return ", ".join([*map(write, people[:first]), "et al."])
