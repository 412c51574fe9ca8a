"""Previews of citations by mouse, keyboard and touch, and the reference list without scripts and in print."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser import Watched
from tests.journeys.accessibility import find_violations
from tests.journeys.cited_article import ADDRESS
from tests.journeys.commands import make_articles
from tests.running_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WIDE = {"width": 1440, "height": 900}
SMALL = {"width": 320, "height": 640}
# Milliseconds after which a preview has opened or closed.
LONG_ENOUGH = 1000


@pytest.fixture(scope="module")
def cited(site: Site) -> Site:
    make_articles(site, "cited_article")
    return site


def opened(context: BrowserContext, site: Site) -> tuple[Page, Watched]:
    """Open the article with a clock that only the test moves."""
    page = context.new_page()
    watched = Watched(page, site.url)
    page.clock.install()
    page.goto(ADDRESS)
    return page, watched


@pytest.fixture
def desktop(browser: Browser, cited: Site) -> Iterator[Page]:
    with browser.new_context(base_url=cited.url, viewport=WIDE) as context:
        page, watched = opened(context, cited)
        yield page
        assert watched.complaints == []


@pytest.fixture
def phone(browser: Browser, cited: Site) -> Iterator[Page]:
    with browser.new_context(base_url=cited.url, viewport=SMALL, has_touch=True) as context:
        page, watched = opened(context, cited)
        yield page
        assert watched.complaints == []


def number(page: Page, id_: str) -> Locator:
    return page.locator(f"#cite-{id_}")


def preview(page: Page) -> Locator:
    return page.get_by_role("note", name="Reference")


def test_hovering_opens_a_preview_that_can_be_hovered(desktop: Page) -> None:
    number(desktop, "1-a").hover()
    expect(preview(desktop)).to_have_count(0)
    desktop.clock.run_for(LONG_ENOUGH)
    expect(preview(desktop)).to_be_visible()
    expect(preview(desktop)).to_contain_text("Findings of Gray")
    expect(preview(desktop)).to_contain_text("Clinical trial")
    expect(preview(desktop)).to_contain_text("p. 823: Pain persists")
    preview(desktop).hover()
    desktop.clock.run_for(LONG_ENOUGH)
    expect(preview(desktop)).to_be_visible()
    desktop.get_by_role("heading", level=1).hover()
    desktop.clock.run_for(LONG_ENOUGH)
    expect(preview(desktop)).to_have_count(0)


def test_passing_over_a_number_opens_no_preview(desktop: Page) -> None:
    number(desktop, "1-a").hover()
    desktop.get_by_role("heading", level=1).hover()
    desktop.clock.run_for(LONG_ENOUGH)
    expect(preview(desktop)).to_have_count(0)


def test_escape_closes_the_preview_and_keeps_focus(desktop: Page) -> None:
    number(desktop, "1-a").focus()
    expect(number(desktop, "1-a")).to_have_attribute("aria-expanded", "true")
    expect(preview(desktop)).to_be_visible()
    desktop.keyboard.press("Escape")
    expect(preview(desktop)).to_have_count(0)
    expect(number(desktop, "1-a")).to_be_focused()
    expect(number(desktop, "1-a")).not_to_have_attribute("aria-expanded", "true")


def test_escape_closes_a_hovered_preview(desktop: Page) -> None:
    number(desktop, "1-a").hover()
    desktop.clock.run_for(LONG_ENOUGH)
    desktop.keyboard.press("Escape")
    expect(preview(desktop)).to_have_count(0)


def test_tab_moves_from_number_to_number(desktop: Page) -> None:
    number(desktop, "1-a").focus()
    desktop.keyboard.press("Tab")
    expect(number(desktop, "2-a")).to_be_focused()
    expect(preview(desktop)).to_contain_text("Findings of Dunn")
    preview(desktop).get_by_role("link", name="Go to reference 2").focus()
    desktop.keyboard.press("Tab")
    expect(number(desktop, "3-a")).to_be_focused()
    expect(preview(desktop)).to_contain_text("Findings of Webb")


def test_click_leads_to_the_reference_list(desktop: Page) -> None:
    number(desktop, "1-a").click()
    desktop.wait_for_url("**/#ref-1")
    desktop.clock.run_for(LONG_ENOUGH)
    expect(preview(desktop)).to_have_count(0)


def test_tap_opens_and_tap_elsewhere_closes_the_preview(phone: Page) -> None:
    number(phone, "1-a").tap()
    expect(preview(phone)).to_be_visible()
    assert phone.url.endswith(ADDRESS)
    phone.get_by_text("Words that fill a line").first.tap(position={"x": 2, "y": 2})
    expect(preview(phone)).to_have_count(0)


def test_preview_links_to_the_reference_list(phone: Page) -> None:
    number(phone, "2-a").tap()
    preview(phone).get_by_role("link", name="Go to reference 2").tap()
    phone.wait_for_url("**/#ref-2")
    expect(preview(phone)).to_have_count(0)


def test_second_tap_leads_to_the_reference_list(phone: Page) -> None:
    number(phone, "1-a").tap()
    expect(preview(phone)).to_be_visible()
    number(phone, "1-a").tap()
    phone.wait_for_url("**/#ref-1")


def test_preview_is_never_cut_off(phone: Page) -> None:
    for link in phone.locator(".prose .citation__link, .key-insight .citation__link").all():
        link.tap()
        box = preview(phone).bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= SMALL["width"]
        assert phone.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]
        phone.keyboard.press("Escape")


def test_retraction_is_shown_at_each_number(desktop: Page) -> None:
    desktop.get_by_text("Question 0?").click()
    expect(desktop.get_by_role("link", name="Reference 2 retracted: Dunn 2020")).to_have_count(3)
    expect(number(desktop, "2-a")).to_have_text("2 retracted")
    expect(desktop.locator("#ref-2")).to_contain_text("This work was retracted on 5 March 2024.")
    number(desktop, "2-a").hover()
    desktop.clock.run_for(LONG_ENOUGH)
    expect(preview(desktop)).to_contain_text("This work was retracted on 5 March 2024.")


def test_margin_notes_are_beside_their_lines(desktop: Page) -> None:
    notes = desktop.locator(".margin-note").filter(visible=True).all()
    assert len(notes) > 10
    expect(desktop.locator(":is(.loop-diagram, .quote) .margin-note").filter(visible=True)).to_have_count(2)
    boxes = [note.bounding_box() for note in notes]
    text = desktop.locator(".prose").first.bounding_box()
    first = number(desktop, "1-a").bounding_box()
    assert text
    assert first
    assert all(box and box["x"] >= text["x"] + text["width"] for box in boxes)
    assert all(box and box["x"] + box["width"] <= WIDE["width"] for box in boxes)
    assert all(one["y"] + one["height"] <= other["y"] for one, other in pairwise(boxes) if one and other)
    assert boxes[0]
    assert abs(boxes[0]["y"] - first["y"]) < 16
    desktop.set_viewport_size({"width": 1024, "height": 900})
    expect(desktop.locator(".margin-note").filter(visible=True)).to_have_count(0)


def test_links_work_both_ways_without_scripts(browser: Browser, cited: Site) -> None:
    with browser.new_context(base_url=cited.url, viewport=WIDE, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(ADDRESS)
        number(page, "2-b").click()
        page.wait_for_url("**/#ref-2")
        back = page.locator("#ref-2").get_by_role("link", name="back to where reference 2 is cited")
        assert [link.inner_text() for link in back.all()] == ["a", "b", "c"]
        page.get_by_role("link", name="b: back to where reference 2 is cited").click()
        page.wait_for_url("**/#cite-2-b")
        expect(page.locator("#ref-1")).to_contain_text("p. 823: Pain persists")
        expect(page.locator(".margin-note").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [SMALL, WIDE], ids=["small", "wide"])
def test_open_preview_is_accessible(browser: Browser, cited: Site, scheme: str, size: dict) -> None:
    # axe is ours to bring in.
    with browser.new_context(base_url=cited.url, viewport=size, color_scheme=scheme, bypass_csp=True) as context:
        page = context.new_page()
        page.goto(ADDRESS)
        page.locator("details.question").evaluate("details => { details.open = true; }")
        number(page, "2-a").focus()
        expect(preview(page)).to_be_visible()
        assert find_violations(page) == []


def test_print_has_numbers_and_the_reference_list_only(desktop: Page) -> None:
    number(desktop, "1-a").focus()
    desktop.emulate_media(media="print")
    expect(preview(desktop)).to_be_hidden()
    expect(desktop.locator(".margin-note").filter(visible=True)).to_have_count(0)
    expect(desktop.locator(".reference__links, .reference__mentions").filter(visible=True)).to_have_count(0)
    expect(desktop.locator("#ref-1")).to_contain_text("doi:10.5555/Gray")
    expect(number(desktop, "1-a")).to_be_visible()


def test_only_the_table_scrolls_sideways(phone: Page) -> None:
    assert phone.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]
    region = phone.get_by_role("region", name="A table")
    assert region.evaluate("region => region.scrollWidth > region.clientWidth")
    region.focus()
    expect(region).to_be_focused()
