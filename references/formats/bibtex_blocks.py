"""Cut a BibTeX file into its top-level blocks, so that a broken entry ends where the next one begins."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TextIO

# Mendeley has types of two words: `book_section`.
BLOCK_TYPE = r"@[ \t]*([A-Za-z][\w-]*)[ \t]*([{(])"
BLOCK_START = re.compile(rf"[ \t\ufeff]*{BLOCK_TYPE}")
# BibTeX takes a brace on the next line as well.
TYPE_LINE = re.compile(r"[ \t\ufeff]*@[ \t]*[A-Za-z][\w-]*[ \t]*\r?\n")
OPENING_BRACE = re.compile(r"[ \t]*[{(]")
# A delimiter behind a backslash neither opens nor closes.
BLOCK_DELIMITER = re.compile(rf"\\.|[{{}}()\"]|{BLOCK_TYPE}")
FIELD_START = re.compile(r"[A-Za-z][\w-]*\s*=\s*[\w{\"]")
# EndNote and JabRef leave out the key, with its comma, where they have none.
KEYLESS_ENTRY = re.compile(rf"\s*{FIELD_START.pattern}")
# These never have one: `@string{jan = "January"}`.
KEYLESS_TYPES = {"string", "comment", "preamble"}


@dataclass
class Block:
    # Where it begins, counted from 1.
    line: int
    # In lower case: "article", "string".
    kind: str
    # The character that closes it: a brace or a parenthesis.
    closing: str
    lines: list[str]
    depth: int = 1
    is_quoting: bool = False
    # Whether it was closed too early: fields stand behind its end, and a closing brace behind them.
    is_closed_early: bool = False
    has_trailing_fields: bool = False

    @property
    def text(self) -> str:
        """The block in the one form that the parser takes."""
        opening = "{" if self.closing == "}" else "("
        written = "".join(self.lines)
        key = "," if KEYLESS_ENTRY.match(written) and self.kind not in KEYLESS_TYPES else ""
        return f"@{self.kind.replace('-', '_')}{opening}{key}{written}"


def split_blocks(text: TextIO) -> Iterator[Block]:
    """Yield entries, strings, comments and preambles in order. Text between them is ignored, as in BibTeX itself."""
    splitter = BlockSplitter()
    for number, line in join_opening_braces(enumerate(text, start=1)):
        splitter.take(line, number)
        yield from splitter.finished
        splitter.finished = []
    yield from filter(None, (splitter.closed, splitter.open))


def join_opening_braces(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Yield the numbered lines. A line with a type alone is joined with the next if that opens with a brace."""
    held: tuple[int, str] | None = None
    for numbered in lines:
        if held and OPENING_BRACE.match(numbered[1]):
            yield held[0], held[1].rstrip() + numbered[1]
            held = None
            continue
        if held:
            yield held
        held = numbered if TYPE_LINE.fullmatch(numbered[1]) else None
        if not held:
            yield numbered
    if held:
        yield held


@dataclass
class BlockSplitter:
    open: Block | None = None
    # The last block that was closed, held until it is clear that nothing of it follows.
    closed: Block | None = None
    finished: list[Block] = field(default_factory=list)

    def take(self, line: str, number: int) -> None:
        position = 0
        if begins := BLOCK_START.match(line):
            self.begin(begins, number)
            position = begins.end()
        if not self.open and line.lstrip().startswith("%"):
            return  # a comment, or an entry that somebody commented out
        for mark in BLOCK_DELIMITER.finditer(line, position):
            if self.closed and FIELD_START.search(line, position, mark.end()):
                self.closed.has_trailing_fields = True
            if self.open and self.closes(self.open, mark[0]):
                self.open.lines.append(line[position : mark.end()])
                self.closed, self.open = self.open, None
            elif self.open:
                self.open.lines.append(line[position : mark.end()])
            elif mark[1] and not line[position : mark.start()].strip():
                self.begin(mark, number)
            elif mark[0] == "}" and self.closed:
                self.closed.is_closed_early = self.closed.has_trailing_fields
            position = mark.end()
        if self.open:
            self.open.lines.append(line[position:])

    def begin(self, mark: re.Match[str], number: int) -> None:
        """Begin a block. One that is still open is broken, and left to the parser to refuse."""
        self.finished += filter(None, (self.closed, self.open))
        self.closed = None
        self.open = Block(number, mark[1].lower(), "}" if mark[2] == "{" else ")", [])

    @staticmethod
    def closes(block: Block, mark: str) -> bool:
        if mark.endswith("{"):
            block.depth += 1
        elif mark == "}" and (block.depth > 1 or block.closing == "}"):
            block.depth -= 1
        elif mark == '"' and block.depth == 1:
            block.is_quoting = not block.is_quoting
        elif mark == ")" and block.closing == ")" and block.depth == 1 and not block.is_quoting:
            block.depth = 0
        return block.depth == 0
