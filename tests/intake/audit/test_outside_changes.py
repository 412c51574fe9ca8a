"""Somebody who can write to the database but holds no key cannot change a submission unnoticed."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db.models import QuerySet
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Page

from intake import tasks
from intake.audit import chain, checks, outside_changes
from intake.encryption import current_key, primitives, rotation
from intake.engine.json_object import digest_json
from intake.enums import Action, Holder, OutsideChange, SubmissionState
from intake.models import (
    AuditEntry,
    AuditHead,
    Note,
    PageRemark,
    QuestionnaireVersion,
    Submission,
)
from intake.patient import actions as patient_actions
from intake.staff import actions as staff_actions
from intake.staff import opened_submission
from intake.visitor import actions as visitor_actions
from intake.visitor.actions import Receipt
from tests.intake import builders
from tests.intake.audit.forgeries import cut_off, forge, write_anew
from tests.intake.audit.outside_attacks import ATTACKS, find_current_changes
from tests.intake.patient import with_consents
from tests.intake.staff.pages import INBOX, OUTSIDE_CHANGE_TAG

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unguarded_audit", "audit_proofs")]


def test_actions_of_the_site_are_no_outside_changes(full_submission: Submission, ben: User) -> None:
    assert find_current_changes(full_submission) == []
    opened_submission.open_submission(full_submission.pk, by=ben)
    staff_actions.change_state(
        full_submission.pk, SubmissionState.CLOSED, by=ben, expected_revision=Submission.objects.get().revision
    )
    assert find_current_changes(full_submission) == []
    staff_actions.replace_code(full_submission.pk, by=ben)
    assert find_current_changes(full_submission) == []
    assert outside_changes.find_changed_ids([Submission.objects.get()]) == set()
    call_command("verify_submissions")


def test_withdrawing_and_erasing_are_no_outside_changes() -> None:
    receipt = builders.make_receipt_with(with_consents.make_version_with_consents(), with_consents.ANSWERS)
    access = builders.open_access(receipt.submission, receipt.visitor_code)
    for given in patient_actions.list_given_consents(access):
        patient_actions.withdraw_consent(access, given.consent)
    assert find_current_changes(receipt.submission) == []
    patient_actions.erase_submission(access)
    assert find_current_changes(receipt.submission) == []


def test_submission_of_a_public_process_is_told_from_a_forgery(version: QuestionnaireVersion, as_public: Any) -> None:
    current_key.record_current_key()
    as_public(True)
    receipt = builders.make_receipt(version)
    access = builders.open_access(receipt.submission, receipt.visitor_code)
    patient_actions.correct_contact(access, {"contact.name": "Ada, corrected"})
    as_public(False)
    assert find_current_changes(receipt.submission) == []
    Submission.objects.update(outcome="not-for-this-clinic")
    assert find_current_changes(receipt.submission) == [OutsideChange.COLUMNS]


def test_key_rotation_is_no_outside_change(ring: primitives.PrivateKey, full_submission: Submission) -> None:
    rotation.rotate_key(rotation.make_key().pk)
    assert rotation.rewrap_and_record().done == 1
    assert full_submission.wrapped_keys.get(holder=Holder.CLINIC).key_id != ring.public_key.id
    assert find_current_changes(full_submission) == []


def test_forged_keys_do_not_keep_the_clinics_from_being_changed(
    ring: primitives.PrivateKey, version: QuestionnaireVersion
) -> None:
    """As somebody who broke into a public machine can add them."""
    row, key_id = builders.make_row(version), ring.public_key.id
    row.wrapped_keys.create(holder=Holder.CLINIC, key_id=key_id, wrapped=b"no key")
    PageRemark.objects.create(
        page=Page.objects.last(), kind="other", sealed_words=b"no words", wrapped_key=b"no key", key_id=key_id
    )
    builders.make_row(version).wrapped_keys.create(holder=Holder.CLINIC, key_id="../../etc/passwd", wrapped=b"")
    rotation.rotate_key(rotation.make_key().pk)
    result = rotation.rewrap_and_record()
    assert (result.done, result.left) == (0, 2)


@pytest.mark.parametrize("name", ATTACKS)
def test_outside_change_is_detected(full_submission: Submission, name: str) -> None:
    attack, expected = ATTACKS[name]
    attack(full_submission)
    assert expected in find_current_changes(full_submission)
    with pytest.raises(CommandError, match="Changed outside the site: 1"):
        call_command("verify_submissions")


def test_later_action_of_staff_does_not_hide_an_outside_change(full_submission: Submission, ben: User) -> None:
    Submission.objects.update(state=SubmissionState.CLOSED)
    staff_actions.change_state(
        full_submission.pk, SubmissionState.IN_REVIEW, by=ben, expected_revision=Submission.objects.get().revision
    )
    assert OutsideChange.STATE in find_current_changes(full_submission)


def test_inserted_submission_is_detected(version: QuestionnaireVersion, ben_client: Client) -> None:
    row = builders.make_row(version)
    assert find_current_changes(row) == [OutsideChange.UNKNOWN]
    reference = AuditEntry.objects.count()
    forge(submission_id=row.pk, reference=row.reference, action="submitted", actor_id="", actor_name="")
    assert AuditEntry.objects.count() == reference + 1
    assert OutsideChange.ENTRY in find_current_changes(row)
    tasks.verify_audit()  # which adopts submissions older than the proofs, but not this one
    assert OutsideChange.UNKNOWN in find_current_changes(row)
    assert OUTSIDE_CHANGE_TAG in ben_client.get(INBOX).content.decode()


def test_deleted_submission_is_detected(full_submission: Submission, capsys: pytest.CaptureFixture[str]) -> None:
    Submission.objects.all().delete()
    with pytest.raises(CommandError):
        call_command("verify_submissions")
    assert f"{full_submission.reference}: It is missing." in capsys.readouterr().err


def test_swapped_contents_are_detected(version: QuestionnaireVersion) -> None:
    one, two = (builders.make_receipt(version).submission for _ in range(2))
    sealed = {"sealed_answers", "sealed_assessment", "sealed_consents"}
    theirs = Submission.objects.filter(pk=two.pk).values(*sealed).get()
    Submission.objects.filter(pk=one.pk).update(**theirs)
    assert find_current_changes(one) == [OutsideChange.CONTENTS]
    assert find_current_changes(two) == []


def test_changed_questions_are_detected(
    full_submission: Submission, ben_client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both another version and changed questions are detected, with or without their digest."""
    version = full_submission.version
    definition = version.definition | {"rules": []}
    other = QuestionnaireVersion.objects.create(
        questionnaire=version.questionnaire, number=2, definition=definition, digest=digest_json(definition)
    )
    Submission.objects.update(version=other)
    assert find_current_changes(full_submission) == [OutsideChange.COLUMNS]

    Submission.objects.update(version=version)
    # Bypasses the guard of the model, as plain SQL does.
    QuerySet(QuestionnaireVersion).filter(pk=version.pk).update(definition=definition, digest="ab" * 32)
    assert find_current_changes(full_submission) == [OutsideChange.COLUMNS]
    assert ben_client.get(f"{INBOX}{full_submission.pk}/").status_code == 500
    with pytest.raises(CommandError):
        call_command("verify_submissions")
    assert "its questions are not the ones that were published" in capsys.readouterr().err


