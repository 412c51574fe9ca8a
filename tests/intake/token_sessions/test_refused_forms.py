"""Refused and unfinished pages, and questions that a change hides: nothing is lost, and no button of the browser sends
anything twice.
"""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from intake.models import Draft
from intake.questionnaires import publishing
from intake.token_sessions import drafts
from intake.visitor.autosave import AUTOSAVE_MESSAGES
from tests.intake import cases
from tests.intake.definitions import group, made_of, many_of, one_of, text, when, yes_no
from tests.intake.plain_browser import PlainBrowser

pytestmark = pytest.mark.django_db
NUMBERS, DATES, TEXTS, CHOICES = (f"/eligibility/kinds/questions/{name}/" for name in ("num", "date", "txt", "cho"))
LONG = "x" * 51


def begun(definition: dict[str, Any], slug: str) -> PlainBrowser:
    publishing.publish_definition(slug=slug, title=slug, definition=definition)
    return PlainBrowser().open(f"/eligibility/{slug}/").send()


@pytest.fixture
def kinds() -> PlainBrowser:
    return begun(cases.load("def-kinds"), "kinds")


def at_texts(browser: PlainBrowser) -> PlainBrowser:
    return browser.send().send()


def standing(browser: PlainBrowser) -> dict[str, list[str]]:
    """What stands in the fields of the page."""
    found = browser.page.forms[-1].data({})
    return {name: values for name, values in found.items() if name != "csrfmiddlewaretoken" and values != [""]}


def answers_in(browser: PlainBrowser, slug: str) -> dict[str, Any]:
    token = browser.client.cookies[f"answers-{slug}"].value
    return drafts.read_draft_answers(drafts.find_draft(token), token)


# --- See other -------------------------------------------------------------------------------------------------------


HALF = {
    "st": "y" * 201,
    "lt": LONG,
    "nm": "Ada",
    "em": "ada@",
    "ph": "12",
}


def test_a_refused_step_answers_303_and_shows_what_is_wrong_from_the_draft(kinds: PlainBrowser) -> None:
    at_texts(kinds)
    token = kinds.page.forms[-1].data({})["csrfmiddlewaretoken"]
    response = kinds.client.post(TEXTS, HALF | {"csrfmiddlewaretoken": token})

    assert (response.status_code, response.headers["Location"]) == (303, TEXTS)
    kinds.open(TEXTS)
    assert kinds.response.status_code == 200
    assert kinds.page.title.startswith("Error: ")
    assert standing(kinds) == {name: [value] for name, value in HALF.items()}
    for said in (
        "Short: shorten the text to 200 characters or fewer (1 too many)",
        "Long: shorten the text to 50 characters or fewer (1 too many)",
        "E-mail: enter a full email address",
        "Phone: enter a full phone number",
    ):
        assert kinds.text.count(said) == 2  # in the summary and at the field
    assert answers_in(kinds, "kinds").get("nm") is None


def test_what_was_wrong_is_told_until_it_is_mended(kinds: PlainBrowser) -> None:
    at_texts(kinds).send(**HALF)
    for _ in range(2):
        assert "There is a problem" in kinds.open(TEXTS).text
    kinds.send(st="", lt="short", em="ada@example.org", ph="+44 20 7946 0000")
    assert kinds.path == CHOICES

    kinds.open(TEXTS)
    assert "There is a problem" not in kinds.text
    assert standing(kinds)["lt"] == ["short"]


def test_a_refused_change_still_leads_back_to_the_check_page(kinds: PlainBrowser) -> None:
    at_texts(kinds).send().send(one="one", many=["p"])
    kinds.open(f"{TEXTS}?change=1").send(em="ada@")
    assert kinds.url == f"{TEXTS}?change=1"
    kinds.send(em="ada@example.org")

    assert kinds.path == "/eligibility/kinds/check/"
    assert "ada@example.org" in kinds.text


