"""The form in two languages: a draft keeps the language it was begun in, up to its submission, email and own page."""

import pytest
from django.core import mail
from django.test import Client

import intake.starter
from intake.delivery import emails, outbox
from intake.enums import Channel
from intake.models import Delivery, Draft, Submission
from intake.token_sessions import drafts
from tests.intake.plain_browser import PlainBrowser
from tests.intake.visitor_client import STEPS, form_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_starter")]

START = {"en": "/eligibility/", "de": "/de/eligibility/"}


def begin(browser: PlainBrowser, language: str) -> PlainBrowser:
    return browser.open(START[language]).send()


def answer_all(browser: PlainBrowser, language: str) -> None:
    begin(browser, language)
    for step in STEPS:
        browser.send_filled(form_data(step))
    assert browser.path == f"{START[language]}check/"


def test_each_url_asks_in_its_own_language(browser: PlainBrowser) -> None:
    assert begin(browser, "de").page.heading == "Um wen geht es in diesem Formular?"
    assert '<html lang="de">' in browser.text
    assert 'lang="en"' not in browser.text.partition("</head>")[2]
    assert begin(PlainBrowser(), "en").page.heading == "Who is this form about?"


def test_errors_are_in_german(browser: PlainBrowser) -> None:
    begin(browser, "de").send()
    assert browser.page.title.startswith("Fehler: ")
    assert "Um wen es geht: Wählen Sie eine Antwort" in browser.text


def test_german_submission_stays_german_up_to_the_own_page(browser: PlainBrowser) -> None:
    answer_all(browser, "de")
    assert "Prüfen Sie Ihre Antworten" in browser.text
    browser.send()
    submission = Submission.objects.get()
    assert submission.language == "de"
    assert submission.version.definition["questionnaire"]["language"] == "de"

    assert browser.page.heading == "Ihre Antworten sind abgeschickt"
    assert browser.page.links["Ihre persönliche Seite"].startswith("/de/eligibility/yours/")
    code = receipt_code(browser)

    letter = emails.build_visitor_confirmation(Delivery(submission=submission, channel=Channel.VISITOR_EMAIL, pk=1))
    assert letter.subject == f"Wir haben Ihr Formular erhalten: {submission.reference}"
    assert "/de/eligibility/yours/" in letter.body

    # A request for the English page also gets it in the language of the submission.
    elsewhere = PlainBrowser().open("/eligibility/yours/").send(reference=submission.reference, code=code)
    assert elsewhere.path == "/de/eligibility/yours/"
    assert elsewhere.page.heading == "Ihre persönliche Seite"
    elsewhere.follow("Ihre Antworten lesen oder drucken")
    assert "Oberer Rücken" not in elsewhere.text
    assert "Unterer Rücken" in elsewhere.text


def receipt_code(browser: PlainBrowser) -> str:
    [_reference, code] = [part.partition("<")[0] for part in browser.text.split('<strong class="code">')[1:]]
    return code


def test_return_email_is_german_and_links_to_the_german_form(browser: PlainBrowser) -> None:
    begin(browser, "de").send(respondent="me")
    browser.send(button=":later")
    token = browser.page.forms[0].data({})["csrfmiddlewaretoken"][0]
    browser.client.post(browser.path, {"email": "ada@example.org", "csrfmiddlewaretoken": token})
    [letter] = mail.outbox
    assert letter.subject == "Ihr Link zurück zu Ihrem Formular"
    assert "/de/eligibility/back/#" in letter.body
    draft = Draft.objects.get()
    assert draft.code_hash
    code = letter.body.partition("/back/#")[2].split()[0]

    other = PlainBrowser().open("/eligibility/back/").send(code=code)
    assert other.path == "/de/eligibility/questions/age/"


@pytest.mark.parametrize(("begun", "opened"), [("en", "de"), ("de", "en")])
def test_draft_is_found_at_the_url_of_the_other_language(browser: PlainBrowser, begun: str, opened: str) -> None:
    begin(browser, begun).send(respondent="me")
    browser.open(START[opened])
    said = {"de": "schon begonnen, auf Englisch", "en": "already started on this device, in German"}[opened]
    assert {"de": "fangen Sie auf Deutsch an", "en": "starts in English"}[opened] in browser.text
    assert said in browser.text
    browser.send()
    assert browser.path == f"{START[begun]}questions/age/"
    assert Draft.objects.get().language == begun


