"""The receipt, the links between the pages of the two codes, and the messages after leaving."""

import re
from typing import Any

import pytest
from django.conf import settings as site_settings

from articles.models import ClinicSettings
from intake.models import Submission
from intake.questionnaires import publishing
from tests.intake.definitions import group, made_of, one_of, text
from tests.intake.plain_browser import PlainBrowser, read_words
from tests.intake.visitor_client import STEPS, form_data, list_codes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def starter(published_starter: None, settings: Any) -> None:
    settings.LEAST_SECONDS_A_STEP = 0


def begun(**changed: dict[str, Any]) -> PlainBrowser:
    browser = PlainBrowser().open("/eligibility/").send()
    for step in STEPS:
        browser.send_filled(form_data(step, **changed.get(step, {})))
    return browser


@pytest.fixture
def sent() -> PlainBrowser:
    return begun().send()


# --- The receipt -----------------------------------------------------------------------------------------------------


def test_receipt_shows_time_and_url_for_printing(sent: PlainBrowser) -> None:
    told = read_words(sent.text)
    assert f"{site_settings.BASE_URL}/eligibility/yours/" in told
    assert re.search(r"Sent \d{1,2} \w+ \d{4}, \d\d:\d\d \w+", told)


def test_receipt_can_be_downloaded_by_the_sender_only(sent: PlainBrowser) -> None:
    code, reference = list_codes(sent)[-1], Submission.objects.get().reference
    file = sent.client.get(sent.page.links["Save as a file"])
    text = file.content.decode()
    assert file["Content-Disposition"] == f'attachment; filename="{reference}.txt"'
    assert (file["Cache-Control"], file["X-Robots-Tag"]) == ("no-store", "noindex")
    assert file["Content-Type"] == "text/plain; charset=utf-8"
    for part in (code, reference, f"{site_settings.BASE_URL}/eligibility/yours/"):
        assert part in text
    assert code in sent.open("/eligibility/confirmation/").text

    other = PlainBrowser()
    assert other.client.get("/eligibility/confirmation/receipt.txt").status_code == 303
    other.client.cookies["answers"] = sent.client.cookies["answers"].value
    other.open("/eligibility/confirmation/receipt.txt")
    assert other.response.status_code == 410
    assert code not in other.text


def test_clearing_the_device_asks_for_confirmation(sent: PlainBrowser) -> None:
    assert [control for form in sent.page.forms for control in form.controls] == []
    sent.follow("I have saved both. Clear this device")
    assert "write both down first" in read_words(sent.text)
    assert Submission.objects.get().erased_at is None
    sent.send()
    assert "The clinic has what you sent." in read_words(sent.text)
    assert "There are no answers on this device" not in read_words(sent.text)


def test_receipt_mentions_calling_only_with_a_phone_number(sent: PlainBrowser, settings: Any) -> None:
    assert "call" not in read_words(sent.text).replace("call you if you gave a phone number", "")
    give_a_number(sent)
    assert "or call us: 020 7946 0000." in read_words(sent.open("/eligibility/confirmation/").text)


def test_expired_receipt_says_whom_to_ask(sent: PlainBrowser) -> None:
    del sent.client.cookies["receipt"]
    told = read_words(sent.open("/eligibility/confirmation/").text)
    assert (sent.response.status_code, "ask the clinic" in told, "Call us" in told) == (410, True, False)
    give_a_number(sent)
    assert "Call us: 020 7946 0000" in read_words(sent.open("/eligibility/confirmation/").text)


def give_a_number(browser: PlainBrowser) -> None:
    clinic = ClinicSettings.for_request(browser.response.wsgi_request)  # type: ignore[attr-defined]
    clinic.phone = "020 7946 0000"
    clinic.save()


@pytest.mark.parametrize("phone", ["", "020 7946 0000"])
def test_receipt_without_contact_details_promises_no_email(phone: str) -> None:
    anonymous = made_of(group("only", one_of("colour", "red", "blue")))
    publishing.publish_definition(slug="anonymous", title="Anonymous", definition=anonymous)
    browser = PlainBrowser().open("/eligibility/anonymous/").send().send(colour="red").send()
    give_a_number(browser)
    told = read_words(browser.open("/eligibility/anonymous/confirmation/").text)
    assert "They reply on your own page." in told
    assert "You will find the reply there within 5 working days." in told
    for untrue in ("They write to", "You will hear from us"):
        assert untrue not in told


def test_phone_number_alone_is_a_contact_detail() -> None:
    telephone = {"url": "https://fibro.example/fhir/text-format", "valueCode": "phone"}
    by_phone = made_of(group("only", text("number", extension=[telephone])))
    publishing.publish_definition(slug="by-phone", title="By telephone", definition=by_phone)
    browser = PlainBrowser().open("/eligibility/by-phone/").send().send(number="020 7946 0000").send()
    assert "call you if you gave a phone number" in read_words(browser.text)


