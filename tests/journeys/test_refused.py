"""Invalid, unfinished and hidden answers in a real browser: nothing is lost, and Back sends nothing twice."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import PHONE, close, go_back
from tests.intake.cases import FOLDER
from tests.journeys.commands import run_command
from tests.journeys.visitor import answer_until, press_continue
from tests.running_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
MORE_THAN_A_DRAFT = "x" * 300 * 1024


@pytest.fixture(scope="module")
def cases(site: Site) -> None:
    for name in ("def-cond", "def-kinds"):
        run_command(site, "publish_questionnaire", str(FOLDER / f"{name}.json"), "--slug", name)


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def visitor(request: pytest.FixtureRequest, browser: Browser, site: Site, cases: None) -> Iterator[Page]:
    context = browser.new_context(base_url=site.url, viewport=PHONE, java_script_enabled=request.param)
    yield context.new_page()
    close(context)


@pytest.fixture
def ada(browser: Browser, site: Site) -> Iterator[Page]:
    """A page whose requests may be refused; Chromium's complaints about that do not count."""
    context = browser.new_context(base_url=site.url, viewport=PHONE)
    yield context.new_page()
    close(context)


def begin(page: Page, slug: str) -> None:
    page.goto(f"/eligibility/{slug}/")
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/questions/**")


def test_back_and_reload_after_an_error_send_nothing(visitor: Page) -> None:
    posts: list[str] = []
    begin(visitor, "def-kinds")
    visitor.on("request", lambda sent: posts.append(sent.url) if sent.method == "POST" else None)
    visitor.locator('[name="dec"]').fill("12,34,5")
    press_continue(visitor)
    expect(visitor).to_have_title(re.compile("^Error: "))
    expect(visitor.locator('[name="dec"]')).to_have_value("12,34,5")
    sent = len(posts)
    visitor.reload()
    expect(visitor.locator('[name="dec"]')).to_have_value("12,34,5")
    go_back(visitor)
    expect(visitor.get_by_role("heading", level=1)).to_be_visible()
    assert len(posts) == sent


def test_too_long_text_stays_on_the_page_and_back_sends_nothing(visitor: Page) -> None:
    """The browser must not store free text, so that is as it was last saved; the rest is as typed."""
    posts: list[str] = []
    begin(visitor, "def-kinds")
    press_continue(visitor)
    press_continue(visitor)
    visitor.wait_for_url("**/questions/txt/")
    box = visitor.locator('[name="lt"]')
    box.fill(MORE_THAN_A_DRAFT)
    visitor.locator('[name="em"]').fill("ada@example.org")
    press_continue(visitor)
    expect(visitor).to_have_title(re.compile("^Error: "))
    expect(visitor.get_by_text("This text is too long to save")).to_be_visible()
    expect(box).to_have_value(MORE_THAN_A_DRAFT)
    visitor.on("request", lambda sent: posts.append(sent.url) if sent.method == "POST" else None)
    go_back(visitor)
    expect(visitor).not_to_have_title(re.compile("^Error: "))
    expect(visitor.locator('[name="em"]')).to_have_value("ada@example.org")
    expect(box).to_have_value("")
    assert posts == []


def test_back_after_shortening_a_text_sends_nothing(ada: Page, cases: None) -> None:
    begin(ada, "def-kinds")
    press_continue(ada)
    press_continue(ada)
    ada.wait_for_url("**/questions/txt/")
    ada.locator('[name="lt"]').fill(MORE_THAN_A_DRAFT)
    press_continue(ada)
    expect(ada).to_have_title(re.compile("^Error: "))
    ada.locator('[name="lt"]').fill("Shorter, made up")
    press_continue(ada)
    ada.wait_for_url("**/questions/cho/")
    posts: list[str] = []
    ada.on("request", lambda sent: posts.append(sent.url) if sent.method == "POST" else None)
    go_back(ada)
    ada.wait_for_url("**/questions/txt/")
    expect(ada.locator('[name="lt"]')).to_have_value("Shorter, made up")
    assert posts == []


def test_question_hidden_by_a_change_is_not_required(visitor: Page) -> None:
    begin(visitor, "def-cond")
    visitor.get_by_label("Maybe").check()
    press_continue(visitor)
    visitor.get_by_role("checkbox", name="Two").check()
    press_continue(visitor)
    expect(visitor.get_by_label("follow two")).to_be_visible()
    visitor.get_by_role("checkbox", name="Two").uncheck()
    press_continue(visitor)
    visitor.wait_for_url("**/questions/s5/")


def test_number_and_date_read_back_as_typed(visitor: Page) -> None:
    begin(visitor, "def-kinds")
    visitor.locator('[name="dec"]').fill("123456.789")
    visitor.locator('[name="int"]').fill("10,000")
    press_continue(visitor)
    for part, typed in ((":day", "1."), (":month", "May"), (":year", "2001")):
        visitor.locator(f'[name="d{part}"]').fill(typed)
    press_continue(visitor)
    press_continue(visitor)
    visitor.locator('[name="one"]').first.check()
    visitor.locator('[name="many"]').first.check()
    press_continue(visitor)
    visitor.wait_for_url("**/check/")
    for shown in ("123456.789", "10000", "1 May 2001"):
        expect(visitor.get_by_text(shown, exact=True)).to_be_visible()


def test_long_text_is_counted_and_not_truncated(ada: Page) -> None:
    answer_until(ada, "story")
    box = ada.get_by_role("textbox")
    box.fill("x" * 10_003)
    expect(ada.get_by_text("3 characters too many")).to_be_visible()
    expect(box).to_have_value("x" * 10_003)
    press_continue(ada)
    expect(ada).to_have_title(re.compile("^Error: "))
    expect(box).to_have_value("x" * 10_003)
    box.fill("x" * 10_000)
    expect(ada.get_by_text("characters too many")).to_have_count(0)


def test_unfinished_email_is_saved_as_typed(ada: Page) -> None:
    answer_until(ada, "contact")
    ada.locator('[name="email"]').fill("ada@")
    expect(ada.get_by_role("status").get_by_text("Saved")).to_be_visible()
    ada.reload()
    expect(ada.locator('[name="email"]')).to_have_value("ada@")
    expect(ada).to_have_title(re.compile("^Error: "))


def test_cleared_draft_is_not_reported_as_changed(ada: Page) -> None:
    answer_until(ada, "story")
    other = ada.context.new_page()
    other.goto("/eligibility/leave/")
    other.get_by_role("main").get_by_role("button").first.click()
    other.wait_for_load_state()
    ada.get_by_role("textbox").fill("Made up: too late")
    expect(ada.get_by_text("can no longer save")).to_be_visible()
    expect(ada.get_by_text("changed in another window")).to_have_count(0)
