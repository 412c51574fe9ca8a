"""A questionnaire is built, corrected, published, answered and translated, in a real Chromium."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser import DESKTOP, Watched, sign_in
from tests.journeys.editing import publish
from tests.running_site import PASSWORD, Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

FIRST = "steps-0-value-questions-0-value"
SECOND = "steps-0-value-questions-1-value"


@pytest.fixture
def desktop(browser: Browser, site: Site) -> Page:
    page = browser.new_context(base_url=site.url, viewport=DESKTOP, reduced_motion="reduce").new_page()
    sign_in(page, "admin", PASSWORD)
    return page


def field(page: Page, name: str) -> Locator:
    return page.locator(f"[name='{name}']")


def write(page: Page, name: str, text: str) -> None:
    field(page, name).fill(text)
    field(page, name).press("Tab")


def unfold(page: Page, name: str) -> None:
    """Open the blocks around a field, the outermost first."""
    for section in page.locator("section").filter(has=field(page, name)).all():
        toggle = section.get_by_role("button", name="Toggle section").first
        if toggle.get_attribute("aria-expanded") == "false":
            toggle.click()


def add_question(page: Page, kind: str) -> None:
    """Add a question after the last one of the first step."""
    page.locator("[data-contentpath=questions]").get_by_role("button", name="Insert a block").last.click()
    page.get_by_role("option", name=kind, exact=True).click()


def set_condition(page: Page, struct: str, question: str, answer: str) -> None:
    condition = page.locator(f"section#block_group-{struct}-condition-section")
    if condition.get_by_role("button", name="Toggle section").first.get_attribute("aria-expanded") == "false":
        condition.get_by_role("button", name="Toggle section").first.click()
    if not field(page, f"{struct}-condition-comparisons-0-value-question").count():
        condition.get_by_role("button", name="Add").click()
    key = field(page, f"{struct}-condition-comparisons-0-value-question")
    key.focus()
    expect(page.locator(f"#builder-questions option[value='{question}']")).to_have_count(1)
    key.fill(question)
    field(page, f"{struct}-condition-comparisons-0-value-answer").focus()
    expect(page.locator(f"#builder-answers option[value='{answer}']")).to_have_count(1)
    write(page, f"{struct}-condition-comparisons-0-value-answer", answer)


def test_questionnaire_is_built_corrected_published_and_answered(desktop: Page, site: Site) -> None:
    watched = Watched(desktop, site.url)
    desktop.goto("/admin/questionnaires/add/")
    field(desktop, "title").fill("Your sleep")
    field(desktop, "slug").fill("sleep")
    desktop.locator("[data-contentpath=steps]").get_by_role("button", name="Insert a block").first.click()
    write(desktop, "steps-0-value-text", "Nights")
    expect(field(desktop, "steps-0-value-key")).to_have_value("nights")
    add_question(desktop, "Yes or no")
    write(desktop, f"{FIRST}-text", "Do you sleep well?")
    expect(field(desktop, f"{FIRST}-key")).to_have_value("do-you-sleep-well")
    add_question(desktop, "Short text")
    write(desktop, f"{SECOND}-text", "What keeps you awake?")

    # The second question now depends on itself.
    field(desktop, f"{SECOND}-max_length").fill("100")
    set_condition(desktop, SECOND, "do-you-sleep-well", "no")
    write(desktop, f"{SECOND}-condition-comparisons-0-value-question", "what-keeps-you-awake")
    publish(desktop)
    expect(desktop.get_by_text("depends on itself: its conditions form a circle")).to_be_visible()

    set_condition(desktop, SECOND, "do-you-sleep-well", "no")
    publish(desktop)
    # "Created" or "updated", depending on whether the autosave came first.
    expect(desktop.get_by_text(re.compile("'Your sleep' (created|updated) and published"))).to_be_visible()
    assert watched.complaints == []

    desktop.goto("/eligibility/sleep/")
    desktop.get_by_role("button", name="Start").click()
    expect(desktop.get_by_text("Do you sleep well?")).to_be_visible()
    expect(desktop.get_by_text("What keeps you awake?")).to_have_count(0)


def test_publishing_waits_for_a_running_autosave(desktop: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.headers["accept"] == "application/json":
            held.append(route)
        else:
            route.continue_()

    desktop.route("**/admin/questionnaires/add/*", hold)
    desktop.goto("/admin/questionnaires/add/")
    # Anything typed earlier counts as the initial state of the page.
    desktop.evaluate("new Promise((go) => document.addEventListener('w-unsaved:watch-edits', go, { once: true }))")
    with desktop.expect_request(lambda request: request.method == "POST"):
        field(desktop, "title").fill("Your meals")
        field(desktop, "slug").fill("meals")
        desktop.locator("[data-contentpath=steps]").get_by_role("button", name="Insert a block").first.click()
        write(desktop, "steps-0-value-text", "Meals")
        add_question(desktop, "Yes or no")
        write(desktop, f"{FIRST}-text", "Do you eat well?")
        expect(field(desktop, f"{FIRST}-key")).to_have_value("do-you-eat-well")
    # A page that comes back with errors is saved before it has loaded, and the browser says that it is shown only then.
    desktop.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }))")
    desktop.locator("footer [data-w-dropdown-target=toggle]").last.click()
    desktop.locator("button[name=action-publish]").click()
    [autosave] = held
    autosave.continue_()
    expect(desktop.get_by_text("'Your meals' updated and published")).to_be_visible()


def test_draft_is_previewed_beside_the_form(desktop: Page) -> None:
    desktop.goto("/admin/questionnaires/edit/1/")
    desktop.get_by_role("button", name="Toggle preview").click()
    shown = desktop.frame_locator("iframe[title=Preview]:not(.w-preview__proxy)")
    expect(shown.get_by_role("group", name="Who is this form about?")).to_be_visible()

    desktop.locator("#id_preview_mode").select_option(label="Truth table")
    expect(shown.get_by_role("table", name="Test cases")).to_be_visible()
    desktop.locator("#id_preview_mode").select_option(label="What changes")
    expect(shown.get_by_text("Nothing changes. The questions and rules are the same as in version 1.")).to_be_visible()


def test_questionnaire_is_translated_and_answered_in_german(desktop: Page, site: Site) -> None:
    watched = Watched(desktop, site.url)
    desktop.goto("/admin/questionnaires/add/")
    field(desktop, "title").fill("Your days")
    field(desktop, "slug").fill("days")
    desktop.locator("[data-contentpath=steps]").get_by_role("button", name="Insert a block").first.click()
    write(desktop, "steps-0-value-text", "Days")
    add_question(desktop, "Yes or no")
    write(desktop, f"{FIRST}-text", "Do you rest by day?")
    expect(field(desktop, f"{FIRST}-key")).to_have_value("do-you-rest-by-day")
    publish(desktop)
    expect(desktop.get_by_text("and published")).to_be_visible()

    row = desktop.get_by_role("row").filter(has_text="Your days")
    row.get_by_role("button", name="More options for").click()
    row.get_by_role("link", name="Translate").click()
    desktop.get_by_label("German").check()
    desktop.get_by_role("button", name="Submit").click()
    expect(field(desktop, "title")).to_have_value("Your days")
    field(desktop, "title").fill("Ihre Tage")
    unfold(desktop, f"{FIRST}-text")
    write(desktop, f"{FIRST}-text", "Ruhen Sie sich tagsüber aus?")
    # The key stays that of the original: staff compare answers by it.
    expect(field(desktop, f"{FIRST}-key")).to_have_value("do-you-rest-by-day")
    publish(desktop)
    expect(desktop.get_by_text("and published")).to_be_visible()
    assert watched.complaints == []

    desktop.goto("/eligibility/days/")
    desktop.get_by_role("link", name="Deutsch").click()
    expect(desktop.get_by_role("heading", name="Ihre Tage")).to_be_visible()
    desktop.get_by_role("button", name="Beginnen").click()
    expect(desktop.get_by_text("Ruhen Sie sich tagsüber aus?")).to_be_visible()
    desktop.goto("/eligibility/days/questions/days/")
    expect(desktop).to_have_url(f"{site.url}/de/eligibility/days/questions/days/")
