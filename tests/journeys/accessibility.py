"""Accessibility checks of a page by axe-core, and whether it fits the smallest phone."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# The rules whose result can differ in dark colours.
RULES_OF_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
WIDTH = 320


def find_complaints(page: Page) -> list[str]:
    """Return what is wrong with a page, in light and in dark colours."""
    page.wait_for_load_state()
    width = page.evaluate("document.documentElement.scrollWidth")
    found = [f"{page.url} is {width} wide"] if width > WIDTH else []
    found += find_violations(page, rules=RULES)
    page.emulate_media(color_scheme="dark")
    found += find_violations(page, rules=RULES_OF_COLOURS)
    page.emulate_media(color_scheme="light")
    return found


def find_violations(
    page: Page, *, rules: dict[str, Any] | None = RULES, context: str | None = None, load_state: str = "load"
) -> list[str]:
    """Return what axe-core finds, with the address, rule and element, in a part of the page or in all of it."""
    page.wait_for_load_state(load_state)
    found = Axe().run(page, context=context, options=rules).response["violations"]
    return [f"{page.url} {rule['id']}: {node['html'][:150]}" for rule in found for node in rule["nodes"]]
