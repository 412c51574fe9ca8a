"""Write people and bodies as the styles do."""

import re
from collections.abc import Callable, Sequence
from functools import partial

from references.csl import Name
from references.inline_markup import strip_marks
from references.styles.quotation_marks import curl_quotes
from references.styles.scripts import INITIALLED_SCRIPT, is_unspaced_script

TIED_PARTICLE = re.compile(r"-(?=(?:d[aeiou]|de[lnr]|d[ao]s|l[ae]|ten|ter|v[ao]n)\b)")
GIVEN_NAME_PART = re.compile(r"[^\s.]+\.?(?:-[^\s.]+\.?)*")
GIVEN_WITH_SUFFIX = re.compile(r"([^,]+)(?:,([^,]+)| (Jr\.?|Sr\.?|II|III|IV))")
SPACED_HYPHEN = re.compile(r"\s*-\s*")
# A small part behind a hyphen belongs to the name: styles that write `S.` take `Soo-young` for one name. MEDLINE, where
# a letter is no word, writes `SY`.
SMALL_PIECE = re.compile(r"-[a-zà-öø-ÿ][^-]*")
JOINING_ENDINGS = ("'", "’", "-")
# A given name that consists of initials already, as PubMed has them: "GJ".
LONGEST_INITIALS = 3


def format_inverted_name(name: Name, *, separator: str, stop: str) -> str:
    """Return `van den Berg JP Jr`: the family name first, then initials, each followed by `stop`."""
    if is_unspaced_script(name.family):
        return clean_name_text(f"{name.family}{name.given}")
    kept = name.particle.removeprefix(name.dropping).lstrip()
    given, suffix = split_given_and_suffix(name, stop)
    given = " ".join(filter(None, (given, name.dropping)))
    suffix = suffix if stop else suffix.rstrip(".")
    return clean_name_text(separator.join(filter(None, (join_particle(kept, name.family), given, suffix))))


def format_direct_name(name: Name, *, stop: str) -> str:
    """Return `J. P. van den Berg Jr.`"""
    if is_unspaced_script(name.family):
        return clean_name_text(f"{name.family}{name.given}")
    family = join_particle(name.particle, name.family)
    given, suffix = split_given_and_suffix(name, stop)
    return clean_name_text(" ".join(filter(None, (given, family, suffix))))


# `van den Berg JP Jr`, as medical journals and indexes write it.
format_index_name = partial(format_inverted_name, separator=" ", stop="")


def split_given_and_suffix(name: Name, stop: str) -> tuple[str, str]:
    """Return the initials and the suffix, which some records have behind the given name, mostly behind a comma."""
    is_shouted = len(name.family) > 1 and name.family.isupper()
    if not name.suffix and (match := GIVEN_WITH_SUFFIX.fullmatch(name.given)):
        return format_initials(match[1].strip(), stop, is_shouted=is_shouted), (match[2] or match[3]).strip()
    return format_initials(name.given, stop, is_shouted=is_shouted), name.suffix


def join_particle(particle: str, family: str) -> str:
    return f"{particle}{family}" if particle.endswith(JOINING_ENDINGS) else f"{particle} {family}".lstrip()


def clean_name_text(text: str) -> str:
    return curl_quotes(strip_marks(text))


def format_initials(given: str, stop: str, *, is_shouted: bool = False) -> str:
    """Return `JP` for `Jean-Pierre`, or `J.-P.` with a stop. A part that starts small, such as "van", stays.

    `is_shouted` says that the whole name is in capitals, so that capitals alone make no initials.
    """
    if not INITIALLED_SCRIPT.match(given[:1]):
        return given
    if not stop:
        given = TIED_PARTICLE.sub(" ", given)
    words: list[str] = []
    short = ""
    for part in GIVEN_NAME_PART.findall(SPACED_HYPHEN.sub("-", given)):
        if letters := format_part_initials(part, stop, is_shouted=is_shouted):
            short = f"{short} {letters}" if short and stop else short + letters
        else:
            words += [short, part]
            short = ""
    return " ".join(filter(None, (*words, short)))


def format_part_initials(part: str, stop: str, *, is_shouted: bool) -> str:
    """Return the initials of one part of a given name; nothing if the part is a particle."""
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


def format_name_list(people: Sequence[Name], write: Callable[[Name], str], *, most: int, first: int) -> str:
    """Return all names if there are up to `most`, else the first `first` of them and "et al."."""
    if len(people) <= most:
        return ", ".join(map(write, people))
    return ", ".join([*map(write, people[:first]), "et al."])
