"""Advice on alarming answers is on pages and on the receipt, with phone numbers first, and never in an email."""

import re
from typing import Any

import pytest
from django.core import mail
from pytest_django import Settings

from intake.delivery import outbox
from intake.models import Submission
from tests.intake.health_words import find_health_words
from tests.intake.plain_browser import PlainBrowser, read_words
from tests.intake.visitor_client import STEPS, form_data

pytestmark = pytest.mark.django_db

LOW = {"phq-interest": "LA6571-9", "phq-mood": "LA6571-9"}
ALARMING = {"signs": ["nerves", "bladder-bowel"]}
FIRST_SENTENCE = "nerves in the back are being pressed."


@pytest.fixture(autouse=True)
def starter(published_starter: None, settings: Settings) -> None:
    settings.LEAST_SECONDS_A_STEP = 0


def in_main(browser: PlainBrowser) -> str:
    return read_words(browser.text.partition("<main")[2].partition("</main")[0])


def answered(*, until: str | None = None, **changed: dict[str, Any]) -> PlainBrowser:
    """Return a browser on the page that these answers led to: the advice after the step `until`, or the receipt."""
    browser = PlainBrowser().open("/eligibility/").send()
    for step in STEPS:
        browser.send_filled(form_data(step, **changed.get(step.replace("-", "_"), {})))
        if browser.path.endswith("/help/"):
            if step == until:
                return browser
            browser.follow("Continue with the form")
    return browser.send()


def test_phone_numbers_follow_the_first_sentence_and_precede_the_button() -> None:
    browser = answered(until="mood", mood=LOW)
    told = in_main(browser)
    order = [
        "You do not have to carry this alone",
        "that little gives you pleasure.",
        "Call 999",
        "Call 111",
        "Call 116 123",
        "Many people with lasting pain",
        "Continue with the form",
    ]
    assert [told.index(part) for part in order] == sorted(told.index(part) for part in order)
    assert told.count("Call 999") == 1


def test_several_pieces_of_advice_are_one_block_with_the_most_urgent_first() -> None:
    browser = answered(until="warning-signs", mood=LOW, warning_signs=ALARMING)
    told = in_main(browser)
    titles = ["Please get medical help now", "Please get medical advice today", "You do not have to carry this alone"]
    assert [told.index(title) for title in titles] == sorted(told.index(title) for title in titles)
    assert told.index(FIRST_SENTENCE) < told.index("Call 999") < told.index(titles[1])
    assert (browser.text.count('class="pause'), told.count("Call 999")) == (1, 1)


def test_advice_for_another_clinic_has_no_phone_numbers() -> None:
    browser = answered(until="age", age={"age-band": "under-18"})
    told = in_main(browser)
    assert told.index("This clinic is for adults") < told.index("Continue with the form") < told.index("Call 999")


def test_receipt_repeats_the_advice_above_the_reference() -> None:
    browser = answered(mood=LOW, warning_signs=ALARMING)
    told = in_main(browser)
    reference = Submission.objects.get().reference
    order = ["A doctor should look at this today.", FIRST_SENTENCE, "Call 999", "You do not have", reference]
    assert [told.index(part) for part in order] == sorted(told.index(part) for part in order)
    assert (
        "Do not wait for our reply. First do what it says at the top of this page. You will hear from us within" in told
    )


def test_receipt_of_a_minor_says_where_to_go_without_urgency() -> None:
    told = in_main(answered(age={"age-band": "under-18"}))
    order = ["Please read this first.", "This clinic is for adults", "Your reference"]
    assert [told.index(part) for part in order] == sorted(told.index(part) for part in order)
    for pressing in ("A doctor should look at this today", "cannot wait for our reply", "Do not wait for our reply"):
        assert pressing not in told


def test_receipt_without_advice_promises_a_reply_only() -> None:
    told = in_main(answered())
    assert "You will hear from us within 5 working days." in told
    assert "Do not wait for our reply" not in told


def test_erased_receipt_shows_no_advice() -> None:
    browser = answered(warning_signs=ALARMING)
    code = re.findall(r'class="code">([^<]+)<', browser.text)[1]
    reference = Submission.objects.get().reference
    browser.open("/eligibility/yours/").send(reference=reference, code=code)
    browser.follow("Delete what I sent").send(sure="on")
    assert FIRST_SENTENCE not in browser.open("/eligibility/confirmation/").text


@pytest.mark.parametrize("changed", [{"warning_signs": ALARMING}, {"mood": LOW}, {"age": {"age-band": "under-18"}}])
def test_email_refers_to_the_advice_without_repeating_it(changed: dict[str, Any]) -> None:
    answered(**changed)
    outbox.drain_deliveries()
    [message] = [message for message in mail.outbox if message.to == ["ada@example.org"]]
    for part in (message.subject, message.body, message.alternatives[0][0]):
        assert find_health_words(part, link="/eligibility/yours/") == []
    assert "the page told you what to do first" in message.body
    body = message.body.casefold()
    assert body.index("within 5 working days") < body.index("do not wait for us")
    assert ("Please do that now" in message.body) is ("age" not in changed)


def test_email_about_ordinary_answers_mentions_no_advice() -> None:
    answered()
    outbox.drain_deliveries()
    [message] = [message for message in mail.outbox if message.to == ["ada@example.org"]]
    assert "what to do first" not in message.body
