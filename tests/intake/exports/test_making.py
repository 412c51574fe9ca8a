"""An export is asked for, made, downloaded and deleted, each on record; interrupted or spoilt, it says so."""

import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db.models import QuerySet

from intake import tasks
from intake.audit import checks, sightings
from intake.encryption import primitives, rewrapping, submission_keys
from intake.encryption.primitives import SealError
from intake.enums import Action, ErasureCause, ExportFailure, ExportFormat, ExportState, SubmissionState
from intake.exports import downloads, expiry, files, making, opening, requests, verification
from intake.models import AuditEntry, Export, QuestionnaireVersion, Submission
from intake.retention import erasure
from tests.intake import builders
from tests.intake.audit.forgeries import forge
from tests.intake.exports import asking

pytestmark = pytest.mark.django_db


def list_actions(export: Export) -> list[str]:
    entries = AuditEntry.objects.filter(detail__export=str(export.pk)).order_by("sequence")
    return [f"{entry.action} by {entry.actor_name}" for entry in entries]


def list_sealed(folder: Path) -> list[Path]:
    return list(folder.glob("*.sealed"))


def test_each_step_is_on_record(submission: Submission, mia: User) -> None:
    export = asking.make(mia)
    asking.read(export, mia)
    asking.read(export, mia)
    requests.delete_export(export.pk, by=mia)
    assert list_actions(export) == [
        "export-asked by mia",
        "export-made by mia",
        "export-downloaded by mia",
        "export-downloaded by mia",
        "export-deleted by mia",
    ]
    asked = AuditEntry.objects.get(action=Action.EXPORT_ASKED)
    assert asked.detail == {"export": str(export.pk), "format": "csv", "reason": "quality", "count": "1"}
    assert checks.check_audit() is None


def test_everybody_in_it_has_been_seen(version: QuestionnaireVersion, mia: User) -> None:
    inside = builders.make_receipt(version).submission
    export = asking.make(mia)
    outside = builders.make_receipt(version).submission
    asking.read(export, mia)
    assert [entry.action for entry in sightings.list_sightings(inside)] == ["export-downloaded", "export-made"]
    assert not sightings.list_sightings(outside)
    seen = sightings.summarize_sightings(inside)
    assert seen
    assert seen.times == 2
    # It stays so when the file is gone.
    requests.delete_export(export.pk, by=mia)
    assert sightings.list_sightings(inside).count() == 2


def test_file_is_sealed_and_for_this_account_alone(submission: Submission, mia: User, exports_folder: Path) -> None:
    asking.make(mia)
    [file] = list_sealed(exports_folder)
    assert file.stat().st_mode & 0o777 == 0o600
    assert exports_folder.stat().st_mode & 0o777 == 0o700
    assert b"wakes me" not in file.read_bytes()
    assert submission.reference.encode() not in file.read_bytes()


@pytest.mark.parametrize("detail", [5, ["row"], {"row": ["a"]}])
def test_entry_that_cannot_be_read_keeps_nothing_from_being_exported(
    submission: Submission, mia: User, detail: object
) -> None:
    """A public machine may add entries to the audit, with whatever in it."""
    given = {"submission_id": submission.pk, "actor_id": "", "actor_name": ""}
    forge(**given, action=Action.CONTACT_CORRECTED, detail=detail)
    assert [row["reference"] for row in asking.read_csv(mia)] == [submission.reference]


def test_nothing_is_exported_by_an_export_of_nothing(version: QuestionnaireVersion, mia: User) -> None:
    builders.make_row(version, state=SubmissionState.WITHDRAWN)
    with pytest.raises(requests.NothingToExport):
        asking.ask(mia)
    assert not Export.objects.exists()
    assert not AuditEntry.objects.filter(action=Action.EXPORT_ASKED).exists()


def test_export_of_what_does_not_open_fails_in_words(
    version: QuestionnaireVersion, mia: User, exports_folder: Path
) -> None:
    builders.make_row(version)
    export = asking.make(mia)
    assert (export.state, export.failure) == (ExportState.FAILED, ExportFailure.NOTHING_LEFT)
    assert not list_sealed(exports_folder)


def test_sheet_has_no_room_for_more(submission: Submission, mia: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "MAX_SHEET_ROWS", 0)
    with pytest.raises(requests.TooManyRows):
        asking.ask(mia, ExportFormat.XLSX)
    assert not Export.objects.exists()