@pytest.mark.parametrize(("begun", "opened"), [("en", "de"), ("de", "en")])
@pytest.mark.parametrize("page", ["questions/who/", "later/", "questions/who/?change=1"])
def test_page_redirects_to_the_language_of_the_draft(browser: PlainBrowser, begun: str, opened: str, page: str) -> None:
    begin(browser, begun).send(respondent="me")
    assert browser.open(START[opened] + page).url == START[begun] + page


@pytest.mark.parametrize("step", ["a=b", "a;b", "a%3Bb", "a+b", "~a", "%C3%A4"])
@pytest.mark.parametrize("prefix", ["", "/de"])
def test_url_with_two_spellings_causes_no_redirect_loop(browser: PlainBrowser, prefix: str, step: str) -> None:
    begin(browser, "en")
    response = browser.client.get(f"{prefix}/eligibility/questions/{step}/", follow=True)
    assert response.status_code == 404


def test_starting_again_in_the_other_language_clears_the_draft(browser: PlainBrowser) -> None:
    begin(browser, "en").send(respondent="me")
    browser.open(START["de"]).send(button="again")
    assert browser.path == "/de/eligibility/questions/who/"
    draft = Draft.objects.get()
    assert (draft.language, drafts.read_draft_answers(draft, browser.client.cookies["answers.de"].value)) == ("de", {})
    assert browser.open("/eligibility/questions/who/").path == "/de/eligibility/questions/who/"


def test_form_posted_in_the_other_language_is_stored(browser: PlainBrowser) -> None:
    begin(browser, "en")
    token = browser.page.forms[-1].data({})["csrfmiddlewaretoken"][0]
    response = browser.client.post("/de/eligibility/questions/who/", {"respondent": "me", "csrfmiddlewaretoken": token})
    assert response.headers["Location"] == "/eligibility/questions/age/"
    assert drafts.read_draft_answers(Draft.objects.get(), browser.client.cookies["answers"].value) == {
        "respondent": "me"
    }


@pytest.mark.parametrize("left", ["en", "de"])
def test_leaving_in_either_language_clears_both(browser: PlainBrowser, left: str) -> None:
    begin(browser, "en").send(respondent="me")
    browser.open(f"{START[left]}leave/").send()
    assert not Draft.objects.exists()
    assert [cookie.value for name, cookie in browser.client.cookies.items() if name.startswith("answers")] == ["", ""]


def test_token_cookie_is_limited_to_the_form_in_each_language(browser: PlainBrowser) -> None:
    begin(browser, "de")
    paths = {name: cookie["path"] for name, cookie in browser.client.cookies.items() if name.startswith("answers")}
    assert paths == {"answers": "/eligibility/", "answers.de": "/de/eligibility/"}


def test_untranslated_questionnaire_is_marked_as_english() -> None:
    intake.starter.Questionnaire.objects.get(slug=intake.starter.STARTER_SLUG, locale__language_code="de").unpublish()
    browser = begin(PlainBrowser(), "de")
    assert browser.page.heading == "Who is this form about?"
    assert '<div lang="en">' in browser.text
    assert "Weiter</button>" in browser.text
    assert Draft.objects.get().language == "de"


def test_german_pages_show_german_contacts() -> None:
    html = Client().get("/de/eligibility/").content.decode()
    assert "TelefonSeelsorge" in html
    assert "116 117" in html
    assert "Samaritans" not in html


def test_staff_see_the_language_of_the_answers(browser: PlainBrowser, ben_client: Client) -> None:
    answer_all(browser, "de")
    browser.send()
    html = ben_client.get(f"/admin/intake/submissions/{Submission.objects.get().pk}/").content.decode()
    assert "<dt>Answered in</dt><dd>German</dd>" in html


def test_confirmation_email_is_german(browser: PlainBrowser) -> None:
    answer_all(browser, "de")
    browser.send()
    outbox.drain_deliveries()
    assert {letter.subject.partition(":")[0] for letter in mail.outbox} >= {"Wir haben Ihr Formular erhalten"}
