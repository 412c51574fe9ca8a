"""The check page shows the answers and sends them once only."""

import re

import pytest

from intake.models import Delivery, Submission
from tests.intake.plain_browser import PlainBrowser
from tests.intake.visitor_client import (
    ADA,
    answers_of,
    begun,
    form_data,
    list_codes,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_starter")]


def test_change_is_shown_on_the_check_page(browser: PlainBrowser) -> None:
    begun(browser).follow("Change: Age").send_filled({"age-band": "65-plus"})

    assert "65 or over" in browser.text
    assert "35 to 44" not in browser.text


def test_question_after_a_group_is_not_part_of_it(browser: PlainBrowser) -> None:
    _, _, group = begun(browser).text.partition('role="group"')
    parts = [part.partition("</dl></div>")[0] for part in group.split('role="group"')]
    assert [len(re.findall("<dt", part)) for part in parts] == [3, 2, 2]
    assert not any(lone in part for part in parts for lone in ("Signs to look at first", "In your own words"))


def test_skipped_question_is_shown_as_not_provided(browser: PlainBrowser) -> None:
    begun(browser, **{"own-words": "", "phq-mood": []})

    assert browser.text.count("Not provided") == 3  # and the telephone
    browser.send()
    assert answers_of(Submission.objects.get()) == {
        name: answer for name, answer in ADA.items() if name not in {"own-words", "phq-mood"}
    }


def test_repeated_sending_makes_one_submission_with_one_receipt(browser: PlainBrowser) -> None:
    begun(browser).send()
    receipt = list_codes(browser)

    assert list_codes(browser.send_again()) == receipt
    assert list_codes(browser.back()) == receipt
    assert list_codes(browser.open("/eligibility/questions/age/")) == receipt
    assert list_codes(browser.open("/eligibility/help/")) == receipt
    assert list_codes(browser.open("/eligibility/confirmation/")) == receipt
    assert (Submission.objects.count(), Delivery.objects.count()) == (1, 2)


def test_step_posted_after_sending_changes_nothing(browser: PlainBrowser) -> None:
    begun(browser, at="consent").send_filled(form_data("consent"))
    late_address, late_data = browser.sent
    browser.send()
    receipt = list_codes(browser)
    browser.client.post(late_address, late_data | {"consent-improvement": "on"})

    assert list_codes(browser.open("/eligibility/confirmation/")) == receipt
    assert answers_of(Submission.objects.get()) == ADA


def test_start_page_after_sending_starts_another_submission(browser: PlainBrowser) -> None:
    begun(browser).send()
    begun(browser).send()

    assert Submission.objects.count() == 2


def test_outdated_check_page_is_shown_again_and_sends_nothing(browser: PlainBrowser) -> None:
    begun(browser)
    other = PlainBrowser()
    other.client.cookies = browser.client.cookies
    other.open("/eligibility/questions/age/?change=1").send_filled({"age-band": "65-plus"})
    browser.send()

    assert browser.url == "/eligibility/check/?changed"
    assert "changed in another window" in browser.text
    assert "65 or over" in browser.text
    assert not Submission.objects.exists()
    browser.send()
    assert answers_of(Submission.objects.get()) == {**ADA, "age-band": "65-plus"}


def test_two_windows_on_different_steps_lose_no_answers(browser: PlainBrowser) -> None:
    begun(browser)
    other = PlainBrowser()
    other.client.cookies = browser.client.cookies
    browser.open("/eligibility/questions/age/?change=1")
    other.open("/eligibility/questions/fatigue/?change=1")
    browser.send_filled({"age-band": "18-24"})
    other.send_filled({"fatigue-severity": "severe"})
    other.send()

    assert answers_of(Submission.objects.get()) == {**ADA, "age-band": "18-24", "fatigue-severity": "severe"}
