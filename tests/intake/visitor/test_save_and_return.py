"""A code or a link opens a saved draft on any device; the database alone does not."""

import smtplib
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings as site_settings
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from intake.encryption import primitives
from intake.models import Draft, QuestionnaireVersion, RateLimit
from intake.questionnaires import publishing
from intake.token_sessions import drafts, return_codes
from intake.visitor import actions
from tests.intake import builders
from tests.intake.definitions import group, made_of, one_of, text
from tests.intake.health_words import find_health_words
from tests.intake.plain_browser import PlainBrowser
from tests.intake.visitor_client import come_back, list_codes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_starter")]


def at_the_third_step(browser: PlainBrowser) -> PlainBrowser:
    browser.open("/eligibility/").send().send(respondent="me")
    return browser.send_filled({"age-band": "35-44"})


def ask_for_mail(browser: PlainBrowser, address: str) -> None:
    browser.page.forms.pop()  # the last one clears the device
    browser.send(email=address)


# --- The code --------------------------------------------------------------------------------------------------------


def test_code_opens_the_saved_step_on_another_device(browser: PlainBrowser) -> None:
    at_the_third_step(browser).send(button=":later", **{"three-months": "yes"})
    assert browser.path == "/eligibility/later/"
    other = come_back(list_codes(browser)[0].lower().replace("-", " "))

    assert other.path == "/eligibility/questions/duration/"
    assert other.page.forms[-1].data({})["three-months"] == ["yes"]  # chosen, but not sent yet
    other.send()
    assert other.path == "/eligibility/questions/daily-life/"


def test_unfinished_page_is_no_answer(browser: PlainBrowser) -> None:
    at_the_third_step(browser).send(button=":later", **{"three-months": "no"})
    token = browser.client.cookies["answers"].value

    assert "three-months" not in drafts.read_draft_answers(drafts.find_draft(token), token)


def test_saving_an_empty_or_invalid_page_gives_no_error(browser: PlainBrowser) -> None:
    at_the_third_step(browser).send(button=":later")
    assert browser.path == "/eligibility/later/"
    token = browser.client.cookies["answers"].value
    browser.client.post("/eligibility/questions/duration/", {":later": "1", "three-months": "maybe"})

    assert drafts.read_unfinished_pages(drafts.find_draft(token), token)["duration"][":typed"]["three-months"] == []


def test_saving_twice_gives_the_same_code(browser: PlainBrowser) -> None:
    at_the_third_step(browser).open("/eligibility/later/")
    assert browser.page.heading == "Save and come back later"
    assert Draft.objects.get().code_hash == ""
    browser.send()
    first = list_codes(browser)[0]
    browser.open("/eligibility/questions/duration/").send(button=":later")

    assert list_codes(browser)[0] == first


def test_code_works_until_the_announced_time(browser: PlainBrowser) -> None:
    begun = timezone.now()
    with time_machine.travel(begun + timedelta(days=6), tick=False) as clock:
        with time_machine.travel(begun, tick=False):
            at_the_third_step(browser)
        browser.send(button=":later")
        code, kept_until = list_codes(browser)[0], timezone.now() + site_settings.DRAFT_LIFETIME
        assert f"until {kept_until:%-d %B %Y, %H:%M} UTC" in browser.text
        assert browser.client.cookies["answers"]["max-age"] == site_settings.DRAFT_LIFETIME.total_seconds()

        clock.move_to(kept_until - timedelta(seconds=1))
        assert come_back(code).path == "/eligibility/questions/duration/"
        assert drafts.delete_expired_drafts() == 0
        clock.move_to(kept_until + timedelta(seconds=1))
        assert "This code does not work" in come_back(code).text
        assert drafts.delete_expired_drafts() == 1


def test_database_alone_opens_no_draft(browser: PlainBrowser) -> None:
    at_the_third_step(browser).send(button=":later")
    token, code = browser.client.cookies["answers"].value, list_codes(browser)[0]
    [row] = Draft.objects.values()
    stored = b"".join(
        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode() for value in row.values()
    )

    for secret in (token, code, code.replace("-", ""), "35-44"):
        assert secret.encode() not in stored
    context = primitives.build_seal_context("draft", row["id"], "token")
    with pytest.raises(primitives.SealError):
        primitives.unseal_bytes(bytes.fromhex(row["code_hash"]), row["sealed_token"], context=context)


def test_sending_and_clearing_end_the_code(version: QuestionnaireVersion, browser: PlainBrowser) -> None:
    draft, token = builders.make_draft(version)
    sent = return_codes.save_for_return(draft, token)
    actions.submit_draft(draft=draft, token=token)
    at_the_third_step(browser).send(button=":later")
    cleared = list_codes(browser)[0]
    browser.open("/eligibility/leave/").send()

    for code in (sent, cleared):
        assert "This code does not work" in come_back(code).text
    with pytest.raises(drafts.DraftConsumed):
        return_codes.save_for_return(draft, token)
    Draft.objects.all().delete()
    with pytest.raises(drafts.DraftNotFound):
        return_codes.save_for_return(draft, token)


