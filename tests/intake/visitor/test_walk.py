"""A visitor's whole path through the pages in a browser without scripts."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import intake.starter
from intake.encryption import submission_keys
from intake.engine.assessment import assess_answers
from intake.models import AuditEntry, Draft, Submission
from intake.questionnaires import publishing
from tests.intake.definitions import group, made_of, one_of
from tests.intake.plain_browser import PlainBrowser
from tests.intake.visitor_client import (
    ADA,
    STEP_NAMES,
    answers_of,
    begin,
    begun,
    counted,
    form_data,
    list_codes,
    walk,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_starter")]


def test_visitor_gets_from_the_start_page_to_the_confirmation(browser: PlainBrowser) -> None:
    walk(begin(browser))
    assert browser.page.heading == "Check your answers"
    browser.send()
    submission = Submission.objects.get()

    assert browser.path == "/eligibility/confirmation/"
    assert browser.page.heading == "Your answers have been sent"
    assert list_codes(browser)[0] == submission.reference
    assert answers_of(submission) == ADA
    assert (submission.outcome, submission.urgency, submission.language) == ("likely-suitable", "routine", "en")
    assert {delivery.channel for delivery in submission.deliveries.all()} == {"staff-email", "visitor-email"}
    assert AuditEntry.objects.get().reference == submission.reference


def test_visitors_code_opens_the_answers(browser: PlainBrowser) -> None:
    walk(begin(browser)).send()
    submission = Submission.objects.get()
    data_key = submission_keys.unwrap_data_key_by_code(submission, list_codes(browser)[1])

    assert submission_keys.read_answers(submission, data_key) == ADA


def test_sealed_assessment_follows_the_rules(browser: PlainBrowser) -> None:
    walk(begin(browser), signs=["nerves"]).send()
    submission = Submission.objects.get()
    definition = publishing.get_definition(submission.version)

    stored = submission_keys.read_assessment(submission, submission_keys.unwrap_data_key(submission))
    assert stored == assess_answers(definition, answers_of(submission)).to_json()
    assert (submission.outcome, submission.urgency) == ("needs-a-human", "urgent")


def test_draft_continues_with_the_version_it_began_with(browser: PlainBrowser) -> None:
    begun(browser, at="mood")
    began_with = Draft.objects.get().version
    other = made_of(group("only", one_of("colour", "red", "blue", required=True)))
    publishing.publish_definition(slug=intake.starter.STARTER_SLUG, title="Other", definition=other, is_default=True)
    for step in STEP_NAMES[STEP_NAMES.index("mood") :]:
        browser.send_filled(form_data(step))
    browser.send()

    assert Submission.objects.get().version == began_with
    assert begin(PlainBrowser()).path == "/eligibility/questions/only/"


def test_german_form_has_the_same_steps_and_german_contacts(browser: PlainBrowser) -> None:
    browser.open("/de/eligibility/")
    assert "0800 1110111" in browser.text
    browser.send()
    assert browser.client.cookies["answers.de"]["path"] == "/de/eligibility/"
    for step in STEP_NAMES:
        assert browser.path == f"/de/eligibility/questions/{step}/"
        browser.send_filled(form_data(step))
    browser.send()

    assert browser.path == "/de/eligibility/confirmation/"
    assert Submission.objects.get().language == "de"


def test_pages_are_not_cached_or_indexed_and_contain_no_token(browser: PlainBrowser) -> None:
    begin(browser)
    cookie = browser.client.cookies["answers"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/eligibility/", True, "Lax")
    for step in STEP_NAMES:
        assert browser.response.headers["Cache-Control"] == "no-store"
        assert browser.response.headers["X-Robots-Tag"] == "noindex"
        assert browser.response.headers["Referrer-Policy"] == "same-origin"
        assert cookie.value not in browser.text
        assert cookie.value not in browser.url
        browser.send_filled(form_data(step))
    assert cookie.value not in browser.text
    browser.send()
    assert cookie.value not in browser.text
    assert "session" not in browser.client.cookies


def test_cookie_is_secure_over_https(settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = True
    client = Client()
    client.post("/eligibility/")

    assert client.cookies["__Secure-answers"]["secure"]
    assert client.get("/eligibility/questions/who/").status_code == 200


def test_step_takes_at_most_6_queries_and_sending_at_most_12(browser: PlainBrowser) -> None:
    begin(browser)
    for step in STEP_NAMES:
        with CaptureQueriesContext(connection) as getting:
            browser.client.get(browser.url)
        form = browser.page.forms[-1]
        with CaptureQueriesContext(connection) as posting:
            browser.client.post(browser.url, form.data(form_data(step)))
        assert (counted(getting) <= 6, counted(posting) <= 6) == (True, True)
        browser.send_filled(form_data(step))
    with CaptureQueriesContext(connection) as sending:
        browser.client.post(browser.url, browser.page.forms[-1].data({}))

    assert Submission.objects.count() == 1
    assert counted(sending) <= 12
