"""The patient's own page in a browser without scripts, and its effects on the pages of staff."""

import json
import logging
import re

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intake.enums import Action, ExportReason, SubmissionState
from intake.models import AuditEntry, Correction, PatientSession, QuestionnaireVersion, Submission, Withdrawal
from intake.patient import actions
from intake.staff import actions as staff_actions
from intake.staff import history, opened_submission
from intake.token_sessions.patient_sessions import SESSION_LIFETIME
from intake.visitor.actions import Receipt
from tests.intake import builders
from tests.intake.patient.own_page import OWN_PAGE_URL, open_own_page, read_page, read_submission_page
from tests.intake.plain_browser import PlainBrowser
from tests.intake.staff.pages import submission_url

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script> {{ 7|add:7 }} \u202ebackwards"


# --- Opening the page ------------------------------------------------------------------------------------------------


def test_confirmation_links_to_the_own_page_with_the_reference(version: QuestionnaireVersion, client: Client) -> None:
    _draft, token = builders.make_draft(version)
    client.cookies["answers"] = token
    version.questionnaire.is_default = True
    version.questionnaire.save()
    client.post("/eligibility/check/")
    page = client.get("/eligibility/confirmation/").content.decode()
    reference = Submission.objects.get().reference
    address = f"{OWN_PAGE_URL}?reference={reference}"
    assert f'href="{address}"' in page
    assert PlainBrowser().open(address).page.forms[-1].data({})["reference"] == [reference]


@pytest.mark.parametrize("change", [str, str.lower, lambda code: code.replace("-", " "), lambda code: f" {code}\t"])
def test_codes_are_accepted_in_any_spelling(receipt: Receipt, change: object) -> None:
    browser = open_own_page(change(receipt.submission.reference), change(receipt.visitor_code))
    assert browser.page.heading == "Your own page"
    assert browser.url == OWN_PAGE_URL


@pytest.mark.parametrize(
    ("reference", "code", "told"),
    [
        ("", "", "Your own code: enter the code you were given when you sent your answers"),
        ("K7NM", "x", "Your reference: check it and enter all 8 letters and numbers"),
        ("CCCC-CCCC", "CCCC-CCCC-CCCC-CCCC-CCCC", "The reference and the code do not match."),
        ("K7NM-2XWD\0", "é" * 20, "check what you entered"),
        ("C" * 5000, "C" * 5000, "Ensure this value has at most 100 characters"),
    ],
)
def test_wrong_input_gives_an_error(receipt: Receipt, reference: str, code: str, told: str) -> None:
    browser = open_own_page(reference, code)
    # What is too long for a cookie is shown on the page at once.
    assert browser.response.status_code == (422 if len(code) > 1000 else 200)
    assert browser.page.title.startswith("Error: ")
    assert told in read_page(browser)
    assert not PatientSession.objects.exists()


def test_page_says_how_often_staff_saw_the_answers(receipt: Receipt, ben: User) -> None:
    browser = open_own_page(receipt.submission.reference, receipt.visitor_code)
    assert "Nobody at the clinic has opened your answers yet." in read_page(browser)
    opened_submission.open_submission(receipt.submission.pk, by=ben)
    staff_actions.export_response(receipt.submission.pk, reason=ExportReason.TREATMENT, by=ben)
    words = read_page(browser.open(OWN_PAGE_URL))
    assert "Staff of the clinic have opened your answers 2 times" in words
    assert "ben" not in words


def test_wrong_reference_and_wrong_code_give_the_same_page(receipt: Receipt) -> None:
    code = "CCCC-CCCC-CCCC-CCCC-CCCC"
    pages = [
        read_page(open_own_page(*pair)).replace(receipt.submission.reference, "").replace("CCCC-CCCC", "")
        for pair in ((receipt.submission.reference, code), ("CCCC-CCCC", code))
    ]
    assert pages[0] == pages[1]


def test_too_many_attempts_are_limited_per_client(receipt: Receipt) -> None:
    browser = PlainBrowser().open(OWN_PAGE_URL)
    wrong = {"reference": receipt.submission.reference, "code": "CCCC-CCCC-CCCC-CCCC-CCCC"}
    assert ["Too many attempts" in read_page(browser.send(**wrong)) for _ in range(11)] == [False] * 10 + [True]
    assert "Too many attempts" in read_page(browser.send(code=receipt.visitor_code))
    other = PlainBrowser()
    other.client.defaults["REMOTE_ADDR"] = "192.0.2.7"
    other.open(OWN_PAGE_URL).send(reference=receipt.submission.reference, code=receipt.visitor_code)
    assert other.page.heading == "Your own page"


