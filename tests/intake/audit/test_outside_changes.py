"""Whoever can write to the database but holds no key cannot change a submission unnoticed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from intake import tasks
from intake.audit import chain, checks, outside_changes, signatures
from intake.audit.digests import hash_columns, hash_contents
from intake.encryption import current_key, primitives, submission_keys
from intake.engine.json_object import digest_json
from intake.enums import Action, Holder, OutsideChange, PatientChange, SubmissionState, Urgency
from intake.management.commands import rotate_clinic_key
from intake.models import (
    AuditEntry,
    AuditHead,
    Correction,
    Message,
    Note,
    QuestionnaireVersion,
    Submission,
    Withdrawal,
    WrappedKey,
)
from intake.patient import actions as patient_actions
from intake.staff import actions as staff_actions
from intake.staff import data_keys, inbox, opened_submission
from intake.token_sessions.patient_sessions import find_access
from intake.visitor import actions as visitor_actions
from intake.visitor.actions import Receipt
from tests.intake import builders
from tests.intake.audit.test_checks import cut_off, forge, write_anew
from tests.intake.patient import with_consents

pytestmark = pytest.mark.django_db

INBOX = "/admin/intake/submissions/"
WARNING = "This submission was changed outside the site."
TAG = "Changed outside the site"


@pytest.fixture(autouse=True)
def proofs(db: None) -> None:
    tasks.keep_audit()


@pytest.fixture
def ada(ben: User) -> Submission:
    """A submission with every kind of row beside it."""
    receipt = builders.make_receipt_with(with_consents.make_version_with_consents(), with_consents.ANSWERS)
    submission = receipt.submission
    access = find_access(patient_actions.open_own_page(reference=submission.reference, code=receipt.visitor_code))
    staff_actions.change_state(submission.pk, SubmissionState.IN_REVIEW, by=ben, expected_revision=0)
    staff_actions.add_note(submission.pk, "A note", by=ben)
    staff_actions.send_message(submission.pk, "A message", by=ben)
    patient_actions.correct_contact(access, {"name": "Ada, corrected"})
    optional = next(
        given.consent for given in patient_actions.list_given_consents(access) if not given.consent.required
    )
    patient_actions.withdraw_consent(access, optional)
    return Submission.objects.select_related("version").get()


def changes(submission: Submission) -> list[OutsideChange]:
    return outside_changes.find_changes(Submission.objects.select_related("version").get(pk=submission.pk))


def reseal(submission: Submission, **answers: Any) -> None:
    """Replace what somebody sent with what the attacker wrote: the clinic's public key is all that this needs.

    What came to it later would not open with the new key, so that goes too.
    """
    data_key = primitives.generate_data_key()
    submission_keys.seal_contents(
        submission,
        data_key,
        answers=with_consents.ANSWERS | answers,
        assessment={"reasons": [], "scores": []},
        consents=[],
    )
    submission.save()
    submission.wrapped_keys.filter(holder=Holder.CLINIC).delete()
    submission_keys.wrap_for_clinic(submission, data_key).save()
    for model in (Note, Message, Correction):
        model.objects.all().delete()


# --- What the site itself does ---------------------------------------------------------------------------------------


def test_what_the_site_does_is_no_change_from_outside(ada: Submission, ben: User) -> None:
    assert changes(ada) == []
    opened_submission.open_submission(ada.pk, by=ben)
    staff_actions.change_state(
        ada.pk, SubmissionState.CLOSED, by=ben, expected_revision=Submission.objects.get().revision
    )
    assert changes(ada) == []
    staff_actions.replace_code(ada.pk, by=ben)
    assert changes(ada) == []
    assert outside_changes.find_changed_ids([Submission.objects.get()]) == set()
    call_command("verify_submissions")


def test_withdrawing_and_erasing_are_no_change_from_outside() -> None:
    receipt = builders.make_receipt_with(with_consents.make_version_with_consents(), with_consents.ANSWERS)
    access = find_access(
        patient_actions.open_own_page(reference=receipt.submission.reference, code=receipt.visitor_code)
    )
    for given in patient_actions.list_given_consents(access):
        patient_actions.withdraw_consent(access, given.consent)
    assert changes(receipt.submission) == []
    patient_actions.erase_submission(access)
    assert changes(receipt.submission) == []


def test_what_a_public_process_takes_is_told_from_a_forgery(version: QuestionnaireVersion, as_public: Any) -> None:
    current_key.record_current_key()
    as_public(True)
    receipt = builders.make_receipt(version)
    access = find_access(
        patient_actions.open_own_page(reference=receipt.submission.reference, code=receipt.visitor_code)
    )
    patient_actions.correct_contact(access, {"contact.name": "Ada, corrected"})
    as_public(False)
    assert changes(receipt.submission) == []
    Submission.objects.update(outcome="not-for-this-clinic")
    assert changes(receipt.submission) == [OutsideChange.COLUMNS]


def test_another_key_pair_of_the_clinic_is_no_change_from_outside(ada: Submission) -> None:
    old, new = (primitives.PrivateKey.generate() for _ in range(2))
    wrapped_key = ada.wrapped_keys.get(holder=Holder.CLINIC)
    context = submission_keys.build_wrapped_key_context(ada, Holder.CLINIC)
    wrapped_key.wrapped = old.public_key.wrap(submission_keys.unwrap_data_key(ada), context=context)
    wrapped_key.key_id = old.public_key.id
    wrapped_key.save()
    assert rotate_clinic_key.rewrap_data_keys(old, new.public_key) == 1
    assert changes(ada) == []


# --- Attacks ---------------------------------------------------------------------------------------------------------

DAY = timedelta(days=1)
ATTACKS: dict[str, tuple[Callable[[Submission], Any], OutsideChange]] = {
    "urgency": (lambda _: Submission.objects.update(urgency="urgent"), OutsideChange.COLUMNS),
    "outcome": (lambda _: Submission.objects.update(outcome="not-for-this-clinic"), OutsideChange.COLUMNS),
    "doubts": (lambda _: Submission.objects.update(doubts="hidden-field"), OutsideChange.COLUMNS),
    "language": (lambda _: Submission.objects.update(language="de"), OutsideChange.COLUMNS),
    "reference": (lambda _: Submission.objects.update(reference="CCCC-CCCC"), OutsideChange.COLUMNS),
    "received": (lambda _: Submission.objects.update(received_at=F("received_at") + DAY), OutsideChange.COLUMNS),
    "state": (lambda _: Submission.objects.update(state=SubmissionState.CLOSED), OutsideChange.STATE),
    "since": (lambda _: Submission.objects.update(state_changed_at=F("state_changed_at") - DAY), OutsideChange.STATE),
    "answers": (reseal, OutsideChange.CONTENTS),
    "the visitor's key": (
        lambda _: WrappedKey.objects.filter(holder="visitor").update(key_id="00" * 16),
        OutsideChange.CONTENTS,
    ),
    "correction's time": (lambda _: Correction.objects.update(created_at=F("created_at") - DAY), OutsideChange.ROWS),
    "correction gone": (lambda _: Correction.objects.all().delete(), OutsideChange.ROWS),
    "withdrawal gone": (lambda _: Withdrawal.objects.all().delete(), OutsideChange.ROWS),
    "withdrawal closes": (lambda _: Withdrawal.objects.update(closes_case=True), OutsideChange.ROWS),
    "note's author": (lambda _: Note.objects.update(author=User.objects.create_user("eve")), OutsideChange.ROWS),
    "note's time": (lambda _: Note.objects.update(created_at=F("created_at") - DAY), OutsideChange.ROWS),
    "message's time": (lambda _: Message.objects.update(created_at=F("created_at") - DAY), OutsideChange.ROWS),
    "message gone": (lambda _: Message.objects.all().delete(), OutsideChange.ROWS),
    "the patient's mark": (lambda _: Submission.objects.update(patient_change=""), OutsideChange.MARK),
    "a lighter mark": (lambda _: Submission.objects.update(patient_change="corrected"), OutsideChange.MARK),
    "an entry": (
        lambda ada: forge(submission_id=ada.pk, action="state-changed", detail={"from": "in-review", "to": "closed"}),
        OutsideChange.ENTRY,
    ),
    "an entry's words": (
        lambda _: AuditEntry.objects.filter(action="state-changed").update(detail={"from": "new", "to": "closed"}),
        OutsideChange.ENTRY,
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_change_from_outside_is_found(ada: Submission, name: str) -> None:
    attack, expected = ATTACKS[name]
    attack(ada)
    assert expected in changes(ada)
    with pytest.raises(CommandError, match="Changed outside the site: 1"):
        call_command("verify_submissions")


@pytest.mark.parametrize("name", ["urgency", "answers", "correction's time", "state", "note's author"])
def test_staff_are_told_on_the_page_and_in_the_log(
    ada: Submission, ben_client: Client, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    assert WARNING not in ben_client.get(f"{INBOX}{ada.pk}/").content.decode()
    attack, expected = ATTACKS[name]
    attack(ada)
    page = ben_client.get(f"{INBOX}{ada.pk}/").content.decode()

    assert WARNING in page
    assert str(expected.label) in page
    assert f"Submission {ada.pk} was changed outside the site: " in caplog.text


@pytest.mark.parametrize(
    ("column", "value"),
    [
        *((column, "none") for column in ("outcome", "doubts", "language", "patient_change")),
        *(("doubts", doubts) for doubts in ("too-fast", "too-fast:x", "too-fast:-1", ":", "too-fast:\u00b2")),
    ],
)
def test_a_word_that_is_none_takes_no_page_down(ada: Submission, ben_client: Client, column: str, value: str) -> None:
    """Otherwise one row would keep staff from all others."""
    Submission.objects.update(**{column: value})
    assert TAG in ben_client.get(INBOX).content.decode()
    assert WARNING in ben_client.get(f"{INBOX}{ada.pk}/").content.decode()


@pytest.mark.parametrize("column", ["state", "urgency"])
def test_nothing_is_hidden_from_the_inbox_by_a_word_that_is_none(ada: Submission, column: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.update(**{column: "none"})


@pytest.mark.parametrize("state", SubmissionState)
@pytest.mark.parametrize("urgency", Urgency)
@pytest.mark.parametrize("mark", PatientChange)
def test_the_inbox_has_a_place_for_each(
    ada: Submission, state: SubmissionState, urgency: Urgency, mark: PatientChange
) -> None:
    Submission.objects.update(state=state, urgency=urgency, patient_change=mark)
    [(_section, rows)] = inbox.get_inbox_page(inbox.list_submissions()).sections
    assert [row.pk for row in rows] == [ada.pk]


@pytest.mark.parametrize("name", ["urgency", "received", "state", "since", "an entry", "the patient's mark"])
def test_the_inbox_marks_it(ada: Submission, ben_client: Client, name: str) -> None:
    assert TAG not in ben_client.get(INBOX).content.decode()
    ATTACKS[name][0](ada)
    assert TAG in ben_client.get(INBOX).content.decode()


def test_what_staff_do_afterwards_does_not_make_it_good(ada: Submission, ben: User) -> None:
    Submission.objects.update(state=SubmissionState.CLOSED)
    staff_actions.change_state(
        ada.pk, SubmissionState.IN_REVIEW, by=ben, expected_revision=Submission.objects.get().revision
    )
    assert OutsideChange.STATE in changes(ada)


def test_nothing_is_sealed_beside_what_was_replaced_and_nothing_of_it_leaves(
    ada: Submission, ben: User, ben_client: Client
) -> None:
    """Its key may be the attacker's, and a new code would make whatever stands there look genuine."""
    reseal(ada)
    for deed in (
        lambda: staff_actions.add_note(ada.pk, "A second note", by=ben),
        lambda: staff_actions.send_message(ada.pk, "A second message", by=ben),
        lambda: staff_actions.replace_code(ada.pk, by=ben),
        lambda: staff_actions.export_response(ada.pk, by=ben),
    ):
        with pytest.raises(data_keys.OutsideChangeFound):
            deed()
    page = ben_client.post(f"{INBOX}{ada.pk}/notes/", {"text": "A second note"})
    html = page.content.decode()
    assert page.status_code == 409
    assert WARNING in html
    assert "A second note</textarea>" in html
    page = ben_client.get(f"{INBOX}{ada.pk}/response.json", follow=True)
    assert "This was not done" in page.content.decode()

    assert OutsideChange.CONTENTS in changes(ada)
    assert not Note.objects.exists()
    assert not Message.objects.exists()


