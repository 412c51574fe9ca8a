"""What every reader of a file returns: its passages, in their order, with the lines that they stand on.

In a .docx, which has no lines, a line is a paragraph, counted from 1.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cached_property

from django.utils.translation import gettext as _

from articles.importing.phrases import Phrase, Run, get_words

# Far more than anybody writes, and little enough that no search in a text takes long, also one of a pattern whose time
# is the square of the length.
LONGEST_LINE = 20_000
MOST_CHARACTERS = 500_000
MOST_PASSAGES = 4000


class Kind(Enum):
    HEADING = auto()
    PARAGRAPH = auto()
    LIST = auto()
    QUOTE = auto()
    TABLE = auto()


@dataclass(frozen=True)
class Line:
    """A line of a passage. One that `is_wrapped` goes on where the line before was full; any other was begun on "
    "purpose."""

    phrase: Phrase
    number: int
    is_wrapped: bool = False


@dataclass(frozen=True)
class ListItem:
    """`depth` is 0 for the outermost list; `number` is the one that was typed before it, if any."""

    lines: tuple[Line, ...]
    depth: int = 0
    is_ordered: bool = False
    number: int | None = None

    @property
    def phrase(self) -> Phrase:
        return join_lines(self.lines)


@dataclass(frozen=True)
class Cell:
    lines: tuple[Line, ...] = ()
    is_heading: bool = False

    @property
    def phrase(self) -> Phrase:
        return join_lines(self.lines)


@dataclass(frozen=True)
class Passage:
    """A heading, a paragraph, a quote (with lines), a list (with items) or a table (with rows)."""

    kind: Kind
    line: int
    lines: tuple[Line, ...] = ()
    # Of a heading: 1 to 6, or 0 if only its look says that it is one.
    level: int = 0
    items: tuple[ListItem, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    # Of a table: its caption.
    caption: str = ""
    # Whether nothing stands between it and the passage before it, such as a blank line.
    is_attached: bool = False

    @cached_property
    def phrase(self) -> Phrase:
        return join_lines(self.lines)

    @cached_property
    def words(self) -> str:
        return get_words(self.phrase)


def join_lines(lines: tuple[Line, ...]) -> Phrase:
    """Return the lines as one phrase: a wrapped line goes on behind a space, any other behind a line break."""
    runs: list[Run] = []
    for line in lines:
        if runs:
            runs.append(Run(" " if line.is_wrapped else "\n"))
        runs += line.phrase
    return tuple(runs)


@dataclass(frozen=True)
class Remark:
    """Something that the editor must know of, in words, and the line that it is about."""

    words: str
    line: int | None = None

    def __str__(self) -> str:
        if self.line is None:
            return self.words
        return _("Line %(line)s: %(words)s") % {"line": self.line, "words": self.words}


@dataclass
class SourceText:
    """A file that was read."""

    passages: list[Passage]
    # What the file itself calls its title, where that is not among the passages.
    title: str = ""
    remarks: list[Remark] = field(default_factory=list)

    def iterate_texts(self) -> Iterator[tuple[int, str]]:
        """Yield each text that belongs together, with the line on which its passage begins."""
        for passage in self.passages:
            yield passage.line, passage.words
            yield passage.line, passage.caption
            yield from ((passage.line, get_words(item.phrase)) for item in passage.items)
            yield from ((passage.line, get_words(cell.phrase)) for row in passage.rows for cell in row)


def write_excerpt(words: str, length: int = 60) -> str:
    """Return the beginning of some words, by which an editor finds the place."""
    words = " ".join(words.split())
    return words if len(words) <= length else f"{words[:length].rsplit(' ', 1)[0]}…"