def test_reference_and_code_are_in_no_url(ada: PlainBrowser, receipt: Receipt) -> None:
    assert receipt.submission.reference not in str(ada.past)
    assert receipt.visitor_code not in str(ada.past)


@pytest.mark.parametrize("rest", ["", "answers/", "answers.json", "contact/", "consents/consent-extra/", "erase/"])
def test_pages_are_not_cached_or_indexed(ada: PlainBrowser, rest: str) -> None:
    response = ada.client.get(OWN_PAGE_URL + rest)
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex"
    cookie = ada.client.cookies["own-page"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (OWN_PAGE_URL, True, "Lax")
    assert cookie["max-age"] == SESSION_LIFETIME.total_seconds()


@pytest.mark.parametrize("rest", ["answers/", "answers.json", "contact/", "consents/consent-extra/", "erase/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_without_session_every_page_redirects_to_the_code_form(submission: Submission, rest: str, method: str) -> None:
    client = Client()
    client.cookies["own-page"] = "x" * 43
    response = getattr(client, method)(OWN_PAGE_URL + rest, {"sure": "on"})
    assert (response.status_code, response["Location"]) == (303, f"{OWN_PAGE_URL}?closed")
    assert not Withdrawal.objects.exists()
    assert Submission.objects.get().erased_at is None


def test_own_page_needs_no_private_key(receipt: Receipt, no_private_key: None) -> None:
    browser = open_own_page(receipt.submission.reference, receipt.visitor_code)
    assert "It wakes me at three." in read_page(browser.follow("Read or print your answers"))


def test_closing_deletes_session_and_cookie(ada: PlainBrowser) -> None:
    ada.send()
    assert "Your page is closed." in read_page(ada)
    assert not PatientSession.objects.exists()
    assert ada.client.cookies["own-page"].value == ""


# --- Content ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", SubmissionState)
def test_each_state_is_described_in_words(receipt: Receipt, state: SubmissionState) -> None:
    Submission.objects.update(state=state)
    told = read_page(open_own_page(receipt.submission.reference, receipt.visitor_code))
    assert "Status The clinic" in told
    assert state.value not in told


def test_messages_are_escaped_and_keep_their_paragraphs(
    submission: Submission, receipt: Receipt, ben_client: Client
) -> None:
    ben_client.post(f"{submission_url(submission)}messages/", {"text": f"First line\n\n{HOSTILE}"})
    browser = open_own_page(submission.reference, receipt.visitor_code)
    assert "<p>First line</p>" in browser.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7|add:7 }}" in browser.text
    assert "ben" not in read_page(browser)
    assert f"First line {HOSTILE}".replace("<script>", "&lt;script&gt;").replace("</script>", "&lt;/script&gt;") in (
        read_submission_page(ben_client, submission)
    )


def test_answers_are_shown_under_their_questions(ada: PlainBrowser) -> None:
    told = read_page(ada.follow("Read or print your answers"))
    assert "when? Night" in told
    assert "story? It wakes me at three." in told
    assert "I agree to consent-declined Not agreed" in told


def test_download_is_fhir(ada: PlainBrowser, submission: Submission) -> None:
    response = ada.client.get(OWN_PAGE_URL + "answers.json")
    assert response["Content-Type"] == "application/fhir+json"
    assert response["Content-Disposition"] == f'attachment; filename="{submission.reference}.json"'
    resource = json.loads(response.content)
    assert (resource["resourceType"], resource["questionnaire"]) == (
        "QuestionnaireResponse",
        "https://fibro.example/q|1",
    )


def test_own_page_takes_the_same_queries_for_any_number_of_messages(receipt: Receipt, ben: User) -> None:
    browser = open_own_page(receipt.submission.reference, receipt.visitor_code)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.client.get(OWN_PAGE_URL).status_code == 200
        return len(captured)

    staff_actions.send_message(receipt.submission.pk, "One", by=ben)
    one = queries()
    for number in range(9):
        staff_actions.send_message(receipt.submission.pk, str(number), by=ben)
    assert queries() == one


# --- Actions ---------------------------------------------------------------------------------------------------------


def test_patient_corrects_contact_details_and_staff_see_both(
    ada: PlainBrowser, submission: Submission, ben_client: Client
) -> None:
    ada.follow("Correct your contact details")
    assert ada.page.forms[-1].data({})["email"] == ["ada@example.org"]
    assert "enter a full email address" in read_page(ada.send(email="not an address"))
    assert ada.page.forms[-1].data({})["email"] == ["not an address"]
    ada.send(email="new@example.org", phone="")
    assert "Your contact details have been corrected." in read_page(ada)
    assert "new@example.org" in read_page(ada)
    told = read_submission_page(ben_client, submission)
    assert "email? new@example.org ada@example.org" in told
    assert "phone? Taken away +49 30 000000" in told
    assert "Contact details corrected The patient" in told


def test_mistyped_email_gets_a_suggestion_and_is_accepted(ada: PlainBrowser) -> None:
    asked = "Did you mean ada@gmail.com? If so, please change it."
    assert asked not in read_page(ada)
    ada.open(OWN_PAGE_URL + "contact/").send(email="ada@gmial.com")
    assert "Your contact details have been corrected." in read_page(ada)
    assert asked in read_page(ada)


def test_answers_have_the_headings_of_the_check_page(ada: PlainBrowser) -> None:
    headings = re.findall(r"<h2[^>]*>([^<]+)</h2>", ada.open(OWN_PAGE_URL + "answers/").text)
    assert headings[:-1] == ["Your answers", "How we can contact you", "What you agree to"]


def test_staff_see_current_contact_details_first(ada: PlainBrowser, submission: Submission, ben_client: Client) -> None:
    ada.open(OWN_PAGE_URL + "contact/").send(name="Ada Muster", email="ada@example.org", phone="+44 20 7946 0018")
    html = ben_client.get(submission_url(submission)).content.decode()
    top, _, below = html[html.index("<main") :].partition("Changed by the patient since")
    assert 'href="tel:+442079460018"' in top
    assert 'href="mailto:ada@example.org"' in top
    assert top.index("Ada Muster") < top.index("tel:") < top.index("mailto:") < top.index("Received")
    assert "+44 20 7946 0018" in below  # and in the list of corrections


def test_only_contact_details_can_be_corrected(ada: PlainBrowser) -> None:
    ada.open(OWN_PAGE_URL + "contact/")
    token = ada.page.forms[-1].data({})["csrfmiddlewaretoken"][0]
    form = {"csrfmiddlewaretoken": token, "name": "Ada B", "email": "", "phone": "", "story": "Another"}
    assert ada.client.post(OWN_PAGE_URL + "contact/", form).status_code == 303
    assert "It wakes me at three." in read_page(ada.open(OWN_PAGE_URL + "answers/"))


def test_patient_erases_after_confirming(ada: PlainBrowser, submission: Submission, ben_client: Client) -> None:
    ada.follow("Delete what I sent")
    assert "Tick the box" in read_page(ada.send())
    assert Submission.objects.get().erased_at is None
    ada.send(sure="on")
    assert ada.page.heading == "What you sent has been deleted"
    response = ben_client.get(submission_url(submission))
    assert response.status_code == 410
    assert "The patient erased this submission" in response.content.decode()
    assert "Deleted" in ben_client.get("/admin/intake/submissions/").content.decode()
    assert Action.OPENED not in [entry.action for entry in history.list_audit_entries(submission)]


def test_erased_submission_cannot_be_opened(ada: PlainBrowser, receipt: Receipt) -> None:
    ada.follow("Delete what I sent").send(sure="on")
    again = open_own_page(receipt.submission.reference, receipt.visitor_code)
    assert "do not match" in read_page(again)
    assert ada.open(OWN_PAGE_URL + "answers/").path == OWN_PAGE_URL


def test_nothing_of_the_own_page_is_logged(
    ada: PlainBrowser, receipt: Receipt, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    open_own_page(receipt.submission.reference, "CCCC-CCCC-CCCC-CCCC-CCCC")
    ada.follow("Correct your contact details").send(email="new@example.org")
    for secret in ("new@example.org", receipt.visitor_code, "It wakes me", ada.client.cookies["own-page"].value):
        assert secret not in caplog.text


# --- Too often -------------------------------------------------------------------------------------------------------


def test_nobody_fills_the_tables_from_their_own_page(ada: PlainBrowser) -> None:
    """Anybody who sends a questionnaire has a code, and all corrections are read whenever staff open it."""
    for _ in range(actions.CORRECTION_RATE.at_once + 1):
        ada.open(f"{OWN_PAGE_URL}contact/").send(name="Ada Musterfrau")
    assert "Too many attempts. Please wait a few minutes" in read_page(ada)
    assert ada.page.forms[-1].data({})["name"] == ["Ada Musterfrau"]
    assert Correction.objects.count() == actions.CORRECTION_RATE.at_once
    for _ in range(actions.DOWNLOAD_RATE.at_once):
        assert ada.client.get(f"{OWN_PAGE_URL}answers.json").status_code == 200
    assert "Too many attempts. Please wait a few minutes" in read_page(ada.open(f"{OWN_PAGE_URL}answers.json"))
    assert AuditEntry.objects.filter(action=Action.DOWNLOADED).count() == actions.DOWNLOAD_RATE.at_once
