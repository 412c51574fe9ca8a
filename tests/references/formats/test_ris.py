import pytest
import rispy

from references.formats.export import write_ris
from references.formats.parser import parse_pasted_works
from references.formats.records import Record, Refusal
from tests.references.builders import make_work
from tests.references.formats.reading import read_record


def test_broken_record_is_refused_with_its_line_and_others_are_read() -> None:
    results = list(
        parse_pasted_works(
            "TY  - JOUR\nTI  - one\nER  - \n\nAU  - Lost, A.\nER  - \nTY  - JOUR\nER  - \nTY  - JOUR\nTI  - two\n"
        )
    )
    assert [result.place for result in results] == ["line 1", "line 5", "line 7", "line 9"]
    assert [type(result) for result in results] == [Record, Refusal, Refusal, Record]


@pytest.mark.parametrize(("kind", "expected"), [("BOOK", [{"family": "Hill", "given": "C."}]), ("JOUR", None)])
def test_a4_is_the_translator_of_a_book(kind: str, expected: list[dict[str, str]] | None) -> None:
    record = read_record(f"TY  - {kind}\nTI  - a\nA4  - Hill, C.\nER  - \n")
    assert record.csl.get("translator") == expected


def test_prose_that_looks_like_a_tag_stays_in_the_abstract() -> None:
    record = read_record(
        "TY  - JOUR\nTI  - a\nAB  - The dose was raised\nto - in the end - twice in\nER - positive ones.\n"
    )
    assert record.csl["abstract"] == "The dose was raised to - in the end - twice in ER - positive ones."


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("PY  - 2019/05/12/", [[2019, 5, 12]]),
        ("PY  - 2019\nDA  - May 12", [[2019, 5, 12]]),
        ("Y1  - 2019//\nDA  - 2020/01/02", [[2019]]),
        ("DA  - 2019/05/12", [[2019, 5, 12]]),
    ],
)
def test_date_is_combined_from_its_tags(lines: str, expected: list[list[int]]) -> None:
    record = read_record(f"TY  - JOUR\nTI  - a\n{lines}\nER  - \n")
    assert record.csl["issued"] == {"date-parts": expected}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("SP  - 12\nEP  - 19", "12-19"),
        ("SP  - 12-19", "12-19"),
        ("SP  - 12-19\nEP  - 19", "12-19"),
        ("SP  - 600-10", "600-610"),
        ("SP  - e123\nEP  - e123", "e123"),
        ("C7  - 236", "236"),
    ],
)
def test_pages_are_combined_from_their_tags(lines: str, expected: str) -> None:
    record = read_record(f"TY  - JOUR\nTI  - a\n{lines}\nER  - \n")
    assert record.csl["page"] == expected


@pytest.mark.parametrize("tag", ["DO", "M3", "L3", "AN", "UR", "N1"])
def test_doi_is_found_in_any_tag(tag: str) -> None:
    record = read_record(f"TY  - JOUR\nTI  - a\n{tag}  - https://doi.org/10.1002/ACR.20140\nER  - \n")
    assert record.csl["DOI"] == "10.1002/ACR.20140"


def test_unreadable_doi_is_left_out() -> None:
    record = read_record("TY  - JOUR\nTI  - a\nDO  - unknown\nER  - \n")
    assert record.csl == {"type": "article-journal", "title": "a"}


def test_rispy_reads_our_export() -> None:
    (entry,) = rispy.loads("".join(write_ris([make_work(DOI="10.1000/x", id="gray2020")])))
    assert (entry["type_of_reference"], entry["title"], entry["authors"]) == (
        "JOUR",
        "Findings of Gray",
        ["Gray, Ann B."],
    )
    assert (entry["year"], entry["start_page"], entry["end_page"], entry["doi"]) == ("2020", "11", "19", "10.1000/x")
    assert "custom8" not in entry


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("12", {"number": "12"}),
        ("EPA/600/R-01", {"number": "EPA/600/R-01"}),
        ("978-0-306-40615-7", {"ISBN": "978-0-306-40615-7"}),
        ("1234-5679", {"ISSN": "1234-5679"}),
    ],
)
def test_report_number_is_told_from_isbn_and_issn(number: str, expected: dict[str, str]) -> None:
    record = read_record(f"TY  - RPRT\nTI  - a\nSN  - {number}\nER  - \n")
    assert {name: record.csl[name] for name in ("ISBN", "ISSN", "number") if name in record.csl} == expected


def test_book_keeps_a_misprinted_isbn() -> None:
    record = read_record("TY  - BOOK\nTI  - a\nSN  - 978-0-306-40615-8\nER  - \n")
    assert record.csl["ISBN"] == "978-0-306-40615-8"
