"""A visitor who looks like a program gets a challenge before sending, and then gets through, marked for staff."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from intake.antispam import rate_limit
from intake.antispam.rate_limit import Rate
from intake.models import Draft, RateLimit, Submission
from intake.token_sessions import drafts
from tests.intake.antispam.solving import asked, send_solved, solved
from tests.intake.plain_browser import PlainBrowser
from tests.intake.visitor_client import ADA, answers_of, begun, counted, list_codes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_starter")]


# --- Signals ---------------------------------------------------------------------------------------------------------


def test_ordinary_visitor_gets_no_challenge_and_no_signal(browser: PlainBrowser, settings: Settings) -> None:
    settings.LEAST_SECONDS_A_STEP = 1
    begun(browser)
    Draft.objects.update(created_at=timezone.now() - timedelta(seconds=16))
    browser.send()

    assert browser.path == "/eligibility/confirmation/"
    assert Submission.objects.get().doubts == ""


def test_filled_hidden_field_gets_a_challenge_and_a_signal(browser: PlainBrowser) -> None:
    begun(browser).send(remark="Buy now")
    assert asked(browser)
    assert not Submission.objects.exists()
    send_solved(browser)

    assert browser.path == "/eligibility/confirmation/"
    submission = Submission.objects.get()
    assert (submission.doubts, answers_of(submission)) == ("hidden-field", ADA)


@pytest.mark.parametrize(("seconds", "doubts"), [(0.5, "too-fast:0"), (14.5, "too-fast:14"), (15.5, ""), (9e5, "")])
def test_too_fast_sending_is_marked_and_not_challenged(
    browser: PlainBrowser, settings: Settings, seconds: float, doubts: str
) -> None:
    """The starter asks Ada 15 steps."""
    settings.LEAST_SECONDS_A_STEP = 1
    begun(browser)
    Draft.objects.update(created_at=timezone.now() - timedelta(seconds=seconds))
    browser.send()

    assert browser.path == "/eligibility/confirmation/"
    assert Submission.objects.get().doubts == doubts


def test_clock_set_back_makes_nobody_too_fast(browser: PlainBrowser, settings: Settings) -> None:
    settings.LEAST_SECONDS_A_STEP = 1
    begun(browser)
    Draft.objects.update(created_at=timezone.now() + timedelta(hours=1))
    browser.send()

    assert browser.path == "/eligibility/confirmation/"


def test_many_submissions_from_one_address_get_a_challenge_and_a_signal(
    browser: PlainBrowser, settings: Settings
) -> None:
    settings.SENDS_AT_ONCE = 2
    for _ in range(2):
        begun(PlainBrowser()).send()
    begun(browser).send()
    assert asked(browser)
    send_solved(browser)

    assert sorted(Submission.objects.values_list("doubts", flat=True)) == ["", "", "too-many"]


def test_another_address_has_its_own_limit(browser: PlainBrowser, settings: Settings) -> None:
    settings.SENDS_AT_ONCE = 1
    begun(PlainBrowser()).send()
    browser.client.defaults["REMOTE_ADDR"] = "192.0.2.7"
    begun(browser).send()

    assert browser.path == "/eligibility/confirmation/"


def test_forwarded_header_is_not_trusted(browser: PlainBrowser, settings: Settings) -> None:
    settings.SENDS_AT_ONCE = 1
    begun(PlainBrowser()).send()
    browser.client.defaults["HTTP_X_FORWARDED_FOR"] = "192.0.2.7"
    begun(browser).send()

    assert asked(browser)


def test_all_signals_are_recorded_and_urgency_is_kept(browser: PlainBrowser, settings: Settings) -> None:
    settings.LEAST_SECONDS_A_STEP, settings.SENDS_AT_ONCE = 60, 0
    begun(browser, signs=["nerves"]).send(remark="x")
    send_solved(browser)

    submission = Submission.objects.get()
    assert re.fullmatch(r"hidden-field too-fast:\d+ too-many", submission.doubts)
    assert submission.urgency == "urgent"
    assert {delivery.channel for delivery in submission.deliveries.all()} == {"staff-email", "visitor-email"}


# --- Forged and replayed challenges ----------------------------------------------------------------------------------


def test_repeated_sending_after_a_challenge_gives_one_receipt(browser: PlainBrowser) -> None:
    send_solved(begun(browser).send(remark="x"))
    receipt = list_codes(browser)

    assert list_codes(browser.send_again()) == receipt
    assert list_codes(browser.open("/eligibility/check/")) == receipt
    assert Submission.objects.count() == 1


def test_challenge_of_another_draft_is_not_accepted(browser: PlainBrowser, settings: Settings) -> None:
    settings.SENDS_AT_ONCE = 0
    other = begun(PlainBrowser()).send()
    stolen = other.page.forms[-1].data({":proof": solved(other)})
    begun(browser).send()
    taken = browser.page.forms[-1].data({}) | {name: stolen[name] for name in (":challenge", ":proof")}
    before = browser.page.forms[-1].data({})[":challenge"]
    response = browser.client.post("/eligibility/check/", taken)

    assert response.headers["Location"] == "/eligibility/check/?moment"
    browser.open("/eligibility/check/?moment")
    assert browser.page.forms[-1].data({})[":challenge"] != before
    assert not Submission.objects.exists()


def test_challenge_from_before_a_change_is_not_accepted(browser: PlainBrowser, settings: Settings) -> None:
    settings.SENDS_AT_ONCE = 0
    begun(browser).send()
    met = browser.page.forms[-1].data({":proof": solved(browser)})
    token = browser.client.cookies["answers"].value
    drafts.save_answers(drafts.find_draft(token), token, lambda answers: answers | {"age-band": "65-plus"})
    revision = {"revision": str(Draft.objects.get().revision)}

    assert browser.client.post("/eligibility/check/", met)["Location"] == "/eligibility/check/?changed"
    assert browser.client.post("/eligibility/check/", met | revision)["Location"] == "/eligibility/check/?moment"
    assert not Submission.objects.exists()


@pytest.mark.parametrize("challenge", ["", "x", "\x00", "eyJ9:1:x", "x" * 100_000])
def test_forged_challenge_gets_a_new_one(browser: PlainBrowser, settings: Settings, challenge: str) -> None:
    settings.SENDS_AT_ONCE = 0
    begun(browser).send()
    browser.send_filled({":challenge": challenge, ":proof": solved(browser)})
    assert asked(browser)
    send_solved(browser)

    assert browser.path == "/eligibility/confirmation/"


@pytest.mark.parametrize("proof", ["", "-1", "1e999", "NaN", "\uff11", "\u202e1", "9" * 100_000, "\x00"])
def test_wrong_solution_counts_as_too_early(browser: PlainBrowser, proof: str) -> None:
    begun(browser).send(remark="x")
    browser.send_filled({":proof": proof})

    assert asked(browser)
    assert send_solved(browser).path == "/eligibility/confirmation/"


def test_refused_form_does_not_use_up_the_limit(browser: PlainBrowser, settings: Settings) -> None:
    settings.SENDS_AT_ONCE = 1
    begun(browser)
    for revision in ("0", "7"):
        browser.client.post("/eligibility/check/", browser.page.forms[-1].data({"revision": revision}))
    browser.send()

    assert browser.path == "/eligibility/confirmation/"


# --- Limits of the guard ---------------------------------------------------------------------------------------------


def test_ip_address_is_not_stored(browser: PlainBrowser) -> None:
    browser.client.defaults["REMOTE_ADDR"] = "192.0.2.77"
    begun(browser).send()

    assert RateLimit.objects.count() == 3
    assert "192.0.2.77" not in str([*RateLimit.objects.values(), *Submission.objects.values(), *Draft.objects.values()])


def test_challenge_page_is_not_cached_and_shows_no_answer(browser: PlainBrowser) -> None:
    begun(browser).send(remark="x")

    assert browser.response.headers["Cache-Control"] == "no-store"
    assert browser.response.headers["X-Robots-Tag"] == "noindex"
    for told in ("Ada Example", "swimming", "ada@example.org"):
        assert told not in browser.text


@pytest.mark.parametrize("place", ["full", "empty"])
def test_sending_takes_at_most_15_queries(browser: PlainBrowser, settings: Settings, place: str) -> None:
    settings.SENDS_AT_ONCE = 0 if place == "empty" else 30
    begun(browser)
    form = browser.page.forms[-1].data({})
    for _ in range(2 if place == "empty" else 1):
        with CaptureQueriesContext(connection) as sending:
            response = browser.client.post("/eligibility/check/", form)
        assert counted(sending) <= 15
        if response.headers["Location"].endswith("?moment"):
            browser._arrive(response, "/eligibility/check/")
            form = browser.page.forms[-1].data({":proof": solved(browser)})

    assert Submission.objects.count() == 1


def test_default_limits_let_a_whole_ward_through(settings: Settings) -> None:
    """30 people send within a minute from one IP address, and 60 begin."""
    sends = Rate(settings.SENDS_AT_ONCE, timedelta(seconds=settings.SEND_INTERVAL_SECONDS))
    starts = Rate(settings.STARTS_AT_ONCE, timedelta(seconds=settings.START_INTERVAL_SECONDS))
    assert all(rate_limit.allow_attempt("send/client", "ward", sends) for _ in range(30))
    assert all(rate_limit.allow_attempt("start/client", "ward", starts) for _ in range(60))


def test_hidden_field_is_hidden_from_people_and_their_tools(browser: PlainBrowser) -> None:
    """The hidden field is out of reach for the eye, the keyboard, screen readers and password managers."""
    begun(browser)
    decoy: Any = re.search(r'<div class="hidden" aria-hidden="true">.*?<input ([^>]+)>', browser.text, re.DOTALL)
    for attribute in ('name="remark"', 'tabindex="-1"', 'autocomplete="off"', "data-1p-ignore", 'data-lpignore="true"'):
        assert attribute in decoy[1]
