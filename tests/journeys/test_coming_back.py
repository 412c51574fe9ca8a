"""A visitor saves answers on one device and continues on another, by link or by code."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import PHONE, close
from tests.journeys.visitor import answer, answer_until, step_of
from tests.running_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def save_for_later(page: Page) -> tuple[str, str]:
    """Save for later and return the code and the link."""
    page.get_by_role("button", name="Save and come back later").click()
    page.wait_for_url("**/eligibility/later/")
    link = page.locator('a[href*="/back/#"]').get_attribute("href")
    assert link
    return page.locator(".code").inner_text(), link


def test_link_fills_in_the_code_and_leaves_no_trace(page: Page, browser: Browser, site: Site) -> None:
    answer_until(page, "duration")
    page.locator('[name="three-months"][value="yes"]').check()
    code, link = save_for_later(page)

    context = browser.new_context(base_url=site.url, viewport=PHONE)
    other = context.new_page()
    asked: list[str] = []
    other.on("request", lambda request: asked.append(request.url))
    other.goto(link)
    expect(other.get_by_label("Your code")).to_have_value(code)
    assert other.evaluate("location.href").endswith("/eligibility/back/")
    other.get_by_role("button", name="Open my answers").click()
    other.wait_for_url("**/questions/duration/")
    expect(other.locator('[name="three-months"][value="yes"]')).to_be_checked()
    answer(other, "duration")
    assert step_of(other) == "daily-life"
    assert not any(code in url for url in asked)
    close(context)


def test_code_works_without_scripts(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    answer_until(page, "duration")
    code, _ = save_for_later(page)
    page.get_by_role("button", name="I have saved the code. Clear this device").click()
    page.wait_for_url("**/eligibility/leave/?kept")

    page.goto("/eligibility/")
    page.get_by_role("link", name="I have a code for saved answers").click()
    page.get_by_label("Your code").fill(code.lower())
    page.get_by_role("button", name="Open my answers").click()
    page.wait_for_url("**/questions/duration/")
    close(context)


def test_link_is_sent_by_email(page: Page, site: Site) -> None:
    answer_until(page, "age")
    code, _ = save_for_later(page)
    page.get_by_label("Email address").fill("ada@example.org")
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_text("We have sent the link")).to_be_visible()
    assert any(f"/eligibility/back/#{code}" in mail for mail in site.mails())
