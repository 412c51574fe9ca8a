"""The commands of docs/operations.md, by its sections."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs/operations.md"
# Indented blocks that no shell runs, by how they begin: records of the DNS, rules of the firewall.
NO_COMMANDS = ("clinic.example.", "table inet filter")


@dataclass(frozen=True)
class Block:
    """An indented block of the page: what somebody types at once."""

    section: str
    text: str

    @property
    def is_commands(self) -> bool:
        return not self.text.startswith(NO_COMMANDS)


def read_blocks(page: str) -> Iterator[Block]:
    """Yield each indented block with the heading that it stands under, in the order of the page."""
    for part in re.split(r"^## ", page, flags=re.MULTILINE)[1:]:
        heading, _, body = part.partition("\n")
        for found in re.finditer(r"(?<=\n\n)((?: {4}.*\n|\n(?= {4}))+)", f"\n{body}"):
            text = "\n".join(line[4:] for line in found[1].splitlines())
            yield Block(heading, re.sub(r"^  ", "", text, flags=re.MULTILINE) if text.startswith("  ") else text)


def read_folders(page: str) -> Iterator[tuple[str, str, str]]:
    """Yield path, owner and mode of each folder in the page's table."""
    yield from re.findall(r"^\| `(/[^`]+)` \| ([\w:-]+), (\d{4}) \|", page, re.MULTILINE)
