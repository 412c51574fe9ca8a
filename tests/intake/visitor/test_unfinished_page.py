"""A page that is half filled in is saved as it stands, by its button or by script, and shown again with its errors."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from intake.models import Draft
from intake.token_sessions import drafts
from intake.visitor.autosave import AUTOSAVE_MESSAGES
from tests.intake import cases
from tests.intake.case_questionnaires import (
    CHOICES,
    DATES,
    LONG,
    NUMBERS,
    TEXTS,
    begin_questionnaire,
    go_to_texts,
    read_draft_answers,
    read_fields,
)
from tests.intake.plain_browser import PlainBrowser

pytestmark = pytest.mark.django_db

HALVES = [
    (TEXTS, {"lt": LONG}, "Long: shorten the text to 50 characters or fewer (1 too many)"),
    (TEXTS, {"st": "y" * 300}, "Short: shorten the text to 200 characters or fewer (100 too many)"),
    (TEXTS, {"em": "ada@"}, "E-mail: enter a full email address"),
    (TEXTS, {"em": "ada", "nm": "Ada"}, "E-mail: enter a full email address"),
    (TEXTS, {"ph": "+44"}, "Phone: enter a full phone number"),
    (NUMBERS, {"dec": "12,34,5"}, "Weight: enter a number in digits, for example 12"),
    (NUMBERS, {"int": "10.000"}, "Steps a day: do you mean 10000 or 10? Please enter it that way"),
    (NUMBERS, {"dec2": "1.234"}, "Two places: do you mean 1234? Please enter it that way"),
    (NUMBERS, {"int": "about ten"}, "Steps a day: enter a whole number in digits, for example 12"),
    (DATES, {"d:day": "3"}, "Birthday: enter the day, month and year"),
    (DATES, {"d:day": "3", "d:month": "Ju"}, "Birthday: enter the day, month and year"),
    (
        DATES,
        {"d:day": "31", "d:month": "2", "d:year": "2001"},
        "Birthday: check the day; this month does not have that many days",
    ),
    (DATES, {"pd:month": "May"}, "Began: enter the year"),
    (CHOICES, {"many": ["p", "none"]}, "Many: choose only “None”"),
]


@pytest.mark.parametrize(("address", "written", "error"), HALVES)
@pytest.mark.parametrize("by_script", [False, True])
def test_unfinished_page_is_shown_again_with_its_errors(
    kinds: PlainBrowser, address: str, written: dict[str, Any], error: str, by_script: bool
) -> None:
    browser = go_to_texts(kinds)
    if address == CHOICES:
        browser.send()
    browser.open(address)
    if by_script:
        form = browser.page.forms[-1].data(written)
        revision = str(Draft.objects.get().revision)
        response = browser.client.post(address, form | {":revision": revision}, headers={"Accept": "application/json"})
        assert (response.status_code, response.json()) == (200, {"kept": True})
    else:
        browser.send_filled(written, button=":later")
        assert browser.path == "/eligibility/kinds/later/"
    browser.open(address)

    expected = {name: values if isinstance(values, list) else [values] for name, values in written.items()}
    assert read_fields(browser) == expected
    assert error in browser.text


def test_page_saved_by_an_older_release_is_still_shown(kinds: PlainBrowser) -> None:
    token = kinds.client.cookies["answers-kinds"].value
    drafts.autosave_page(drafts.find_draft(token), token, "num", {"dec": 72.5, "int": None})
    kinds.open(NUMBERS)

    assert read_fields(kinds) == {"dec": ["72.5"]}
    assert kinds.send().path == DATES
    assert read_draft_answers(kinds, "kinds")["dec"] == "72.5"


def test_response_to_a_script_says_why_nothing_was_saved(kinds: PlainBrowser) -> None:
    token = kinds.page.forms[-1].data({})["csrfmiddlewaretoken"]

    def ask(client: Client, address: str = NUMBERS, **typed: str) -> tuple[int, dict[str, Any]]:
        data = {":revision": "0", "csrfmiddlewaretoken": token, **typed}
        response = client.post(address, data, headers={"Accept": "application/json"})
        return response.status_code, response.json()

    assert ask(kinds.client) == (200, {"kept": True})
    too_long = {"kept": False, "why": "too-long", "says": AUTOSAVE_MESSAGES["too-long"]}
    assert ask(kinds.client, dec="1" * settings.DRAFT_KILOBYTES * 1024) == (413, too_long)
    Draft.objects.update(revision=1)
    assert ask(kinds.client) == (409, {"kept": False, "why": "changed", "says": AUTOSAVE_MESSAGES["changed"]})
    Draft.objects.all().delete()
    assert ask(kinds.client) == (410, {"kept": False, "why": "gone"})
    assert ask(Client()) == (410, {"kept": False, "why": "gone"})


def test_response_to_a_script_says_that_the_page_is_not_asked() -> None:
    browser = begin_questionnaire(cases.load("def-cond"), "cond")
    form = browser.page.forms[-1].data({}) | {":revision": "0"}
    response = browser.client.post("/eligibility/cond/questions/s2/", form, headers={"Accept": "application/json"})

    not_asked = {"kept": False, "why": "not-asked", "says": AUTOSAVE_MESSAGES["not-asked"]}
    assert (response.status_code, response.json()) == (409, not_asked)
