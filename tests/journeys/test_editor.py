"""An editor cites works by toolbar and command palette, changes one and removes one, in a real Chromium."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.articles.builders import STARTER_ARTICLE
from tests.browser import DESKTOP, sign_in
from tests.journeys.editing import publish_unsigned
from tests.running_site import PASSWORD, Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def desktop(browser: Browser, site: Site) -> Page:
    return browser.new_context(base_url=site.url, viewport=DESKTOP, reduced_motion="reduce").new_page()


@pytest.fixture
def text(desktop: Page) -> Locator:
    """The first text of the article in the editor, below its points in short."""
    sign_in(desktop, "editor", PASSWORD)
    desktop.goto("/admin/pages/search/?q=Neural")
    desktop.get_by_role("link", name="Fibromyalgia: The Neural Network Perspective").first.click()
    text = desktop.locator(".public-DraftEditor-content", has_text="constant conversation")
    text.click()
    desktop.keyboard.press("Control+End")
    return text


def choose(desktop: Page, name: str) -> None:
    """Search for a work in the dialog and choose it."""
    dialog = desktop.locator(".modal-dialog")
    dialog.get_by_label("Search term").fill(name)
    expect(dialog.get_by_text("There is 1 match")).to_be_visible()
    dialog.get_by_role("link", name=name).click()
    expect(dialog).to_have_count(0)


def use_tooltip(desktop: Page, citation: str, button: str) -> None:
    desktop.locator(".TooltipEntity", has_text=citation).first.click()
    desktop.get_by_role("button", name=button, exact=True).click()


def test_editor_cites_changes_removes_and_publishes(desktop: Page, text: Locator) -> None:
    desktop.keyboard.type(" Chosen words")
    for _ in "words":
        desktop.keyboard.press("Shift+ArrowLeft")
    desktop.locator("button[name=CITATION]").click()
    choose(desktop, "Jacobs")
    # The selected words stay, and the citation follows them.
    expect(text).to_contain_text("Chosen wordsJacobs et al. 2021")

    desktop.keyboard.press("Control+End")
    desktop.keyboard.type(" and more /cite")
    desktop.get_by_role("option", name="Cite a work").click()
    choose(desktop, "Kalisch")
    expect(text).to_contain_text("and more Kalisch et al. 2024")

    use_tooltip(desktop, "Kalisch", "Edit")
    desktop.get_by_role("link", name="Choose another work").click()
    choose(desktop, "Stegemann")
    expect(text).to_contain_text("and more Stegemann et al. 2023")
    use_tooltip(desktop, "Efremov", "Remove")
    expect(text).not_to_contain_text("Efremov")

    # The editor writes its state to the form a quarter of a second later.
    expect(desktop.locator("[name='body-1-value']")).not_to_have_value(re.compile("Efremov"))
    publish_unsigned(desktop)
    desktop.goto(STARTER_ARTICLE)
    words = desktop.locator(".page__body .prose").first
    expect(words).to_contain_text("constant conversation. The clinic")
    expect(words).to_contain_text("Chosen words2")
    # The points in short cite another work before.
    expect(words.locator(".citation__link")).to_have_text(["2", "3"])
    expect(desktop.locator("#ref-2")).to_contain_text("Jacobs JP")
    expect(desktop.locator("#ref-3")).to_contain_text("Stegemann A")


@pytest.mark.usefixtures("text")
def test_explained_words_have_an_icon(desktop: Page) -> None:
    marked = desktop.locator(".TooltipEntity", has_text="central sensitisation").first
    expect(marked.locator("use[href='#icon-info-circle']")).to_be_visible()


def test_words_typed_during_an_autosave_are_saved_too(desktop: Page, text: Locator) -> None:
    held: list[Route] = []

    def hold_first(route: Route) -> None:
        if route.request.method == "POST" and not held:
            held.append(route)
        else:
            route.continue_()

    desktop.route("**/edit/", hold_first)
    # Whatever was typed earlier would count as the initial state of the page.
    form = desktop.locator("form[data-edit-form]")
    expect(form).to_have_attribute("data-w-unsaved-has-comments-value", "false")
    with desktop.expect_request(lambda request: request.method == "POST" and request.url.endswith("/edit/")):
        text.click()
        desktop.keyboard.press("Control+End")
        desktop.keyboard.type(" First words.")
        expect(desktop.locator("[name='body-1-value']")).to_have_value(re.compile("First words"))
    # So that Wagtail does not see the next words before the answer is there.
    form.evaluate("form => form.dataset.wUnsavedCheckIntervalValue = 600000")
    desktop.keyboard.type(" Last words.")
    expect(desktop.locator("[name='body-1-value']")).to_have_value(re.compile("Last words"))
    [autosave] = held
    autosave.continue_()
    expect(desktop.locator("#w-autosave-indicator")).to_have_attribute("data-w-autosave-state-value", "saved")
    with desktop.expect_request(lambda request: "Last words" in (request.post_data or "")):
        form.evaluate("form => form.dataset.wUnsavedCheckIntervalValue = 500")


def test_numbers_and_back_links_lead_to_each_other(desktop: Page) -> None:
    desktop.goto(STARTER_ARTICLE)
    desktop.locator("a[href='#ref-1']").first.click()
    expect(desktop.locator("#ref-1")).to_be_in_viewport()
    inside_an_answer = desktop.locator(".question .citation__link").first
    anchor = inside_an_answer.get_attribute("id")
    expect(inside_an_answer).not_to_be_visible()
    desktop.locator(f"a[href='#{anchor}']").click()
    # The browser opens the answer that contains the citation.
    expect(inside_an_answer).to_be_visible()
    expect(inside_an_answer).to_be_in_viewport()
