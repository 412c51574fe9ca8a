"""A reader follows a number to its work, searches the library, and copies and downloads citations."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.articles.builders import STARTER_ARTICLE
from tests.browser import close
from tests.journeys.accessibility import find_violations
from tests.journeys.layout_shift import measure_layout_shift
from tests.running_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

STEGEMANN = "/references/stegemann2023/"
AMA = (
    "Stegemann A, Liu S, Retana Romero OA, et al. Prefrontal engrams of long-term fear memory perpetuate pain"
    " perception. Nature Neuroscience. 2023;26(5):820-829. doi:10.1038/s41593-023-01291-x"
)


def test_reader_finds_a_work_and_its_citations_without_scripts(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(STARTER_ARTICLE)
    page.get_by_role("contentinfo").get_by_role("link", name="References").click()
    page.get_by_label("Author, title, year, DOI or PMID").fill("fear")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    expect(page.get_by_text("1 work.")).to_be_visible()
    page.get_by_role("link", name="Prefrontal engrams").click()
    assert page.url == site.url + STEGEMANN
    expect(page.get_by_text("Animal or cell study")).to_be_visible()
    assert page.get_by_role("main").get_by_role("button").count() == 0
    page.get_by_role("link", name="The Neural Network Perspective").click()
    assert page.url == site.url + STARTER_ARTICLE
    close(context)


def test_reference_list_links_to_the_page_of_a_work(page: Page, site: Site) -> None:
    page.goto(STARTER_ARTICLE)
    page.locator("[id^=ref-]", has_text="Stegemann A").get_by_role("link", name="About this work").click()
    expect(page).to_have_url(site.url + STEGEMANN)


def test_citation_of_an_article_is_copied(page: Page, site: Site) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(STARTER_ARTICLE)
    page.get_by_text("Cite this page").click()
    page.get_by_role("button", name="Copy: APA").click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Fibromyalgia: The Neural Network Perspective. (")
    assert copied.endswith(STARTER_ARTICLE)


def test_citation_is_copied_without_the_clipboard_api(page: Page) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.goto(STEGEMANN)
    page.evaluate("document.addEventListener('copy', () => { window.copied = String(getSelection()); })")
    page.get_by_role("button", name="Copy: AMA").click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    assert page.evaluate("window.copied") == AMA


def test_downloads_have_file_names(page: Page, tmp_path: Path) -> None:
    page.goto(STARTER_ARTICLE)
    for name, saved in (("BibTeX", "bib"), ("RIS", "ris"), ("CSL-JSON", "json")):
        with page.expect_download() as download:
            page.locator(".references").get_by_role("link", name=name, exact=True).click()
        assert download.value.suggested_filename == f"{STARTER_ARTICLE.split('/')[-2]}.{saved}"
        download.value.save_as(tmp_path / saved)
        assert "stegemann2023" in (tmp_path / saved).read_text(encoding="utf-8")


def test_page_does_not_shift_while_loading(page: Page) -> None:
    for path in ("/references/", STEGEMANN):
        page.goto(path)
        assert measure_layout_shift(page) == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_accessible_and_fit_the_smallest_phone(browser: Browser, site: Site, scheme: str) -> None:
    context = browser.new_context(
        base_url=site.url, viewport={"width": 320, "height": 640}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    complaints = []
    for path in ("/references/", "/references/?q=unicorns", STEGEMANN, "/de/references/", STARTER_ARTICLE):
        page.goto(path)
        for details in page.locator(".cite-page").all():
            details.locator("summary").click()
        complaints += find_violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    assert complaints == []
    close(context)