def test_what_must_be_answered_is_said_to_be_missing_after_continue_and_not_before(kinds: PlainBrowser) -> None:
    at_texts(kinds).send().send()
    assert "One: choose one answer" in kinds.text
    assert "Many: choose" in kinds.text

    other = begun(cases.load("def-cond"), "cond")
    other.send(button=":later").open("/eligibility/cond/questions/s1/")
    assert "There is a problem" not in other.text


def test_a_lost_draft_is_told_of_by_way_of_the_start(kinds: PlainBrowser) -> None:
    Draft.objects.all().delete()
    kinds.send()

    assert kinds.url == "/eligibility/kinds/?gone"
    assert kinds.response.status_code == 410
    assert kinds.page.heading == "We cannot find your answers"


def test_far_too_long_a_text_is_kept_as_it_came(kinds: PlainBrowser) -> None:
    for button in (None, ":later"):
        at_texts(kinds.open(NUMBERS)).send(button=button, lt="x" * 100_000)
        kinds.open(TEXTS)

        assert kinds.response.status_code == 200
        assert "characters too many" in kinds.text
        assert len(standing(kinds)["lt"][0]) == 100_000


def test_more_than_a_draft_holds_stays_on_the_page_and_says_so(kinds: PlainBrowser) -> None:
    """Nothing else can hold that much, so this page alone is shown in answer to its POST."""
    more = settings.DRAFT_KILOBYTES * 1024 + 1
    at_texts(kinds).send(lt="x" * more)

    assert kinds.response.status_code == 422
    assert kinds.page.title.startswith("Error: ")
    assert "This text is too long to save" in kinds.text
    assert len(standing(kinds)["lt"][0]) == more
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
def test_a_form_without_a_draft_is_shown_again_once_with_what_was_typed(
    address: str, typed: dict[str, str], error: str
) -> None:
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
    assert standing(browser) == {name: [value] for name, value in typed.items()}
    assert browser.client.cookies["refused"].value == ""
    assert "There is a problem" not in browser.open(address).text


@pytest.mark.parametrize("cookie", ["", "x", "é", "AAAA", "A" * 5000, "\0", "=="])
def test_a_forged_cookie_shows_an_empty_form(cookie: str) -> None:
    browser = PlainBrowser()
    browser.client.cookies["refused"] = cookie

    assert "There is a problem" not in browser.open("/eligibility/back/").text


def test_a_wrong_address_for_the_link_comes_back_with_its_error(kinds: PlainBrowser) -> None:
    kinds.send(button=":later")
    kinds.page.forms.pop()  # the last one clears the device
    kinds.send(email="ada@example")

    assert kinds.url == "/eligibility/kinds/later/"
    assert kinds.response.status_code == 200
    assert "Email address: enter the full address" in kinds.text
    kinds.page.forms.pop()
    assert standing(kinds)["email"] == ["ada@example"]


def test_no_field_of_a_visitor_cuts_what_is_pasted(kinds: PlainBrowser) -> None:
    pages = [at_texts(kinds).text, kinds.send(button=":later").text]
    pages += [PlainBrowser().open(address).text for address in ("/eligibility/back/", "/eligibility/yours/")]

    assert [page for page in pages if "maxlength" in page] == []


# --- Half a page -----------------------------------------------------------------------------------------------------


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
def test_half_written_words_come_back_with_what_is_wrong(
    kinds: PlainBrowser, address: str, written: dict[str, Any], error: str, by_script: bool
) -> None:
    browser = at_texts(kinds)
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
    assert standing(browser) == expected
    assert error in browser.text


def test_what_an_older_version_kept_unfinished_is_still_shown(kinds: PlainBrowser) -> None:
    token = kinds.client.cookies["answers-kinds"].value
    drafts.autosave_page(drafts.find_draft(token), token, "num", {"dec": 72.5, "int": None})
    kinds.open(NUMBERS)

    assert standing(kinds) == {"dec": ["72.5"]}
    assert kinds.send().path == DATES
    assert answers_in(kinds, "kinds")["dec"] == "72.5"


def test_a_script_is_told_why_nothing_was_kept(kinds: PlainBrowser) -> None:
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


