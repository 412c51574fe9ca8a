"""A retraction is shown to readers and overruled by an editor, and two records are merged."""

import re
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import DESKTOP, PHONE, Watched, sign_in
from tests.journeys.accessibility import find_violations
from tests.journeys.commands import make_articles, run_command
from tests.journeys.judged_article import ADDRESS, DOI, MERGED_ADDRESS
from tests.references.retractions.register import make_row, text
from tests.running_site import PASSWORD, Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

# Violations in Wagtail's own frame are not ours to fix.
OURS = ".clinic-sheet"


@pytest.fixture(scope="module")
def retracted(site: Site) -> Site:
    make_articles(site, "judged_article")
    register = site.var / "retraction-watch.csv"
    register.write_text(text([make_row(doi=DOI)]), encoding="utf-8")
    run_command(site, "check_retractions", "--csv", str(register))
    return site


@pytest.fixture
def desktop(browser: Browser, retracted: Site) -> Iterator[Page]:
    with browser.new_context(base_url=retracted.url, viewport=DESKTOP, reduced_motion="reduce") as context:
        page = context.new_page()
        watched = Watched(page, retracted.url)
        yield page
        assert watched.complaints == []


def test_editor_sees_a_retraction_and_overrules_it(desktop: Page) -> None:
    desktop.goto(ADDRESS)
    notice = desktop.locator("#ref-1").get_by_text("retracted")
    expect(notice.first).to_be_visible()

    sign_in(desktop, "editor", PASSWORD)
    # Other journeys on the same site may have left a second such work.
    expect(desktop.get_by_text(re.compile("retracted or ha(s|ve) an expression of concern"))).to_be_visible()
    desktop.get_by_role("link", name="Review the notices").click()
    card = desktop.locator(".w-panel", has=desktop.get_by_role("heading", name="Lund 2020"))
    expect(card).to_contain_text("Cited on 1 page")
    expect(card.get_by_role("link", name="Judged", exact=True)).to_be_visible()
    card.get_by_text("Overrule", exact=False).first.click()
    card.get_by_label("Reason for overruling").fill("Another work is meant.")
    assert find_violations(desktop, context=OURS, rules=None, load_state="networkidle") == []
    card.get_by_role("button", name="Overrule the notice").click()
    expect(desktop.get_by_text("Notice overruled")).to_be_visible()
    expect(desktop.get_by_role("heading", name="Lund 2020")).to_have_count(0)

    desktop.get_by_role("link", name="View the work").click()
    expect(desktop.locator(".clinic-judgement")).to_contain_text("Overruled by editor on")
    expect(desktop.locator(".clinic-judgement")).to_contain_text("Another work is meant.")
    desktop.goto(ADDRESS)
    expect(desktop.locator("#ref-1")).to_be_visible()
    expect(notice).to_have_count(0)


def test_cited_work_cannot_be_deleted(desktop: Page) -> None:
    sign_in(desktop, "admin", PASSWORD)
    desktop.goto("/admin/references/?q=lund")
    desktop.get_by_role("button", name="More options for").first.click()
    desktop.get_by_role("link", name="Delete").click()
    expect(desktop.get_by_text("This work cannot be deleted.")).to_be_visible()
    expect(desktop.get_by_role("link", name="Judged", exact=True)).to_be_visible()
    expect(desktop.get_by_role("button", name="Yes, delete")).to_have_count(0)
    assert find_violations(desktop, context=OURS, rules=None, load_state="networkidle") == []


def test_two_records_are_merged_with_their_citations(desktop: Page) -> None:
    desktop.goto(MERGED_ADDRESS)
    numbers = desktop.locator(".prose .citation__link")
    expect(numbers).to_have_text(["1", "2"])
    sign_in(desktop, "editor", PASSWORD)
    desktop.goto("/admin/references/?q=findings+of+moor")
    for box in desktop.locator("tbody [data-bulk-action-checkbox]").all():
        box.check()
    desktop.get_by_role("link", name="Merge the two selected works").click()
    expect(desktop.get_by_role("radio", name="A made-up abstract.")).to_be_checked()
    assert find_violations(desktop, context=OURS, rules=None, load_state="networkidle") == []
    desktop.get_by_role("button", name="Merge").click()
    expect(desktop.get_by_text("1 citation was moved.")).to_be_visible()
    desktop.goto(MERGED_ADDRESS)
    expect(numbers).to_have_text(["1", "1"])


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_admin_pages_of_the_library_are_accessible(desktop: Page, colours: Literal["light", "dark"]) -> None:
    desktop.emulate_media(color_scheme=colours)
    sign_in(desktop, "editor", PASSWORD)
    complaints = []
    every_work = "../bulk/references/reference/delete/?id=all"
    paths = ("notices/", "notices/record/1/", "health/", "health/duplicates/", "health/ages/", "merge/1/2/", every_work)
    for path in paths:
        desktop.goto(f"/admin/references/{path}")
        complaints += find_violations(desktop, context=OURS, rules=None, load_state="networkidle")
    assert complaints == []


def test_merge_page_fits_a_phone(desktop: Page) -> None:
    desktop.set_viewport_size(PHONE)
    sign_in(desktop, "editor", PASSWORD)
    desktop.goto("/admin/references/merge/1/2/")
    for side in desktop.locator(".clinic-merge label").all():
        box = side.bounding_box()
        assert box
        assert 0 <= box["x"] < box["x"] + box["width"] <= PHONE["width"]
        assert side.evaluate("side => side.scrollHeight <= side.clientHeight")
    assert find_violations(desktop, context=OURS, rules=None, load_state="networkidle") == []
    desktop.goto("/admin/references/?q=prefrontal+engrams")
    name = desktop.get_by_text("Stegemann et al. 2023", exact=True)
    assert name.evaluate("name => name.getClientRects().length") <= len(["Stegemann", "et", "al.", "2023"])
