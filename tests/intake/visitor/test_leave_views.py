"""Leaving a questionnaire before and after sending."""

import pytest

from intake.models import Draft, Submission
from tests.intake.plain_browser import PlainBrowser
from tests.intake.visitor_client import ADA, answers_of, begun

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_starter")]


def test_leaving_deletes_draft_and_cookie(browser: PlainBrowser) -> None:
    begun(browser, at="mood").follow("Leave and clear my answers from this device").send()

    assert browser.page.heading == "Nothing is stored on this device"
    assert not Draft.objects.exists()
    assert "answers" not in {name for name, cookie in browser.client.cookies.items() if cookie.value}
    assert browser.open("/eligibility/questions/mood/").path == "/eligibility/"


def test_leaving_after_sending_clears_the_device_and_keeps_the_submission(browser: PlainBrowser) -> None:
    begun(browser).send().follow("I have saved both. Clear this device").send()

    assert browser.page.heading == "Nothing is stored on this device"
    assert browser.open("/eligibility/confirmation/").path == "/eligibility/"
    assert answers_of(Submission.objects.get()) == ADA
