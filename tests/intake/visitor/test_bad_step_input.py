"""Old, foreign and repeated requests lead to a clear page, and no answer is lost, mixed up or doubled."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

import intake.starter
from intake.encryption import submission_keys
from intake.models import Delivery, Draft, Submission
from intake.questionnaires import publishing
from intake.token_sessions import drafts
from tests.intake.definitions import group, made_of, one_of
from tests.intake.plain_browser import PlainBrowser
from tests.intake.visitor_client import ADA, read_stored_answers, save_all_answers, token_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_starter")]


def answered(browser: PlainBrowser) -> PlainBrowser:
    """Open the check page with all of Ada's answers."""
    browser.open("/eligibility/").send()
    save_all_answers(browser.client)
    return browser.open("/eligibility/check/")


def test_clock_set_back_loses_and_doubles_nothing(browser: PlainBrowser) -> None:
    answered(browser)
    with time_machine.travel(timezone.now() - timedelta(days=400)):
        browser.open("/eligibility/questions/age/?change=1").send_filled({"age-band": "18-24"})
        assert browser.path == "/eligibility/check/"
        browser.send()
        browser.send_again()
        assert drafts.delete_expired_drafts() == 0

    assert (Submission.objects.count(), Delivery.objects.count()) == (1, 2)
    submission = Submission.objects.get()
    assert submission_keys.read_answers(submission, submission_keys.unwrap_data_key(submission)) == {
        **ADA,
        "age-band": "18-24",
    }


def test_clock_set_back_does_not_extend_a_code(browser: PlainBrowser) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=400)):
        answered(browser).open("/eligibility/later/").send()
    draft = Draft.objects.get()

    assert draft.expires_at < timezone.now() - timedelta(days=400) + settings.DRAFT_LIFETIME + timedelta(minutes=1)
    assert browser.open("/eligibility/later/").page.heading == "We cannot find your answers"


def test_draft_that_expires_under_an_open_page_sends_nothing(browser: PlainBrowser) -> None:
    token = token_of(answered(browser).client)
    with time_machine.travel(timezone.now() + settings.DRAFT_LIFETIME + timedelta(seconds=1)):
        for address in ("check/", "questions/age/", "later/"):
            browser.client.cookies["answers"] = token
            response = browser.client.post(f"/eligibility/{address}", browser.page.forms[-1].data({}))
            assert response["Location"] == "/eligibility/?gone"
            assert browser.client.get("/eligibility/?gone").status_code == 410
    assert not Submission.objects.exists()


def test_form_posted_to_another_questionnaire_mixes_no_answers(browser: PlainBrowser) -> None:
    other = made_of(group("age", one_of("age-band", "35-44", "65-plus", required=True)))
    publishing.publish_definition(slug="other", title="Other", definition=other)
    answered(browser)
    stray = PlainBrowser()
    stray.client.cookies = browser.client.cookies
    stray.open("/eligibility/other/").send()
    form = stray.page.forms[-1].data({"age-band": "65-plus"})
    response = browser.client.post("/eligibility/questions/age/", form | {"fatigue-severity": ["none"]})

    assert response.status_code == 303
    assert read_stored_answers(browser.client) == {**ADA, "age-band": "65-plus"}
    draft = Draft.objects.get(version__questionnaire__slug="other")
    assert draft.revision == 0


def test_token_in_the_cookie_of_another_questionnaire_keeps_its_own_questions(
    browser: PlainBrowser,
) -> None:
    other = made_of(group("only", one_of("colour", "red", "blue", required=True)))
    publishing.publish_definition(slug="other", title="Other", definition=other)
    answered(browser)
    browser.client.cookies["answers-other"] = token_of(browser.client)

    assert browser.client.get("/eligibility/other/questions/only/").status_code == 404
    assert browser.open("/eligibility/other/check/").page.heading == "Check your answers"
    browser.send()
    assert Submission.objects.get().version.questionnaire.slug == intake.starter.STARTER_SLUG


def test_two_windows_that_send_make_one_submission(browser: PlainBrowser) -> None:
    answered(browser)
    other = PlainBrowser()
    other.client.cookies = browser.client.cookies
    other.open("/eligibility/check/")
    browser.send()
    other.send()

    assert (browser.path, other.path) == ("/eligibility/confirmation/",) * 2
    assert (Submission.objects.count(), Delivery.objects.count()) == (1, 2)


def test_saving_for_later_after_sending_leads_to_the_confirmation(browser: PlainBrowser) -> None:
    answered(browser).open("/eligibility/later/")
    address, data = "/eligibility/later/", browser.page.forms[-1].data({})
    browser.open("/eligibility/check/").send()

    assert browser.client.post(address, data).headers["Location"] == "/eligibility/confirmation/"
    assert Draft.objects.get().code_hash == ""
