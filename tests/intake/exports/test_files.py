"""What stands in the files of exports: each submission once, as it is now, and no cell is a formula."""

import csv
import io
import json

import openpyxl
import pytest
from django.contrib.auth.models import User

from intake.enums import ExportFormat, SubmissionState
from intake.exports import columns, csv_files, formulas, opening, xlsx_files
from intake.models import Questionnaire, QuestionnaireVersion, Submission
from intake.questionnaires import publishing
from intake.starter import build_starter_definition
from tests.intake import builders, definitions
from tests.intake.audit import outside_attacks
from tests.intake.exports import asking

pytestmark = pytest.mark.django_db

DANGEROUS = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\uff1d1")


def test_csv_has_a_column_for_each_question(submission: Submission, mia: User) -> None:
    [row] = asking.read_csv(mia)
    assert row["reference"] == submission.reference
    assert row["suggested_outcome"] == "needs-a-human"
    assert row["pain.when: When does it hurt?"] == "night"
    assert row["night.words: Tell us about your nights"] == "It wakes me at three."


def test_cells_are_no_formulas_in_csv(version: QuestionnaireVersion, mia: User) -> None:
    for text in DANGEROUS:
        builders.make_receipt(version, **{"night.words": text})
    words = {row["night.words: Tell us about your nights"] for row in asking.read_csv(mia)}
    assert words == {f"'{text}" for text in DANGEROUS}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_no_cell_is_a_formula_whatever_parts_cells_in_that_country(delimiter: str) -> None:
    """German Excel takes the semicolon, and so begins cells and rows in the middle of an answer."""
    command = "=cmd|' /C calc'!A0"
    hostile = [f"a;{command}", f'a;"{command}', f'a; ""{command}"', f"a\n{command}", "a\t+1", "a|-1\r\n@SUM(A1)"]
    written: list[bytes] = []
    csv_files.CsvFile(written.append, columns.Table(("K7NM-4XWD", *hostile, "end"), {}, {}, {}))
    lines = io.StringIO(b"".join(written).decode(), newline="")
    cells = [cell.strip() for row in csv.reader(lines, delimiter=delimiter) for cell in row]
    assert [cell for cell in cells if cell[:1] in formulas.FORMULA_STARTS] == []


def test_words_of_an_answer_stay_as_they_are() -> None:
    for text in ("a-b; c, -5 to 5 = much", "1;2", "mail@example.org\nsecond line - here"):
        assert formulas.neutralize_cell(text) == text


def test_excel_reads_strings_as_strings(version: QuestionnaireVersion, mia: User) -> None:
    builders.make_receipt(version, **{"night.words": "=1+1", "contact.name": "Ada \x0b\ud800 & <b> \U0001f600"})
    sheet = openpyxl.load_workbook(io.BytesIO(asking.read(asking.make(mia, ExportFormat.XLSX), mia))).active
    headings, cells = list(sheet.iter_rows())
    row = {heading.value: cell for heading, cell in zip(headings, cells, strict=True)}
    words = row["night.words: Tell us about your nights"]
    assert (words.value, words.data_type) == ("=1+1", "s")
    assert row["pain.when: When does it hurt?"].value == "Night"
    assert row["version"].data_type == "n"
    assert row["contact.name: Your name"].value == "Ada �� & <b> \U0001f600"


def test_text_that_is_too_long_for_a_cell_is_marked() -> None:
    text = xlsx_files.fit_text("\U0001f600" * 20_000)
    assert len(text.encode("utf-16-le")) // 2 <= xlsx_files.MAX_CELL_LENGTH
    assert text.endswith(xlsx_files.CUT_OFF)
    assert xlsx_files.fit_text("a" * 32_767) == "a" * 32_767


def test_bundle_has_a_response_for_each_submission(version: QuestionnaireVersion, mia: User) -> None:
    references = [builders.make_receipt(version).submission.reference for _ in range(3)]
    bundle = json.loads(asking.read(asking.make(mia, ExportFormat.FHIR), mia))
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "collection")
    responses = [entry["resource"] for entry in bundle["entry"]]
    assert [response["identifier"]["value"] for response in responses] == references
    assert {response["resourceType"] for response in responses} == {"QuestionnaireResponse"}


