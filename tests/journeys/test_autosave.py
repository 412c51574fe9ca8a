"""Answers are saved while they are typed, and a dropped connection loses nothing."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser import PHONE, close
from tests.journeys.visitor import answer, answer_until, press_continue, step_of
from tests.running_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def unsteady(browser: Browser, site: Site) -> Iterator[Page]:
    """A page at the step with free text, whose connection will drop; Chromium's complaints about that do not count."""
    context = browser.new_context(base_url=site.url, viewport=PHONE)
    page = context.new_page()
    answer_until(page, "story")
    yield page
    close(context)


@pytest.fixture
def story(page: Page) -> Page:
    answer_until(page, "story")
    return page


def test_text_is_saved_without_continue(story: Page) -> None:
    story.get_by_role("textbox").fill("Made up: half a sen")
    expect(story.get_by_role("status")).to_have_text("Saved")
    story.reload()
    expect(story.get_by_role("textbox")).to_have_value("Made up: half a sen")


def test_choice_is_saved_without_continue(page: Page) -> None:
    answer_until(page, "duration")
    page.locator('[name="three-months"][value="no"]').check()
    expect(page.get_by_role("status")).to_have_text("Saved")
    page.get_by_role("link", name="Back", exact=True).click()
    press_continue(page)
    expect(page.locator('[name="three-months"][value="no"]')).to_be_checked()


NOTE_WHERE_IT_SAVES = """
    const ask = window.fetch;
    window.fetch = (...what) => {
      sessionStorage.setItem("saved", location.pathname);
      return ask(...what);
    };
"""


def test_continue_does_not_autosave_as_well(page: Page) -> None:
    page.add_init_script(NOTE_WHERE_IT_SAVES)
    answer_until(page, "duration")
    answer(page, "duration")
    assert page.evaluate("sessionStorage.getItem('saved')") is None


def test_page_that_cannot_be_sent_stays_and_says_so(unsteady: Page) -> None:
    unsteady.context.set_offline(True)
    unsteady.get_by_role("textbox").fill("Made up: written in a tunnel")
    press_continue(unsteady)
    expect(unsteady.get_by_role("status")).to_have_text(re.compile("there is no internet connection"))
    expect(unsteady.get_by_role("textbox")).to_have_value("Made up: written in a tunnel")
    assert step_of(unsteady) == "story"

    unsteady.context.set_offline(False)
    expect(unsteady.get_by_role("status")).to_have_text("Saved")
    press_continue(unsteady)
    unsteady.wait_for_url("**/questions/contact/")
    unsteady.get_by_role("link", name="Back", exact=True).click()
    expect(unsteady.get_by_role("textbox")).to_have_value("Made up: written in a tunnel")


def test_failed_autosave_is_repeated(unsteady: Page) -> None:
    refused: list[str] = []

    def refuse_twice(route: Route) -> None:
        if route.request.method == "POST" and len(refused) < 2:
            refused.append(route.request.url)
            route.abort("connectionfailed")
        else:
            route.continue_()

    unsteady.route("**/questions/story/", refuse_twice)
    unsteady.get_by_role("textbox").fill("Made up: twice in vain")
    expect(unsteady.get_by_role("status")).to_have_text("Saved")
    assert len(refused) == 2
    unsteady.unroute("**/questions/story/")


def test_saving_for_later_needs_no_wait(story: Page) -> None:
    story.get_by_role("textbox").fill("Made up: for later")
    story.get_by_role("button", name="Save and come back later").click()
    story.wait_for_url("**/eligibility/later/")


def test_page_changed_in_another_window_says_so(story: Page) -> None:
    other = story.context.new_page()
    other.goto("/eligibility/questions/age/")
    press_continue(other)
    other.wait_for_url("**/questions/duration/")
    story.get_by_role("textbox").fill("Made up: overtaken")
    expect(story.get_by_role("status")).to_have_text(re.compile("changed in another window"))
    press_continue(story)
    story.wait_for_url("**/questions/contact/")


def test_page_whose_answers_were_cleared_says_so(story: Page) -> None:
    story.context.clear_cookies()
    story.get_by_role("textbox").fill("Made up: after leaving")
    expect(story.get_by_role("status")).to_have_text(re.compile("can no longer save"))
    expect(story.get_by_role("textbox")).to_have_value("Made up: after leaving")


def test_nothing_is_put_into_the_browsers_storage(story: Page) -> None:
    story.get_by_role("textbox").fill("Made up")
    expect(story.get_by_role("status")).to_have_text("Saved")
    assert story.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert story.evaluate("indexedDB.databases().then(all => all.length)") == 0
    assert story.evaluate("caches.keys().then(all => all.length)") == 0
