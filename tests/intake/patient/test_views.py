"""The patient's own page as a browser without scripts sees it, and what staff see of it."""

import json
import logging
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from intake.encryption import key_ring
from intake.enums import Action, Holder, SubmissionState
from intake.models import AuditEntry, Message, Note, PatientSession, QuestionnaireVersion, Submission, Withdrawal
from intake.staff import actions as staff_actions
from intake.staff import history
from intake.token_sessions.patient_sessions import SESSION_LIFETIME
from intake.visitor.actions import Receipt
from tests.intake import builders
from tests.intake.plain_browser import PlainBrowser, read_words

pytestmark = pytest.mark.django_db

OWN = "/eligibility/yours/"
HOSTILE = "<script>alert(1)</script> {{ 7|add:7 }} \u202ebackwards"


def words(browser: PlainBrowser) -> str:
    return read_words(browser.text)


@pytest.fixture
def ada(receipt: Receipt) -> PlainBrowser:
    """A browser in which Ada has opened her own page."""
    return entered(receipt.submission.reference, receipt.visitor_code)


def entered(reference: str, code: str) -> PlainBrowser:
    return PlainBrowser().open(OWN).send(reference=reference, code=code)


def staff_page(submission: Submission) -> str:
    return f"/admin/intake/submissions/{submission.pk}/"


def staff_words(client: Client, submission: Submission) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(staff_page(submission)).content.decode()).split())


# --- Opening the page ------------------------------------------------------------------------------------------------


def test_the_confirmation_leads_to_it_with_the_reference_filled_in(
    version: QuestionnaireVersion, client: Client
) -> None:
    _draft, token = builders.make_draft(version)
    client.cookies["answers"] = token
    version.questionnaire.is_default = True
    version.questionnaire.save()
    client.post("/eligibility/check/")
    page = client.get("/eligibility/confirmation/").content.decode()
    reference = Submission.objects.get().reference
    address = f"{OWN}?reference={reference}"
    assert f'href="{address}"' in page
    assert PlainBrowser().open(address).page.forms[-1].data({})["reference"] == [reference]


@pytest.mark.parametrize("change", [str, str.lower, lambda code: code.replace("-", " "), lambda code: f" {code}\t"])
def test_codes_are_read_however_they_are_typed(receipt: Receipt, change: object) -> None:
    browser = entered(change(receipt.submission.reference), change(receipt.visitor_code))
    assert browser.page.heading == "Your own page"
    assert browser.url == OWN


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
def test_what_does_not_open_is_said(receipt: Receipt, reference: str, code: str, told: str) -> None:
    browser = entered(reference, code)
    # What is too long for a cookie is shown on the page at once.
    assert browser.response.status_code == (422 if len(code) > 1000 else 200)
    assert browser.page.title.startswith("Error: ")
    assert told in words(browser)
    assert not PatientSession.objects.exists()


def test_a_wrong_reference_and_a_wrong_code_are_answered_alike(receipt: Receipt) -> None:
    code = "CCCC-CCCC-CCCC-CCCC-CCCC"
    pages = [
        words(entered(*pair)).replace(receipt.submission.reference, "").replace("CCCC-CCCC", "")
        for pair in ((receipt.submission.reference, code), ("CCCC-CCCC", code))
    ]
    assert pages[0] == pages[1]


def test_too_many_tries_are_put_off_and_another_client_is_not(receipt: Receipt) -> None:
    browser = PlainBrowser().open(OWN)
    wrong = {"reference": receipt.submission.reference, "code": "CCCC-CCCC-CCCC-CCCC-CCCC"}
    assert ["Too many attempts" in words(browser.send(**wrong)) for _ in range(11)] == [False] * 10 + [True]
    assert "Too many attempts" in words(browser.send(code=receipt.visitor_code))
    other = PlainBrowser()
    other.client.defaults["REMOTE_ADDR"] = "192.0.2.7"
    other.open(OWN).send(reference=receipt.submission.reference, code=receipt.visitor_code)
    assert other.page.heading == "Your own page"


def test_neither_reference_nor_code_stand_in_an_address(ada: PlainBrowser, receipt: Receipt) -> None:
    assert receipt.submission.reference not in str(ada.past)
    assert receipt.visitor_code not in str(ada.past)