def test_state_reverted_with_its_entry_is_found_by_the_audit(full_submission: Submission, ben: User) -> None:
    staff_actions.change_state(
        full_submission.pk, SubmissionState.CLOSED, by=ben, expected_revision=Submission.objects.get().revision
    )
    tasks.keep_audit()
    cut_off(1)
    Submission.objects.update(state=SubmissionState.IN_REVIEW)
    tasks.keep_audit()
    assert checks.get_audit_alarm() is not None


def test_opening_clears_the_patients_mark_without_outside_change(full_submission: Submission, ben: User) -> None:
    assert Submission.objects.get().patient_change
    opened_submission.open_submission(full_submission.pk, by=ben)
    assert not Submission.objects.get().patient_change
    assert find_current_changes(full_submission) == []


def test_patients_change_during_an_action_of_staff_is_no_outside_change(full_submission: Submission, ben: User) -> None:
    opened_submission.open_submission(full_submission.pk, by=ben, after_own_action=True)
    assert not Submission.objects.get().patient_change
    assert find_current_changes(full_submission) == []


@pytest.fixture
def older(version: QuestionnaireVersion, ben: User) -> Receipt:
    """A submission of an earlier release, with entries that neither describe nor prove it."""
    AuditEntry.objects.all().delete()
    AuditHead.objects.update(sequence=0, hash=chain.CHAIN_START)
    for file in settings_folder().glob("*.json"):
        file.unlink()
    receipt = builders.make_receipt(version)
    staff_actions.change_state(receipt.submission.pk, SubmissionState.WAITING, by=ben, expected_revision=0)
    staff_actions.add_note(receipt.submission.pk, "A note", by=ben)
    for entry in AuditEntry.objects.all():
        entry.proof = ""
        entry.detail = {key: value for key, value in entry.detail.items() if key in {"from", "to", "note"}}
        entry.save()
    write_anew(1)
    return receipt


