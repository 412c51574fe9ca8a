"""Actions of an editor in Wagtail's admin."""

from playwright.sync_api import Page


def publish(page: Page) -> None:
    """Open the menu of actions and publish what is being edited."""
    page.locator("footer .w-dropdown__toggle, footer [data-w-dropdown-target=toggle]").last.click()
    with page.expect_navigation():
        page.locator("button[name=action-publish]").click()
