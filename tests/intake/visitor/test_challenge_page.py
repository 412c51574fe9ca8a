"""The page of a challenge in a browser without scripts: waiting, going back and reloading."""

import re
from datetime import timedelta

import pytest
import time_machine
from pytest_django import Settings

from intake.antispam import challenge as antispam_challenge
from intake.models import Submission
from tests.intake.antispam.solving import asked, send_solved
from tests.intake.plain_browser import PlainBrowser
from tests.intake.visitor_client import ADA, answers_of, begin, begun

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_starter")]


# --- Without scripts -------------------------------------------------------------------------------------------------


def test_without_scripts_the_visitor_waits_and_sends_again(
    browser: PlainBrowser, clock: time_machine.Traveller
) -> None:
    begun(browser).send(remark="x")
    assert "Please wait 10 seconds, then press the button." in browser.text
    assert browser.response.headers["Retry-After"] == "10"

    clock.shift(4)
    browser.send()
    assert asked(browser)
    assert "That was too soon. Please wait 6 more seconds" in browser.text
    clock.shift(6)
    browser.send()
    assert browser.path == "/eligibility/confirmation/"
    assert Submission.objects.get().doubts == "hidden-field"


def test_sending_too_early_does_not_lengthen_the_wait(browser: PlainBrowser, clock: time_machine.Traveller) -> None:
    begun(browser).send(remark="x")
    for _second in range(10):
        assert asked(browser.send())
        clock.shift(1)
    assert browser.send().path == "/eligibility/confirmation/"


def test_expired_challenge_loses_no_answers(browser: PlainBrowser, clock: time_machine.Traveller) -> None:
    begun(browser).send(remark="x")
    clock.shift(antispam_challenge.CHALLENGE_LIFETIME + timedelta(seconds=5))
    browser.send()
    # The hidden field is empty on this page, so there is no signal any more.
    assert browser.path == "/eligibility/confirmation/"
    assert answers_of(Submission.objects.get()) == ADA


def test_back_leads_to_the_check_page_and_answers_can_be_changed(browser: PlainBrowser) -> None:
    begun(browser).send(remark="x").follow("Back")
    assert browser.page.heading == "Check your answers"
    browser.follow("Change: Age").send_filled({"age-band": "65-plus"})
    browser.send()

    assert answers_of(Submission.objects.get()) == {**ADA, "age-band": "65-plus"}


# --- Back, and loading it again --------------------------------------------------------------------------------------


def test_reloading_keeps_the_challenge_and_sends_nothing(browser: PlainBrowser, clock: time_machine.Traveller) -> None:
    begun(browser).send(remark="x")
    seed = re.search(r'data-seed="(\w+)"', browser.text)
    clock.shift(4)
    browser.open(browser.url)
    again = re.search(r'data-seed="(\w+)"', browser.text)
    assert seed
    assert again
    assert seed[1] == again[1]
    assert "Please wait 6 seconds" in browser.text
    clock.shift(6)
    browser.open(browser.url)
    assert "Please press the button." in browser.text
    assert not Submission.objects.exists()


def test_reloading_does_not_renew_a_challenge_forever(browser: PlainBrowser, clock: time_machine.Traveller) -> None:
    begun(browser).send(remark="x")
    for _half_a_day in range(2):
        clock.shift(antispam_challenge.CHALLENGE_LIFETIME / 2 + timedelta(seconds=1))
        browser.open("/eligibility/check/?moment")

    assert browser.page.heading == "Check your answers"


def test_sending_too_early_shows_and_focuses_an_error(browser: PlainBrowser) -> None:
    begun(browser).send(remark="x").send()

    assert browser.url == "/eligibility/check/?moment=early"
    assert browser.page.title.startswith("Please wait a little longer")
    assert re.search(
        r'class="notice" role="alert" tabindex="-1" data-error-summary>\s*<p>That was too soon', browser.text
    )


@pytest.mark.parametrize("at", ["check/", ""])
def test_returning_to_the_challenge_sends_nothing_automatically(
    browser: PlainBrowser, settings: Settings, at: str
) -> None:
    settings.STARTS_AT_ONCE = 0 if not at else 60
    if at:
        begun(browser).send(remark="x")
    else:
        begin(browser)
    assert asked(browser)
    browser.follow("Back").back()

    assert "data-moment" not in browser.text
    assert browser.response.status_code == 200


@pytest.mark.parametrize("at", ["check/", ""])
def test_back_after_the_challenge_does_not_return_to_it(browser: PlainBrowser, settings: Settings, at: str) -> None:
    settings.STARTS_AT_ONCE = 0 if not at else 60
    if at:
        begun(browser).send(remark="x")
    else:
        begin(browser)
    send_solved(browser).back()

    assert not asked(browser)
    assert "data-moment" not in browser.text


@pytest.mark.parametrize("address", ["/eligibility/", "/eligibility/check/"])
@pytest.mark.parametrize("token", ["", "x", "eyJ9:1:x", "x" * 4000])
def test_url_alone_shows_no_challenge(browser: PlainBrowser, address: str, token: str) -> None:
    begun(browser)
    browser.client.cookies["moment"] = token
    browser.open(f"{address}?moment=early")

    assert (browser.response.status_code, "data-moment" in browser.text) == (200, False)


def test_challenge_is_in_a_cookie_that_leaving_clears(browser: PlainBrowser) -> None:
    begun(browser).send(remark="x")
    cookie = browser.client.cookies["moment"]
    assert cookie.value
    assert cookie.value not in browser.url
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/eligibility/", True, "Lax")
    browser.open("/eligibility/leave/").send()

    assert browser.client.cookies["moment"].value == ""
