"""A submission is stored once and completely, or not at all."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from intake.audit import checks
from intake.delivery import backlog
from intake.encryption import codes, submission_keys
from intake.enums import Action, DeliveryState, Holder, SubmissionState, SuggestedOutcome, Urgency
from intake.models import AuditEntry, Delivery, Draft, DrainState, QuestionnaireVersion, Submission, WrappedKey
from intake.token_sessions import drafts, tokens
from intake.visitor import actions
from intake.visitor.actions import Receipt
from tests.intake import builders

pytestmark = pytest.mark.django_db


def test_submitting_stores_everything(version: QuestionnaireVersion) -> None:
    draft, token = builders.make_draft(version)
    receipt = actions.submit_draft(draft=draft, token=token)
    submission = Submission.objects.get()
    assert submission == receipt.submission
    assert (submission.version, submission.language, submission.state) == (version, "en", SubmissionState.NEW)
    assert (submission.outcome, submission.urgency) == (SuggestedOutcome.NEEDS_A_HUMAN, Urgency.URGENT)
    assert {key.holder for key in submission.wrapped_keys.all()} == {Holder.CLINIC, Holder.VISITOR}
    assert [delivery.state for delivery in submission.deliveries.all()] == [DeliveryState.PENDING]
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.submission_id, entry.actor_name) == (Action.SUBMITTED, submission.pk, "")
    assert Draft.objects.get().submission == submission
    assert checks.verify_chain() is None


def test_only_answers_to_asked_questions_are_submitted(version: QuestionnaireVersion) -> None:
    """An answer to a question that a later change hid is not submitted."""
    submission = builders.make_receipt(version, **{"pain.when": "day"}).submission
    answers = submission_keys.read_answers(submission, submission_keys.unwrap_data_key(submission))
    assert answers == {"pain.when": "day", "contact.name": "Ada (made up)"}
    assert submission.urgency == Urgency.ROUTINE


def test_unfinished_draft_is_not_submitted(version: QuestionnaireVersion) -> None:
    draft, token = builders.make_draft(version, **{"contact.name": None})
    with pytest.raises(actions.IncompleteDraft) as caught:
        actions.submit_draft(draft=draft, token=token)
    assert caught.value.step_link_id == "contact"
    assert not Submission.objects.exists()
    assert not drafts.find_draft(token).is_consumed


def test_draft_has_no_receipt_before_sending(version: QuestionnaireVersion) -> None:
    draft, token = builders.make_draft(version)
    with pytest.raises(actions.NotSubmitted):
        actions.get_receipt(draft, token)


def test_submitting_again_gives_the_same_receipt(version: QuestionnaireVersion) -> None:
    draft, token = builders.make_draft(version)
    stale, secret = drafts.find_draft(token), tokens.generate_token()
    first = actions.submit_draft(draft=draft, token=token, secret=secret)
    assert actions.submit_draft(draft=draft, token=token, secret=secret) == first
    assert actions.submit_draft(draft=stale, token=token, secret=secret) == first
    assert actions.submit_draft(draft=drafts.find_draft(token), token=token, secret=secret) == first
    assert actions.get_receipt(drafts.find_draft(token), secret) == first
    assert actions.get_receipt(drafts.find_draft(token), first.secret) == first
    assert (Submission.objects.count(), Delivery.objects.count(), AuditEntry.objects.count()) == (1, 1, 1)


def test_code_is_stored_nowhere(version: QuestionnaireVersion) -> None:
    draft, token = builders.make_draft(version)
    secret = tokens.generate_token()
    receipt = actions.submit_draft(draft=draft, token=token, secret=secret)
    assert receipt.visitor_code not in repr(receipt)
    rows = [row for model in (Submission, WrappedKey, Draft, AuditEntry, Delivery) for row in model.objects.values()]
    assert receipt.visitor_code not in str(rows)
    assert receipt.visitor_code.replace("-", "") not in str(rows)
    assert not {secret, receipt.secret} & set(map(str, rows))


def test_change_from_another_tab_is_submitted(version: QuestionnaireVersion) -> None:
    draft, token = builders.make_draft(version)
    drafts.save_answers(drafts.find_draft(token), token, lambda answers: answers | {"contact.name": "Ada, corrected"})
    submission = actions.submit_draft(draft=draft, token=token).submission
    assert (
        submission_keys.read_answers(submission, submission_keys.unwrap_data_key(submission))["contact.name"]
        == "Ada, corrected"
    )


def test_duplicate_reference_is_generated_again(version: QuestionnaireVersion, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["CCCC-CCCC", "CCCC-CCCC", "DDDD-DDDD"])
    monkeypatch.setattr(codes, "generate_reference", lambda: next(drawn))
    references = [builders.make_receipt(version).submission.reference for _ in range(2)]
    assert references == ["CCCC-CCCC", "DDDD-DDDD"]


def test_submitting_takes_at_most_12_queries(
    version: QuestionnaireVersion, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    builders.make_receipt(version)
    draft, token = builders.make_draft(version)
    with django_assert_max_num_queries(12):
        actions.submit_draft(draft=draft, token=token)


def test_submission_is_stored_completely_or_not_at_all(version: QuestionnaireVersion) -> None:
    """If the last of the writes fails, none of them is stored."""
    draft, token = builders.make_draft(version)
    AuditEntry.objects.create(
        sequence=1, at=draft.created_at, action=Action.OPENED, submission_id=draft.pk, reference="X", hash="0"
    )
    with pytest.raises(drafts.DraftBusy):
        actions.submit_draft(draft=draft, token=token)
    counts = [model.objects.count() for model in (Submission, WrappedKey, Delivery)]
    assert counts == [0, 0, 0]
    assert drafts.read_draft_answers(drafts.find_draft(token), token) == builders.ANSWERS


@pytest.mark.django_db(transaction=True)
def test_concurrent_submits_of_one_draft_make_one_submission(version: QuestionnaireVersion) -> None:
    _, token = builders.make_draft(version)
    together, secret = threading.Barrier(8), tokens.generate_token()

    def submit(_: int) -> Receipt:
        try:
            draft = drafts.find_draft(token)
            together.wait()
            return actions.submit_draft(draft=draft, token=token, secret=secret)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        given = list(threads.map(submit, range(8)))
    assert len({(receipt.submission.pk, receipt.visitor_code) for receipt in given}) == 1
    assert (Submission.objects.count(), Delivery.objects.count(), AuditEntry.objects.count()) == (1, 1, 1)
    assert WrappedKey.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_concurrent_submits_keep_the_audit_chain_valid(version: QuestionnaireVersion) -> None:
    tokens = [builders.make_draft(version)[1] for _ in range(12)]

    def submit(token: str) -> Receipt:
        try:
            return actions.submit_draft(draft=drafts.find_draft(token), token=token)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        given = list(threads.map(submit, tokens))
    assert len({receipt.submission.reference for receipt in given}) == 12
    assert AuditEntry.objects.count() == 12
    assert checks.verify_chain() is None
    # One hint was sent; the other requests saw that and sent none.
    assert DrainState.objects.get().hinted_at is not None
    assert backlog.measure_backlog().pending == 12
