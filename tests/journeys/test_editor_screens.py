"""Our own pages and panels in the admin, as editors get them: axe-core finds nothing, in light and dark colours."""

import pytest
from playwright.sync_api import Browser, Page

from tests.articles.builders import STARTER_ARTICLE
from tests.browser import DESKTOP, close, sign_in
from tests.journeys.accessibility import RULES_OF_COLOURS, find_violations
from tests.running_site import PASSWORD, Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

# What the editor of an article has of ours. The rest of it is Wagtail's.
PANELS = ("#panel-child-content-works_cited-section", "#panel-child-content-claims-section")
ARTICLE_FILE = b"# A title\n\nPain is real [1], and so is this [9].\n\n## References\n\n1. Nobody. Nothing. 1999.\n"


def find_complaints(page: Page, context: str | None = None) -> list[str]:
    found = find_violations(page, context=context)
    page.emulate_media(color_scheme="dark")
    found += find_violations(page, context=context, rules=RULES_OF_COLOURS)
    page.emulate_media(color_scheme="light")
    return found


def find_page_number(page: Page) -> str:
    """Return the number that the admin has for the starter article."""
    page.goto(STARTER_ARTICLE)
    link = page.get_by_role("link", name="Something is wrong on this page").get_attribute("href")
    assert link
    return link.partition("page=")[2]


def test_pages_of_editors_are_accessible(browser: Browser, site: Site) -> None:
    # The policy is lifted so that the test can load axe.
    context = browser.new_context(base_url=site.url, viewport=DESKTOP, reduced_motion="reduce", bypass_csp=True)
    page = context.new_page()
    number = find_page_number(page)
    sign_in(page, "admin", PASSWORD)
    found = []
    for path in (
        f"pages/{number}/sign-off/",
        f"pages/{number}/publish-without-sign-off/",
        "reports/reviews-due/",
        "intake/page-feedback/",
        "guide/",
    ):
        page.goto(f"/admin/{path}")
        found += find_complaints(page)
    page.goto(f"/admin/pages/{number}/edit/")
    for panel in PANELS:
        page.locator(panel).wait_for()
        found += find_complaints(page, context=panel)
    articles = page.locator(".w-breadcrumbs a", has_text="Articles").get_attribute("href") or ""
    page.goto(articles.replace("/pages/", "/articles/import/"))
    found += find_complaints(page)
    page.get_by_label("File").set_input_files(
        {"name": "article.md", "mimeType": "text/markdown", "buffer": ARTICLE_FILE}
    )
    page.get_by_role("button", name="Look at it").click()
    page.get_by_role("button", name="Make the draft").wait_for()
    found += find_complaints(page)
    close(context)
    assert found == []
