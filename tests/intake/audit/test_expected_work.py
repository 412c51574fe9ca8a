"""Whose case it is and whom notes name are held against the audit, and what the site does to them is no change."""

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from intake.audit import outside_changes
from intake.enums import OutsideChange
from intake.models import Mention, QuestionnaireVersion, Submission
from intake.staff import actions, assignment, handover, opened_submission, roles
from tests.conftest import make_user
from tests.intake import builders
from tests.intake.audit.outside_attacks import find_current_changes
from tests.intake.staff.pages import INBOX, OUTSIDE_CHANGE_TAG, OUTSIDE_CHANGE_WARNING

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("audit_proofs")]


@pytest.fixture
def nora(db: None) -> User:
    return make_user("nora", roles.NURSE)


@pytest.fixture
def sent(audit_proofs: None, version: QuestionnaireVersion) -> Submission:
    return builders.make_receipt(version).submission


def assign(submission: Submission, to: User | None, by: User) -> None:
    revision = Submission.objects.get(pk=submission.pk).revision
    assignment.assign_submission(submission.pk, to, by=by, expected_revision=revision)


def test_case_that_was_moved_to_another_is_shown_in_the_inbox_and_on_the_page(
    sent: Submission, ben: User, nora: User, ben_client: Client
) -> None:
    assign(sent, ben, by=nora)
    assert OUTSIDE_CHANGE_TAG not in ben_client.get(INBOX).content.decode()
    for moved_to in (nora, None):
        Submission.objects.update(assignee=moved_to)
        assert find_current_changes(sent) == [OutsideChange.ASSIGNEE]
        assert OUTSIDE_CHANGE_TAG in ben_client.get(INBOX).content.decode()
    page = ben_client.get(f"{INBOX}{sent.pk}/").content.decode()
    assert OUTSIDE_CHANGE_WARNING in page
    assert str(OutsideChange.ASSIGNEE.label) in page
    call_command("verify_submissions", accept=sent.reference)
    assert find_current_changes(sent) == []
    Submission.objects.update(assignee=nora)
    assert find_current_changes(sent) == [OutsideChange.ASSIGNEE]


def test_giving_a_case_and_leaving_are_no_outside_changes(sent: Submission, ben: User, nora: User, dora: User) -> None:
    for to in (ben, None, nora):
        assign(sent, to, by=ben)
        assert find_current_changes(sent) == []
    handover.hand_over(nora, cases_to=dora, duty_to=None, by=ben)
    assert Submission.objects.get().assignee == dora
    assert find_current_changes(sent) == []
    dora.username = "dora-married"
    dora.save()
    assert find_current_changes(sent) == []


def test_account_that_is_gone_is_no_outside_change(sent: Submission, ben: User, nora: User) -> None:
    actions.add_note(sent.pk, "@nora please look", by=ben)
    assign(sent, nora, by=ben)
    nora.delete()
    assert find_current_changes(sent) == []


@pytest.mark.parametrize("attack", ["removed", "marked as seen", "moved"])
def test_colleague_who_was_kept_from_a_note_is_found(
    sent: Submission, ben: User, nora: User, dora: User, attack: str
) -> None:
    actions.add_note(sent.pk, "@nora please look", by=ben)
    assert find_current_changes(sent) == []
    named = Mention.objects.filter(user=nora)
    if attack == "removed":
        named.delete()
    elif attack == "marked as seen":
        named.update(is_seen=True)
    else:
        named.update(user=dora)
    assert find_current_changes(sent) == [OutsideChange.MENTIONS]


def test_naming_reading_and_handing_over_are_no_outside_changes(
    sent: Submission, ben: User, nora: User, dora: User
) -> None:
    actions.add_note(sent.pk, "@nora and @dora please look", by=ben)
    opened_submission.open_submission(sent.pk, by=nora)
    assert find_current_changes(sent) == []
    # Named again while she has it open: her next look is an opening, though she has just acted.
    actions.add_note(sent.pk, "@nora once more", by=ben)
    opened_submission.open_submission(sent.pk, by=nora, after_own_action=True)
    assert Mention.objects.get(user=nora).is_seen
    assert find_current_changes(sent) == []
    handover.hand_over(dora, cases_to=nora, duty_to=None, by=ben)
    assert Mention.objects.get(user=nora).is_seen is False
    assert find_current_changes(sent) == []
    assert outside_changes.find_changed_ids([Submission.objects.get()]) == set()
