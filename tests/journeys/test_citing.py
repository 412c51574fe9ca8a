"""An editor cites one or several works with details, adds new ones and copies citations, in a real Chromium."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser import DESKTOP, Watched, sign_in
from tests.journeys.accessibility import find_violations
from tests.journeys.commands import make_articles
from tests.journeys.editing import publish_unsigned, save_draft
from tests.references.web.server import WebServer, json_reply
from tests.running_site import PASSWORD, Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

BIBTEX = (
    "@article{fox2021, author = {Fox, Ida}, title = {Pasted findings}, journal = {Journal of Examples}, year = 2021}"
)
CROSSREF = {
    "DOI": "10.5555/otter.1",
    "type": "journal-article",
    "title": ["Findings from a register"],
    "author": [{"given": "Eve", "family": "Otter"}],
    "issued": {"date-parts": [[2019]]},
}


@pytest.fixture(scope="module")
def articles(site: Site) -> Site:
    make_articles(site, "citing_articles")
    return site


@pytest.fixture
def context(browser: Browser, articles: Site) -> Iterator[BrowserContext]:
    with browser.new_context(base_url=articles.url, viewport=DESKTOP, reduced_motion="reduce") as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        yield context


@pytest.fixture
def desktop(context: BrowserContext, articles: Site) -> Iterator[Page]:
    page = context.new_page()
    watched = Watched(page, articles.url)
    sign_in(page, "editor", PASSWORD)
    yield page
    assert watched.complaints == []


def open_article(page: Page, title: str) -> Locator:
    """Open an article in the editor and return its texts."""
    page.goto("/admin/pages/search/?q=Citing")
    page.get_by_role("link", name=title).first.click()
    texts = page.locator(".public-DraftEditor-content")
    texts.first.wait_for()
    return texts


def end_of(text: Locator) -> None:
    text.click()
    text.page.keyboard.press("Control+End")


def dialog_at_the_end_of(text: Locator) -> Locator:
    """Open the dialog by its shortcut and return it."""
    end_of(text)
    text.page.keyboard.press("Control+Alt+f")
    dialog = text.page.locator(".modal-dialog")
    expect(dialog.get_by_label("Search term")).to_be_focused()
    return dialog


def stored(page: Page, number: int) -> list[dict[str, Any]]:
    """Return the citations of a text as the form would send them, in order."""
    state = json.loads(page.locator(f"[name='body-{number}-value']").input_value())
    ranges = [part for block in state["blocks"] for part in block["entityRanges"]]
    data = [state["entityMap"][str(part["key"])]["data"] for part in ranges]
    return [{name: value for name, value in one.items() if name not in {"id", "problem"}} for one in data]


def expect_stored(page: Page, number: int, *citations: dict[str, str]) -> None:
    """Wait until the editor has written the citations to the form, which it does a moment after the last change."""
    for part in (part for citation in citations for part in citation.values()):
        expect(page.locator(f"[name='body-{number}-value']")).to_have_value(re.compile(re.escape(part)))
    assert stored(page, number) == list(citations)


HILL = {"title": "Hill 2020. Findings of Hill", "locator": "p. 823", "quote": "Pain is real."}
MOSS = {"title": "Moss 2020. Findings of Moss"}
VALE = {"title": "Vale 2020. Findings of Vale", "why": "It shows how the finding fell."}


def cite_in_two_clicks(text: Locator, work: str) -> None:
    dialog = dialog_at_the_end_of(text)
    # The second of two clicks.
    dialog.get_by_role("link", name=work).click()
    expect(dialog).to_have_count(0)
    expect(text).to_contain_text(work)
    expect(text).to_be_focused()


def cite_several(text: Locator) -> None:
    """Cite a retracted work and another one in one dialog, beside an existing citation."""
    dialog = dialog_at_the_end_of(text)
    for work in ("Vale 2020", "Moss 2020"):
        dialog.get_by_label("Search term").fill(work)
        expect(dialog.get_by_text("There is 1 match")).to_be_visible()
        dialog.get_by_role("checkbox", name=f"Select {work}").check()
    dialog.get_by_role("button", name="Confirm selection").click()
    why = dialog.get_by_label("Reason for citing it")
    expect(why).to_be_focused()
    assert find_violations(text.page, context=".modal-body form", rules=None) == []
    dialog.get_by_role("button", name="Cite", exact=True).click()
    expect(dialog.get_by_text("This field is required.")).to_be_visible()
    why.fill(VALE["why"])
    dialog.get_by_role("button", name="Cite", exact=True).click()
    expect(dialog).to_have_count(0)


def give_details(page: Page, work: str) -> None:
    """Edit a citation through its tooltip."""
    page.locator(".clinic-citation", has_text=work).click()
    page.get_by_role("button", name="Edit", exact=True).click()
    dialog = page.locator(".modal-dialog")
    dialog.get_by_label("Page or section").fill(HILL["locator"])
    dialog.get_by_label("Quote").fill("smokers it fell")
    dialog.get_by_role("button", name="Cite", exact=True).click()
    expect(dialog.get_by_text("The quote is not in the abstract.")).to_be_visible()
    dialog.get_by_label("Quote").fill("Pain  is real.")
    dialog.get_by_role("button", name="Cite", exact=True).click()
    expect(dialog).to_have_count(0)


def test_citation_with_details_is_copied_between_texts_and_pages(desktop: Page, context: BrowserContext) -> None:
    first, second = open_article(desktop, "Citing one").all()
    cite_in_two_clicks(first, "Hill 2020")
    cite_several(first)
    give_details(desktop, "Hill")
    expect(first).to_have_text("First words.Hill 2020Vale 2020Moss 2020")
    expect_stored(desktop, 0, HILL, VALE, MOSS)

    # To another text of the page, with surrounding words.
    end_of(first)
    desktop.keyboard.press("Shift+Home")
    desktop.keyboard.press("Control+c")
    end_of(second)
    desktop.keyboard.press("Control+v")
    expect(second).to_have_text("Second words.First words.Hill 2020Vale 2020Moss 2020")
    expect_stored(desktop, 1, HILL, VALE, MOSS)
    save_draft(desktop)
    assert [stored(desktop, number) for number in (0, 1)] == [[HILL, VALE, MOSS]] * 2

    # To another page in another tab, and to its readers.
    other = context.new_page()
    [third] = open_article(other, "Citing two").all()
    end_of(third)
    other.keyboard.press("Control+v")
    expect(third).to_have_text("Third words.First words.Hill 2020Vale 2020Moss 2020")
    expect_stored(other, 0, HILL, VALE, MOSS)
    publish_unsigned(other)
    other.goto("/articles/citing-two/")
    links = other.locator(".prose").first.locator(".citation__link")
    assert [link.get_attribute("href") for link in links.all()] == ["#ref-1", "#ref-2", "#ref-3"]
    expect(other.locator("#ref-2")).to_contain_text("Findings of Vale")


def test_works_from_elsewhere_are_added_in_the_dialog(desktop: Page, registers: WebServer) -> None:
    registers.paths["/works/10.5555%2Fotter.1"] = json_reply({"message": CROSSREF})
    text = open_article(desktop, "Citing two").first
    before = text.inner_text()
    for pasted, entry, label in (
        (BIBTEX, "Fox I. Pasted findings.", "Fox 2021"),
        ("https://doi.org/10.5555/OTTER.1", "Otter E. Findings from a register.", "Otter 2019"),
    ):
        dialog = dialog_at_the_end_of(text)
        dialog.get_by_role("tab", name="Add").click()
        assert find_violations(desktop, context="#tab-create", rules=None) == []
        field = dialog.get_by_label("DOI, PubMed number, web address or record")
        field.fill("10.5555/nobody.knows")
        dialog.get_by_role("button", name="Look it up").click()
        expect(dialog.get_by_text("You can paste the record as BibTeX or RIS instead")).to_be_visible()
        expect(field).to_be_focused()
        field.fill(pasted)
        dialog.get_by_role("button", name="Look it up").click()
        expect(dialog.get_by_text(entry)).to_be_visible()
        expect(dialog.get_by_role("button", name="Add and cite")).to_be_focused()
        desktop.keyboard.press("Enter")
        expect(dialog).to_have_count(0)
        before += label
        expect(text).to_have_text(before)


def test_editor_is_warned_of_a_hidden_work(desktop: Page) -> None:
    text = open_article(desktop, "Citing one").first
    expect(desktop.get_by_text("need your attention")).to_have_count(0)
    dialog = dialog_at_the_end_of(text)
    dialog.get_by_role("tab", name="Add").click()
    dialog.get_by_label("DOI, PubMed number, web address or record").fill(
        BIBTEX.replace("Fox", "Lynx").replace("Pasted", "L")
    )
    dialog.get_by_role("button", name="Look it up").click()
    dialog.get_by_role("button", name="Add and cite").click()
    expect(text).to_contain_text("Lynx 2021")
    # The editor writes to the form a moment after the last change.
    expect(desktop.locator("[name='body-0-value']")).to_have_value(re.compile("Lynx"))
    save_draft(desktop)
    desktop.locator("#panel-child-content-works_cited-section").get_by_role("link", name="Lynx 2021").click()
    desktop.get_by_label("Shown to readers").uncheck()
    desktop.get_by_role("button", name="Save").first.click()

    open_article(desktop, "Citing one")
    expect(desktop.get_by_text("Citations on this page need your attention.")).to_be_visible()
    lynx = desktop.locator(".clinic-citation", has_text="Lynx").first
    lynx.click()
    expect(desktop.get_by_role("tooltip")).to_contain_text("This work is not shown to readers")
    # By keyboard, too: the cursor is in the citation.
    desktop.keyboard.press("ArrowLeft")
    desktop.keyboard.press("Control+Alt+f")
    expect(desktop.locator(".modal-dialog").get_by_label("Search term")).to_be_focused()
