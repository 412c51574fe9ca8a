"""The pictures of the guide for editors, taken from the running site (`make screenshots`)."""

from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, ViewportSize

from tests import browser as chromium
from tests.running_site import PASSWORD, ROOT, Site

PICTURES = ROOT / "docs/guides/pictures"
ARTICLE_TITLE = "What helps, and how surely"
SIZE = ViewportSize(width=1120, height=760)


def take_guide_pictures(browser: Browser, site: Site, folder: Path = PICTURES) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    editor = open_article(browser, site, "editor")
    number = editor.url.split("/")[-3]
    editor.screenshot(path=folder / "write.png")
    picture_claims(editor, folder / "claims.png")
    picture_citing(editor, folder / "cite.png")
    picture_schedule(open_article(browser, site, "editor"), folder / "schedule.png")
    reviewer = open_admin(browser, site, "reviewer")
    reviewer.goto(f"/admin/pages/{number}/sign-off/")
    reviewer.screenshot(path=folder / "sign.png")


def open_admin(browser: Browser, site: Site, account: str) -> Page:
    page = browser.new_context(base_url=site.url, viewport=SIZE, reduced_motion="reduce", locale="en-GB").new_page()
    chromium.sign_in(page, account, PASSWORD)
    return page


def open_article(browser: Browser, site: Site, account: str) -> Page:
    """Open the editor of an article, with the menu at its side folded."""
    page = open_admin(browser, site, account)
    page.goto("/admin/pages/search/?q=how+surely")
    page.get_by_role("link", name=ARTICLE_TITLE, exact=True).first.click()
    page.get_by_role("textbox", name="Standfirst").wait_for()
    page.get_by_role("button", name="Toggle sidebar").click()
    return page


def picture_claims(page: Page, path: Path) -> None:
    panel = page.get_by_role("region", name="Claims")
    show(panel)
    panel.screenshot(path=path)


def picture_citing(page: Page, path: Path) -> None:
    text = page.locator(".public-DraftEditor-content").first
    show(text)
    text.click()
    page.keyboard.press("Control+Alt+f")
    page.locator(".modal-dialog").get_by_label("Search term").fill("pregabalin")
    page.get_by_text("There is 1 match").wait_for()
    page.screenshot(path=path)


def picture_schedule(page: Page, path: Path) -> None:
    page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("button", name="Set schedule").click()
    page.get_by_role("dialog").get_by_text("Go live date/time").wait_for()
    page.screenshot(path=path)


def show(part: Locator) -> None:
    part.evaluate("part => part.scrollIntoView({block: 'center'})")
