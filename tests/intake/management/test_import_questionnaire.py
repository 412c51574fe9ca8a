"""Imports of real files into a real database."""

import json
from pathlib import Path
from typing import Any

import pytest

from intake.fhir import parsing, storage
from intake.models import Questionnaire, QuestionnaireVersion
from intake.questionnaires import publishing
from tests.intake.definitions import starter
from tests.intake.fhir.third_party import CASES, group, item, option, phq, questionnaire, when
from tests.intake.management.command_line import run_command

pytestmark = pytest.mark.django_db


def write_file(folder: Path, content: Any, name: str = "form.json") -> str:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return str(path)


def test_import_creates_a_draft_that_is_not_live(tmp_path: Path) -> None:
    code, out, _ = run_command("import_questionnaire", write_file(tmp_path, questionnaire(item("a"), item("b"))))

    draft = Questionnaire.objects.get(slug="form")
    assert code == 0
    assert out.splitlines()[-1].endswith("0 kept, 2 changed, 0 refused; imported as the draft form")
    assert (draft.live, draft.live_version, QuestionnaireVersion.objects.count()) == (False, None, 0)
    latest = draft.get_latest_revision_as_object()
    assert [step.value["key"] for step in latest.steps] == ["a-step", "b-step"]


def test_dry_run_saves_nothing(tmp_path: Path) -> None:
    code, out, _ = run_command("import_questionnaire", "--dry-run", write_file(tmp_path, questionnaire(item("a"))))

    assert (code, Questionnaire.objects.count()) == (0, 0)
    assert out.splitlines()[-1].endswith("would be imported as the draft form")


def test_json_report_lists_findings_with_paths(tmp_path: Path) -> None:
    circle = [item("b", enableWhen=[when("c")]), item("c", enableWhen=[when("b")])]
    path = write_file(tmp_path, questionnaire(item("a"), *circle))
    code, out, _ = run_command("import_questionnaire", "--json", path)
    report = json.loads(out)

    assert code == 1
    assert report["files"] == [{"file": path, "kept": 0, "changed": 1, "refused": 2, "questionnaire": "form"}]
    assert report["changed"] == [{"file": path, "path": "item[0]", "reason": "was moved to a page of its own"}]
    assert [entry["path"] for entry in report["refused"]] == ["item[1].enableWhen[0]", "item[2].enableWhen[0]"]


def test_faults_found_by_fhir_resources_are_reported(tmp_path: Path) -> None:
    options = [option("red", version=3), option("blue")]
    path = write_file(tmp_path, questionnaire(group("g", item("colour", "choice", answerOption=options))))
    code, out, _ = run_command("import_questionnaire", "--json", path)
    report = json.loads(out)

    assert code == 0
    assert [entry["path"] for entry in report["kept"]] == ["item[0]"]
    assert report["changed"] == [
        {
            "file": path,
            "path": "item[0].item[0].answerOption[0].valueCoding.version",
            "reason": "is not valid FHIR, but was imported: Input should be a valid string",
            "rule": "structure",
        }
    ]


def test_other_resource_type_is_refused(tmp_path: Path) -> None:
    code, out, _ = run_command("import_questionnaire", write_file(tmp_path, {"resourceType": "Patient", "active": 1}))

    assert code == 1
    assert [line.split()[0] for line in out.splitlines()] == ["refused", f"{tmp_path}/form.json:"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is not valid JSON: Expecting value: line 1 column 1 (char 0)"),
        (b"\xff\xfe", "is not valid JSON: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"),
        (b'{"a": NaN}', "is not valid JSON: NaN is not a number"),
        (b'{"a": 1, "a": 2}', "is not valid JSON: an object has the same member twice"),
        (b"[" * 10_000, "is nested too deeply"),
        (b" " * (parsing.MAX_FILE_SIZE + 1), "is larger than 1 MB"),
    ],
)
def test_file_that_is_not_json_is_reported(tmp_path: Path, content: bytes, problem: str) -> None:
    path = write_file(tmp_path, content)

    assert run_command("import_questionnaire", path) == (2, "", f"{path}: {problem}\n")


def test_missing_file_does_not_stop_the_next_one(tmp_path: Path) -> None:
    missing, there = str(tmp_path / "missing.json"), write_file(tmp_path, questionnaire(item("a")))
    code, _, err = run_command("import_questionnaire", missing, there)

    assert (code, err) == (2, f"{missing}: No such file or directory\n")
    assert Questionnaire.objects.get().slug == "form"


def test_same_file_again_becomes_another_draft(tmp_path: Path) -> None:
    path = write_file(tmp_path, phq())
    run_command("import_questionnaire", path, path)

    stem = "phq-9-quick-depression-assessment-panel"
    assert sorted(Questionnaire.objects.values_list("slug", flat=True)) == [stem, f"{stem}-2"]


def test_unknown_language_is_reported(tmp_path: Path) -> None:
    _, out, _ = run_command(
        "import_questionnaire", "--json", write_file(tmp_path, questionnaire(item("a"), language="cy"))
    )

    [entry] = [entry for entry in json.loads(out)["changed"] if entry["path"] == "language"]
    assert entry["reason"] == "was changed to 'en', the nearest language of the site; the texts were not translated"


def test_long_texts_and_invalid_url_fit_the_columns(tmp_path: Path) -> None:
    resource = questionnaire(item("a"), title="T" * 300, url="urn:uuid:1", publisher="P" * 300, copyright="C" * 600)
    code, _, _ = run_command("import_questionnaire", write_file(tmp_path, resource))

    draft = Questionnaire.objects.get()
    assert code == 0
    assert (len(draft.title), draft.url, len(draft.publisher), len(draft.copyright)) == (200, "", 200, 500)


def test_export_is_imported_unchanged(tmp_path: Path) -> None:
    publishing.publish_definition(slug="eligibility", title="Can the clinic help me?", definition=starter())
    path = str(tmp_path / "export.json")

    assert run_command("export_questionnaire", "eligibility", "--output", path) == (0, "", "")
    code, out, _ = run_command("import_questionnaire", path)
    assert code == 0
    assert out == f"{path}: 51 kept, 0 changed, 0 refused; imported as the draft eligibility-2\n"


def test_unexpected_error_in_one_file_does_not_stop_the_next_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error is artificial: no file is known that causes one."""
    convert = storage.convert_questionnaire

    def fail_for_one(resource: Any, *, slug: str) -> Any:
        if resource["title"] == "Odd":
            raise TypeError("what somebody wrote")
        return convert(resource, slug=slug)

    monkeypatch.setattr(storage, "convert_questionnaire", fail_for_one)
    odd = write_file(tmp_path, questionnaire(item("a"), title="Odd"), "odd.json")
    code, out, err = run_command("import_questionnaire", "--json", odd, write_file(tmp_path, questionnaire(item("a"))))

    report = json.loads(out)
    assert code == 2
    assert [file.get("questionnaire") for file in report["files"]] == [None, "form"]
    assert "because of an error in this program (TypeError)" in report["files"][0]["problem"]
    assert "what somebody wrote" not in out + err


@pytest.mark.parametrize("name", ["dict", "list"])
def test_extension_without_valid_url_is_refused_and_the_next_file_read(tmp_path: Path, name: str) -> None:
    case = CASES / f"fhir-crash-ext-url-{name}.json"
    code, out, err = run_command("import_questionnaire", str(case), write_file(tmp_path, questionnaire(item("a"))))

    assert (code, err) == (1, "")
    assert "refused   item[0].extension[0].url: must be text" in out
    assert out.splitlines()[-1].endswith("imported as the draft form")
