"""Split the list of works at the end of an article into its entries: numbered, in paragraphs, or in lines."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from articles.importing.outline import Entry, Outline
from articles.importing.passages import Kind, Line, Passage, write_excerpt
from articles.importing.phrases import Phrase, get_links, get_words, join_phrases, slice_phrase, trim_phrase
from references.formats.typed_entries import LONGEST_ENTRY
from references.formats.typed_identifiers import TypedLink, is_link_line, split_identifiers
from references.formats.typed_names import scan_people

ENTRY_NUMBER = re.compile(
    r"\W{0,2}(?:\[(\d{1,3})\]|\((\d{1,3})\)|(\d{1,3})[.):]|(\d{1,3})(?=\s+[^\W\d_a-zß-öø-ÿ]))\s*(?=\S)"
)
RAISED_NUMBER = re.compile(r"[⁰¹²³⁴-⁹]{1,3}")
RAISED_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
# What closes an article behind its list.
AFTERWORD = re.compile(
    r"\W*(?:disclaimer|please note|note|hinweis|haftungsausschluss|this (?:article|page|information|text)"
    r"|dieser? (?:text|artikel|seite))\b",
    re.IGNORECASE,
)
# How far a number may be from the one before: a missing entry or two.
LARGEST_STEP = 5
MOST_ENTRIES = 500
# `Books`, `Further reading`: the name of a part of the list.
MOST_WORDS_OF_NAME = 4


@dataclass
class Piece:
    """A line of the list. `begins` says that the file sets it apart from the one before."""

    phrase: Phrase
    line: int
    begins: bool
    number: int | None = None

    @property
    def words(self) -> str:
        return get_words(self.phrase)


@dataclass
class Gathered:
    """The pieces of one entry."""

    number: int
    pieces: list[Piece] = field(default_factory=list)
    words: str = ""

    def add(self, piece: Piece) -> "Gathered":
        """Add a line. What is longer than any entry is not kept."""
        if len(self.words) < LONGEST_ENTRY:
            self.pieces.append(piece)
            self.words = f"{self.words} {piece.words}".strip()
        return self

    def build_entry(self) -> Entry:
        links = tuple(TypedLink(url, label) for piece in self.pieces for url, label in get_links(piece.phrase))
        return Entry(self.number, self.pieces[0].line, " ".join(self.words.split()), links)


def read_entries(passages: list[Passage], outline: Outline) -> list[Passage]:
    """Put the entries of the list into the outline. Return the passages behind the list that are none of it."""
    pieces = [piece for piece in split_pieces(passages) if piece.words.strip()]
    numbered = [piece for piece in pieces if piece.begins and piece.number is not None]
    outline.is_numbered = bool(numbered) and len(numbered) * 2 >= sum(map(can_begin_entry, pieces))
    rest: list[Piece] = []
    gathered = list(gather_numbered(pieces, rest, outline) if outline.is_numbered else gather_unnumbered(pieces))
    if len(gathered) > MOST_ENTRIES:
        outline.warn(
            _("The list has more than %(number)s entries. The others were left out.") % {"number": MOST_ENTRIES}
        )
    outline.entries += [entry.build_entry() for entry in gathered[:MOST_ENTRIES]]
    lines = {piece.line for piece in rest}
    return [passage for passage in passages if passage.line in lines and passage.kind != Kind.LIST]


def can_begin_entry(piece: Piece) -> bool:
    """Return whether a line may be the first of an entry: a short one may as well be a heading within the list."""
    is_short = len(piece.words.split()) <= MOST_WORDS_OF_NAME and not YEAR.search(piece.words)
    return piece.begins and not is_link_line(piece.words) and (piece.number is not None or not is_short)


def split_pieces(passages: Iterable[Passage]) -> Iterator[Piece]:
    for passage in passages:
        if passage.kind == Kind.LIST:
            order = 0
            for item in passage.items:
                order += item.depth == 0
                yield from split_item(item.lines, None if item.depth else order)
        elif passage.kind == Kind.TABLE:
            for row in passage.rows:
                lines = [line for cell in row for line in cell.lines]
                words = " ".join(get_words(line.phrase) for line in lines)
                if words.strip():
                    yield number_piece(
                        Piece(join_phrases([line.phrase for line in lines], " "), lines[0].number, begins=True)
                    )
        else:
            for line in passage.lines:
                yield number_piece(Piece(line.phrase, line.number, begins=not line.is_wrapped))


def split_item(lines: tuple[Line, ...], order: int | None) -> Iterator[Piece]:
    """Yield the lines of an item of a list. Its number is the one that was typed, or else its place."""
    for place, line in enumerate(lines):
        piece = number_piece(Piece(line.phrase, line.number, begins=place == 0 and order is not None))
        if place:
            piece.number = None
        elif piece.number is None:
            piece.number = order
        yield piece


def number_piece(piece: Piece) -> Piece:
    """Return the piece without the number that it begins with, which becomes its own."""
    words = piece.words
    if raised := RAISED_NUMBER.match(words):
        piece.number, end = int(raised[0].translate(RAISED_DIGITS)), raised.end()
    elif piece.phrase and piece.phrase[0].is_raised and piece.phrase[0].text.strip(" []().").isdecimal():
        piece.number, end = int(piece.phrase[0].text.strip(" []().")[:3]), len(piece.phrase[0].text)
    elif found := ENTRY_NUMBER.match(words):
        piece.number, end = int(next(filter(None, found.groups()))), found.end()
    else:
        return piece
    piece.phrase = trim_phrase(slice_phrase(piece.phrase, end))
    return piece


def gather_numbered(pieces: list[Piece], rest: list[Piece], outline: Outline) -> Iterator[Gathered]:
    """Yield the entries of a numbered list. What stands behind it and does not belong to its last entry goes to "
    "`rest`."""
    current: Gathered | None = None
    for piece in pieces:
        number = piece.number
        last = current.number if current else 0
        is_next = number is not None and (number == last + 1 or (piece.begins and last < number <= last + LARGEST_STEP))
        if is_next or (number is not None and current is None):
            if current:
                yield current
                if number != last + 1:
                    outline.warn(
                        _("The list goes from number %(before)s to %(after)s.") % {"before": last, "after": number},
                        piece.line,
                    )
            current = Gathered(number or 1).add(piece)
        elif current is None or rest or is_behind_list(current, piece):
            rest.append(piece)
        elif number is not None and piece.begins and number <= last and is_complete(current):
            outline.warn(_("The number %(number)s stands twice in the list.") % {"number": number}, piece.line)
            yield current
            current = Gathered(number).add(piece)
        else:
            current.add(piece)
    if current:
        yield current