@pytest.mark.parametrize("rest", ["", "answers/", "answers.json", "contact/", "consents/consent-extra/", "erase/"])
def test_no_page_is_kept_by_caches_or_searches(ada: PlainBrowser, rest: str) -> None:
    response = ada.client.get(OWN + rest)
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex"
    cookie = ada.client.cookies["own-page"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (OWN, True, "Lax")
    assert cookie["max-age"] == SESSION_LIFETIME.total_seconds()


@pytest.mark.parametrize("rest", ["answers/", "answers.json", "contact/", "consents/consent-extra/", "erase/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_without_the_code_every_page_leads_to_the_door(submission: Submission, rest: str, method: str) -> None:
    client = Client()
    client.cookies["own-page"] = "x" * 43
    response = getattr(client, method)(OWN + rest, {"sure": "on"})
    assert (response.status_code, response["Location"]) == (303, f"{OWN}?closed")
    assert not Withdrawal.objects.exists()
    assert Submission.objects.get().erased_at is None


def test_the_page_needs_no_private_key(receipt: Receipt, settings: Settings) -> None:
    settings.CLINIC_PRIVATE_KEY_FILE = None
    key_ring.clear_key_cache()
    try:
        browser = entered(receipt.submission.reference, receipt.visitor_code)
        assert "It wakes me at three." in words(browser.follow("Read or print your answers"))
    finally:
        key_ring.clear_key_cache()


def test_closing_forgets_it_here_and_on_our_side(ada: PlainBrowser) -> None:
    ada.send()
    assert "Your page is closed." in words(ada)
    assert not PatientSession.objects.exists()
    assert ada.client.cookies["own-page"].value == ""


# --- What it shows ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", SubmissionState)
def test_each_state_is_told_in_words(receipt: Receipt, state: SubmissionState) -> None:
    Submission.objects.update(state=state)
    told = words(entered(receipt.submission.reference, receipt.visitor_code))
    assert "Status The clinic" in told
    assert state.value not in told


def test_messages_are_shown_as_they_were_written(submission: Submission, receipt: Receipt, ben_client: Client) -> None:
    ben_client.post(f"{staff_page(submission)}messages/", {"text": f"First line\n\n{HOSTILE}"})
    browser = entered(submission.reference, receipt.visitor_code)
    assert "<p>First line</p>" in browser.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7|add:7 }}" in browser.text
    assert "ben" not in words(browser)
    assert f"First line {HOSTILE}".replace("<script>", "&lt;script&gt;").replace("</script>", "&lt;/script&gt;") in (
        staff_words(ben_client, submission)
    )


def test_the_answers_are_under_their_questions(ada: PlainBrowser) -> None:
    told = words(ada.follow("Read or print your answers"))
    assert "when? Night" in told
    assert "story? It wakes me at three." in told
    assert "I agree to consent-declined Not agreed" in told


def test_the_download_is_fhir(ada: PlainBrowser, submission: Submission) -> None:
    response = ada.client.get(OWN + "answers.json")
    assert response["Content-Type"] == "application/fhir+json"
    assert response["Content-Disposition"] == f'attachment; filename="{submission.reference}.json"'
    resource = json.loads(response.content)
    assert (resource["resourceType"], resource["questionnaire"]) == (
        "QuestionnaireResponse",
        "https://fibro.example/q|1",
    )


def test_the_page_costs_the_same_however_much_was_written(receipt: Receipt, ben: User) -> None:
    browser = entered(receipt.submission.reference, receipt.visitor_code)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.client.get(OWN).status_code == 200
        return len(captured)

    staff_actions.send_message(receipt.submission.pk, "One", by=ben)
    one = queries()
    for number in range(9):
        staff_actions.send_message(receipt.submission.pk, str(number), by=ben)
    assert queries() == one


# --- What can be done ------------------------------------------------------------------------------------------------


def test_she_corrects_her_address_and_staff_see_both(
    ada: PlainBrowser, submission: Submission, ben_client: Client
) -> None:
    ada.follow("Correct your contact details")
    assert ada.page.forms[-1].data({})["email"] == ["ada@example.org"]
    assert "enter a full email address" in words(ada.send(email="not an address"))
    assert ada.page.forms[-1].data({})["email"] == ["not an address"]
    ada.send(email="new@example.org", phone="")
    assert "Your contact details have been corrected." in words(ada)
    assert "new@example.org" in words(ada)
    told = staff_words(ben_client, submission)
    assert "email? new@example.org ada@example.org" in told
    assert "phone? Taken away +49 30 000000" in told
    assert "Contact details corrected The patient" in told


def test_a_mistyped_correction_is_asked_about_and_not_refused(ada: PlainBrowser) -> None:
    asked = "Did you mean ada@gmail.com? If so, please change it."
    assert asked not in words(ada)
    ada.open(OWN + "contact/").send(email="ada@gmial.com")
    assert "Your contact details have been corrected." in words(ada)
    assert asked in words(ada)


def test_her_answers_stand_under_the_headings_under_which_she_checked_them(ada: PlainBrowser) -> None:
    headings = re.findall(r"<h2[^>]*>([^<]+)</h2>", ada.open(OWN + "answers/").text)
    assert headings[:-1] == ["Your answers", "How we can contact you", "What you agree to"]


def test_staff_see_first_of_all_whom_to_call_as_it_holds_now(
    ada: PlainBrowser, submission: Submission, ben_client: Client
) -> None:
    ada.open(OWN + "contact/").send(name="Ada Muster", email="ada@example.org", phone="+44 20 7946 0018")
    html = ben_client.get(staff_page(submission)).content.decode()
    top, _, below = html[html.index("<main") :].partition("Changed by the patient since")
    assert 'href="tel:+442079460018"' in top
    assert 'href="mailto:ada@example.org"' in top
    assert top.index("Ada Muster") < top.index("tel:") < top.index("mailto:") < top.index("Received")
    assert "+44 20 7946 0018" in below  # and where it was corrected


def test_what_is_no_contact_detail_cannot_be_changed(ada: PlainBrowser) -> None:
    ada.open(OWN + "contact/")
    token = ada.page.forms[-1].data({})["csrfmiddlewaretoken"][0]
    form = {"csrfmiddlewaretoken": token, "name": "Ada B", "email": "", "phone": "", "story": "Another"}
    assert ada.client.post(OWN + "contact/", form).status_code == 303
    assert "It wakes me at three." in words(ada.open(OWN + "answers/"))


def test_she_withdraws_an_extra_consent(ada: PlainBrowser, submission: Submission, ben_client: Client) -> None:
    ada.follow("Withdraw: I agree to consent-extra")
    assert "Nothing else changes." in words(ada)
    assert not Withdrawal.objects.exists()
    ada.send()
    assert "Your consent is withdrawn." in words(ada)
    assert "I agree to consent-extra Withdrawn on" in words(ada)
    assert "Withdraw: I agree to consent-extra" not in ada.page.links
    told = staff_words(ben_client, submission)
    assert "I agree to consent-extra" in told
    assert "Consent withdrawn The patient" in told


def test_she_withdraws_the_needed_consent(ada: PlainBrowser, submission: Submission, ben_client: Client) -> None:
    ada.follow("Withdraw: I agree to consent-needed")
    assert "It will close your case" in words(ada)
    ada.send()
    assert "Your case is closed." in words(ada)
    told = staff_words(ben_client, submission)
    assert "The patient withdrew their consent" in told
    assert "I agree to consent-needed" in told
    assert "State changed: New → Withdrawn The patient" in told
    for secret in ("Ada (made up)", "ada@example.org", "It wakes me at three.", "+49 30 000000"):
        assert secret not in told
    response = ben_client.post(f"{staff_page(submission)}state/", {"state": SubmissionState.IN_REVIEW, "revision": 1})
    assert response.status_code == 409


@pytest.mark.parametrize("rest", ["notes/", "messages/", "code/"])
def test_a_withdrawn_submission_takes_nothing_from_staff(
    ada: PlainBrowser, submission: Submission, ben_client: Client, rest: str
) -> None:
    ada.follow("Withdraw: I agree to consent-needed").send()
    response = ben_client.post(staff_page(submission) + rest, {"text": "Words"})
    assert (response.status_code, Note.objects.count(), Message.objects.count()) == (409, 0, 0)
    assert not submission.wrapped_keys.filter(holder=Holder.NEW_CODE).exists()


def test_a_withdrawn_submission_is_not_exported(ada: PlainBrowser, submission: Submission, ben_client: Client) -> None:
    ada.follow("Withdraw: I agree to consent-needed").send()
    response = ben_client.get(staff_page(submission) + "response.json")
    assert "The patient withdrew their consent" in response.content.decode()
    assert "It wakes me at three." not in response.content.decode()
    actions = {entry.action for entry in history.list_audit_entries(submission)}
    assert not actions & {Action.EXPORTED, Action.OPENED}


def test_she_still_reads_what_she_withdrew(ada: PlainBrowser) -> None:
    ada.follow("Withdraw: I agree to consent-needed").send()
    assert "It wakes me at three." in words(ada.open(OWN + "answers/"))


@pytest.mark.parametrize("link_id", ["consent-declined", "story", "nothing", "x" * 500])
def test_what_was_not_agreed_to_cannot_be_withdrawn(ada: PlainBrowser, link_id: str) -> None:
    assert ada.client.post(f"{OWN}consents/{link_id}/").status_code in {403, 404}
    assert not Withdrawal.objects.exists()


def test_she_erases_it_after_she_said_that_she_is_sure(
    ada: PlainBrowser, submission: Submission, ben_client: Client
) -> None:
    ada.follow("Delete what I sent")
    assert "Tick the box" in words(ada.send())
    assert Submission.objects.get().erased_at is None
    ada.send(sure="on")
    assert ada.page.heading == "What you sent has been deleted"
    response = ben_client.get(staff_page(submission))
    assert response.status_code == 410
    assert "The patient erased this submission" in response.content.decode()
    assert "Deleted by the patient" in ben_client.get("/admin/intake/submissions/").content.decode()
    assert Action.OPENED not in [entry.action for entry in history.list_audit_entries(submission)]


def test_what_was_erased_opens_no_more(ada: PlainBrowser, receipt: Receipt) -> None:
    ada.follow("Delete what I sent").send(sure="on")
    again = entered(receipt.submission.reference, receipt.visitor_code)
    assert "do not match" in words(again)
    assert ada.open(OWN + "answers/").path == OWN


# --- A code that staff gave ------------------------------------------------------------------------------------------


def ask_for_new_code(submission: Submission, ben_client: Client, replaces: str | None = None) -> Any:
    """Get a new code with the button on the page of the submission."""
    if replaces is None:
        html = ben_client.get(staff_page(submission)).content.decode()
        replaces = re.search(r'name="replaces" value="([0-9.]*)"', html)[1]
    return ben_client.post(f"{staff_page(submission)}code/", {"replaces": replaces})


@pytest.fixture
def new_code(submission: Submission, ben_client: Client) -> str:
    page = ask_for_new_code(submission, ben_client)
    return re.search(r'class="desk-code">([0-9A-Z-]+)<', page.content.decode())[1]


def test_a_new_code_shows_state_and_messages_and_no_answer(
    submission: Submission, new_code: str, ben: User, receipt: Receipt
) -> None:
    staff_actions.send_message(submission.pk, "Please call us.", by=ben)
    browser = entered(submission.reference, new_code)
    told = words(browser)
    assert "Please call us." in told
    assert "It does not open your answers" in told
    for secret in ("It wakes me", "ada@example.org", "Ada (made up)"):
        assert secret not in told
    for rest in ("answers/", "answers.json", "contact/"):
        assert browser.client.get(OWN + rest).status_code == 404
    assert "do not match" in words(entered(submission.reference, receipt.visitor_code))


def test_a_new_code_is_shown_once_and_kept_nowhere(submission: Submission, new_code: str, ben_client: Client) -> None:
    assert new_code not in staff_words(ben_client, submission)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 -- its own names
            assert new_code not in str(cursor.fetchall())


def test_reloading_the_page_of_the_new_code_makes_no_other(submission: Submission, ben_client: Client) -> None:
    replaces = staff_actions.get_code_id(submission)
    page = ask_for_new_code(submission, ben_client, replaces)
    code = re.search(r'class="desk-code">([0-9A-Z-]+)<', page.content.decode())[1]
    again = ask_for_new_code(submission, ben_client, replaces)
    assert again.status_code == 409
    assert "desk-code" not in again.content.decode()
    assert AuditEntry.objects.filter(action=Action.CODE_REPLACED).count() == 1
    assert entered(submission.reference, code).response.status_code == 200
    # Asking again from the submission's page gives another code.
    assert ask_for_new_code(submission, ben_client).status_code == 200


def test_with_a_new_code_consent_is_withdrawn_and_all_erased(submission: Submission, new_code: str) -> None:
    browser = entered(submission.reference, new_code).follow("Withdraw: I agree to consent-extra").send()
    assert Withdrawal.objects.get().link_id == "consent-extra"
    browser.follow("Delete what I sent").send(sure="on")
    assert Submission.objects.get().erased_at is not None


# --- What staff export -----------------------------------------------------------------------------------------------


def test_staff_export_is_fhir_and_on_record(ben_client: Client, submission: Submission) -> None:
    response = ben_client.get(f"{staff_page(submission)}response.json")
    assert json.loads(response.content)["identifier"]["value"] == submission.reference
    assert response["Cache-Control"].startswith("no-store, private")
    entry = history.list_audit_entries(submission)[0]
    assert (entry.action, entry.actor_name, entry.detail) == (Action.EXPORTED, "ben", {"format": "fhir"})


def test_nothing_of_it_is_logged(ada: PlainBrowser, receipt: Receipt, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    entered(receipt.submission.reference, "CCCC-CCCC-CCCC-CCCC-CCCC")
    ada.follow("Correct your contact details").send(email="new@example.org")
    for secret in ("new@example.org", receipt.visitor_code, "It wakes me", ada.client.cookies["own-page"].value):
        assert secret not in caplog.text
