"""axe-core finds no violation and nothing is wider than the smallest phone, on our own pages for staff."""

import pytest
from playwright.sync_api import Browser

from tests.browser import close, sign_in
from tests.journeys.accessibility import WIDTH, find_complaints
from tests.running_site import PASSWORD, Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

# Each has parts that no other has. The last of a submission is what each reader sees of it.
PAGES = {
    "manager": [
        "",
        "intake/submissions/",
        "intake/submissions/?view=mine",
        "intake/submissions/shortcuts/",
        "{talked}",
        "{corrected}",
        "{erased}",
        "{case-held}",
        "intake/urgent/",
        "intake/deliveries/?state=dead",
        "intake/deliveries/routing/",
        "intake/accountability/keys/",
        "intake/accountability/retention/",
    ],
    "auditor": ["", "intake/accountability/audit/"],
}


@pytest.mark.parametrize("account", PAGES)
def test_pages_of_staff_are_accessible(browser: Browser, site: Site, clinic: dict[str, str], account: str) -> None:
    # The policy is lifted so that the test can load axe.
    context = browser.new_context(
        base_url=site.url, viewport={"width": WIDTH, "height": 640}, reduced_motion="reduce", bypass_csp=True
    )
    page = context.new_page()
    sign_in(page, account, PASSWORD)
    found = []
    for path in PAGES[account]:
        page.goto(f"/admin/{path.format_map(clinic)}")
        found += find_complaints(page)
    close(context)
    assert found == []