def settings_folder() -> Any:
    return checks.checkpoints.settings.AUDIT_FOLDER


def test_older_submission_is_adopted_and_protected_from_then_on(older: Receipt, ben: User) -> None:
    assert find_current_changes(older.submission) == []
    tasks.keep_audit()
    assert [entry.action for entry in AuditEntry.objects.order_by("sequence")][-2:] == [
        Action.PROOF_BEGAN,
        Action.ADOPTED,
    ]
    assert checks.verify_chain() is None
    assert find_current_changes(older.submission) == []
    staff_actions.change_state(older.submission.pk, SubmissionState.CLOSED, by=ben, expected_revision=1)
    assert find_current_changes(older.submission) == []
    assert outside_changes.adopt_older_submissions() == 0  # once

    Note.objects.update(created_at=datetime(2026, 1, 1, tzinfo=UTC))
    Submission.objects.update(urgency="routine")
    assert find_current_changes(older.submission) == [OutsideChange.COLUMNS, OutsideChange.ROWS]


def test_newer_submission_is_not_adopted(older: Receipt, version: QuestionnaireVersion) -> None:
    tasks.keep_audit()
    row = builders.make_row(version)
    forge(submission_id=row.pk, reference=row.reference, action="submitted", actor_id="", actor_name="")
    assert outside_changes.adopt_older_submissions() == 0
    assert OutsideChange.UNKNOWN in find_current_changes(row)


def test_outside_change_can_be_accepted(full_submission: Submission) -> None:
    Submission.objects.update(outcome="not-for-this-clinic")
    call_command("verify_submissions", "--accept", full_submission.reference)
    assert find_current_changes(full_submission) == []
    assert AuditEntry.objects.latest("sequence").detail["reason"] == "accepted"
    Submission.objects.update(urgency="urgent")
    assert find_current_changes(full_submission) == [OutsideChange.COLUMNS]


def test_finding_changes_takes_two_queries_for_any_number_of_rows(
    version: QuestionnaireVersion, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        builders.make_receipt(version)
    rows = list(Submission.objects.select_related("version"))
    with django_assert_max_num_queries(2):
        assert outside_changes.find_changed_ids(rows) == set()


def test_sending_takes_at_most_12_queries(
    version: QuestionnaireVersion, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    draft, token = builders.make_draft(version)
    with django_assert_max_num_queries(12):
        visitor_actions.submit_draft(draft=draft, token=token)
