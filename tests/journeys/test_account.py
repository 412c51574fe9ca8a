"""The account pages on a phone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import PHONE, Watched, close, sign_in
from tests.running_site import PASSWORD, Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def staff(browser: Browser, site: Site) -> Iterator[Page]:
    """A page of somebody who signed in and confirmed the password, as a change to an account requires."""
    context = browser.new_context(base_url=site.url, viewport=PHONE, locale="en-GB", reduced_motion="reduce")
    page = context.new_page()
    sign_in(page, "staff", PASSWORD)
    page.goto("/account/reauthenticate/?next=/account/email/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url("**/account/email/")
    yield page
    close(context)


def test_account_links_have_no_separators(staff: Page) -> None:
    marks = "getComputedStyle(item, '::before').content"
    links = staff.get_by_role("navigation", name="Your account").get_by_role("listitem")
    assert links.count() == 6
    assert {link.evaluate(f"item => {marks}") for link in links.all()} == {"none"}


def test_message_has_space_before_the_heading(staff: Page) -> None:
    staff.get_by_label("New email address").fill("new@example.org")
    staff.get_by_role("button", name="Send the link").click()
    message = staff.locator(".messages").bounding_box()
    heading = staff.get_by_role("heading", level=1).bounding_box()
    assert message
    assert heading
    assert heading["y"] - (message["y"] + message["height"]) >= 16


def test_authenticator_secret_is_not_cut_off(staff: Page) -> None:
    staff.goto("/account/2fa/totp/activate/")
    secret = staff.get_by_label("Authenticator secret")
    assert secret.evaluate("field => field.scrollWidth <= field.clientWidth")


def test_account_page_of_wagtail_works(staff: Page, site: Site) -> None:
    watched = Watched(staff, site.url)
    staff.goto("/admin/account/")
    expect(staff.locator("option[value='Europe/London']")).to_have_text(re.compile("London.*Time"))
    assert watched.complaints == []
