"""A visitor's whole path in a real Chromium, from the start page to the emails."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import close, go_back
from tests.intake.visitor_client import ADA, STEPS
from tests.journeys.visitor import answer, answer_until, fill_in, press_continue, reference_on, start, step_of
from tests.processes import wait_until
from tests.running_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

REFERENCE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")


def test_visitor_sends_answers_and_emails_contain_none_of_them(page: Page, site: Site) -> None:
    answer_until(page, None)
    reference = reference_on(page)
    assert REFERENCE.fullmatch(reference)
    wait_until(lambda: any(reference in mail for mail in site.mails()), 30, "the notice is in the mail folder")
    wait_until(lambda: sum(reference in mail for mail in site.mails()) == 2, 30, "so is the one to Ada")
    to_ada, to_staff = sorted(
        (mail for mail in site.mails() if reference in mail), key=lambda mail: "To: staff" in mail
    )
    for told in ("Ada Example", "swimming", "neck", "moderate", "criteria"):
        assert told not in to_staff + to_ada
    assert "To: ada@example.org" in to_ada
    assert "ada@example.org" not in to_staff


def test_contacts_are_shown_before_and_below_each_question(page: Page) -> None:
    page.goto("/eligibility/")
    expect(page.get_by_text("116 123").first).to_be_visible()
    start(page)
    for step in ("who", "age"):
        expect(page.get_by_text("116 123").first).to_be_visible()
        answer(page, step)


def test_going_back_shows_the_answers(page: Page) -> None:
    answer_until(page, "duration")
    go_back(page)
    assert step_of(page) == "age"
    expect(page.locator(f'[name="age-band"][value="{ADA["age-band"]}"]')).to_be_checked()
    page.get_by_role("link", name="Back").click()
    assert step_of(page) == "who"
    expect(page.locator('[name="respondent"][value="me"]')).to_be_checked()


def test_missing_answer_has_an_error_summary_that_links_to_it(page: Page) -> None:
    start(page)
    press_continue(page)
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.locator('[name="respondent"]').first).to_be_focused()


def test_changed_answer_leads_back_to_the_check_page(page: Page) -> None:
    answer_until(page, "consent")
    answer(page, "consent")
    page.get_by_role("link", name=re.compile(r"^Change\s*: Age$")).click()
    page.locator('[name="age-band"][value="45-54"]').check()
    press_continue(page)
    assert step_of(page) == "check"
    expect(page.get_by_text("45 to 54")).to_be_visible()


def test_double_click_sends_once(page: Page) -> None:
    answer_until(page, "consent")
    answer(page, "consent")
    page.get_by_role("button", name="Send my answers").dblclick()
    page.wait_for_url("**/eligibility/confirmation/")
    reference = reference_on(page)
    go_back(page)
    page.goto("/eligibility/check/")
    assert step_of(page) == "confirmation"
    assert reference_on(page) == reference


def test_alarming_answer_shows_advice_and_the_visitor_can_continue(page: Page) -> None:
    answer_until(page, "warning-signs")
    page.locator('[name="signs"][value="bladder-bowel"]').check()
    press_continue(page)
    assert step_of(page) == "help"
    page.get_by_role("link", name="Continue with the form").click()
    assert step_of(page) == "care"


def test_leaving_clears_the_device(page: Page) -> None:
    answer_until(page, "fatigue")
    page.get_by_role("link", name="Leave and clear my answers from this device").click()
    page.get_by_role("button", name="Clear and leave").click()
    page.wait_for_url("**/eligibility/leave/?cleared")
    assert [cookie["name"] for cookie in page.context.cookies() if cookie["name"] != "csrf"] == []
    page.goto("/eligibility/questions/fatigue/")
    assert step_of(page) == "eligibility"


def test_whole_form_works_without_scripts(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    answer_until(page, None)
    assert REFERENCE.fullmatch(reference_on(page))
    # Nothing is offered that needs scripts.
    assert page.locator("[hidden]").count() == 2
    assert page.locator("[hidden]:visible").count() == 0
    expect(page.get_by_role("link", name="Save as a file")).to_be_visible()
    close(context)


def test_questions_fit_the_smallest_phone(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, viewport={"width": 320, "height": 640})
    page = context.new_page()
    start(page)
    for step in STEPS:
        page.wait_for_url(f"**/questions/{step}/")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, step
        fill_in(page, step)
        press_continue(page)
    close(context)
