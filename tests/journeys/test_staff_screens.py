"""The pages of staff in a real Chromium, under their strict content security policy."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import DESKTOP, PHONE, Watched, close, sign_in
from tests.journeys.visitor import answer, answer_until
from tests.running_site import PASSWORD, Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

INBOX = "/admin/intake/submissions/"
HOSTILE = "<script>document.title = 'run'</script><img src=x onerror=\"document.title = 'run'\">"


@pytest.fixture(scope="module")
def reference(browser: Browser, site: Site) -> str:
    """The reference of a submission whose answers contain markup."""
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    answer_until(page, "story")
    answer(page, "story", **{"own-words": f"{HOSTILE} (made up)"})
    answer(page, "contact")
    answer(page, "consent")
    page.get_by_role("button", name="Send my answers").click()
    page.wait_for_url("**/eligibility/confirmation/")
    found = page.locator(".receipt .code").first.inner_text()
    close(context)
    return found


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def screen(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Page]:
    """The inbox, signed in as staff. Fails the test in the end if a page broke the policy or asked another host."""
    context = browser.new_context(base_url=site.url, viewport=request.param, reduced_motion="reduce")
    page = context.new_page()
    sign_in(page, "staff", PASSWORD)
    page.goto(INBOX)
    watched = Watched(page, site.url)
    yield page
    close(context)
    assert watched.complaints == []


def test_wagtail_components_work_under_the_strict_policy(screen: Page, reference: str) -> None:
    screen.get_by_label("Show filters").click()
    screen.get_by_role("button", name="Urgency").click()
    screen.get_by_label("Routine", exact=True).check()
    screen.wait_for_url("**?urgency=routine")
    expect(screen.get_by_role("button", name="Clear")).to_be_visible()
    screen.goto(INBOX)
    screen.get_by_label("Reference, email address").fill(reference.lower().replace("-", " "))
    screen.get_by_role("button", name="Search", exact=True).click()
    screen.wait_for_url("**q=*")
    expect(screen.get_by_role("link", name=reference)).to_have_count(1)
    screen.locator("button.w-human-readable-date").first.hover()
    expect(screen.get_by_role("tooltip")).to_be_visible()


def test_hostile_text_does_not_run(screen: Page, reference: str) -> None:
    screen.goto(INBOX)
    screen.get_by_role("link", name=reference).click()
    expect(screen.locator(".clinic-answers__text", has_text=HOSTILE)).to_be_visible()
    screen.get_by_label("New note").fill(HOSTILE)
    screen.get_by_role("button", name="Add the note").click()
    expect(screen.get_by_text("The note was saved.")).to_be_visible()
    expect(screen.locator(".clinic-notes__text", has_text=HOSTILE).first).to_be_visible()
    assert screen.title().startswith(reference)
    assert screen.evaluate("document.querySelectorAll('main img').length") == 0


def test_nothing_is_wider_than_the_screen(screen: Page, reference: str) -> None:
    for address in (INBOX, screen.get_by_role("link", name=reference).get_attribute("href")):
        screen.goto(address)
        assert screen.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


WHERE_THE_NAMES_STAND = """names => names.map(name => {
  name.className = "clinic-scale__here";
  const text = document.createRange();
  text.selectNodeContents(name.firstChild);
  const box = text.getBoundingClientRect();
  return [box.left, box.right, box.top];
})"""


@pytest.mark.parametrize("width", [360, 800, 1000, 1280, 1600])
def test_names_of_severity_bands_do_not_overlap(browser: Browser, site: Site, reference: str, width: int) -> None:
    context = browser.new_context(base_url=site.url, viewport={"width": width, "height": 900})
    page = context.new_page()
    sign_in(page, "staff", PASSWORD)
    page.goto(INBOX)
    page.get_by_role("link", name=reference).click()
    names = page.locator(".clinic-scale__names li")
    expect(names).to_have_count(5)
    for (_, right, top), (left, _, top_of_next) in pairwise(names.evaluate_all(WHERE_THE_NAMES_STAND)):
        assert top != top_of_next or left - right >= 4
    close(context)
