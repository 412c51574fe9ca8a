"""The number and the size of drafts are limited, and no limit costs anybody their answers."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from intake.antispam.rate_limit import Rate
from intake.models import Draft, QuestionnaireVersion, Submission
from intake.token_sessions import drafts, return_codes
from tests.intake import builders
from tests.intake.antispam.solving import asked, send_solved
from tests.intake.plain_browser import PlainBrowser

pytestmark = pytest.mark.django_db

LATER = "Please try again later"


def leave_empty(version: QuestionnaireVersion, *, hours: int) -> Draft:
    draft, _token = drafts.create_draft(version=version, language="en")
    Draft.objects.filter(pk=draft.pk).update(created_at=timezone.now() - timedelta(hours=hours))
    return draft


def test_when_drafts_are_full_only_old_empty_ones_are_deleted(version: QuestionnaireVersion, settings: Any) -> None:
    answered, token = builders.make_draft(version)
    empty, fresh = leave_empty(version, hours=2), leave_empty(version, hours=0)
    unfinished, unfinished_token = drafts.create_draft(version=version, language="en")
    drafts.autosave_page(unfinished, unfinished_token, "pain", {"pain.when": "day"})
    kept, kept_token = drafts.create_draft(version=version, language="en")
    return_codes.save_for_return(kept, kept_token)
    Draft.objects.exclude(pk=fresh.pk).update(created_at=timezone.now() - timedelta(hours=2))
    settings.DRAFTS_AT_MOST = 5
    new, _token = drafts.create_draft(version=version, language="en")

    assert set(Draft.objects.all()) == {answered, fresh, unfinished, kept, new}
    assert empty not in Draft.objects.all()
    with pytest.raises(drafts.DraftsFull):
        drafts.create_draft(version=version, language="en")
    assert drafts.read_draft_answers(drafts.find_draft(token), token) == builders.ANSWERS


def test_when_drafts_are_full_nobody_can_start_and_nobody_loses_answers(
    answered_browser: PlainBrowser, settings: Any
) -> None:
    settings.DRAFTS_AT_MOST = 1
    other = PlainBrowser().open("/eligibility/").send()

    assert (other.response.status_code, other.page.heading) == (503, LATER)
    assert other.response.headers["Retry-After"]
    assert "call the clinic" not in other.text
    answered_browser.open("/eligibility/").send(button="again")  # starting again fails, and the draft is kept
    assert answered_browser.page.heading == LATER
    answered_browser.open("/eligibility/check/").send()
    assert Submission.objects.count() == 1
    other.open("/eligibility/").send()
    assert other.path == "/eligibility/questions/who/"


def test_health_is_degraded_when_drafts_are_full(
    answered_browser: PlainBrowser, settings: Any, dora_client: Client
) -> None:
    settings.DRAFTS_AT_MOST = 1
    assert dora_client.get("/health/ready/").json()["status"] == "degraded"


def test_program_that_solves_every_challenge_is_limited_in_the_end(
    published_starter: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.STARTS_AT_ONCE = 0
    monkeypatch.setattr("intake.antispam.guard.CLIENT_CHALLENGE_RATE", Rate(at_once=3, interval=timedelta(hours=1)))
    seen = []
    for _ in range(5):
        browser = PlainBrowser().open("/eligibility/").send()
        assert asked(browser)
        send_solved(browser)
        seen.append(browser.response.status_code)

    assert seen == [200, 200, 200, 429, 429]
    assert Draft.objects.count() == 3
    elsewhere = PlainBrowser()
    elsewhere.client.defaults["REMOTE_ADDR"] = "192.0.2.9"
    send_solved(elsewhere.open("/eligibility/").send())
    assert elsewhere.path == "/eligibility/questions/who/"


def test_too_large_draft_is_refused_and_keeps_its_answers(version: QuestionnaireVersion, settings: Any) -> None:
    settings.DRAFT_KILOBYTES = 4
    draft, token = builders.make_draft(version)
    with pytest.raises(drafts.DraftTooLarge):
        drafts.save_answers(draft, token, lambda answers: answers | {"night.words": "x" * 4096})
    with pytest.raises(drafts.DraftTooLarge):
        drafts.autosave_page(draft, token, "night", {"night.words": "x" * 4096})
    assert drafts.read_draft_answers(drafts.find_draft(token), token) == builders.ANSWERS
    assert drafts.read_unfinished_pages(drafts.find_draft(token), token) == {}


def test_page_says_that_the_text_is_too_long_to_save(answered_browser: PlainBrowser, settings: Any) -> None:
    settings.DRAFT_KILOBYTES = 2
    for button in (None, ":later"):
        answered_browser.open("/eligibility/questions/story/").send(button=button, **{"own-words": "x" * 1900})
        assert answered_browser.response.status_code == 422
        assert "too long to save" in answered_browser.text
    meanwhile = answered_browser.client.post(
        "/eligibility/questions/story/",
        {
            "own-words": "x" * 1900,
            ":revision": "1",
            "csrfmiddlewaretoken": answered_browser.client.cookies["csrf"].value,
        },
        headers={"accept": "application/json"},
    )
    assert meanwhile.status_code == 413
