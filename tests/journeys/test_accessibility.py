"""axe-core finds nothing to complain of: on every public page and every step, light and dark, on the smallest phone."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.intake.visitor import STEPS
from tests.journeys.visitor import fill_in, press_continue, start
from tests.running_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PAGES = [
    "/",
    "/articles/",
    "/articles/fibromyalgia-the-neural-network-perspective/",
    "/faq/",
    "/privacy/",
    "/about/",
    "/accessibility/",
    "/eligibility/",
    "/eligibility/leave/",
    "/eligibility/back/",
    "/no-such-page/",
    "/account/login/",
    "/account/password/reset/",
]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(params=["light", "dark"])
def small(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(
        base_url=site.url,
        viewport={"width": 320, "height": 640},
        color_scheme=request.param,
        reduced_motion="reduce",
        bypass_csp=True,  # axe is ours to bring in
    )
    yield context.new_page()
    context.close()


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{page.url} {rule['id']}: {node['html'][:150]}" for rule in found for node in rule["nodes"]]


def test_every_public_page(small: Page) -> None:
    complaints = []
    for path in PAGES:
        small.goto(path)
        complaints += violations(small)
    assert complaints == []


def test_every_step_empty_in_error_and_sent(small: Page) -> None:
    start(small)
    complaints = []
    for step in STEPS:
        complaints += violations(small)
        press_continue(small)
        if f"/{step}/" in small.url:
            complaints += violations(small)
            fill_in(small, step)
            press_continue(small)
    assert small.url.endswith("/check/")
    complaints += violations(small)
    small.get_by_role("link", name="Save and come back later").click()
    small.get_by_role("button", name="Save my answers").click()
    small.get_by_role("heading", name="Your answers are saved").wait_for()
    complaints += violations(small)
    small.goto("/eligibility/check/")
    small.get_by_role("button", name="Send my answers").click()
    small.wait_for_url("**/confirmation/")
    complaints += violations(small)
    assert complaints == []