def test_one_that_was_interrupted_begins_again(
    submission: Submission, mia: User, exports_folder: Path, clock: time_machine.Traveller
) -> None:
    asked = asking.ask(mia)
    first = making.claim_export()
    assert first
    assert making.claim_export() is None
    clock.shift(making.SILENCE + timedelta(seconds=1))
    making.make_waiting_exports()
    asked.refresh_from_db()
    assert (asked.state, asked.attempt) == (ExportState.DONE, 2)
    # The first process was only slow. What it makes now counts for nothing, and nothing of it stays.
    making.make_export(first)
    assert list_sealed(exports_folder) == [exports_folder / files.get_name(asked.pk, 2)]
    assert asking.read(asked, mia)


def test_one_that_is_interrupted_again_and_again_is_given_up(
    submission: Submission, mia: User, clock: time_machine.Traveller
) -> None:
    asked = asking.ask(mia)
    for _ in range(making.MAX_ATTEMPTS):
        assert making.claim_export()
        clock.shift(making.SILENCE + timedelta(seconds=1))
    assert making.claim_export() is None
    asked.refresh_from_db()
    assert (asked.state, asked.failure) == (ExportState.FAILED, ExportFailure.INTERRUPTED)


def test_one_that_is_deleted_meanwhile_stops(
    version: QuestionnaireVersion, mia: User, exports_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "BATCH_SIZE", 1)
    monkeypatch.setattr(making, "PROGRESS_SECONDS", 0)
    for _ in range(3):
        builders.make_receipt(version)
    asked = asking.ask(mia)
    batches = []

    def delete_after_the_first(*args: object) -> None:
        batches.append(args)
        requests.delete_export(asked.pk, by=mia)

    monkeypatch.setattr(making, "take_batch", delete_after_the_first)
    making.make_waiting_exports()
    asked.refresh_from_db()
    assert (asked.state, len(batches)) == (ExportState.DELETED, 1)
    assert not list_sealed(exports_folder)


