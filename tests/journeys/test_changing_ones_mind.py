"""An editor cancels the dialog, undoes a citation, and searches for a work that is not in the library."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import DESKTOP, Watched, sign_in
from tests.journeys.commands import make_articles
from tests.journeys.test_citing import cite_in_two_clicks, dialog_at_the_end_of
from tests.running_site import PASSWORD, Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def text(browser: Browser, site: Site) -> Iterator[Locator]:
    """The text of an article in the editor."""
    make_articles(site, "undone_article")
    with browser.new_context(base_url=site.url, viewport=DESKTOP, reduced_motion="reduce") as context:
        page = context.new_page()
        page.set_default_timeout(15_000)
        watched = Watched(page, site.url)
        sign_in(page, "editor", PASSWORD)
        page.goto("/admin/pages/search/?q=Undone")
        page.get_by_role("link", name="Undone").first.click()
        yield page.locator(".public-DraftEditor-content").first
        assert watched.complaints == []


def close(page: Page) -> None:
    page.keyboard.press("Escape")
    expect(page.locator(".modal-dialog")).to_have_count(0)


def test_editor_cancels_the_dialog_and_undoes_citations(text: Locator) -> None:
    dialog = dialog_at_the_end_of(text)
    dialog.get_by_label("Search term").fill("no such work")
    expect(dialog.get_by_text("Add it by its DOI, PubMed number or record")).to_be_visible()
    close(text.page)
    # The cursor is back in the text: the next keys are typed there.
    expect(text).to_be_focused()
    text.page.keyboard.type(" More.")
    expect(text).to_have_text("Words. More.")

    cite_in_two_clicks(text, "Finch 2020")
    cite_in_two_clicks(text, "Wren 2020")
    expect(text).to_have_text("Words. More.Finch 2020Wren 2020")
    text.page.keyboard.press("Control+z")
    expect(text).to_have_text("Words. More.Finch 2020")
    text.page.keyboard.press("Control+Shift+z")
    expect(text).to_have_text("Words. More.Finch 2020Wren 2020")