# --- The two codes ---------------------------------------------------------------------------------------------------


def test_own_code_at_the_return_form_links_to_the_own_page(sent: PlainBrowser) -> None:
    other = PlainBrowser().open("/eligibility/back/").send(code=list_codes(sent)[-1])
    assert other.page.title.startswith("Error: ")
    assert other.page.links["Go to your own page"] == "/eligibility/yours/"


def test_return_code_at_the_own_page_form_links_to_the_return_form() -> None:
    other = PlainBrowser().open("/eligibility/yours/").send(reference="CCCC-CCCC", code="CCCC-CCCC-CCCC-CCCC-CCCC")
    assert other.page.title.startswith("Error: ")
    assert other.page.links["Return to a form I saved"] == "/eligibility/back/"


@pytest.mark.parametrize("path", ["/eligibility/", "/references/", "/eligibility/back/", "/no-such-page/"])
def test_every_page_links_to_the_own_page(path: str) -> None:
    assert 'href="/eligibility/yours/"' in PlainBrowser().open(path).text


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("CCCC-CCCC-CCCC-CCCC-CCCO", "Your code: check what you entered; it cannot contain “O”"),
        ("ccc1-cccc-cccc-ccc0-cccc", "Your code: check what you entered; it cannot contain “1”, “0”"),
        ("CCCC-CCCC", "Your code: check it and enter all 20 letters and numbers"),
    ],
)
def test_invalid_code_has_a_specific_error(code: str, told: str) -> None:
    assert told in read_words(PlainBrowser().open("/eligibility/back/").send(code=code).text)


# --- After leaving ---------------------------------------------------------------------------------------------------


def test_clearing_after_saving_says_that_the_answers_are_saved() -> None:
    browser = PlainBrowser().open("/eligibility/").send()
    browser.send_filled(form_data("who"), button=":later")
    browser.send(button="keep")
    assert "Your answers are saved on our server. Use your code to open them again." in read_words(browser.text)
    assert "There are no answers on this device" not in read_words(browser.text)


def test_clearing_says_that_the_answers_are_deleted() -> None:
    browser = PlainBrowser().open("/eligibility/").send().open("/eligibility/leave/").send()
    assert "Your answers have been deleted" in read_words(browser.text)


def test_start_page_after_sending_says_that_the_form_was_sent(sent: PlainBrowser) -> None:
    told = read_words(sent.open("/eligibility/").text.partition("<main")[2])
    assert "You have already sent this form." in told
    assert "Fill in another form" in told
    assert " Start " not in told.partition("If you need help")[0]
    sent.send()
    assert sent.path == "/eligibility/questions/who/"


# --- While answering -------------------------------------------------------------------------------------------------


def test_refusing_consent_shows_alternatives() -> None:
    browser = begun(consent={"consent-assessment": ""})
    told = read_words(browser.text)
    assert "If you do not want to agree" in told
    assert "talk to your doctor" in told
    assert "call the clinic:" not in told


def test_helper_gets_no_autocomplete_for_the_patients_name() -> None:
    browser = PlainBrowser().open("/eligibility/").send()
    for step in STEPS:
        if step == "contact":
            break
        browser.send_filled(form_data(step, **({"respondent": "other"} if step == "who" else {})))
    [patient] = re.findall(r'<input[^>]*name="name"[^>]*>', browser.text)
    [helper] = re.findall(r'<input[^>]*name="helper-name"[^>]*>', browser.text)
    assert 'autocomplete="off"' in patient
    assert 'autocomplete="name"' in helper


def test_mistyped_email_gets_a_suggestion_and_is_accepted() -> None:
    browser = begun(contact={"email": "ada@gmial.com"})
    assert browser.path == "/eligibility/check/"
    assert "Did you mean ada@gmail.com? If so, please change it." in read_words(browser.text)
    browser.send()
    assert browser.path == "/eligibility/confirmation/"


def test_email_without_domain_is_refused() -> None:
    browser = PlainBrowser().open("/eligibility/").send()
    for step in STEPS:
        browser.send_filled(form_data(step, **({"email": "x@localhost"} if step == "contact" else {})))
        if step == "contact":
            break
    assert "enter a full email address, for example name@example.org" in read_words(browser.text)


def test_check_page_groups_steps_under_four_headings() -> None:
    headings = re.findall(r"<h2[^>]*>([^<]+)</h2>", begun().text.partition("<main")[2])
    assert headings[:5] == [
        "Who this is about",
        "How you are",
        "How we can contact you",
        "What you agree to",
        "Send your answers",
    ]


def test_start_page_sets_only_a_session_cookie() -> None:
    cookie = PlainBrowser().open("/eligibility/").client.cookies["csrf"]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