def test_staff_work_on_with_what_a_public_machine_without_its_signing_key_took(
    version: QuestionnaireVersion, ben: User
) -> None:
    submission = builders.make_receipt(version).submission
    QuerySet(AuditEntry).filter(action="submitted").update(proof="")
    assert OutsideChange.UNKNOWN in changes(submission)
    staff_actions.send_message(submission.pk, "We have read it", by=ben)
    assert staff_actions.export_response(submission.pk, by=ben)


def test_nothing_is_sealed_under_a_key_that_does_not_open_what_was_sent(ada: Submission, ben: User) -> None:
    """A key inserted after the page was shown and before its form was sent would let its owner read what is written."""
    ada.wrapped_keys.filter(holder=Holder.CLINIC).delete()
    submission_keys.wrap_for_clinic(ada, primitives.generate_data_key()).save()
    for deed in (staff_actions.add_note, staff_actions.send_message):
        with pytest.raises(primitives.SealError):
            deed(ada.pk, "Only for colleagues", by=ben)
    with pytest.raises(primitives.SealError):
        staff_actions.replace_code(ada.pk, by=ben)


def test_a_submission_put_in_from_outside_is_found(version: QuestionnaireVersion, ben_client: Client) -> None:
    row = builders.make_row(version)
    assert changes(row) == [OutsideChange.UNKNOWN]
    reference = AuditEntry.objects.count()
    forge(submission_id=row.pk, reference=row.reference, action="submitted", actor_id="", actor_name="")
    assert AuditEntry.objects.count() == reference + 1
    assert OutsideChange.ENTRY in changes(row)
    tasks.verify_audit()  # which adopts what is from before the proofs, and this is not
    assert OutsideChange.UNKNOWN in changes(row)
    assert TAG in ben_client.get(INBOX).content.decode()


