"""Reads text and the files of tests/references/cases/ in the tests of formats."""

from pathlib import Path
from typing import Any

from references.formats.parser import parse_pasted_works, parse_works
from references.formats.records import Record

CASES = Path(__file__).parent.with_name("cases")


def read_record(text: str) -> Record:
    """Return the one record of this text."""
    (record,) = parse_pasted_works(text)
    assert isinstance(record, Record)
    return record


def read_work(text: str) -> dict[str, Any]:
    """Return the CSL-JSON of the one record of this text."""
    return read_record(text).csl


def read_bibtex(fields: str, kind: str = "article", title: str = "a") -> dict[str, Any]:
    return read_work(f"@{kind}{{a, title = {{{title}}}, {fields}}}")


def read_ris(lines: str, kind: str = "JOUR", title: str = "a") -> dict[str, Any]:
    return read_work(f"TY  - {kind}\nTI  - {title}\n{lines}\nER  - \n")


def read_case(name: str) -> dict[str, dict[str, Any]]:
    """Return the works of a file by key, or by DOI or title if they have none."""
    with (CASES / name).open("rb") as file:
        works = [record.csl for record in parse_works(file) if isinstance(record, Record)]
    return {work.get("id", work.get("DOI", work["title"])): work for work in works}
