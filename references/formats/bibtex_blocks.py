"""Cuts a BibTeX file into its top-level blocks, so that a broken entry ends where the next one begins."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TextIO

# Mendeley has types of two words: `book_section`.
TYPE = r"@[ \t]*([A-Za-z][\w-]*)[ \t]*([{(])"
BEGINS = re.compile(rf"[ \t\ufeff]*{TYPE}")
# BibTeX takes a brace on the next line as well.
TYPE_ALONE = re.compile(r"[ \t\ufeff]*@[ \t]*[A-Za-z][\w-]*[ \t]*\r?\n")
OPENING = re.compile(r"[ \t]*[{(]")
# What a backslash stands before neither opens nor closes.
MARK = re.compile(rf"\\.|[{{}}()\"]|{TYPE}")
FIELD = re.compile(r"[A-Za-z][\w-]*\s*=\s*[\w{\"]")
# EndNote and JabRef leave the key out where they have none, comma and all.
KEYLESS = re.compile(rf"\s*{FIELD.pattern}")
# These never have one: `@string{jan = "January"}`.
WITHOUT_KEYS = {"string", "comment", "preamble"}


@dataclass
class Block:
    # Where it begins, counted from 1.
    line: int
    # In lower case: "article", "string".
    kind: str
    # What closes it: a brace or a parenthesis.
    closing: str
    lines: list[str]
    depth: int = 1
    is_quoting: bool = False
    # Whether fields stand behind its end, and a closing brace behind them: it was closed too early.
    is_torn: bool = False
    has_fields_behind: bool = False

    @property
    def text(self) -> str:
        """In the one form that the parser takes."""
        opening = "{" if self.closing == "}" else "("
        written = "".join(self.lines)
        key = "," if KEYLESS.match(written) and self.kind not in WITHOUT_KEYS else ""
        return f"@{self.kind.replace('-', '_')}{opening}{key}{written}"


def blocks(text: TextIO) -> Iterator[Block]:
    """Entries, strings, comments and preambles in order. Text between them is none of ours, as in BibTeX itself."""
    splitter = Splitter()
    for number, line in with_braces(enumerate(text, start=1)):
        splitter.take(line, number)
        yield from splitter.finished
        splitter.finished = []
    yield from filter(None, (splitter.closed, splitter.open))


def with_braces(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The numbered lines, of which one with a type alone takes in the next if that opens with a brace."""
    held: tuple[int, str] | None = None
    for numbered in lines:
        if held and OPENING.match(numbered[1]):
            yield held[0], held[1].rstrip() + numbered[1]
            held = None
            continue
        if held:
            yield held
        held = numbered if TYPE_ALONE.fullmatch(numbered[1]) else None
        if not held:
            yield numbered
    if held:
        yield held


@dataclass
class Splitter:
    open: Block | None = None
    # The last that was closed, held until it is clear that nothing of it follows.
    closed: Block | None = None
    finished: list[Block] = field(default_factory=list)

    def take(self, line: str, number: int) -> None:
        position = 0
        if begins := BEGINS.match(line):
            self.begin(begins, number)
            position = begins.end()
        if not self.open and line.lstrip().startswith("%"):
            return  # a remark, or an entry that somebody took out
        for mark in MARK.finditer(line, position):
            if self.closed and FIELD.search(line, position, mark.end()):
                self.closed.has_fields_behind = True
            if self.open and self.closes(self.open, mark[0]):
                self.open.lines.append(line[position : mark.end()])
                self.closed, self.open = self.open, None
            elif self.open:
                self.open.lines.append(line[position : mark.end()])
            elif mark[1] and not line[position : mark.start()].strip():
                self.begin(mark, number)
            elif mark[0] == "}" and self.closed:
                self.closed.is_torn = self.closed.has_fields_behind
            position = mark.end()
        if self.open:
            self.open.lines.append(line[position:])

    def begin(self, mark: re.Match[str], number: int) -> None:
        """Whatever is still open is broken, and left to the parser to refuse."""
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
