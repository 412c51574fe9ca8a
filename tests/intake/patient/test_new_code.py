"""A code that staff give opens the own page without the answers."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone

from intake.enums import Action
from intake.models import AuditEntry, Submission, Withdrawal
from intake.staff import actions as staff_actions
from intake.visitor.actions import Receipt
from tests.intake.patient.own_page import OWN_PAGE_URL, open_own_page, read_page, read_submission_page
from tests.intake.staff.pages import submission_url

pytestmark = pytest.mark.django_db


def ask_for_new_code(submission: Submission, ben_client: Client, replaces: str | None = None) -> Any:
    """Get a new code with the button on the page of the submission."""
    if replaces is None:
        html = ben_client.get(submission_url(submission)).content.decode()
        replaces = re.search(r'name="replaces" value="([0-9.]*)"', html)[1]
    return ben_client.post(f"{submission_url(submission)}code/", {"replaces": replaces})


@pytest.fixture
def new_code(submission: Submission, ben_client: Client) -> str:
    page = ask_for_new_code(submission, ben_client)
    return re.search(r'class="clinic-code">([0-9A-Z-]+)<', page.content.decode())[1]


def test_new_code_shows_state_and_messages_and_no_answers(
    submission: Submission, new_code: str, ben: User, receipt: Receipt
) -> None:
    staff_actions.send_message(submission.pk, "Please call us.", by=ben)
    browser = open_own_page(submission.reference, new_code)
    told = read_page(browser)
    assert "Please call us." in told
    assert "It does not open your answers" in told
    for secret in ("It wakes me", "ada@example.org", "Ada (made up)"):
        assert secret not in told
    for rest in ("answers/", "answers.json", "contact/"):
        assert browser.client.get(OWN_PAGE_URL + rest).status_code == 404
    assert "do not match" in read_page(open_own_page(submission.reference, receipt.visitor_code))


def test_new_code_is_shown_once_and_stored_nowhere(submission: Submission, new_code: str, ben_client: Client) -> None:
    assert new_code not in read_submission_page(ben_client, submission)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 -- its own names
            assert new_code not in str(cursor.fetchall())


def test_reloading_the_page_makes_no_other_code(submission: Submission, ben_client: Client) -> None:
    replaces = staff_actions.get_code_id(submission)
    page = ask_for_new_code(submission, ben_client, replaces)
    code = re.search(r'class="clinic-code">([0-9A-Z-]+)<', page.content.decode())[1]
    again = ask_for_new_code(submission, ben_client, replaces)
    assert again.status_code == 409
    assert "clinic-code" not in again.content.decode()
    assert AuditEntry.objects.filter(action=Action.CODE_REPLACED).count() == 1
    assert open_own_page(submission.reference, code).response.status_code == 200
    # Asking again from the submission's page gives another code.
    assert ask_for_new_code(submission, ben_client).status_code == 200


def test_new_code_can_withdraw_and_a_day_later_erase(submission: Submission, new_code: str) -> None:
    open_own_page(submission.reference, new_code).follow("Withdraw: I agree to consent-extra").send()
    assert Withdrawal.objects.get().link_id == "consent-extra"
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        open_own_page(submission.reference, new_code).follow("Delete what I sent").send(sure="on")
    assert Submission.objects.get().erased_at is not None
