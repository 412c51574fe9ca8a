"""The confirmation: when the clinic replies, and what it says once the answers are erased."""

from typing import Any

import pytest
from django.core import mail

from intake.delivery import outbox
from intake.models import ServiceLevel
from intake.patient import actions
from intake.token_sessions import patient_sessions
from tests.intake.plain_browser import PlainBrowser
from tests.intake.visitor_client import begun, list_codes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_starter")]


@pytest.mark.parametrize(("days", "said"), [(5, "within 5 working days"), (1, "within 1 working day."), (0, None)])
def test_confirmation_says_when_the_clinic_replies(
    browser: PlainBrowser, settings: Any, days: int, said: str | None
) -> None:
    settings.REPLY_WORKING_DAYS = days
    begun(browser).send()

    assert browser.path == "/eligibility/confirmation/"
    assert said in browser.text if said else "working day" not in browser.text


def test_confirmation_and_email_promise_what_managers_settled(browser: PlainBrowser, settings: Any) -> None:
    settings.REPLY_WORKING_DAYS = 9
    ServiceLevel.objects.create(urgency="urgent", working_days=1)
    ServiceLevel.objects.create(working_days=3)
    begun(browser).send()
    assert "within 3 working days" in browser.text
    outbox.drain_deliveries()
    [to_patient] = [letter for letter in mail.outbox if letter.to == ["ada@example.org"]]
    assert "within 3 working days" in " ".join(str(to_patient.body).split())


def test_confirmation_after_erasing_does_not_say_that_the_clinic_has_the_answers(browser: PlainBrowser) -> None:
    reference, code = list_codes(begun(browser).send())
    actions.erase_submission(patient_sessions.find_access(actions.open_own_page(reference=reference, code=code)))
    browser.open("/eligibility/confirmation/")
    assert "did not delete them" in browser.text