def test_a_script_is_told_that_a_page_is_not_asked_any_more() -> None:
    browser = begun(cases.load("def-cond"), "cond")
    form = browser.page.forms[-1].data({}) | {":revision": "0"}
    response = browser.client.post("/eligibility/cond/questions/s2/", form, headers={"Accept": "application/json"})

    not_asked = {"kept": False, "why": "not-asked", "says": AUTOSAVE_MESSAGES["not-asked"]}
    assert (response.status_code, response.json()) == (409, not_asked)


# --- What a change on a page hides -----------------------------------------------------------------------------------


def test_what_a_change_on_the_page_hides_is_not_required() -> None:
    browser = begun(cases.load("def-cond"), "cond").send(a="maybe")
    assert browser.path == "/eligibility/cond/questions/s4/"
    browser.send(m=["two"])
    assert browser.path == "/eligibility/cond/questions/s4/"
    browser.send()
    assert "follow two: enter an answer" in browser.text

    browser.send(m=[], m2="")
    assert browser.path == "/eligibility/cond/questions/s5/"
    # Ticked again, it is asked again.
    browser.open("/eligibility/cond/questions/s4/").send(m=["two"])
    assert browser.path == "/eligibility/cond/questions/s4/"
    browser.send(m2="because")
    assert browser.path == "/eligibility/cond/questions/s5/"
    assert answers_in(browser, "cond")["m2"] == "because"


def nested() -> dict[str, Any]:
    """On one page: a chain of three dependent questions, one that depends on either of two, and a page after them."""
    is_yes = [{"question": "one", "operator": "=", "answerBoolean": True}]
    return made_of(
        group(
            "page",
            yes_no("one", required=True),
            one_of("two", "a", "b", required=True, enableWhen=is_yes),
            text("three", required=True, maxLength=5, enableWhen=[when("two", "a")]),
            many_of("four", "x", "y", required=True, enableWhen=[{"question": "three", "operator": "exists",
                                                                    "answerBoolean": True}]),
            text("either", required=True, enableBehavior="any", enableWhen=[when("two", "b"), when("four", "y")]),
        ),
        group("then", text("five", required=True, enableWhen=[when("four", "x")])),
        group("last", text("end", required=True)),
    )  # fmt: skip


NESTED = "/eligibility/nested/questions/page/"


def test_nested_conditions_on_one_page_ask_for_what_the_page_says_itself() -> None:
    browser = begun(nested(), "nested")
    for filled in ({"one": "yes"}, {"two": "a"}, {"three": "so"}, {"four": ["x", "y"]}):
        assert browser.send(**filled).path == NESTED
    assert browser.send(either="or").path == "/eligibility/nested/questions/then/"

    # Each change hides what depends on it: nothing of that is missing or wrong.
    browser.open(NESTED).send(four=["x"], either="")
    assert browser.path == "/eligibility/nested/questions/then/"
    browser.open(NESTED).send(two="b", three="much too long", four=[])
    assert browser.path == NESTED  # `either` is asked again, because of `two`
    assert "three" not in browser.page.forms[-1].data({})
    browser.send(either="yes")
    assert browser.path == "/eligibility/nested/questions/last/"
    browser.open(NESTED).send(one="no", two="b", either="")
    assert browser.path == "/eligibility/nested/questions/last/"


def test_what_is_wrong_beside_what_is_hidden_is_still_told() -> None:
    browser = begun(nested(), "nested").send(one="yes").send(two="a")
    browser.send(two="a", three="much too long")
    assert "three?: shorten the text to 5 characters or fewer" in browser.text
    browser.send(two="b")
    assert browser.path == NESTED
    assert "There is a problem" not in browser.text


def test_who_began_on_a_version_finishes_on_it() -> None:
    browser = begun(cases.load("def-cond"), "cond").send(a="maybe")
    publishing.publish_definition(slug="cond", title="cond", definition=cases.load("def-cond-v2"))
    for _ in range(4):
        browser.send()

    assert browser.path == "/eligibility/cond/check/"
    assert "New required" not in browser.text
    assert Draft.objects.get().version.number == 1
