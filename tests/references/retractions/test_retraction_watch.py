import tracemalloc
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from references.enums import Status
from references.formats.records import Refusal, UnreadableFile
from references.retractions import retraction_watch
from references.retractions.retraction_watch import RetractionRow, select_standing_updates
from references.updates import Update
from tests.references.retractions.register import COLUMNS, make_row, text, write_many


def read(file: str | bytes) -> list[Any]:
    return list(retraction_watch.read_rows(BytesIO(file.encode() if isinstance(file, str) else file)))


def rows(file: str | bytes) -> list[RetractionRow]:
    return [row for row in read(file) if isinstance(row, RetractionRow)]


def test_row_is_read() -> None:
    (row,) = read(text([make_row(47, doi="https://doi.org/10.1000/ABC", OriginalPaperPubMedID="31000001")]))
    assert row == RetractionRow(
        "10.1000/abc",
        "31000001",
        Update(
            status=Status.RETRACTED,
            source="Retraction Watch",
            source_id="47",
            dated=date(2024, 6, 21),
            doi="10.1000/notice.47",
            reason="Concerns/Issues About Data; Investigation by Journal/Publisher",
        ),
    )


@pytest.mark.parametrize(
    ("nature", "status"),
    [
        ("Retraction", Status.RETRACTED),
        ("Expression of concern", Status.CONCERN),
        ("Correction", Status.CORRECTED),
        ("Reinstatement", Status.NORMAL),
        (" RETRACTION ", Status.RETRACTED),
    ],
)
def test_natures_become_statuses(nature: str, status: Status) -> None:
    assert [row.update.status for row in rows(text([make_row(nature=nature)]))] == [status]


@pytest.mark.parametrize("missing", ["unavailable", "Unavailable", "", "0", "n/a", "10.1000"])
def test_placeholders_are_not_identifiers(missing: str) -> None:
    (row,) = rows(text([make_row(doi=missing, OriginalPaperPubMedID=missing, RetractionDOI=missing)]))
    assert (row.doi, row.pmid, row.update.doi) == (None, None, "")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("6/7/2024 0:00", date(2024, 6, 7)),
        ("12/31/1999", date(1999, 12, 31)),
        ("06/07/2024 12:00:00 AM", date(2024, 6, 7)),
        ("2024-06-07", date(2024, 6, 7)),
        ("31/12/1999", None),
        ("2/30/2024 0:00", None),
        ("6/7/24", None),
        ("6/7/20244", None),
        ("", None),
        ("unknown", None),
    ],
)
def test_dates_are_american(written: str, meant: date | None) -> None:
    (row,) = rows(text([make_row(RetractionDate=written)]))
    assert row.update.dated == meant


def test_columns_may_be_reordered_or_missing() -> None:
    file = text([make_row(doi="10.1000/a")], ["RetractionNature", "OriginalPaperDOI"])
    (row,) = rows("\ufeff" + file.replace("RetractionNature", " retractionnature "))
    assert row == RetractionRow("10.1000/a", None, Update(Status.RETRACTED, "Retraction Watch", "retracted/10.1000/a"))
    (row,) = rows(text([make_row(3, doi="10.1000/a")], reversed(COLUMNS)))
    assert (row.doi, row.update.source_id) == ("10.1000/a", "3")


@pytest.mark.parametrize(
    "file", ["", "\n", "<!doctype html>\n<p>Sign in", "Title,Author\na,b\n", "RetractionNature\nRetraction\n", '"']
)
def test_other_files_are_refused(file: str) -> None:
    with pytest.raises(UnreadableFile):
        read(file)


def test_invalid_utf_8_and_nulls_are_tolerated() -> None:
    good, bad = (
        make_row(1, doi="10.1000/a", Author="Müller"),
        make_row(2, doi="10.1000/b", Author="M?ller", Reason="Na\x00ive"),
    )
    file = text([good, bad, good]).encode().replace(b"M?ller", b"M\xfcller")
    assert [(row.doi, row.update.reason[:3]) for row in rows(file)] == [
        ("10.1000/a", "Con"),
        ("10.1000/b", "Na "),
        ("10.1000/a", "Con"),
    ]


