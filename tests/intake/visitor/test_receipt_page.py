"""The receipt to keep, the links between the pages of the two codes, and what the pages say after leaving."""

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


def test_it_says_when_and_where_for_who_prints_it(sent: PlainBrowser) -> None:
    told = read_words(sent.text)
    assert f"{site_settings.BASE_URL}/eligibility/yours/" in told
    assert re.search(r"Sent \d{1,2} \w+ \d{4}, \d\d:\d\d \w+", told)


def test_it_can_be_saved_without_scripts_and_by_the_sender_alone(sent: PlainBrowser) -> None:
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


def test_clearing_the_device_is_asked_about_first(sent: PlainBrowser) -> None:
    assert [control for form in sent.page.forms for control in form.controls] == []
    sent.follow("I have saved both. Clear this device")
    assert "write both down first" in read_words(sent.text)
    assert Submission.objects.get().erased_at is None
    sent.send()
    assert "The clinic has what you sent." in read_words(sent.text)
    assert "There are no answers on this device" not in read_words(sent.text)


def test_it_speaks_of_calling_only_where_there_is_a_number(sent: PlainBrowser, settings: Any) -> None:
    assert "call" not in read_words(sent.text).replace("call you if you gave a phone number", "")
    give_a_number(sent)
    assert "or call us: 020 7946 0000." in read_words(sent.open("/eligibility/confirmation/").text)


def test_whoever_comes_too_late_for_the_code_reads_whom_to_ask(sent: PlainBrowser) -> None:
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
def test_nobody_is_promised_to_be_written_to_who_gave_no_way_to(phone: str) -> None:
    anonymous = made_of(group("only", one_of("colour", "red", "blue")))
    publishing.publish_definition(slug="anonymous", title="Anonymous", definition=anonymous)
    browser = PlainBrowser().open("/eligibility/anonymous/").send().send(colour="red").send()
    give_a_number(browser)
    told = read_words(browser.open("/eligibility/anonymous/confirmation/").text)
    assert "They reply on your own page." in told
    assert "You will find the reply there within 5 working days." in told
    for untrue in ("They write to", "You will hear from us"):
        assert untrue not in told


def test_a_number_alone_is_a_way_to_be_reached() -> None:
    telephone = {"url": "https://fibro.example/fhir/text-format", "valueCode": "phone"}
    by_phone = made_of(group("only", text("number", extension=[telephone])))
    publishing.publish_definition(slug="by-phone", title="By telephone", definition=by_phone)
    browser = PlainBrowser().open("/eligibility/by-phone/").send().send(number="020 7946 0000").send()
    assert "call you if you gave a phone number" in read_words(browser.text)


# --- Which code is which ---------------------------------------------------------------------------------------------


def test_a_receipts_code_at_the_door_for_drafts_leads_on_to_the_own_page(sent: PlainBrowser) -> None:
    other = PlainBrowser().open("/eligibility/back/").send(code=list_codes(sent)[-1])
    assert other.page.title.startswith("Error: ")
    assert other.page.links["Go to your own page"] == "/eligibility/yours/"


def test_a_drafts_code_at_the_own_page_leads_on_to_the_draft() -> None:
    other = PlainBrowser().open("/eligibility/yours/").send(reference="CCCC-CCCC", code="CCCC-CCCC-CCCC-CCCC-CCCC")
    assert other.page.title.startswith("Error: ")
    assert other.page.links["Return to a form I saved"] == "/eligibility/back/"


@pytest.mark.parametrize("path", ["/eligibility/", "/references/", "/eligibility/back/", "/no-such-page/"])
def test_the_own_page_can_be_found_from_everywhere(path: str) -> None:
    assert 'href="/eligibility/yours/"' in PlainBrowser().open(path).text


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("CCCC-CCCC-CCCC-CCCC-CCCO", "Your code: check what you entered; it cannot contain “O”"),
        ("ccc1-cccc-cccc-ccc0-cccc", "Your code: check what you entered; it cannot contain “1”, “0”"),
        ("CCCC-CCCC", "Your code: check it and enter all 20 letters and numbers"),
    ],
)
def test_what_is_wrong_with_a_code_is_said(code: str, told: str) -> None:
    assert told in read_words(PlainBrowser().open("/eligibility/back/").send(code=code).text)


# --- After leaving ---------------------------------------------------------------------------------------------------


def test_who_saved_for_later_and_cleared_is_told_that_the_answers_wait() -> None:
    browser = PlainBrowser().open("/eligibility/").send()
    browser.send_filled(form_data("who"), button=":later")
    browser.send(button="keep")
    assert "Your answers are saved on our server. Use your code to open them again." in read_words(browser.text)
    assert "There are no answers on this device" not in read_words(browser.text)


def test_who_cleared_is_told_that_it_is_gone() -> None:
    browser = PlainBrowser().open("/eligibility/").send().open("/eligibility/leave/").send()
    assert "Your answers have been deleted" in read_words(browser.text)


def test_the_start_after_sending_does_not_offer_to_begin_as_if_nothing_had_happened(sent: PlainBrowser) -> None:
    told = read_words(sent.open("/eligibility/").text.partition("<main")[2])
    assert "You have already sent this form." in told
    assert "Fill in another form" in told
    assert " Start " not in told.partition("If you need help")[0]
    sent.send()
    assert sent.path == "/eligibility/questions/who/"


# --- While answering -------------------------------------------------------------------------------------------------


def test_who_does_not_agree_is_shown_other_ways() -> None:
    browser = begun(consent={"consent-assessment": ""})
    told = read_words(browser.text)
    assert "If you do not want to agree" in told
    assert "talk to your doctor" in told
    assert "call the clinic:" not in told


def test_a_helpers_browser_does_not_offer_the_helpers_name_for_the_patients() -> None:
    browser = PlainBrowser().open("/eligibility/").send()
    for step in STEPS:
        if step == "contact":
            break
        browser.send_filled(form_data(step, **({"respondent": "other"} if step == "who" else {})))
    [patient] = re.findall(r'<input[^>]*name="name"[^>]*>', browser.text)
    [helper] = re.findall(r'<input[^>]*name="helper-name"[^>]*>', browser.text)
    assert 'autocomplete="off"' in patient
    assert 'autocomplete="name"' in helper


def test_a_mistyped_address_is_asked_about_and_not_refused() -> None:
    browser = begun(contact={"email": "ada@gmial.com"})
    assert browser.path == "/eligibility/check/"
    assert "Did you mean ada@gmail.com? If so, please change it." in read_words(browser.text)
    browser.send()
    assert browser.path == "/eligibility/confirmation/"


def test_an_address_at_a_machine_of_nobodys_is_refused() -> None:
    browser = PlainBrowser().open("/eligibility/").send()
    for step in STEPS:
        browser.send_filled(form_data(step, **({"email": "x@localhost"} if step == "contact" else {})))
        if step == "contact":
            break
    assert "enter a full email address, for example name@example.org" in read_words(browser.text)


def test_all_steps_stand_under_four_headings() -> None:
    headings = re.findall(r"<h2[^>]*>([^<]+)</h2>", begun().text.partition("<main")[2])
    assert headings[:5] == [
        "Who this is about",
        "How you are",
        "How we can contact you",
        "What you agree to",
        "Send your answers",
    ]


def test_looking_at_the_form_leaves_no_cookie_behind_the_window() -> None:
    cookie = PlainBrowser().open("/eligibility/").client.cookies["csrf"]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
