"""Public pages do not shift, request little, and link numbers with references."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.articles.builders import STARTER_ARTICLE
from tests.browser import close
from tests.journeys.layout_shift import measure_layout_shift
from tests.running_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("path", ["/", STARTER_ARTICLE, "/faq/", "/eligibility/"])
def test_page_does_not_shift_while_loading(page: Page, path: str) -> None:
    page.goto(path)
    assert measure_layout_shift(page) == 0


@pytest.mark.parametrize("path", ["/", STARTER_ARTICLE, "/references/"])
def test_page_does_not_shift_while_it_arrives_slowly(page: Page, path: str) -> None:
    # Once, so that only the page itself is slow.
    page.goto(path)
    page.context.new_cdp_session(page).send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 20, "downloadThroughput": 4_000, "uploadThroughput": 100_000},
    )
    page.reload()
    assert measure_layout_shift(page) == 0


def test_page_makes_few_requests(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(STARTER_ARTICLE)
    page.wait_for_load_state("networkidle")
    assert len([url for url in asked if "/static/img/" not in url]) <= 5


def test_open_menu_does_not_cover_what_has_focus(page: Page) -> None:
    page.goto(STARTER_ARTICLE)
    menu = page.get_by_role("navigation", name="Main")
    page.get_by_text("Menu", exact=True).press("Enter")
    expect(menu).to_be_visible()
    page.get_by_role("link", name="Check eligibility").first.focus()
    expect(menu).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Home page")).to_be_focused()
    expect(menu).to_be_hidden()
    page.keyboard.press("Shift+Tab")
    expect(menu).to_be_visible()


def test_number_leads_to_its_reference_and_back(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(STARTER_ARTICLE)
    numbers = page.locator(".citation__link")
    assert numbers.first.inner_text() == "1"
    numbers.first.click()
    assert page.url.endswith("#ref-1")
    page.locator("#ref-1").get_by_role("link", name=re.compile("^a:")).click()
    assert page.url.endswith("#cite-1-a")
    close(context)


def test_header_takes_one_row_of_a_phone_and_its_menu_opens_without_scripts(browser: Browser, site: Site) -> None:
    # What is left of a window of 1280 x 900 at 400 %.
    window = {"width": 320, "height": 225}
    context = browser.new_context(base_url=site.url, java_script_enabled=False, viewport=window)
    page = context.new_page()
    page.goto(STARTER_ARTICLE)
    header = page.get_by_role("banner")
    links = header.get_by_role("navigation").get_by_role("link")
    assert header.bounding_box()["height"] < window["height"] / 3
    expect(links.first).to_be_hidden()
    header.get_by_text("Menu").click()
    expect(links.first).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(STARTER_ARTICLE)
    expect(header.get_by_text("Menu")).to_be_hidden()
    links.get_by_text("Search").click()
    assert page.url.endswith("/search/")
    close(context)


def test_article_leads_to_the_questionnaire(page: Page) -> None:
    page.goto(STARTER_ARTICLE)
    page.get_by_role("main").get_by_role("link", name="Check eligibility").click()
    expect(page.get_by_role("button", name="Start")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390, 768, 1280, 1920])
def test_no_page_scrolls_sideways(browser: Browser, site: Site, width: int) -> None:
    context = browser.new_context(base_url=site.url, viewport={"width": width, "height": 800})
    page = context.new_page()
    for path in ("/", "/articles/", STARTER_ARTICLE, "/faq/", "/privacy/", "/eligibility/", "/account/login/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    close(context)