def test_starting_again_deletes_only_drafts_without_a_code(browser: PlainBrowser) -> None:
    at_the_third_step(browser).open("/eligibility/")
    assert "your answers so far will be deleted" in browser.text
    browser.send(button="again")
    assert browser.path == "/eligibility/questions/who/"
    assert Draft.objects.count() == 1

    browser.send(button=":later", respondent="me")
    code = list_codes(browser)[0]
    browser.open("/eligibility/")
    assert "your code will still open the answers you saved" in browser.text
    browser.send(button="again")
    assert browser.path == "/eligibility/questions/who/"
    assert come_back(code).page.forms[-1].data({})["respondent"] == ["me"]
    assert Draft.objects.count() == 2


def test_device_can_be_cleared_and_the_draft_kept(browser: PlainBrowser) -> None:
    at_the_third_step(browser).send(button=":later")
    code = list_codes(browser)[0]
    browser.send(button="keep")

    assert browser.page.heading == "Nothing is stored on this device"
    assert browser.open("/eligibility/questions/duration/").path == "/eligibility/"
    assert come_back(code).path == "/eligibility/questions/duration/"


def test_code_returns_to_its_questionnaire_and_language(browser: PlainBrowser) -> None:
    sleep = made_of(group("night", one_of("rest", "good", "bad", required=True)), group("words", text("dream")))
    publishing.publish_definition(slug="sleep", title="Your sleep", definition=sleep)
    browser.open("/de/eligibility/sleep/").send().send(rest="bad").send(button=":later")
    other = come_back(list_codes(browser)[0])

    assert other.path == "/de/eligibility/sleep/questions/words/"
    assert other.client.cookies["answers-sleep.de"]["path"] == "/de/eligibility/sleep/"


@pytest.mark.parametrize("code", ["", "K7NM", "0" * 20, "C" * 21, "é" * 20, "\0" * 20, "C" * 5000])
def test_invalid_code_is_an_error_on_its_field(code: str) -> None:
    browser = come_back(code)

    # What is too long for a cookie is shown on the page at once.
    assert browser.response.status_code == (422 if len(code) > 1000 else 200)
    assert browser.page.title.startswith("Error: ")
    assert "#id_code" in browser.page.links.values()
    assert not RateLimit.objects.exists()


def test_attempts_are_limited() -> None:
    browser = PlainBrowser().open("/eligibility/back/")
    put_off = ["wait a few minutes" in browser.send(code="C" * 20).text for _ in range(12)]

    assert put_off == [False] * 10 + [True] * 2


def test_code_and_token_are_in_no_url_and_pages_are_not_cached(browser: PlainBrowser) -> None:
    at_the_third_step(browser).send(button=":later")
    code = list_codes(browser)[0]
    link = next(address for address in browser.page.links.values() if "/back/" in address)

    assert urlsplit(link).fragment == code
    assert code not in link.partition("#")[0]
    assert browser.client.cookies["answers"].value not in browser.text
    other = come_back(code)
    for response in (browser.response, other.response, PlainBrowser().open("/eligibility/back/").response):
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Robots-Tag"] == "noindex"
    assert not any(code in address for address in (*browser.past, *other.past))


# --- The link by email ----------------------------------------------------------------------------------------------


def test_email_contains_the_link_and_no_health_word(browser: PlainBrowser) -> None:
    at_the_third_step(browser).send(button=":later")
    code = list_codes(browser)[0]
    ask_for_mail(browser, "ada@example.org")
    [message] = mail.outbox
    html = message.alternatives[0][0]

    assert "We have sent the link" in browser.text
    assert message.to == ["ada@example.org"]
    assert f"{site_settings.BASE_URL}/eligibility/back/#{code}" in message.body
    assert f'href="{site_settings.BASE_URL}/eligibility/back/#{code}"' in html
    for part in (message.subject, message.body, html):
        assert find_health_words(part, link="/eligibility/back/") == []


def test_email_address_is_not_stored(browser: PlainBrowser) -> None:
    at_the_third_step(browser).send(button=":later")
    ask_for_mail(browser, "canary-5d41@example.org")
    rows = [*Draft.objects.values(), *RateLimit.objects.values()]

    assert len(mail.outbox) == 1
    assert "canary-5d41" not in str(rows)


class BrokenBackend(BaseEmailBackend):
    """A mail server that quotes the address in its refusal."""

    def send_messages(self, messages: Any) -> int:
        raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: (550, b"no such user canary-5d41@example.org")})


def test_failed_email_is_reported_and_its_address_not_logged(
    browser: PlainBrowser, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.BrokenBackend"
    at_the_third_step(browser).send(button=":later")
    code = list_codes(browser)[0]
    ask_for_mail(browser, "canary-5d41@example.org")

    assert "could not send the email" in browser.text
    assert list_codes(browser)[0] == code
    assert "canary-5d41" not in caplog.text


@pytest.mark.parametrize("address", ["", "ada", "ada@example.org\r\nBcc: x@example.org", "a" * 400 + "@example.org"])
def test_invalid_email_is_an_error_on_its_field(browser: PlainBrowser, address: str) -> None:
    at_the_third_step(browser).send(button=":later")
    ask_for_mail(browser, address)

    assert browser.page.title.startswith("Error: ")
    assert mail.outbox == []


def test_emails_to_one_address_are_limited(browser: PlainBrowser) -> None:
    at_the_third_step(browser).send(button=":later")
    put_off = []
    for address in ("ada@example.org", "Ada@example.org", "ADA@EXAMPLE.ORG", "ada@example.org"):
        ask_for_mail(browser.open("/eligibility/later/"), address)
        put_off.append("We have already sent this several times" in browser.text)

    assert put_off == [False, False, False, True]
    assert len(mail.outbox) == 3
