"""An editor adds works that may be duplicates, from a file and by typing, and decides which are new."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import DESKTOP, Watched, sign_in
from tests.journeys.accessibility import find_violations
from tests.journeys.commands import run_command
from tests.running_site import PASSWORD, Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

HERE = """TY  - JOUR
TI  - Warm water for tired muscles
AU  - Winter, Wanda
PY  - 2018
ER  -
TY  - JOUR
TI  - Cold air for tired muscles
AU  - Summer, Sam
PY  - 2019
ER  -
"""
FILE = HERE.replace("ER  -", "T2  - Journal of Examples\nVL  - 4\nSP  - 11\nER  -")


@pytest.fixture
def desktop(browser: Browser, site: Site) -> Iterator[Page]:
    path = site.var / "here.ris"
    path.write_text(HERE, encoding="utf-8")
    run_command(site, "import_references", str(path))
    with browser.new_context(base_url=site.url, viewport=DESKTOP, reduced_motion="reduce") as context:
        page = context.new_page()
        watched = Watched(page, site.url)
        yield page
        assert [complaint for complaint in watched.complaints if "422" not in complaint] == []


def test_editor_decides_about_possible_duplicates_in_a_file(desktop: Page) -> None:
    sign_in(desktop, "editor", PASSWORD)
    desktop.goto("/admin/references/imports/")
    desktop.get_by_label("Or paste records").fill(FILE)
    desktop.get_by_role("button", name="Look at it").click()
    row = desktop.locator("tr", has_text="Warm water for tired muscles").first
    expect(row).to_contain_text("May already be in the library")
    another = row.get_by_label("This is another work: add it")
    expect(another).not_to_be_checked()
    assert find_violations(desktop, context=".clinic-sheet", rules=None, load_state="networkidle") == []
    another.check()
    # The button keeps the checkbox of the other row.
    cold = desktop.locator("tr", has_text="Cold air for tired muscles").first
    cold.get_by_role("button", name="It is this work").click()
    expect(desktop.locator("tr", has_text="Cold air for tired muscles").first).to_contain_text("Matched by you.")
    expect(desktop.get_by_label("This is another work: add it")).to_be_checked()
    assert find_violations(desktop, context=".clinic-sheet", rules=None, load_state="networkidle") == []
    desktop.get_by_role("button", name="Import what is ticked").click()
    expect(desktop.locator("tr", has_text="Warm water for tired muscles").first).to_contain_text("Added")
    expect(desktop.locator("tr", has_text="Cold air for tired muscles").first).to_contain_text("Changed")


def test_editor_is_asked_about_a_possible_duplicate_of_a_typed_work(desktop: Page) -> None:
    sign_in(desktop, "editor", PASSWORD)
    desktop.goto("/admin/references/new/")
    # By role, because the headings and links of the panels have the labels of their fields too.
    desktop.get_by_role("textbox", name="Key").fill("typed2018")
    desktop.get_by_role("textbox", name="Title*", exact=True).fill("Cold air for tired muscles")
    desktop.get_by_role("textbox", name="Authors").fill("Summer, Sam")
    desktop.get_by_role("textbox", name="Published", exact=True).fill("2019")
    expect(desktop.get_by_role("checkbox", name="This is another work")).to_have_count(0)
    save = desktop.locator("#main button[type=submit]").last
    save.click()
    expect(desktop.get_by_text("This work may already be in the library")).to_be_visible()
    desktop.get_by_role("checkbox", name="This is another work").check()
    save.click()
    expect(desktop.locator(".messages")).to_contain_text("created")
    # The list shows both.
    desktop.goto("/admin/references/?q=cold+air")
    expect(desktop.locator("tr", has_text="Cold air for tired muscles").nth(1)).to_be_visible()
