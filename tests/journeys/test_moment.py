"""A visitor who looks like a program solves a challenge: with scripts, without, and without crypto."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser import DESKTOP, close, go_back, go_forward, sign_in
from tests.journeys.accessibility import find_complaints
from tests.journeys.visitor import answer, answer_until, reference_on
from tests.running_site import PASSWORD, Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

CONFIRMATION = "**/eligibility/confirmation/"
NO_CALCULATION = "Object.defineProperty(globalThis, 'crypto', { value: {} })"


def answer_all(page: Page) -> None:
    """Answer every step, up to the check page."""
    answer_until(page, "consent")
    answer(page, "consent")
    page.wait_for_url("**/eligibility/check/")


def send_as_a_program(page: Page) -> None:
    """Send the answers with the hidden field filled in, which no person would find."""
    page.locator('[name="remark"]').fill("Buy now", force=True)
    page.get_by_role("button", name="Send my answers").click()


@pytest.fixture
def still(browser: Browser, site: Site) -> Iterator[Page]:
    """A visitor whose browser cannot calculate, so that the page stays as it is; on the smallest phone."""
    context = browser.new_context(
        base_url=site.url,
        viewport={"width": 320, "height": 640},
        reduced_motion="reduce",
        bypass_csp=True,  # axe is ours to bring in
    )
    context.add_init_script(NO_CALCULATION)
    yield context.new_page()
    close(context)


def test_solved_challenge_sends_the_answers_and_staff_see_the_signal(page: Page, browser: Browser, site: Site) -> None:
    answer_all(page)
    send_as_a_program(page)
    page.wait_for_url(CONFIRMATION)
    reference = reference_on(page)

    staff = browser.new_context(base_url=site.url, viewport=DESKTOP).new_page()
    sign_in(staff, "staff", PASSWORD)
    staff.goto(f"/admin/intake/submissions/?doubtful=yes&q={reference}")
    expect(staff.get_by_role("row", name=reference).get_by_text("A hidden field was filled in")).to_be_visible()
    staff.get_by_role("link", name=reference).click()
    expect(staff.get_by_text("A hidden field was filled in")).to_be_visible()
    expect(staff.get_by_text("A program may have sent this.")).to_be_visible()
    close(staff.context)


def test_slow_device_shows_the_check_and_sends_after_the_wait(page: Page) -> None:
    answer_all(page)
    page.route("**/eligibility/check/?moment", without_a_solution, times=1)
    send_as_a_program(page)
    expect(page.get_by_role("status")).to_have_text(re.compile("^Your device is doing a short check."))
    expect(page.get_by_role("button", name="Send my answers")).to_be_hidden()
    expect(page.get_by_role("link", name="Back")).to_be_visible()
    page.wait_for_url(CONFIRMATION, timeout=20_000)


def without_a_solution(route: Route, wait: int | None = None) -> None:
    """Serve the page with a challenge that has no solution, and if given with another wait in seconds."""
    response = route.fetch()
    body = re.sub(r'data-target="\w+"', f'data-target="{"0" * 64}"', response.text())
    body = re.sub(r'data-limit="\w+"', 'data-limit="1000000000"', body)
    route.fulfill(response=response, body=re.sub(r'data-wait="\w+"', f'data-wait="{wait}"', body) if wait else body)


def without_an_end(route: Route) -> None:
    """Serve the page with a challenge that has no solution, and a wait that outlasts the test."""
    without_a_solution(route, wait=600)


def test_without_scripts_the_visitor_waits_and_sends_again(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    answer_all(page)
    send_as_a_program(page)
    expect(page.get_by_text("Please wait 10 seconds, then press the button.")).to_be_visible()
    press = page.get_by_role("button", name="Send my answers")
    press.click()
    expect(page.get_by_text("That was too soon.")).to_be_visible()
    expect(press).to_be_enabled()
    while "/confirmation/" not in page.url:
        press.click()
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}", reference_on(page))
    close(context)


def test_back_and_reload_send_nothing(still: Page) -> None:
    """The browser cannot calculate, so the page stays; the next test leaves a page that calculates."""
    posts: list[str] = []
    answer_all(still)
    send_as_a_program(still)
    still.wait_for_url("**/check/?moment")
    still.on("request", lambda sent: posts.append(sent.url) if sent.method == "POST" else None)
    still.reload()
    expect(still.get_by_role("heading", name="One moment, please")).to_be_visible()
    still.get_by_role("link", name="Back").click()
    still.wait_for_url("**/check/")
    go_back(still)
    expect(still.get_by_role("heading", name="Check your answers")).to_be_visible()
    assert posts == []


def test_going_back_during_the_check_sends_nothing(page: Page) -> None:
    answer_all(page)
    page.route("**/eligibility/check/?moment", without_an_end, times=1)
    send_as_a_program(page)
    expect(page.get_by_role("status")).to_have_text(re.compile("^Your device is doing a short check."))
    posts: list[str] = []
    page.on("request", lambda sent: posts.append(sent.url) if sent.method == "POST" else None)
    go_back(page)
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    go_forward(page)
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    assert posts == []


def test_back_after_sending_leads_to_the_receipt(page: Page) -> None:
    answer_all(page)
    send_as_a_program(page)
    page.wait_for_url(CONFIRMATION)
    reference = reference_on(page)
    posts: list[str] = []
    page.on("request", lambda sent: posts.append(sent.url) if sent.method == "POST" else None)
    go_back(page)
    page.wait_for_url(CONFIRMATION)
    assert reference_on(page) == reference
    assert posts == []


def test_challenge_without_crypto_says_to_wait_and_is_accessible(still: Page) -> None:
    answer_all(still)
    found = find_complaints(still)
    send_as_a_program(still)
    expect(still.get_by_text("Please wait 10 seconds, then press the button.")).to_be_visible()
    found += find_complaints(still)
    assert found == []


def test_hidden_field_is_not_reachable_by_keyboard(page: Page) -> None:
    answer_all(page)
    reached = []
    page.locator("h1").click()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()"))
        if reached[-1] == "Send my answers":
            break
    assert reached[-1] == "Send my answers"
    assert "remark" not in reached
    assert "remark" not in page.locator("main").aria_snapshot()
    assert "leave this field empty" not in page.locator("main").aria_snapshot()
