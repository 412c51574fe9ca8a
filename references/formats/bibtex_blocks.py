"""Cuts a BibTeX file into its top-level blocks, so that a broken entry ends where the next one begins."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TextIO

BEGINS = re.compile(r"[ \t\ufeff]*@[ \t]*([A-Za-z]+)[ \t]*([{(])")
# What a backslash stands before neither opens nor closes.
MARK = re.compile(r"\\.|[{}()\"]|@[ \t]*([A-Za-z]+)[ \t]*([{(])")


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
    # Whether a closing brace stands behind its end: it was closed too early, and fields are lost.
    is_torn: bool = False

    @property
    def text(self) -> str:
        """In the one form that the parser takes."""
        opening = "{" if self.closing == "}" else "("
        return f"@{self.kind}{opening}{''.join(self.lines)}"


def blocks(text: TextIO) -> Iterator[Block]:
    """Entries, strings, comments and preambles in order. Text between them is none of ours, as in BibTeX itself."""
    splitter = Splitter()
    for number, line in enumerate(text, start=1):
        splitter.take(line, number)
        yield from splitter.finished
        splitter.finished = []
    yield from filter(None, (splitter.closed, splitter.open))


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
        for mark in MARK.finditer(line, position):
            if self.open and self.closes(self.open, mark[0]):
                self.open.lines.append(line[position : mark.end()])
                self.closed, self.open = self.open, None
            elif self.open:
                self.open.lines.append(line[position : mark.end()])
            elif mark[1] and not line[position : mark.start()].strip():
                self.begin(mark, number)
            elif mark[0] == "}" and self.closed:
                self.closed.is_torn = True
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