def test_what_goes_wrong_is_said_without_an_answer(
    submission: Submission, mia: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for error, failure in (OSError, ExportFailure.NO_ROOM), (ValueError, ExportFailure.FAULT):

        def fail(*_args: object, error: type[Exception] = error) -> None:
            raise error("It wakes me at three.")

        monkeypatch.setattr(making, "take_batch", fail)
        export = asking.make(mia)
        assert (export.state, export.failure) == (ExportState.FAILED, failure)
        assert str(export.pk) in caplog.text
        assert not [*files.list_names(), *files.list_unfinished()]
    assert "wakes me" not in caplog.text


def test_process_without_the_private_key_leaves_it_waiting(
    submission: Submission, mia: User, no_private_key: None
) -> None:
    asked = asking.ask(mia)
    tasks.make_exports()
    asked.refresh_from_db()
    assert asked.state == ExportState.WAITING


def test_file_is_gone_after_a_day(
    submission: Submission, mia: User, exports_folder: Path, clock: time_machine.Traveller
) -> None:
    export = asking.make(mia)
    clock.shift(expiry.LIFETIME - timedelta(seconds=1))
    tasks.make_exports()
    assert asking.read(export, mia)
    clock.shift(timedelta(seconds=2))
    with pytest.raises(downloads.ExportGone):
        asking.read(export, mia)
    tasks.make_exports()
    export.refresh_from_db()
    assert (export.state, bytes(export.wrapped_key)) == (ExportState.DELETED, b"")
    assert not list_sealed(exports_folder)
    assert list_actions(export)[-1] == "export-deleted by site"


def erase(submissions: QuerySet[Submission]) -> None:
    for submission in submissions:
        erasure.erase_submission(submission, ErasureCause.PATIENT)


def withdraw(submissions: QuerySet[Submission]) -> None:
    submissions.update(state=SubmissionState.WITHDRAWN)


@pytest.mark.parametrize("end", [erase, withdraw])
def test_export_of_what_a_patient_ends_goes_with_it(
    version: QuestionnaireVersion, mia: User, exports_folder: Path, end: object
) -> None:
    ended = builders.make_receipt(version).submission
    builders.make_receipt(version)
    export = asking.make(mia)
    end(Submission.objects.filter(pk=ended.pk))  # type: ignore[operator]
    with pytest.raises(downloads.ExportGone):
        asking.read(export, mia)
    tasks.make_exports()
    export.refresh_from_db()
    assert export.state == ExportState.DELETED
    assert not list_sealed(exports_folder)


def test_what_is_erased_while_it_waits_is_left_out(version: QuestionnaireVersion, mia: User) -> None:
    ended, whole = (builders.make_receipt(version).submission for _ in range(2))
    export = asking.ask(mia)
    erase(Submission.objects.filter(pk=ended.pk))
    making.make_waiting_exports()
    export.refresh_from_db()
    assert ended.reference not in (text := asking.read(export, mia).decode())
    assert whole.reference in text
    assert export.rows_left_out == 1


def test_row_that_is_taken_out_or_put_in_is_found(version: QuestionnaireVersion, mia: User) -> None:
    inside = builders.make_receipt(version).submission
    builders.make_row(version)  # does not open, so it is left out
    export, untouched = asking.make(mia), asking.make(mia)
    assert not [*verification.find_changed_exports()]
    export.rows.filter(submission=inside).delete()
    assert [*verification.find_changed_exports()] == [export.pk]
    untouched.rows.update(is_left_out=False)
    assert [*verification.find_changed_exports()] == [export.pk, untouched.pk]
    requests.delete_export(untouched.pk, by=mia)
    assert [*verification.find_changed_exports()] == [export.pk, untouched.pk]


def test_leftover_files_are_deleted(submission: Submission, mia: User, exports_folder: Path) -> None:
    export = asking.make(mia)
    whole = exports_folder / files.get_name(uuid.uuid4(), 1)
    for path in (whole, whole.with_name(f"{whole.name}.part")):
        path.write_bytes(b"from an attempt that was killed")
    expiry.delete_leftovers()
    assert not files.list_unfinished()
    assert list_sealed(exports_folder) == [exports_folder / files.get_name(export.pk, 1)]


def test_file_of_an_export_that_begins_meanwhile_stays(
    submission: Submission, mia: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another machine makes one whole, while this one looks for leftovers."""
    list_names, made = files.list_names, []

    def make_one_afterwards() -> list[str]:
        found = list_names()
        if not made:
            made.append(asking.ask(mia))
            made.append(making.make_export(making.claim_export()))  # type: ignore[arg-type]
        return found

    monkeypatch.setattr(files, "list_names", make_one_afterwards)
    expiry.delete_leftovers()
    monkeypatch.undo()
    assert list_names() == [files.get_name(made[0].pk, 1)]


def test_file_that_was_swapped_or_cut_off_is_refused(submission: Submission, mia: User, exports_folder: Path) -> None:
    one, other = asking.make(mia), asking.make(mia)
    file = exports_folder / files.get_name(one.pk, 1)
    file.write_bytes((exports_folder / files.get_name(other.pk, 1)).read_bytes())
    with pytest.raises(SealError):
        asking.read(one, mia)
    file.write_bytes(b"")
    with pytest.raises(SealError):
        asking.read(one, mia)
    assert list_actions(one) == ["export-asked by mia", "export-made by mia"]


def test_row_of_another_export_does_not_open_its_file(submission: Submission, mia: User) -> None:
    one, other = asking.make(mia), asking.make(mia)
    one.wrapped_key = other.wrapped_key
    with pytest.raises(SealError):
        asking.read(one, mia)


def test_change_of_the_clinics_key_reaches_it(ring: primitives.PrivateKey, submission: Submission, mia: User) -> None:
    export = asking.make(mia)
    assert rewrapping.count_openable(ring.public_key.id) == 2  # of the submission, and of the export
    assert asking.read(export, mia)


@pytest.mark.parametrize("file_format", ExportFormat)
@pytest.mark.parametrize("answers", [[1], None, 5, "text", {"pain.when": {}}, {"pain.when": ["a"]}, {"pain.when": "?"}])
def test_answers_that_are_no_answers_keep_no_other_from_being_exported(
    version: QuestionnaireVersion, mia: User, monkeypatch: pytest.MonkeyPatch, answers: Any, file_format: ExportFormat
) -> None:
    """A stolen public machine can seal and sign anything in their place."""
    good = builders.make_receipt(version).submission
    seal = submission_keys.seal_contents
    with monkeypatch.context() as patch:
        patch.setattr(
            submission_keys,
            "seal_contents",
            lambda *arguments, **contents: seal(*arguments, **contents | {"answers": answers}),
        )
        other = builders.make_receipt(version).submission
    export = asking.make(mia, file_format)
    assert export.state == ExportState.DONE
    given = set(export.rows.filter(is_left_out=False).values_list("submission", flat=True))
    assert good.pk in given
    assert export.rows_left_out == (0 if other.pk in given else 1)
    assert asking.read(export, mia)
