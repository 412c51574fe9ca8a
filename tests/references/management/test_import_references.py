import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command, load_command_class

from references.models import ImportFile, Reference
from tests.references.builders import make_reference, make_work
from tests.references.formats.reading import CASES
from tests.references.importing.records import RIS

pytestmark = pytest.mark.django_db


@pytest.fixture
def ris(tmp_path: Path) -> Path:
    make_reference("Dunn", work=make_work("Dunn", DOI="10.1000/dunn"))
    make_reference("Hill", work=make_work("Hill"))
    path = tmp_path / "works.ris"
    path.write_text(RIS, encoding="utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: Any) -> tuple[int, str, str]:
    """Run the command. Return its exit code, its output and its errors."""
    code = 0
    try:
        call_command("import_references", *map(str, arguments))
    except SystemExit as stop:
        code = int(stop.code or 0)
    return code, *capsys.readouterr()


def library() -> dict[str, tuple[str, int | None]]:
    return {work.key: (work.volume, work.year) for work in Reference.objects.all()}


def test_report_lists_every_record_once(ris: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, ris, "--json")
    where = {"file": str(ris)}
    assert json.loads(out) == {
        "dry_run": False,
        "files": [{**where, "format": "RIS", "new": 1, "matched": 1, "changed": 1, "refused": 1}],
        "new": [{**where, "place": "line 1", "key": "g7", "title": "Findings of Gray"}],
        "matched": [
            {
                **where,
                "place": "line 18",
                "key": "hill2020",
                "title": "Findings of Hill",
                "by": "title",
                "work_title": "Findings of Hill",
            },
        ],
        "changed": [
            {
                **where,
                "place": "line 11",
                "key": "dunn2020",
                "title": "Findings of Dunn",
                "by": "doi",
                "work_title": "Findings of Dunn",
                "fields": {"issued": {"ours": "2020-03", "theirs": "2019"}, "volume": {"ours": "7", "theirs": "8"}},
            }
        ],
        "refused": [{**where, "place": "line 8", "reason": "The record has no title. Add one and import it again."}],
        "possible_duplicates": [],
    }
    assert (code, err) == (1, "")
    assert library() == {"g7": ("", 2020), "dunn2020": ("8", 2019), "hill2020": ("7", 2020)}
    assert not ImportFile.objects.exists()


def test_dry_run_reports_the_same_and_changes_nothing(ris: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, dry, _err = run(capsys, ris, "--json", "--dry-run")
    assert (code, library()) == (1, {"dunn2020": ("7", 2020), "hill2020": ("7", 2020)})
    _code, real, _err = run(capsys, ris, "--json")
    assert json.loads(dry) == {**json.loads(real), "dry_run": True}


def test_work_in_two_files_is_new_once(ris: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    again = tmp_path / "again.ris"
    again.write_text(RIS, encoding="utf-8")
    _code, dry, _err = run(capsys, ris, again, "--json", "--dry-run")
    _code, real, _err = run(capsys, ris, again, "--json")
    for report in map(json.loads, (dry, real)):
        assert [(work["file"], work["key"]) for work in report["new"]] == [(str(ris), "g7")]
        assert [(work["key"], work["by"]) for work in report["matched"] if work["file"] == str(again)] == [
            ("g7", "doi"),
            ("dunn2020", "doi"),
            ("hill2020", "title"),
        ]
    [gray] = [work for work in json.loads(dry)["matched"] if work["key"] == "g7"]
    assert gray["earlier_place"] == f"line 1 in {ris}"


def test_keep_option_leaves_existing_works_unchanged(ris: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, ris, "--keep")
    assert library() == {"g7": ("", 2020), "dunn2020": ("7", 2020), "hill2020": ("7", 2020)}


def test_second_import_adds_nothing(ris: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, ris)
    code, out, _err = run(capsys, ris)
    assert (code, out.splitlines()[-1]) == (1, f"{ris} (RIS): 0 new, 3 in library, 0 changed, 1 refused")


def test_text_output_lists_refusals_and_changes(ris: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, ris, "--dry-run")
    assert (code, err) == (1, "")
    assert [re.split(r"\s{2,}", line.strip()) for line in out.splitlines()[:3]] == [
        ["refused", "line 8", "The record has no title. Add one and import it again."],
        ["would change", "line 11", "dunn2020, matched by DOI: Findings of Dunn; Published, Volume"],
        ["in library", "line 18", "hill2020, matched by title, year and author: Findings of Hill"],
    ]
    assert out.splitlines()[3:] == [
        f"{ris} (RIS): 1 new, 1 in library, 1 would change, 1 refused",
        "Dry run: nothing was changed.",
    ]


def test_help_describes_the_report(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        load_command_class("references", "import_references").run_from_argv(
            ["manage.py", "import_references", "--help"]
        )
    told = capsys.readouterr().out
    assert all(f"`{name}`" in told for name in ("new", "matched", "changed", "refused", "place", "reason", "problem"))


def test_import_without_refusals_exits_with_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "works.json"
    path.write_text(json.dumps([make_work()]), encoding="utf-8")
    assert run(capsys, path)[0] == 0
    assert Reference.objects.get().key == "gray2020"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "No such file or directory"),
        (b"", "The file is empty."),
        (b"\x89PNG\r\n\x1a\n" + bytes(300), "This is not a text file."),
        (b"Dear editor", "Use a file in one of these formats"),
        (b'{"debug": true, "port": 8000}', "Use a file in one of these formats"),
        (b"[1, 2, 3]", "Use a file in one of these formats"),
    ],
)
def test_unreadable_file_does_not_stop_others(
    content: bytes | None, problem: str, ris: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "other"
    if content is not None:
        path.write_bytes(content)
    code, out, err = run(capsys, path, ris, "--json")
    assert code == 2
    assert err.startswith(f"{path}: {problem}")
    assert json.loads(out)["files"][0]["problem"].startswith(problem)
    assert json.loads(out)["files"][1]["new"] == 1
    assert "g7" in library()


def test_folder_is_reported_as_unreadable(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, tmp_path) == (2, "", f"{tmp_path}: Is a directory\n")


MILLERS = """TY  - JOUR
TI  - Fibromyalgia
AU  - Miller, D. J.
PY  - 2014
T2  - Journal of Alpha
ER  -
TY  - JOUR
TI  - Fibromyalgia
AU  - Miller, Daniel
PY  - 2015
ER  -
"""


def test_possible_duplicates_are_added_and_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "works.ris"
    path.write_text(MILLERS, encoding="utf-8")
    for arguments in (["--dry-run"], []):
        code, out, _err = run(capsys, path, "--json", *arguments)
        told = json.loads(out)
        assert code == 0
        assert told["possible_duplicates"] == [
            {
                "file": str(path),
                "place": "line 7",
                "key": "miller2015",
                "title": "Fibromyalgia",
                "candidates": [{"key": "miller2014", "title": "Fibromyalgia", "by": "title", "place": "line 1"}],
            }
        ]
        assert told["files"] == [
            {"file": str(path), "format": "RIS", "matched": 0, "changed": 0, "refused": 0, "new": 2}
            | {"possible_duplicates": 1}
        ]
        assert [work["key"] for work in told["new"]] == ["miller2014", "miller2015"]
    assert Reference.objects.count() == 2
    _code, out, _err = run(capsys, path)
    assert [re.split(r"\s{2,}", line.strip()) for line in out.splitlines()[:2]] == [
        ["in library", "line 1", "miller2014, matched by whole record: Fibromyalgia"],
        ["in library", "line 7", "miller2015, matched by whole record: Fibromyalgia"],
    ]


def test_text_output_lists_possible_duplicates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "works.ris"
    path.write_text(MILLERS, encoding="utf-8")
    _code, out, _err = run(capsys, path)
    assert [re.split(r"\s{2,}", line.strip()) for line in out.splitlines()] == [
        ["new", "line 7", "miller2015: Fibromyalgia (may be miller2014: Fibromyalgia)"],
        [f"{path} (RIS): 2 new, 0 in library, 0 changed, 0 refused; 1 of the new works may already be in the library"],
    ]


@pytest.mark.parametrize(
    ("files", "keys", "refused"),
    [
        (["66a.ris", "66b.ris"], {"miller2014", "miller2015"}, 0),
        (["66b.ris", "66a.ris", "66b.ris"], {"miller2014", "miller2015"}, 0),
        (["63_title_variants.bib"] * 2, {"z1", "z2", "t1", "t2", "e1", "e2", "e3"}, 0),
        (["60_dedupe_crossref.bib"] * 2, {"chapA", "chapB", "bookX"}, 0),
        (["62_same_doi_diff_title.ris"], {"alder2016"}, 1),
        (["01_rispy61.ris"], {"alder2019", "birch2020"}, 0),
    ],
)
def test_similar_works_are_neither_merged_nor_lost(
    files: list[str], keys: set[str], refused: int, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in files:
        code, out, _err = run(capsys, CASES / name, "--json")
        assert (code, len(json.loads(out)["refused"])) == (bool(refused), refused)
    assert {work.key for work in Reference.objects.all()} == keys


def test_one_doi_with_unlike_titles_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    _code, out, _err = run(capsys, CASES / "62_same_doi_diff_title.ris")
    assert "DOI 10.5555/congress.2016 belongs to “Abstracts of the congress: exercise”" in out
    assert "but this record has the title “Opioid use in teenage patients”" in out
