"""The start page, and how it continues or replaces a draft."""

from typing import Any

import pytest

import intake.starter
from intake.engine.definition import Definition
from intake.models import Draft, Submission
from intake.questionnaires import publishing
from tests.intake.plain_browser import PlainBrowser
from tests.intake.visitor_client import ADA, STEP_NAMES, answers_of, begun, form_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_starter")]


def test_start_page_shows_duration_and_contacts_before_the_form(browser: PlainBrowser) -> None:
    browser.open("/eligibility/")
    help_at, form_at = browser.text.index("999"), browser.text.index("<form")

    assert "about 10 minutes" in browser.text
    assert help_at < form_at
    assert "116 123" in browser.text
    assert "reads this form around the clock" in browser.text
    assert not Draft.objects.exists()


def test_returning_visitor_continues_where_they_left(browser: PlainBrowser) -> None:
    begun(browser, at="mood").open("/eligibility/")
    assert "already started" in browser.text
    browser.send()
    assert browser.path == "/eligibility/questions/mood/"

    browser.open("/eligibility/").send(button="again")
    assert browser.path == "/eligibility/questions/who/"
    assert Draft.objects.count() == 1


def test_withdrawn_questionnaire_takes_no_new_drafts_and_lets_others_finish(browser: PlainBrowser) -> None:
    begun(browser, at="mood")
    publishing.withdraw_questionnaire(slug=intake.starter.STARTER_SLUG)
    newcomer = PlainBrowser().open("/eligibility/")
    assert newcomer.response.status_code == 503
    assert newcomer.page.heading == "This form is closed at the moment"
    assert newcomer.client.get("/eligibility/questions/who/").status_code == 303

    browser.open("/eligibility/").follow("Continue where I left off")
    for step in STEP_NAMES[STEP_NAMES.index("mood") :]:
        browser.send_filled(form_data(step))
    browser.send()
    assert answers_of(Submission.objects.get()) == ADA


def test_published_definition_names_the_clinic(settings: Any) -> None:
    definition = Definition.from_json(intake.starter.build_starter_definition())

    assert definition.consents[0].controller == settings.WAGTAIL_SITE_NAME
    assert settings.WAGTAIL_SITE_NAME in definition.question("consent-assessment").text


def test_start_page_may_be_indexed(browser: PlainBrowser) -> None:
    browser.open("/eligibility/")
    assert browser.response.headers["X-Robots-Tag"] == "all"
    assert 'content="noindex"' not in browser.text
