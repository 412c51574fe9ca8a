"""Printed pages."""

import pytest
from playwright.sync_api import Page

from tests.journeys.visitor import answer, answer_until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_contacts_are_not_split_across_sheets(page: Page) -> None:
    answer_until(page, "consent")
    answer(page, "consent")
    page.wait_for_url("**/eligibility/check/")
    page.emulate_media(media="print")
    assert page.locator(".safety").evaluate("part => getComputedStyle(part).breakInside") == "avoid"


def test_buttons_and_links_are_not_printed(page: Page) -> None:
    answer_until(page, "consent")
    answer(page, "consent")
    page.wait_for_url("**/eligibility/check/")
    page.emulate_media(media="print")
    assert page.get_by_role("heading", name="Check your answers").is_visible()
    for words in ("Send your answers", "Send my answers", "Change", "Leave and clear"):
        assert page.get_by_text(words).locator("visible=true").count() == 0, words
