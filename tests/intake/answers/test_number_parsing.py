"""A number is shown everywhere as it was typed, to the last digit: on every page, to staff and in FHIR."""

import re
from typing import Any

import pytest
from django.test import Client

from intake.encryption import submission_keys
from intake.models import Submission
from intake.questionnaires import publishing
from tests.intake import cases
from tests.intake.definitions import group, made_of
from tests.intake.plain_browser import PlainBrowser
from tests.intake.visitor_client import list_codes

pytestmark = pytest.mark.django_db
TYPED = ["123456.789", "123.4567", "0.000001", "1000000000", "72.50", "123457.0", "-0.5", "0"]


def at_the_check_page(language: str, **filled: str) -> PlainBrowser:
    name, prefix = ("def-kinds-de", "/de") if language == "de" else ("def-kinds", "")
    publishing.publish_definition(slug="kinds", title="Kinds", definition=cases.load(name))
    browser = PlainBrowser().open(f"{prefix}/eligibility/kinds/").send()
    browser.send(**filled).send().send().send(one="one", many=["p"])
    assert browser.path == f"{prefix}/eligibility/kinds/check/"
    return browser


def decimals_in(fhir: str) -> list[str]:
    """Return the decimals of a resource as they are written in its text."""
    return re.findall(r'"valueDecimal": ([^\s,}]+)', fhir)


# Typed text and stored number, in English, and in German where it differs. None means that the text is refused.
WRITTEN: dict[str, tuple[str | None, ...]] = {
    "1.000": ("1.000", "1000"),
    "1,000": ("1000", "1.000"),
    "1,5": ("1.5",),
    "1.5": ("1.5",),
    "1.5.2": (None,),
    "1.234,56": ("1234.56",),
    "1,234.56": ("1234.56",),
    "12,34,567": ("1234567",),
    "1,000,00": (None,),
    "1000,500": (None, "1000.500"),
    "1000.500": ("1000.500", None),
    "0,500": ("0.500",),
    "00.50": ("0.50",),
    "1 000": ("1000",),
    "1\u00a0000": ("1000",),
    "1\u2009000": ("1000",),
    "1\u202f000,5": ("1000.5",),
    "1 5": (None,),
    "1'000": ("1000",),
    "1_000": (None,),
    "007": ("7",),
    ".5": ("0.5",),
    "5,": ("5",),
    "\uff11\uff12\uff0e\uff15": ("12.5",),
    "\u0663\u066b\u0665": ("3.5",),
    "\u0967\u0968": ("12",),
    "+5": ("5",),
    "\u22125": ("-5",),
    "- 5": ("-5",),
    "--5": (None,),
    "-0": ("0",),
    "5-": (None,),
    "(5)": (None,),
    "1e3": (None,),
    "1E-3": (None,),
    "10^3": (None,),
    "\u00bd": (None,),
    "1\u00bd": (None,),
    "\u00b2": (None,),
    "~5": (None,),
    "5-6": (None,),
    "5 kg": (None,),
    "5%": (None,),
    "five": (None,),
    "NaN": (None,),
    "0.1234567": (None,),
    "1234567890" * 4: (None,),
    "999999999.999999": ("999999999.999999",),
}


def kept_of(typed: str, language: str) -> str | None:
    return WRITTEN[typed][-1 if language == "de" else 0]


def decimal(link_id: str) -> dict[str, Any]:
    places = {"url": "http://hl7.org/fhir/StructureDefinition/maxDecimalPlaces", "valueInteger": 6}
    return {"linkId": link_id, "type": "decimal", "text": f"{link_id}?", "extension": [places]}


def left_and_come_back(language: str, typed: dict[str, str]) -> PlainBrowser:
    """Save a page of numbers for later, open it on another device, and check that each is shown as it was typed."""
    definition = made_of(group("numbers", *map(decimal, typed)))
    definition["questionnaire"]["language"] = language
    publishing.publish_definition(slug="numbers", title="Numbers", definition=definition)
    prefix = "/de" if language == "de" else ""
    first = PlainBrowser().open(f"{prefix}/eligibility/numbers/").send().send(button=":later", **typed)
    [code] = list_codes(first)
    browser = PlainBrowser().open(f"{prefix}/eligibility/back/").send(code=code)
    assert_to_stand(typed, browser)
    return browser


