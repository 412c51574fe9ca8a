"""A Retraction Watch CSV for tests, in the shape of the real one. None of these works exists."""

import csv
import random
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path

COLUMNS = (
    *("Record ID", "Title", "Subject", "Institution", "Journal", "Publisher", "Country", "Author", "URLS"),
    *("ArticleType", "RetractionDate", "RetractionDOI", "RetractionPubMedID", "OriginalPaperDate", "OriginalPaperDOI"),
    *("OriginalPaperPubMedID", "RetractionNature", "Reason", "Paywalled", "Notes"),
)
NATURES = ("Retraction", "Expression of concern", "Correction", "Reinstatement")


def make_row(number: int = 1, *, nature: str = "Retraction", doi: str = "unavailable", **cells: str) -> dict[str, str]:
    return {
        "Record ID": str(number),
        "Title": f"Findings of “Gray” part {number}",
        "Subject": "(HSC) Medicine - Neurology;",
        "Journal": "Journal of Examples",
        "RetractionDate": "6/21/2024 0:00",
        "RetractionDOI": f"10.1000/notice.{number}",
        "RetractionPubMedID": "0",
        "OriginalPaperDate": "3/1/2020 0:00",
        "OriginalPaperDOI": doi,
        "OriginalPaperPubMedID": "0",
        "RetractionNature": nature,
        "Reason": "+Concerns/Issues About Data;+Investigation by Journal/Publisher;",
        "Paywalled": "No",
        **cells,
    }


def text(rows: Iterable[dict[str, str]], columns: Iterable[str] = COLUMNS) -> str:
    written = StringIO(newline="")
    writer = csv.DictWriter(written, list(columns), restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def many(count: int) -> Iterator[dict[str, str]]:
    """Yield this many rows of about 1,000 bytes each, as in the real file. They are the same every time."""
    chance = random.Random(1)  # noqa: S311 -- a file that can be made again
    for number in range(1, count + 1):
        yield make_row(
            number,
            nature=chance.choices(
                ["Retraction", "Expression of concern", "Correction", "Reinstatement"], [90, 6, 3, 1]
            )[0],
            doi=f"10.1000/work.{number}" if chance.random() < 0.9 else "unavailable",
            OriginalPaperPubMedID=str(10_000_000 + number) if chance.random() < 0.5 else "0",
            Institution="Department of Examples, University of Nowhere; " * 5,
            Author="; ".join(f"Ann B. Gray{chance.randrange(1000)}" for _ in range(6)),
            Notes='See also: "the notice", ' + "which says more. " * 20,
        )


def write_many(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(COLUMNS), restval="")
        writer.writeheader()
        writer.writerows(many(count))
