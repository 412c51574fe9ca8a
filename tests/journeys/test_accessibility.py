"""axe-core finds no violation and nothing is wider than the smallest phone, on every public page, every block and every
step, in both languages, light and dark.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import DESKTOP, close
from tests.intake.visitor_client import STEPS
from tests.journeys import every_block_article
from tests.journeys.accessibility import WIDTH, find_complaints, find_violations
from tests.journeys.commands import make_articles
from tests.journeys.visitor import WORDS, fill_in, press_continue, start
from tests.running_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PAGES = [
    "/",
    "/articles/",
    "/articles/topic/what-helps/",
    "/articles/fibromyalgia-the-neural-network-perspective/",
    "/faq/",
    "/glossary/",
    "/people/",
    "/privacy/",
    "/about/",
    "/accessibility/",
    "/how-we-make-our-pages/",
    "/search/?q=pain",
    "/search/?q=fibromialgia",
    "/search/?q=zzqqy",
    "/eligibility/help-now/",
    "/eligibility/",
    "/eligibility/leave/",
    "/eligibility/back/",
    "/no-such-page/",
    "/references/",
    "/references/minerbi2019/",
    "/de/",
    "/de/glossar/",
    "/de/datenschutz/",
    "/de/references/",
    "/de/references/minerbi2019/",
    "/de/eligibility/",
    "/de/eligibility/leave/",
    "/de/eligibility/back/",
    "/de/eligibility/yours/",
    "/de/no-such-page/",
    "/account/login/",
    "/account/password/reset/",
]


@pytest.fixture
def small(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(
        base_url=site.url,
        viewport={"width": WIDTH, "height": 640},
        reduced_motion="reduce",
        bypass_csp=True,  # axe is ours to bring in
    )
    yield context.new_page()
    close(context)


def test_every_public_page_is_accessible(small: Page) -> None:
    found = []
    for path in PAGES:
        small.goto(path)
        found += find_complaints(small)
    assert found == []


def test_every_block_is_accessible(small: Page, site: Site) -> None:
    make_articles(site, "every_block_article")
    small.goto(every_block_article.ADDRESS)
    small.locator("main").evaluate("main => main.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert find_complaints(small) == []
    small.set_viewport_size(DESKTOP)
    assert find_violations(small) == []


def test_what_readers_say_is_asked_accessibly(small: Page) -> None:
    small.goto("/glossary/")
    small.get_by_role("link", name="Something is wrong on this page").click()
    found = find_complaints(small)
    small.get_by_role("button", name="Send").click()
    found += find_complaints(small)
    small.get_by_label("Something is not true").check()
    small.get_by_role("button", name="Send").click()
    small.get_by_role("heading", name="Thank you").wait_for()
    assert found + find_complaints(small) == []


@pytest.mark.parametrize("language", WORDS)
def test_every_step_is_accessible_empty_with_errors_and_sent(small: Page, language: str) -> None:
    words = WORDS[language]
    start(small, language)
    found = []
    for step in STEPS:
        found += find_complaints(small)
        press_continue(small, language)
        if f"/{step}/" in small.url:
            found += find_complaints(small)
            # These answers show the page with advice.
            fill_in(small, step, signs=["nerves"])
            press_continue(small, language)
        if "/help/" in small.url:
            found += find_complaints(small)
            small.get_by_role("main").locator("a.button").click()
    assert small.url.endswith("/check/")
    found += find_complaints(small)
    small.get_by_role("link", name=words.later).click()
    small.get_by_role("button", name=words.save).click()
    small.get_by_role("heading", name=words.saved).wait_for()
    found += find_complaints(small)
    small.goto(f"{words.start_url}check/")
    small.get_by_role("button", name=words.send).click()
    small.wait_for_url("**/confirmation/")
    found += find_complaints(small)
    reference, code = small.locator("strong.code").all_inner_texts()
    small.goto(f"{words.start_url}yours/")
    small.locator('[name="reference"]').fill(reference)
    small.locator('[name="code"]').fill(code)
    small.get_by_role("button", name=words.open_own).click()
    small.get_by_role("heading", name=words.own).wait_for()
    for page in ("", "answers/", "contact/", "consents/consent-assessment/", "erase/"):
        small.goto(f"{words.start_url}yours/{page}")
        found += find_complaints(small)
    assert found == []