def test_cells_may_span_several_lines() -> None:
    assert [
        row.doi for row in read(text([make_row(doi="10.1000/a", Notes="one\ntwo\r\nthree"), make_row(doi="10.1000/b")]))
    ] == [
        "10.1000/a",
        "10.1000/b",
    ]


def test_broken_row_is_reported_and_the_others_are_read() -> None:
    first, last = make_row(1, doi="10.1000/a"), make_row(3, doi="10.1000/c")
    lines = text([first, make_row(2, nature="Removal"), last]).splitlines(keepends=True)
    lines.insert(3, "2,too,short\r\n")
    lines.insert(4, "\r\n")
    lines.insert(4, ",".join(["long"] * 21) + "\r\n")
    assert read("".join(lines)) == [
        *rows(text([first])),
        Refusal("line 3", "“Removal” is not a known kind of notice."),
        Refusal("line 4", "The line has 3 columns instead of 20."),
        Refusal("line 5", "The line has 21 columns instead of 20."),
        *rows(text([last])),
    ]


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("below", [1, 400])
def test_unclosed_quotation_mark_swallows_no_other_row(column: str, below: int) -> None:
    """In a short file the cell would run to the end, in a long one beyond the longest cell."""
    others = [make_row(number, doi=f"10.1000/{number}", Notes="a" * 900) for number in range(2, below + 2)]
    lines = text([make_row(1, **{column: "HERE"}), *others]).splitlines(keepends=True)
    lines[1] = lines[1].replace("HERE", '"HERE')
    found = read("".join(lines))
    assert [row.doi for row in found if isinstance(row, RetractionRow)][-below:] == [
        f"10.1000/{n}" for n in range(2, below + 2)
    ]
    assert len(found) == below + 1
    assert isinstance(found[0], RetractionRow) == (column == "Notes")


def update(status: Status, dated: date | None) -> Update:
    return Update(status, "Retraction Watch", dated=dated)


DAY = [date(2020, 1, day) for day in range(1, 6)]


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        ([], []),
        ([(Status.RETRACTED, DAY[0])], [(Status.RETRACTED, DAY[0])]),
        ([(Status.RETRACTED, DAY[0]), (Status.NORMAL, DAY[1])], []),
        ([(Status.NORMAL, DAY[1]), (Status.RETRACTED, DAY[1])], []),
        ([(Status.NORMAL, DAY[1]), (Status.RETRACTED, DAY[2])], [(Status.RETRACTED, DAY[2])]),
        (
            [(Status.RETRACTED, DAY[0]), (Status.NORMAL, DAY[1]), (Status.RETRACTED, DAY[2])],
            [(Status.RETRACTED, DAY[2])],
        ),
        ([(Status.RETRACTED, DAY[2]), (Status.NORMAL, DAY[1]), (Status.NORMAL, DAY[3])], []),
        ([(Status.CONCERN, DAY[0]), (Status.NORMAL, DAY[1])], [(Status.CONCERN, DAY[0])]),
        ([(Status.CORRECTED, DAY[0]), (Status.NORMAL, DAY[1])], [(Status.CORRECTED, DAY[0])]),
        ([(Status.RETRACTED, None), (Status.NORMAL, DAY[1])], [(Status.RETRACTED, None)]),
        ([(Status.RETRACTED, DAY[0]), (Status.NORMAL, None)], [(Status.RETRACTED, DAY[0])]),
    ],
)
def test_reinstatement_cancels_earlier_retractions(
    said: list[tuple[Status, date | None]], holds: list[tuple[Status, date | None]]
) -> None:
    assert select_standing_updates([update(*each) for each in said]) == [update(*each) for each in holds]


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """2 MB here; `tools.speed.retractions` measures the 70 MB of the real file."""
    write_many(tmp_path / "file.csv", 2100)
    tracemalloc.start()
    try:
        with (tmp_path / "file.csv").open("rb") as file:
            count = sum(1 for _ in retraction_watch.read_rows(file))
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 2100
    assert peak < 200_000
