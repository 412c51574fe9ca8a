import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command, load_command_class

from references.models import ImportFile, Reference
from tests.references.builders import make_reference, make_work

pytestmark = pytest.mark.django_db

RIS = """TY  - JOUR
ID  - g7
AU  - Gray, Ann B.
TI  - Findings of Gray
PY  - 2020
DO  - 10.1000/abc
ER  -
TY  - JOUR
AU  - Nobody
ER  -
TY  - JOUR
AU  - Dunn, A.
TI  - Findings of Dunn
PY  - 2019
VL  - 8
ER  -
TY  - JOUR
AU  - Hill, A.
TI  - Findings of Hill
PY  - 2020
ER  -
"""


@pytest.fixture
def ris(tmp_path: Path) -> Path:
    make_reference("Dunn", work=make_work("Dunn"))
    make_reference("Hill", work=make_work("Hill"))
    path = tmp_path / "works.ris"
    path.write_text(RIS, encoding="utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: Any) -> tuple[int, str, str]:
    """Exit code and what was printed."""
    code = 0
    try:
        call_command("import_references", *map(str, arguments))
    except SystemExit as stop:
        code = int(stop.code or 0)
    return code, *capsys.readouterr()


def library() -> dict[str, tuple[str, int | None]]:
    return {work.key: (work.volume, work.year) for work in Reference.objects.all()}


def test_the_report_names_every_record_once(ris: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, ris, "--json")
    where = {"file": str(ris)}
    assert json.loads(out) == {
        "dry_run": False,
        "files": [{**where, "format": "RIS", "new": 1, "matched": 1, "changed": 1, "refused": 1}],
        "new": [{**where, "place": "line 1", "key": "g7", "title": "Findings of Gray"}],
        "matched": [
            {**where, "place": "line 17", "key": "hill2020", "title": "Findings of Hill", "by": "title"},
        ],
        "changed": [
            {
                **where,
                "place": "line 11",
                "key": "dunn2020",
                "title": "Findings of Dunn",
                "by": "title",
                "fields": {"issued": {"ours": "2020-03", "theirs": "2019"}, "volume": {"ours": "7", "theirs": "8"}},
            }
        ],
        "refused": [{**where, "place": "line 8", "reason": "It has no title."}],
    }
    assert (code, err) == (1, "")
    assert library() == {"g7": ("", 2020), "dunn2020": ("8", 2019), "hill2020": ("7", 2020)}
    assert not ImportFile.objects.exists()


def test_a_dry_run_reports_the_same_and_does_nothing(ris: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, dry, _err = run(capsys, ris, "--json", "--dry-run")
    assert (code, library()) == (1, {"dunn2020": ("7", 2020), "hill2020": ("7", 2020)})
    _code, real, _err = run(capsys, ris, "--json")
    assert json.loads(dry) == {**json.loads(real), "dry_run": True}


def test_a_work_of_two_files_is_new_once(ris: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    again = tmp_path / "again.ris"
    again.write_text(RIS, encoding="utf-8")
    _code, dry, _err = run(capsys, ris, again, "--json", "--dry-run")
    _code, real, _err = run(capsys, ris, again, "--json")
    for report in map(json.loads, (dry, real)):
        assert [(work["file"], work["key"]) for work in report["new"]] == [(str(ris), "g7")]
        assert [(work["key"], work["by"]) for work in report["matched"] if work["file"] == str(again)] == [
            ("g7", "doi"),
            ("dunn2020", "title"),
            ("hill2020", "title"),
        ]
    [gray] = [work for work in json.loads(dry)["matched"] if work["key"] == "g7"]
    assert gray["earlier_place"] == f"line 1 of {ris}"


def test_works_that_are_here_can_be_kept(ris: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, ris, "--keep")
    assert library() == {"g7": ("", 2020), "dunn2020": ("7", 2020), "hill2020": ("7", 2020)}


def test_the_second_time_nothing_is_new(ris: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, ris)
    code, out, _err = run(capsys, ris)
    assert (code, out.splitlines()[-1]) == (1, f"{ris} (RIS): 0 new, 3 already here, 0 changed, 1 refused")


def test_a_person_is_told_what_is_refused_and_what_changes(ris: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, ris, "--dry-run")
    assert (code, err) == (1, "")
    assert [re.split(r"\s{2,}", line.strip()) for line in out.splitlines()[:2]] == [
        ["refused", "line 8", "It has no title."],
        ["would change", "line 11", "dunn2020: Published, Volume"],
    ]
    assert out.splitlines()[2:] == [
        f"{ris} (RIS): 1 new, 1 already here, 1 would change, 1 refused",
        "A dry run: nothing was changed.",
    ]


def test_the_help_tells_the_form_of_the_report(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        load_command_class("references", "import_references").run_from_argv(
            ["manage.py", "import_references", "--help"]
        )
    told = capsys.readouterr().out
    assert all(f"`{name}`" in told for name in ("new", "matched", "changed", "refused", "place", "reason", "problem"))


def test_nothing_refused_is_no_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "works.json"
    path.write_text(json.dumps([make_work()]), encoding="utf-8")
    assert run(capsys, path)[0] == 0
    assert Reference.objects.get().key == "gray2020"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "No such file or directory"),
        (b"", "The file is empty."),
        (b"\x89PNG\r\n\x1a\n" + bytes(300), "The file is not text."),
        (b"Dear editor", "The file is in none of the known formats"),
        (b'{"debug": true, "port": 8000}', "The file is in none of the known formats"),
        (b"[1, 2, 3]", "The file is in none of the known formats"),
    ],
)
def test_an_unreadable_file_stops_no_other(
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


def test_a_folder_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, tmp_path) == (2, "", f"{tmp_path}: Is a directory\n")
