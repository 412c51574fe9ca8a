"""A refused form redirects to itself and shows what was typed with its errors; going back sends nothing twice."""

import pytest
from django.conf import settings

from intake.models import Draft
from tests.intake import cases
from tests.intake.case_questionnaires import (
    CHOICES,
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

HALF = {
    "st": "y" * 201,
    "lt": LONG,
    "nm": "Ada",
    "em": "ada@",
    "ph": "12",
}


def test_refused_step_redirects_and_shows_its_errors(kinds: PlainBrowser) -> None:
    go_to_texts(kinds)
    token = kinds.page.forms[-1].data({})["csrfmiddlewaretoken"]
    response = kinds.client.post(TEXTS, HALF | {"csrfmiddlewaretoken": token})

    assert (response.status_code, response.headers["Location"]) == (303, TEXTS)
    kinds.open(TEXTS)
    assert kinds.response.status_code == 200
    assert kinds.page.title.startswith("Error: ")
    assert read_fields(kinds) == {name: [value] for name, value in HALF.items()}
    for said in (
        "Short: shorten the text to 200 characters or fewer (1 too many)",
        "Long: shorten the text to 50 characters or fewer (1 too many)",
        "E-mail: enter a full email address",
        "Phone: enter a full phone number",
    ):
        assert kinds.text.count(said) == 2  # in the summary and beside the field
    assert read_draft_answers(kinds, "kinds").get("nm") is None


def test_errors_are_shown_until_they_are_corrected(kinds: PlainBrowser) -> None:
    go_to_texts(kinds).send(**HALF)
    for _ in range(2):
        assert "There is a problem" in kinds.open(TEXTS).text
    kinds.send(st="", lt="short", em="ada@example.org", ph="+44 20 7946 0000")
    assert kinds.path == CHOICES

    kinds.open(TEXTS)
    assert "There is a problem" not in kinds.text
    assert read_fields(kinds)["lt"] == ["short"]


def test_refused_change_still_leads_back_to_the_check_page(kinds: PlainBrowser) -> None:
    go_to_texts(kinds).send().send(one="one", many=["p"])
    kinds.open(f"{TEXTS}?change=1").send(em="ada@")
    assert kinds.url == f"{TEXTS}?change=1"
    kinds.send(em="ada@example.org")

    assert kinds.path == "/eligibility/kinds/check/"
    assert "ada@example.org" in kinds.text


def test_missing_answer_is_an_error_only_after_continue(kinds: PlainBrowser) -> None:
    go_to_texts(kinds).send().send()
    assert "One: choose one answer" in kinds.text
    assert "Many: choose" in kinds.text

    other = begin_questionnaire(cases.load("def-cond"), "cond")
    other.send(button=":later").open("/eligibility/cond/questions/s1/")
    assert "There is a problem" not in other.text


def test_missing_draft_redirects_to_the_start_page(kinds: PlainBrowser) -> None:
    Draft.objects.all().delete()
    kinds.send()

    assert kinds.url == "/eligibility/kinds/?gone"
    assert kinds.response.status_code == 410
    assert kinds.page.heading == "We cannot find your answers"


def test_far_too_long_text_is_kept_as_typed(kinds: PlainBrowser) -> None:
    for button in (None, ":later"):
        go_to_texts(kinds.open(NUMBERS)).send(button=button, lt="x" * 100_000)
        kinds.open(TEXTS)

        assert kinds.response.status_code == 200
        assert "characters too many" in kinds.text
        assert len(read_fields(kinds)["lt"][0]) == 100_000


def test_text_larger_than_a_draft_stays_on_the_page(kinds: PlainBrowser) -> None:
    """Nothing else can store that much, so only this page is the response to its POST."""
    more = settings.DRAFT_KILOBYTES * 1024 + 1
    go_to_texts(kinds).send(lt="x" * more)

    assert kinds.response.status_code == 422
    assert kinds.page.title.startswith("Error: ")
    assert "This text is too long to save" in kinds.text
    assert len(read_fields(kinds)["lt"][0]) == more
    for button in (":later", None):
        kinds.send(button=button)
        assert kinds.response.status_code == 422


@pytest.mark.parametrize(
    ("address", "typed", "error"),
    [
        ("/eligibility/back/", {"code": "K7NM"}, "enter all 20 letters and numbers"),
        ("/eligibility/back/", {"code": "C" * 20}, "This code does not work"),
        ("/eligibility/yours/", {"reference": "K7NM-4XWD", "code": "Canary-5d41"}, "it cannot contain"),
        ("/eligibility/yours/", {"reference": "K7NM-4XWD", "code": "C" * 20}, "do not match"),
    ],
)
def test_refused_form_without_draft_is_shown_once_as_typed(address: str, typed: dict[str, str], error: str) -> None:
    browser = PlainBrowser().open(address)
    token = browser.page.forms[-1].data({})["csrfmiddlewaretoken"]
    response = browser.client.post(address, typed | {"csrfmiddlewaretoken": token})

    assert (response.status_code, response["Location"]) == (303, address)
    assert not any(value in str(response.cookies) for value in typed.values())
    assert response.cookies["refused"]["httponly"]
    assert response.cookies["refused"]["path"] == address
    browser.open(address)
    assert browser.page.title.startswith("Error: ")
    assert error in browser.text
    assert read_fields(browser) == {name: [value] for name, value in typed.items()}
    assert browser.client.cookies["refused"].value == ""
    assert "There is a problem" not in browser.open(address).text


@pytest.mark.parametrize("cookie", ["", "x", "é", "AAAA", "A" * 5000, "\0", "=="])
def test_forged_cookie_shows_an_empty_form(cookie: str) -> None:
    browser = PlainBrowser()
    browser.client.cookies["refused"] = cookie

    assert "There is a problem" not in browser.open("/eligibility/back/").text


def test_invalid_email_for_the_link_is_shown_with_its_error(kinds: PlainBrowser) -> None:
    kinds.send(button=":later")
    kinds.page.forms.pop()  # the last one clears the device
    kinds.send(email="ada@example")

    assert kinds.url == "/eligibility/kinds/later/"
    assert kinds.response.status_code == 200
    assert "Email address: enter the full address" in kinds.text
    kinds.page.forms.pop()
    assert read_fields(kinds)["email"] == ["ada@example"]


def test_no_field_truncates_pasted_text(kinds: PlainBrowser) -> None:
    pages = [go_to_texts(kinds).text, kinds.send(button=":later").text]
    pages += [PlainBrowser().open(address).text for address in ("/eligibility/back/", "/eligibility/yours/")]

    assert [page for page in pages if "maxlength" in page] == []