def is_behind_list(current: Gathered, piece: Piece) -> bool:
    """Return whether a line without a number is no part of the entry above it, which is complete."""
    if not piece.begins or is_link_line(piece.words) or piece.number is not None:
        return False
    if AFTERWORD.match(piece.words):
        return True
    return is_complete(current) and piece.words[:1].isupper() and not YEAR.search(piece.words)


def is_complete(current: Gathered) -> bool:
    """Return whether an entry says all that one must, so that what follows need not belong to it."""
    is_ended = bool(YEAR.search(current.words)) and current.words.rstrip().endswith((".", "/", ")"))
    return is_ended or bool(split_identifiers(current.words).variables)


def gather_unnumbered(pieces: list[Piece]) -> Iterator[Gathered]:
    """Yield the entries of a list without numbers. A line of links belongs to the entry above it."""
    current: Gathered | None = None
    for piece in pieces:
        if current and not begins_entry(current, piece):
            current.add(piece)
            continue
        if current:
            yield current
        current = Gathered(current.number + 1 if current else 1).add(piece)
    if current:
        yield current


def begins_entry(current: Gathered, piece: Piece) -> bool:
    if not piece.begins or is_link_line(piece.words):
        return False
    is_complete = bool(YEAR.search(current.words)) or bool(split_identifiers(current.words).variables)
    return is_complete or (bool(scan_people(piece.words).people) and len(current.words) > 80)


def describe_entry(entry: Entry) -> str:
    return write_excerpt(entry.words, 80)
