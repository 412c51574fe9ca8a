"""What a script adds for those who read on: the section in view, where they stopped, the link to take along."""

import pytest
from playwright.sync_api import Page, expect

from tests.articles.builders import STARTER_ARTICLE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

OFFER = "Continue where you stopped: The gut has a say"


def scroll_to(page: Page, section: str) -> None:
    page.get_by_role("heading", name=section, exact=True).evaluate("heading => heading.scrollIntoView()")
    expect(page.locator(".contents [aria-current=true]")).to_have_text(section)


def test_reader_is_led_back_to_where_they_stopped(page: Page) -> None:
    page.goto(STARTER_ARTICLE)
    expect(page.locator(".contents [aria-current]")).to_have_count(0)
    scroll_to(page, "The gut has a say")
    sent: list[str] = []
    page.on("request", lambda request: sent.extend(filter(None, [request.post_data])))
    page.goto("/about/")
    page.goto(STARTER_ARTICLE)
    page.get_by_role("link", name=OFFER).click()
    expect(page).to_have_url(f"{page.url.partition('#')[0]}#section-the-gut-has-a-say")
    expect(page.get_by_text(OFFER)).to_have_count(0)
    page.goto("/about/")
    page.goto(STARTER_ARTICLE)
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_text(OFFER)).to_have_count(0)
    scroll_to(page, "References")
    page.goto("/about/")
    assert page.evaluate("localStorage.reading") == "{}"
    # After 30 days, and with what another version may have kept.
    for kept in ("JSON.stringify({[path]: ['#section-the-gut-has-a-say', Date.now() - 31 * 864e5]})", "'[1, {'", "'7'"):
        page.evaluate(f"path => {{ localStorage.reading = {kept} }}", STARTER_ARTICLE)
        page.goto(STARTER_ARTICLE)
        scroll_to(page, "The structural approach")
        expect(page.get_by_text("Continue where you stopped:")).to_have_count(0)
        page.goto("/about/")
    assert sent == []


def test_link_is_copied_and_the_page_printed(page: Page) -> None:
    page.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', { value: undefined }); print = () => (printed = 1)"
    )
    page.goto(f"{STARTER_ARTICLE}?from=elsewhere#references")
    page.evaluate("document.addEventListener('copy', () => { window.copied = String(getSelection()); })")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    assert page.evaluate("copied").endswith(STARTER_ARTICLE)
    page.get_by_role("button", name="Print").click()
    assert page.evaluate("printed") == 1
