"""The page of advice between two steps."""

from typing import Any

import pytest

from intake.models import Submission
from tests.intake.plain_browser import PlainBrowser
from tests.intake.visitor_client import ADA, STEP_NAMES, answers_of, begun, form_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_starter")]


@pytest.mark.parametrize(
    ("step", "answer", "heading", "says"),
    [
        ("age", {"age-band": "under-18"}, "This clinic is for adults", "You can send this form at any age"),
        ("mood", {"phq-interest": "LA6571-9"}, "You do not have to carry this alone", "116 123"),
        ("warning-signs", {"signs": ["bladder-bowel"]}, "Please get medical help now", "999"),
        ("warning-signs", {"signs": ["fever", "nerves"]}, "Please get medical advice today", "999"),
    ],
)
def test_alarming_answer_shows_advice_and_the_visitor_can_continue(
    browser: PlainBrowser, step: str, answer: dict[str, Any], heading: str, says: str
) -> None:
    begun(browser, at=step).send_filled(form_data(step, **answer))
    assert browser.path == "/eligibility/help/"
    assert browser.page.heading == heading
    assert says in browser.text

    browser.follow("Back")
    assert browser.path == f"/eligibility/questions/{step}/"
    browser.send()
    assert browser.path == "/eligibility/help/"
    browser.follow("Continue with the form")
    following = STEP_NAMES[STEP_NAMES.index(step) + 1]
    assert browser.path == f"/eligibility/questions/{following}/"
    for name in STEP_NAMES[STEP_NAMES.index(following) :]:
        browser.send_filled(form_data(name))
    browser.send()
    assert answers_of(Submission.objects.get()) == {**ADA, **answer}


def test_advice_leads_to_the_next_step(browser: PlainBrowser) -> None:
    begun(browser, at="warning-signs").send_filled({"signs": ["nerves"]}).follow("Continue with the form")

    assert browser.path == "/eligibility/questions/care/"


def test_alarming_change_shows_advice_and_leads_back_to_the_check_page(browser: PlainBrowser) -> None:
    begun(browser).follow("Change: Signs to look at first").send_filled({"signs": ["nerves"]})
    assert browser.path == "/eligibility/help/"

    assert browser.follow("Continue with the form").path == "/eligibility/check/"


def test_double_click_does_not_skip_the_advice(browser: PlainBrowser) -> None:
    begun(browser, at="warning-signs").open("/eligibility/questions/warning-signs/")
    browser.send_filled({"signs": ["bladder-bowel"]}).send_again()
    assert browser.path == "/eligibility/help/"

    browser.follow("Continue with the form")
    assert browser.path == "/eligibility/questions/care/"


def test_back_from_the_advice_leads_to_the_answer(browser: PlainBrowser) -> None:
    begun(browser, at="warning-signs").open("/eligibility/questions/warning-signs/")
    browser.send_filled({"signs": ["bladder-bowel"]}).follow("Back")
    assert browser.path == "/eligibility/questions/warning-signs/"

    begun(browser).open("/eligibility/questions/warning-signs/?change=1")
    browser.send_filled({"signs": ["bladder-bowel"]}).follow("Back")
    assert browser.url == "/eligibility/questions/warning-signs/?change=1"


def test_advice_page_without_advice_redirects(browser: PlainBrowser) -> None:
    begun(browser, at="mood").open("/eligibility/help/?next=consent")

    assert browser.path == "/eligibility/questions/mood/"