def test_corrections_count_and_withdrawn_consents_do_not(full_submission: Submission, mia: User) -> None:
    [row] = asking.read_csv(mia)
    assert [value for heading, value in row.items() if heading.startswith("name:")] == ["Ada, corrected"]
    assert row["corrected_by_patient"] == "true"
    assert columns.WITHDRAWN in row.values()
    assert "true" in row.values()  # the consent that still holds


def test_versions_share_the_columns_that_they_share(version: QuestionnaireVersion, mia: User) -> None:
    builders.make_receipt(version)
    changed = json.loads(json.dumps(builders.DEFINITION))
    changed["questionnaire"]["item"][2]["item"][0]["text"] = "What are you called?"
    changed["questionnaire"]["item"][2]["item"].append(
        {"linkId": "contact.town", "type": "string", "text": "Your town"}
    )
    second = publishing.publish_definition(slug="small", title="Small", definition=changed)
    builders.make_receipt(second, **{"contact.town": "Bonn"})
    first, later = asking.read_csv(mia)
    assert "contact.name: Your name" not in first
    assert first["contact.name: What are you called?"] == later["contact.name: What are you called?"]
    assert (first["contact.town: Your town"], later["contact.town: Your town"]) == ("", "Bonn")
    assert (first["version"], later["version"]) == ("1", "2")


def test_questions_of_several_questionnaires_are_told_apart(version: QuestionnaireVersion, mia: User) -> None:
    builders.make_receipt(version)
    other = definitions.made_of(definitions.group("pain", definitions.one_of("pain.when", "always", "never")))
    published = publishing.publish_definition(slug="other", title="Other", definition=other)
    builders.make_receipt_with(published, {"pain.when": "always"})
    answers = [
        {heading.partition(":")[0]: value for heading, value in row.items() if "pain.when" in heading}
        for row in asking.read_csv(mia)
    ]
    assert answers == [
        {"other/pain.when": "", "small/pain.when": "night"},
        {"other/pain.when": "always", "small/pain.when": ""},
    ]


def test_scores_have_columns(db: None) -> None:
    definition = build_starter_definition()
    questionnaire = Questionnaire.objects.create(slug="eligibility", title="Eligibility")
    version = questionnaire.get_or_create_version(definition)
    table = columns.build_table([version], in_words=False)
    assert {"acr2016.result", "acr2016.wpi", "acr2016.fs"} <= set(table.headings)
    assert len(set(table.headings)) == len(table.headings)


CHANGES_OF_WHAT_IS_GIVEN = ("urgency", "received", "answers", "the visitor's key", "correction gone", "withdrawal gone")


@pytest.mark.parametrize("attack", CHANGES_OF_WHAT_IS_GIVEN)
def test_what_was_changed_outside_the_site_is_left_out(
    audit_proofs: None, full_submission: Submission, mia: User, attack: str
) -> None:
    outside_attacks.ATTACKS[attack][0](full_submission)
    whole = builders.make_receipt(builders.make_version()).submission
    export = asking.make(mia)
    assert list(export.rows.filter(is_left_out=True).values_list("submission", flat=True)) == [full_submission.pk]
    assert whole.reference in asking.read(export, mia).decode()


def test_withdrawn_and_erased_ones_are_never_asked_for(version: QuestionnaireVersion, mia: User) -> None:
    builders.make_receipt(version)
    builders.make_row(version, state=SubmissionState.WITHDRAWN)
    assert asking.ask(mia).rows_total == 1


def test_batches_follow_one_another(version: QuestionnaireVersion, mia: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intake.exports.opening.BATCH_SIZE", 2)
    references = [builders.make_receipt(version).submission.reference for _ in range(5)]
    assert [row["reference"] for row in asking.read_csv(mia)] == references


def test_long_answers_make_smaller_batches(
    version: QuestionnaireVersion, mia: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "BATCH_BYTES", 1)
    references = [builders.make_receipt(version).submission.reference for _ in range(3)]
    export, versions = asking.ask(mia), {version.pk: version}
    batches = [
        list(batch.open_rows(lambda row: row.submission.reference))
        for batch in opening.iterate_batches(export, versions)
    ]
    assert batches == [[reference] for reference in references]
    assert [row["reference"] for row in asking.read_csv(mia)] == references


def test_headings_are_neutralized_too() -> None:
    written: list[bytes] = []
    csv_files.CsvFile(written.append, columns.Table(("=a",), {}, {}, {}))
    assert b"".join(written) == b"'=a\r\n"
