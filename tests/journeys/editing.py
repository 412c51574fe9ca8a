"""Actions of an editor in Wagtail's admin."""

from playwright.sync_api import Page, expect


def publish(page: Page) -> None:
    """Open the menu of actions and publish what is being edited."""
    page.locator("footer .w-dropdown__toggle, footer [data-w-dropdown-target=toggle]").last.click()
    with page.expect_navigation():
        page.locator("button[name=action-publish]").click()


def save_draft(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Save draft").click()


def publish_unsigned(page: Page, reason: str = "A reviewer reads it tomorrow.") -> None:
    """Save an article that no medical reviewer has signed, and publish it as a publisher may, for a reason."""
    save_draft(page)
    page.locator("footer .w-dropdown__toggle, footer [data-w-dropdown-target=toggle]").last.click()
    page.get_by_role("link", name="Publish without a sign-off").click()
    page.get_by_label("Reason").fill(reason)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("is published without a sign-off")).to_be_visible()