def test_a_submission_that_is_gone_is_found(ada: Submission, capsys: pytest.CaptureFixture[str]) -> None:
    Submission.objects.all().delete()
    with pytest.raises(CommandError):
        call_command("verify_submissions")
    assert f"{ada.reference}: It is missing." in capsys.readouterr().err


def test_two_submissions_that_were_swapped_are_found(version: QuestionnaireVersion) -> None:
    one, two = (builders.make_receipt(version).submission for _ in range(2))
    sealed = {"sealed_answers", "sealed_assessment", "sealed_consents"}
    theirs = Submission.objects.filter(pk=two.pk).values(*sealed).get()
    Submission.objects.filter(pk=one.pk).update(**theirs)
    assert changes(one) == [OutsideChange.CONTENTS]
    assert changes(two) == []


def test_other_questions_under_the_same_answers_are_found(
    ada: Submission, ben_client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whether it is another version, or other questions, with or without their digest."""
    version = ada.version
    definition = version.definition | {"rules": []}
    other = QuestionnaireVersion.objects.create(
        questionnaire=version.questionnaire, number=2, definition=definition, digest=digest_json(definition)
    )
    Submission.objects.update(version=other)
    assert changes(ada) == [OutsideChange.COLUMNS]

    Submission.objects.update(version=version)
    # Past the model's own guard, as with plain SQL.
    QuerySet(QuestionnaireVersion).filter(pk=version.pk).update(definition=definition, digest="ab" * 32)
    assert changes(ada) == [OutsideChange.COLUMNS]
    assert ben_client.get(f"{INBOX}{ada.pk}/").status_code == 500
    with pytest.raises(CommandError):
        call_command("verify_submissions")
    assert "its questions are not the ones that were published" in capsys.readouterr().err


def test_a_state_taken_back_with_its_entry_is_found_by_the_audit(ada: Submission, ben: User) -> None:
    staff_actions.change_state(
        ada.pk, SubmissionState.CLOSED, by=ben, expected_revision=Submission.objects.get().revision
    )
    tasks.keep_audit()
    cut_off(1)
    Submission.objects.update(state=SubmissionState.IN_REVIEW)
    tasks.keep_audit()
    assert checks.get_audit_alarm() is not None


# --- By whoever has the public machine, its key and its account at the database ---------------------------------------


def sign(action: Action, submission: Submission, **detail: str) -> None:
    with transaction.atomic():
        chain.record_action(
            action, Submission.objects.select_related("version").get(pk=submission.pk), by=None, **detail
        )


def digests(submission: Submission) -> dict[str, str]:
    """The digests of the row as the thief has changed it."""
    row = Submission.objects.select_related("version").get(pk=submission.pk)
    return {"columns": hash_columns(row), "contents": hash_contents(row, row.wrapped_keys.all())}


def change_urgency_and_sign(action: Action) -> Callable[[Submission], None]:
    def attack(ada: Submission) -> None:
        Submission.objects.update(urgency="urgent", outcome="not-for-this-clinic")
        sign(action, ada, **digests(ada))

    return attack


def replace_answers_and_sign(ada: Submission) -> None:
    reseal(ada)
    sign(Action.CONTACT_CORRECTED, ada, **digests(ada))


def give_another_code_and_sign(ada: Submission) -> None:
    WrappedKey.objects.filter(holder="visitor").update(key_id="00" * 16)
    sign(Action.CODE_REPLACED, ada, **digests(ada))


def close_and_sign(ada: Submission, to: SubmissionState, **detail: str) -> None:
    Submission.objects.update(state=to, state_changed_at=timezone.now())
    sign(Action.STATE_CHANGED, ada, **{"from": ada.state, "to": to.value}, **detail)


SIGNED_ATTACKS: dict[str, Callable[[Submission], None]] = {
    "as if it were sent again": change_urgency_and_sign(Action.SUBMITTED),
    "as if it were erased": change_urgency_and_sign(Action.ERASED),
    "as if details were corrected": change_urgency_and_sign(Action.CONTACT_CORRECTED),
    "as if it were taken as it stands": change_urgency_and_sign(Action.ADOPTED),
    "other answers": replace_answers_and_sign,
    "another code": give_another_code_and_sign,
    "accepted": lambda ada: close_and_sign(ada, SubmissionState.ACCEPTED),
    "closed": lambda ada: close_and_sign(ada, SubmissionState.CLOSED, reason="erased"),
    "closed as withdrawn": lambda ada: close_and_sign(ada, SubmissionState.CLOSED, reason="withdrawn"),
}


@pytest.mark.parametrize("name", SIGNED_ATTACKS)
def test_who_can_sign_as_a_visitor_changes_nothing_unseen_that_visitors_do_not(
    ada: Submission,
    as_public: Any,
    name: str,
) -> None:
    current_key.record_current_key()
    as_public(True)
    SIGNED_ATTACKS[name](ada)
    as_public(False)
    assert changes(ada)


@pytest.mark.parametrize(
    ("action", "detail"),
    [
        ("state-changed", {}),
        ("state-changed", {"from": "in-review", "to": ["closed"]}),
        ("contact-corrected", {"row": {}}),
        ("erased", []),
        ("erased", {"mark": 3}),
        ("submitted", {"since": "yesterday", "rows": 3}),
    ],
)
def test_an_entry_that_cannot_be_read_keeps_nobody_from_reading_on(
    ada: Submission,
    ben_client: Client,
    as_public: Any,
    action: str,
    detail: Any,
) -> None:
    """With a valid signature it would otherwise break the inbox and every nightly check."""
    as_public(True)
    with transaction.atomic():
        chain.record_action(Action(action), ada, by=None)
    entry = AuditEntry.objects.latest("sequence")
    entry.detail, entry.hash = detail, ""
    entry.hash = chain.hash_entry(entry)
    entry.proof = signatures.create_proof(chain.ENTRY_PURPOSE, entry.hash)
    QuerySet(AuditEntry).filter(pk=entry.pk).update(detail=detail, hash=entry.hash, proof=entry.proof)
    as_public(False)

    assert chain.is_proven(AuditEntry.objects.latest("sequence"))
    assert OutsideChange.ENTRY in changes(ada)
    assert WARNING in ben_client.get(f"{INBOX}{ada.pk}/").content.decode()
    assert ben_client.get(INBOX).status_code == 200


def test_a_sent_submission_is_new_whatever_its_entry_says(version: QuestionnaireVersion, as_public: Any) -> None:
    current_key.record_current_key()
    as_public(True)
    row = builders.make_row(version)
    Submission.objects.update(state=SubmissionState.ACCEPTED)
    sign(Action.SUBMITTED, row, **digests(row), state=SubmissionState.ACCEPTED.value, since="2020-01-01T00:00:00+00:00")
    as_public(False)
    assert changes(row) == [OutsideChange.STATE]


def test_a_mark_is_taken_away_by_whoever_looks_and_no_change_from_outside(ada: Submission, ben: User) -> None:
    assert Submission.objects.get().patient_change
    opened_submission.open_submission(ada.pk, by=ben)
    assert not Submission.objects.get().patient_change
    assert changes(ada) == []


def test_what_a_patient_changes_while_staff_are_at_work_is_no_change_from_outside(ada: Submission, ben: User) -> None:
    opened_submission.open_submission(ada.pk, by=ben, after_own_action=True)
    assert not Submission.objects.get().patient_change
    assert changes(ada) == []


# --- From before -----------------------------------------------------------------------------------------------------


@pytest.fixture
def older(version: QuestionnaireVersion, ben: User) -> Receipt:
    """A submission as an earlier version of the site left it, with entries that neither describe nor prove it."""
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


def test_a_submission_from_before_is_taken_as_it_stands_and_guarded_from_then_on(older: Receipt, ben: User) -> None:
    assert changes(older.submission) == []
    tasks.keep_audit()
    assert [entry.action for entry in AuditEntry.objects.order_by("sequence")][-2:] == [
        Action.PROOF_BEGAN,
        Action.ADOPTED,
    ]
    assert checks.verify_chain() is None
    assert changes(older.submission) == []
    staff_actions.change_state(older.submission.pk, SubmissionState.CLOSED, by=ben, expected_revision=1)
    assert changes(older.submission) == []
    assert outside_changes.adopt_older_submissions() == 0  # once

    Note.objects.update(created_at=datetime(2026, 1, 1, tzinfo=UTC))
    Submission.objects.update(urgency="routine")
    assert changes(older.submission) == [OutsideChange.COLUMNS, OutsideChange.ROWS]


def test_nothing_that_comes_later_passes_as_from_before(older: Receipt, version: QuestionnaireVersion) -> None:
    tasks.keep_audit()
    row = builders.make_row(version)
    forge(submission_id=row.pk, reference=row.reference, action="submitted", actor_id="", actor_name="")
    assert outside_changes.adopt_older_submissions() == 0
    assert OutsideChange.UNKNOWN in changes(row)


def test_what_was_looked_into_can_be_accepted(ada: Submission) -> None:
    Submission.objects.update(outcome="not-for-this-clinic")
    call_command("verify_submissions", "--accept", ada.reference)
    assert changes(ada) == []
    assert AuditEntry.objects.latest("sequence").detail["reason"] == "accepted"
    Submission.objects.update(urgency="urgent")
    assert changes(ada) == [OutsideChange.COLUMNS]


# --- What it costs ---------------------------------------------------------------------------------------------------


def test_the_inbox_costs_the_same_however_many_there_are(
    version: QuestionnaireVersion, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        builders.make_receipt(version)
    rows = list(Submission.objects.select_related("version"))
    with django_assert_max_num_queries(2):
        assert outside_changes.find_changed_ids(rows) == set()


def test_sending_costs_no_query_more(
    version: QuestionnaireVersion, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    draft, token = builders.make_draft(version)
    with django_assert_max_num_queries(12):
        visitor_actions.submit_draft(draft=draft, token=token)
