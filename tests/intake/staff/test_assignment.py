"""A case belongs to a colleague who may see it, or to nobody: then it is found."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from intake.enums import Action
from intake.models import AuditEntry, Submission
from intake.staff import assignment
from intake.staff.refusals import ActionNotAllowed, EditConflict
from tests.conftest import make_user, signed_in
from tests.intake.staff.pages import INBOX, get_page_text, list_references, submission_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def nora(ben: User) -> User:
    """A colleague of Ben's."""
    return make_user("nora", "Nurse", first_name="Nora", last_name="Made-up")


def test_case_is_given_to_a_colleague(
    submission: Submission, ben: User, ben_client: Client, nora: User, cleo: User
) -> None:
    words = get_page_text(ben_client.get(submission_url(submission)))
    assert "Assigned to Nobody" in words
    assert "Nora Made-up" in words
    assert "cleo" not in words
    ben_client.post(submission_url(submission, "assignee/"), {"assignee": nora.pk, "revision": 0})
    assert "Assigned to Nora Made-up" in get_page_text(ben_client.get(submission_url(submission)))
    entry = AuditEntry.objects.get(action=Action.ASSIGNED)
    assert (entry.actor_name, entry.detail) == ("ben", {"to": "nora", "to_id": str(nora.pk)})
    assert list_references(signed_in(nora).get(INBOX, {"view": "mine"})) == [submission.reference]
    assert list_references(ben_client.get(INBOX, {"view": "mine"})) == []


def test_second_of_two_who_assign_changes_nothing(submission: Submission, ben_client: Client, nora: User) -> None:
    for who, status in ((nora, 302), (None, 409)):
        body = {"assignee": who.pk if who else "", "revision": 0}
        assert ben_client.post(submission_url(submission, "assignee/"), body).status_code == status
    assert Submission.objects.get().assignee == nora


@pytest.mark.parametrize("revision", ["", "x", "-1"])
def test_spoilt_form_changes_nothing(submission: Submission, ben_client: Client, nora: User, revision: str) -> None:
    body = {"assignee": nora.pk, "revision": revision}
    assert ben_client.post(submission_url(submission, "assignee/"), body).status_code == 409
    assert Submission.objects.get().assignee is None


def test_nobody_gets_a_case_who_may_not_see_it(submission: Submission, ben: User, cleo: User) -> None:
    with pytest.raises(ActionNotAllowed):
        assignment.assign_submission(submission.pk, cleo, by=ben, expected_revision=0)
    with pytest.raises(EditConflict):
        assignment.assign_submission(submission.pk, ben, by=ben, expected_revision=7)
    assert not AuditEntry.objects.filter(action=Action.ASSIGNED).exists()


def delete(user: User) -> None:
    user.delete()


def deactivate(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def take_permission(user: User) -> None:
    user.groups.clear()


@pytest.mark.parametrize("leave", [delete, deactivate, take_permission])
def test_cases_of_a_colleague_who_left_are_found(
    submission: Submission, ben: User, ben_client: Client, nora: User, leave: Callable[[User], None]
) -> None:
    assignment.assign_submission(submission.pk, nora, by=ben, expected_revision=0)
    assert list_references(ben_client.get(INBOX, {"view": "unassigned"})) == []
    leave(nora)
    response = ben_client.get(INBOX, {"view": "unassigned"})
    assert list_references(response) == [submission.reference]
    assert "Nora" not in get_page_text(response)
    page = get_page_text(ben_client.get(submission_url(submission)))
    assert "Assigned to Nobody" in page
    assert "Changed outside the site" not in page
