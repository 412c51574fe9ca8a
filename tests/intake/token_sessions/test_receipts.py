"""A receipt opens only in the browser that sent the answers, not for others who could open the draft."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

import intake.starter
from intake import tasks
from intake.encryption import codes, primitives, submission_keys
from intake.models import Draft, QuestionnaireVersion, Submission, WrappedKey
from intake.patient import actions as patient_actions
from intake.token_sessions import receipts, return_codes, tokens
from intake.visitor import actions as visitor_actions
from tests.intake import builders
from tests.intake.plain_browser import PlainBrowser
from tests.intake.visitor_client import begin, come_back, list_codes, save_all_answers

pytestmark = pytest.mark.django_db

CONFIRMATION = "/eligibility/confirmation/"


@pytest.fixture
def ada(db: None) -> PlainBrowser:
    """A browser in which Ada has answered everything and is on the check page.

    The starter is published for each test anew: one of them needs real transactions.
    """
    intake.starter.load_starter_content()
    browser = begin(PlainBrowser())
    save_all_answers(browser.client)
    return browser.open("/eligibility/check/")


def copied(cookies: SimpleCookie, *names: str) -> PlainBrowser:
    """Return another browser with a copy of these cookies, or of all."""
    other = PlainBrowser()
    for name in names or cookies:
        other.client.cookies[name] = cookies[name].value
        other.client.cookies[name].update({key: value for key, value in cookies[name].items() if value})
    return other


def is_told_no_more_than_that_it_was_sent(browser: PlainBrowser) -> bool:
    reference = Submission.objects.get().reference
    return (
        browser.page.heading == "These answers have been sent"
        and list_codes(browser) == []
        and reference not in browser.text
        and browser.response.headers["Cache-Control"] == "no-store"
    )


# --- Attacks ---------------------------------------------------------------------------------------------------------


def test_return_code_opens_the_draft_and_nothing_after_sending(ada: PlainBrowser) -> None:
    ada.open("/eligibility/later/").send()
    [code] = list_codes(ada)
    assert come_back(code).path == "/eligibility/check/"

    ada.open("/eligibility/check/").send()
    reference, own_code = list_codes(ada)
    late = come_back(code)
    assert "This code does not work" in late.text
    assert reference not in late.text
    with pytest.raises(patient_actions.CodeMismatch):
        patient_actions.open_own_page(reference=reference, code=code)
    assert own_code != code


def test_visitor_who_returned_before_sending_sees_no_receipt(ada: PlainBrowser) -> None:
    ada.open("/eligibility/later/").send()
    helper = come_back(list_codes(ada)[0]).open("/eligibility/check/")
    ada.open("/eligibility/check/").send()

    assert len(list_codes(ada)) == 2
    assert is_told_no_more_than_that_it_was_sent(helper.open(CONFIRMATION))
    assert is_told_no_more_than_that_it_was_sent(helper.open("/eligibility/check/"))
    helper.client.post("/eligibility/leave/", {"csrfmiddlewaretoken": helper.client.cookies["csrf"].value})
    assert len(list_codes(ada.open(CONFIRMATION))) == 2  # the helper cleared only their own device


def test_codes_derived_from_the_draft_token_do_not_open_the_own_page(ada: PlainBrowser) -> None:
    token = ada.client.cookies["answers"].value
    ada.send()
    submission = Submission.objects.get()

    derivable = [
        codes.derive_secret_code(primitives.derive_key(token.encode(), purpose))
        for purpose in ("intake.submission/visitor-code", "intake.draft/code", "intake.draft/receipt")
    ]
    for code in derivable:
        with pytest.raises(patient_actions.CodeMismatch):
            patient_actions.open_own_page(reference=submission.reference, code=code)


@pytest.mark.parametrize("names", [("answers",), ()], ids=["the draft's cookie", "every cookie"])
@pytest.mark.parametrize("at", ["/eligibility/", "/eligibility/check/"])
def test_cookies_copied_before_sending_show_no_receipt(ada: PlainBrowser, names: tuple[str, ...], at: str) -> None:
    thief = copied(ada.open(at).client.cookies, *names)
    ada.open("/eligibility/check/").send()

    assert len(list_codes(ada)) == 2
    for address in (CONFIRMATION, "/eligibility/check/", "/eligibility/questions/age/", "/eligibility/leave/"):
        thief.open(address)
        assert list_codes(thief) == []
    assert is_told_no_more_than_that_it_was_sent(thief.open(CONFIRMATION))
    assert len(list_codes(ada.open(CONFIRMATION))) == 2


def test_row_and_token_together_do_not_reveal_the_code(version: QuestionnaireVersion) -> None:
    draft, token = builders.make_draft(version)
    secret = tokens.generate_token()
    receipt = visitor_actions.submit_draft(draft=draft, token=token, secret=secret)
    row = Draft.objects.get()

    for guess in (token, return_codes.derive_return_code(token), row.token_hash, row.idempotency_key, str(row.pk), ""):
        with pytest.raises(receipts.ReceiptUnavailable):
            receipts.open_receipt(row, guess)
        with pytest.raises(primitives.SealError):
            primitives.unseal_bytes(
                receipts.derive_receipt_key(guess), row.sealed_code, context=receipts.build_receipt_context(row.pk)
            )
    assert receipts.open_receipt(row, secret).code == receipt.visitor_code


def test_receipt_moved_to_another_draft_does_not_open(version: QuestionnaireVersion) -> None:
    secret = tokens.generate_token()
    made = [builders.make_draft(version) for _ in range(2)]
    for draft, token in made:
        visitor_actions.submit_draft(draft=draft, token=token, secret=secret)
    (ours, _), (other, _) = made
    Draft.objects.filter(pk=ours.pk).update(sealed_code=other.sealed_code)
    with pytest.raises(receipts.ReceiptUnavailable):
        receipts.open_receipt(Draft.objects.get(pk=ours.pk), secret)


def test_cleared_device_shows_no_receipt(ada: PlainBrowser) -> None:
    ada.send().follow("I have saved both. Clear this device").send()

    assert ada.page.heading == "Nothing is stored on this device"
    assert {cookie.value for name, cookie in ada.client.cookies.items() if name != "csrf"} == {""}
    assert ada.open(CONFIRMATION).path == "/eligibility/"


# --- The same receipt ------------------------------------------------------------------------------------------------


def test_lost_response_loses_no_receipt(ada: PlainBrowser) -> None:
    """The browser got no response, so its cookies are unchanged. It sends once more, or goes back."""
    before = {name: cookie.value for name, cookie in ada.client.cookies.items()}
    form = ada.page.forms[-1].data({})
    ada.client.post("/eligibility/check/", form)
    for name, value in before.items():
        ada.client.cookies[name] = value

    first = list_codes(ada.send())
    assert len(first) == 2
    assert list_codes(ada.open("/eligibility/check/")) == first
    assert list_codes(ada.open(CONFIRMATION)) == first


def test_browser_without_receipt_cookie_gets_its_receipt(ada: PlainBrowser) -> None:
    del ada.client.cookies["receipt"]
    shown = list_codes(ada.send())

    assert len(shown) == 2
    assert list_codes(ada.open(CONFIRMATION)) == shown


@pytest.mark.django_db(transaction=True)
def test_concurrent_clicks_give_one_receipt(ada: PlainBrowser) -> None:
    form = ada.page.forms[-1].data({})

    def click(browser: PlainBrowser) -> list[str]:
        try:
            browser._arrive(browser.client.post("/eligibility/check/", form), "/eligibility/check/")
            return list_codes(browser)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        shown = list(threads.map(click, [copied(ada.client.cookies) for _ in range(2)]))
    assert Submission.objects.count() == 1
    # One of them may find that a secret was already stored; it never sees another code.
    assert max(map(len, shown)) == 2
    assert len({tuple(codes) for codes in shown if codes}) == 1


def test_receipt_expires_after_an_hour(ada: PlainBrowser) -> None:
    sent_at = timezone.now()
    with time_machine.travel(sent_at, tick=False) as clock:
        ada.send()
        assert ada.client.cookies["receipt"]["max-age"] == receipts.RECEIPT_LIFETIME.total_seconds()
        clock.move_to(sent_at + receipts.RECEIPT_LIFETIME - timedelta(seconds=1))
        assert len(list_codes(ada.open(CONFIRMATION))) == 2
        tasks.purge_drafts()
        assert bytes(Draft.objects.get().sealed_code)
        clock.move_to(sent_at + receipts.RECEIPT_LIFETIME + timedelta(seconds=1))
        assert is_told_no_more_than_that_it_was_sent(ada.open(CONFIRMATION))
        tasks.purge_drafts()
        assert not bytes(Draft.objects.get().sealed_code)


def test_every_language_shows_the_same_receipt(ada: PlainBrowser) -> None:
    shown = list_codes(ada.send())
    names = {name for name in ada.client.cookies if name.startswith("receipt")}

    assert names == {"receipt", "receipt.de"}
    for name in names:
        assert ada.client.cookies[name]["httponly"]
        assert ada.client.cookies[name]["samesite"] == "Lax"
    assert list_codes(ada.open("/de" + CONFIRMATION)) == shown


# --- Receipts of older releases --------------------------------------------------------------------------------------


def test_code_of_an_older_submission_stays_valid(version: QuestionnaireVersion) -> None:
    """Its code was derived from the draft's token, and issued codes stay valid."""
    receipt = builders.make_receipt(version)
    submission = receipt.submission
    old_code = codes.derive_secret_code(primitives.derive_key(b"a token of before", "intake.submission/visitor-code"))
    data_key = submission_keys.unwrap_data_key(submission)
    WrappedKey.objects.filter(submission=submission, holder="visitor").delete()
    submission_keys.wrap_for_visitor(submission, data_key, code=old_code).save()

    assert patient_actions.open_own_page(reference=submission.reference, code=old_code)
