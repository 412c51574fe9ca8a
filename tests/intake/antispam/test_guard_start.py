"""Too many starts from one IP address get a challenge, and far too many have to wait."""

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from intake.models import Draft, Submission
from tests.intake.antispam.solving import asked, send_solved
from tests.intake.plain_browser import PlainBrowser
from tests.intake.visitor_client import begin, begun, walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_starter")]


def test_many_starts_from_one_address_get_a_challenge_and_then_start(browser: PlainBrowser, settings: Settings) -> None:
    settings.STARTS_AT_ONCE = 2
    for _ in range(2):
        begin(PlainBrowser())
    begin(browser)
    assert asked(browser)
    assert Draft.objects.count() == 2
    send_solved(browser)

    assert browser.path == "/eligibility/questions/who/"
    walk(browser).send()
    assert Submission.objects.get().doubts == ""


def test_waiting_solves_the_challenge_of_the_start(
    browser: PlainBrowser, settings: Settings, clock: time_machine.Traveller
) -> None:
    settings.STARTS_AT_ONCE = 0
    begin(browser)
    clock.shift(10)
    browser.send()

    assert browser.path == "/eligibility/questions/who/"


def test_one_solved_challenge_starts_one_draft(browser: PlainBrowser, settings: Settings) -> None:
    settings.STARTS_AT_ONCE = 0
    begin(browser)
    send_solved(browser)
    address, met = browser.sent
    replayed = Client().post(address, met)

    assert (replayed.status_code, replayed["Location"]) == (303, "/eligibility/?moment")
    assert Draft.objects.count() == 1


def test_starting_again_keeps_the_old_draft_until_the_challenge_is_solved(
    browser: PlainBrowser, settings: Settings
) -> None:
    begun(browser, at="mood")
    settings.STARTS_AT_ONCE = 0
    browser.open("/eligibility/").send(button="again")
    assert asked(browser)
    before = Draft.objects.get().pk
    send_solved(browser)

    assert browser.path == "/eligibility/questions/who/"
    assert Draft.objects.get().pk != before


def test_continuing_a_draft_needs_no_challenge(browser: PlainBrowser, settings: Settings) -> None:
    begun(browser, at="mood")
    settings.STARTS_AT_ONCE = 0
    browser.open("/eligibility/").send()

    assert browser.path == "/eligibility/questions/mood/"