def assert_to_stand(typed: dict[str, str], browser: PlainBrowser) -> None:
    data = browser.page.forms[-1].data({})
    assert {link_id: data[link_id] for link_id in typed} == {link_id: [number] for link_id, number in typed.items()}


def assert_to_read(numbers: list[str], html: str) -> None:
    """Check that the page shows them all, one after the other."""
    told = re.findall(r">\s*([^<>]*?)\s*</", html)
    assert [word for word in told if word in numbers] == numbers


def assert_to_arrive(numbers: list[str], browser: PlainBrowser, staff: Client) -> None:
    """Send from the check page, and check what is stored, what staff see and what the own page shows, also as FHIR."""
    is_german = browser.path.startswith("/de/")
    shown = [number.replace(".", ",") if is_german else number for number in numbers]
    assert_to_read(shown, browser.text)
    browser.send()
    submission = Submission.objects.get()
    assert [*submission_keys.read_answers(submission, submission_keys.unwrap_data_key(submission)).values()] == numbers
    page = f"/admin/intake/submissions/{submission.pk}/"
    assert_to_read(numbers, staff.get(page).content.decode())
    assert decimals_in(staff.post(f"{page}response.json", {"reason": "treatment"}).content.decode()) == numbers
    reference, code = list_codes(browser)
    own = browser.open(f"{'/de' * is_german}/eligibility/yours/").send(reference=reference, code=code)
    assert_to_read(shown, own.open(f"{own.path}answers/").text)
    assert decimals_in(own.open(f"{own.path.removesuffix('answers/')}answers.json").text) == numbers


@pytest.mark.parametrize("language", ["en", "de"])
def test_number_reads_back_as_typed_after_repeated_changes(language: str, mia_client: Client) -> None:
    shown = [number.replace(".", ",") if language == "de" else number for number in TYPED]
    typed = {f"n{place}": number for place, number in enumerate(shown)}
    browser = left_and_come_back(language, typed).send()
    # Choose "Change" and "Continue" without a change, twice.
    for _ in range(2):
        assert_to_read(shown, browser.text)
        browser.open(browser.path.replace("check/", "questions/numbers/?change=1"))
        assert_to_stand(typed, browser)
        browser.send()
    assert_to_arrive(TYPED, browser, mia_client)


@pytest.mark.parametrize("language", ["en", "de"])
def test_number_is_stored_and_shown_with_every_digit(language: str, mia_client: Client) -> None:
    typed = {f"n{place}": number for place, number in enumerate(WRITTEN) if kept_of(number, language)}
    kept = [number for number in (kept_of(number, language) for number in WRITTEN) if number]
    assert_to_arrive(kept, left_and_come_back(language, typed).send(), mia_client)


@pytest.mark.parametrize("language", ["en", "de"])
def test_ambiguous_number_is_an_error_and_is_shown_as_typed(language: str) -> None:
    typed = {f"n{place}": number for place, number in enumerate(WRITTEN) if not kept_of(number, language)}
    browser = left_and_come_back(language, typed).send()

    assert browser.path.endswith("/questions/numbers/")
    assert_to_stand(typed, browser)
    for link_id, number in typed.items():
        assert f'href="#id_{link_id}"' in browser.text, number


@pytest.mark.parametrize(
    ("language", "typed"), [("en", "10,000"), ("de", "10.000"), ("en", "10 000"), ("de", "10'000")]
)
def test_thousands_separators_are_understood_and_stored(language: str, typed: str) -> None:
    browser = at_the_check_page(language, int=typed)

    assert re.search(r">\s*10000\s*</dd>", browser.text)
    browser.send()
    submission = Submission.objects.get()
    assert submission_keys.read_answers(submission, submission_keys.unwrap_data_key(submission))["int"] == 10_000
