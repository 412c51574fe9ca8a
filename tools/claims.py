"""Measures how well claims are told from other sentences (articles/review/claims).

    python -m tools.claims [FILE...]

Without files it measures the labelled sentences of the tests. A file has a sentence a line, with `+` before a claim and
`-` before another; its language is the last part of its name: `held_out_de.txt`. Printed are precision (how many of the
sentences found are claims), recall (how many of the claims are found), and with one file or more each wrong answer.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from articles.review.claims.detection import find_claim_sign

FOLDER = Path(__file__).parents[1] / "tests" / "articles" / "review" / "claims" / "data"


@dataclass
class Measurement:
    """What was found among labelled sentences."""

    found: int = 0
    missed: list[str] = field(default_factory=list)
    alarmed: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.found / (self.found + len(self.alarmed) or 1)

    @property
    def recall(self) -> float:
        return self.found / (self.found + len(self.missed) or 1)

    def __str__(self) -> str:
        claims = self.found + len(self.missed)
        return f"precision {self.precision:.2f}, recall {self.recall:.2f} ({claims} claims, {len(self.alarmed)} alarms)"


def read_labelled(path: Path) -> Iterator[tuple[bool, str]]:
    """Yield each sentence of a file, with whether it is a claim."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line[:1] in {"+", "-"}:
            yield line[0] == "+", line[1:].strip()


def measure_file(path: Path) -> Measurement:
    language = path.stem.rpartition("_")[2]
    measured = Measurement()
    for is_claim, sentence in read_labelled(path):
        is_found = find_claim_sign(sentence, language) is not None
        measured.found += is_claim and is_found
        if is_claim and not is_found:
            measured.missed.append(sentence)
        elif is_found and not is_claim:
            measured.alarmed.append(sentence)
    return measured


def main(arguments: list[str]) -> None:
    for path in map(Path, arguments) if arguments else sorted(FOLDER.glob("*.txt")):
        measured = measure_file(path)
        print(f"{path.name}: {measured}")
        if arguments:
            print(*(f"  missed: {sentence}" for sentence in measured.missed), sep="\n")
            print(*(f"  alarmed: {sentence}" for sentence in measured.alarmed), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
