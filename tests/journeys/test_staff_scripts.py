"""The scripts of staff's pages: the list that reads itself anew, who else is there, keys, and what is typed."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import DESKTOP, PHONE, Watched, close, go_back, sign_in
from tests.journeys.commands import run_command
from tests.running_site import PASSWORD, Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

INBOX = "/admin/intake/submissions/"
RESULTS = "**/submissions/results/*"
HALF_A_MINUTE, FIVE_MINUTES = 31_000, 300_000
TYPED = "Made up: the pain is worse at night."
STORED = "JSON.stringify([{...localStorage}, {...sessionStorage}])"


def open_page(browser: Browser, site: Site, account: str) -> Page:
    """Return a page of somebody who has signed in, whose clock can be moved on."""
    context = browser.new_context(base_url=site.url, viewport=DESKTOP, reduced_motion="reduce")
    page = context.new_page()
    page.clock.install()
    sign_in(page, account, PASSWORD)
    return page


@pytest.fixture
def nurse(browser: Browser, site: Site, clinic: dict[str, str]) -> Iterator[Page]:
    page = open_page(browser, site, "staff")
    watched = Watched(page, site.url)
    yield page
    close(page.context)
    # The clock that can be moved on has no times of the page's arrival, for which a script of the sign-in page asks.
    assert [each for each in watched.complaints if "performance" not in each] == []


def test_inbox_reads_itself_anew_and_loses_nothing(nurse: Page, site: Site, clinic: dict[str, str]) -> None:
    # A view of one's own stays below a page, however many submissions other tests leave in the inbox.
    nurse.goto(f"{INBOX}?view=mine")
    rows = nurse.locator("td.title a")
    first = rows.first.inner_text()
    rows.first.focus()
    nurse.get_by_label(f"Select {first}").check()
    rows.first.focus()
    number = rows.count()
    code = (
        "from tests.journeys.busy_clinic import *; by = User.objects.get(username='staff');"
        "give(send('New One').submission, by)"
    )
    run_command(site, "shell", "-v", "0", "-c", code)
    with nurse.expect_response(RESULTS):
        nurse.clock.fast_forward(HALF_A_MINUTE)
    expect(rows).to_have_count(number + 1)
    expect(nurse.get_by_label(f"Select {first}")).to_be_checked()
    expect(nurse.get_by_role("link", name=first)).to_be_focused()
    expect(nurse.locator("[data-stale]")).to_be_hidden()


def test_inbox_shows_the_first_of_a_view_that_was_empty(nurse: Page, site: Site, clinic: dict[str, str]) -> None:
    nurse.goto(f"{INBOX}?view=waiting")
    expect(nurse.get_by_text("Nothing in this view.")).to_be_visible()
    code = (
        "from tests.journeys.busy_clinic import *; by = User.objects.get(username='staff');"
        "change_state(send('New Two').submission, SubmissionState.WAITING, by=by)"
    )
    run_command(site, "shell", "-v", "0", "-c", code)
    nurse.clock.fast_forward(HALF_A_MINUTE)
    expect(nurse.locator("td.title a")).to_have_count(1)
    expect(nurse.get_by_text("Nothing in this view.")).to_have_count(0)


def test_inbox_says_when_it_is_not_up_to_date(nurse: Page) -> None:
    nurse.goto(INBOX)
    nurse.route(RESULTS, lambda route: route.fulfill(status=404))
    stale = nurse.locator("[data-stale]")
    with nurse.expect_response(RESULTS):
        nurse.clock.fast_forward(HALF_A_MINUTE)
    expect(stale).to_be_hidden()
    nurse.clock.fast_forward(FIVE_MINUTES)
    expect(stale).to_be_visible()
    nurse.unroute_all()
    nurse.clock.fast_forward(HALF_A_MINUTE)
    expect(stale).to_be_hidden()
    nurse.context.clear_cookies()
    nurse.clock.fast_forward(HALF_A_MINUTE)
    expect(stale).to_contain_text("or you were signed out")


def test_two_people_see_each_other_and_overwrite_nothing(
    nurse: Page, browser: Browser, site: Site, clinic: dict[str, str]
) -> None:
    nurse.goto(f"/admin/{clinic['overdue']}")
    presence = nurse.locator("[data-presence]")
    expect(presence).to_be_empty()
    manager = open_page(browser, site, "manager")
    manager.goto(f"/admin/{clinic['overdue']}")
    expect(manager.locator("[data-presence]")).to_have_text("staff has this submission open too.")
    nurse.clock.fast_forward(HALF_A_MINUTE)
    expect(presence).to_have_text("manager has this submission open too.")
    manager.get_by_role("button", name="Assign to me").click()
    expect(manager.get_by_text("Assigned to manager.")).to_be_visible()
    close(manager.context)
    nurse.get_by_role("button", name="Assign to me").click()
    expect(nurse.get_by_role("heading", name="Someone else changed this submission")).to_be_visible()


def test_keys_do_what_help_says(nurse: Page, clinic: dict[str, str]) -> None:
    nurse.goto(INBOX)
    rows = nurse.locator("td.title a")
    for key, at in (("j", 0), ("j", 1), ("k", 0), ("k", 0)):
        nurse.keyboard.press(key)
        expect(rows.nth(at)).to_be_focused()
    first = nurse.get_by_label(f"Select {rows.first.inner_text()}")
    nurse.keyboard.press("x")
    expect(first).to_be_checked()
    nurse.get_by_label("Reference, email address").focus()
    nurse.keyboard.type("jkxcr")
    expect(nurse.get_by_label("Reference, email address")).to_have_value("jkxcr")
    rows.first.focus()
    nurse.keyboard.press("c")
    expect(nurse.get_by_text("1 submission is selected")).to_be_visible()
    nurse.goto(f"/admin/{clinic['doubtful']}")
    for key, name in (("n", "New note"), ("m", "New message"), ("a", "Assigned to")):
        nurse.keyboard.press(key)
        expect(nurse.get_by_label(name)).to_be_focused()
        nurse.evaluate("document.activeElement.blur()")
    nurse.keyboard.press("s")
    expect(nurse.locator("[data-shortcut-focus=s]")).to_be_focused()
    nurse.keyboard.press("u")
    nurse.wait_for_url(f"**{INBOX}")
    nurse.goto(f"{INBOX}shortcuts/")
    nurse.get_by_label("Use these keys in this browser").uncheck()
    nurse.goto(INBOX)
    nurse.keyboard.press("j")
    expect(rows.first).not_to_be_focused()


def test_key_leads_up_to_the_list_as_it_was(nurse: Page, clinic: dict[str, str]) -> None:
    nurse.goto(f"{INBOX}?view=unassigned")
    second = nurse.locator("td.title a").nth(1)
    reference = second.inner_text()
    second.focus()
    nurse.keyboard.press("Enter")
    nurse.wait_for_url(re.compile(r"/submissions/[0-9a-f-]{36}/$"))
    nurse.get_by_label("New note").wait_for()
    nurse.keyboard.press("u")
    nurse.wait_for_url(f"**{INBOX}?view=unassigned")
    expect(nurse.get_by_role("link", name=reference)).to_be_focused()
    # It leads there once: the menu and a reload lead to the top.
    nurse.reload()
    expect(nurse.get_by_role("link", name=reference)).not_to_be_focused()


def test_text_of_a_template_is_in_sight(nurse: Page, clinic: dict[str, str]) -> None:
    path = f"/admin/{clinic['talked']}"
    nurse.set_viewport_size(PHONE)
    nurse.goto(path)
    nurse.get_by_role("button", name="Fill in").click()
    field = nurse.get_by_label("New message")
    expect(field).not_to_have_value("")
    expect(field).to_be_focused()
    expect(field).to_be_in_viewport(ratio=0.9)
    # To load it anew sends nothing once more.
    nurse.wait_for_url(f"**{path}")


def test_printed_sheet_has_nothing_to_press(nurse: Page, clinic: dict[str, str]) -> None:
    nurse.goto(f"/admin/{clinic['talked']}")
    sheet = nurse.locator("main")
    expect(sheet.get_by_role("button", name="Cancel this appointment")).to_be_visible()
    nurse.emulate_media(media="print")
    expect(sheet.get_by_text("Accepted by the patient", exact=True)).to_be_visible()
    assert sheet.locator(":is(form, button, select, textarea):visible").count() == 0
    expect(nurse.locator(".clinic-presence")).to_be_hidden()


def test_what_is_typed_outlives_the_session_and_is_read_by_nobody_else(
    nurse: Page, site: Site, clinic: dict[str, str]
) -> None:
    path = f"/admin/{clinic['doubtful']}"
    nurse.goto(path)
    note = nurse.get_by_label("New note")
    note.fill(TYPED)
    nurse.wait_for_function(f"{STORED}.includes('typed:')")
    assert "pain" not in nurse.evaluate(STORED)
    # Nobody touches anything for as long as a session lives.
    nurse.context.clear_cookies()
    nurse.clock.fast_forward(16 * 60 * 1000)
    nurse.get_by_label("Username").wait_for()
    sign_in(nurse, "staff", PASSWORD)
    nurse.goto(path)
    expect(note).to_have_value(TYPED)
    nurse.get_by_role("button", name="Add the note").click()
    expect(nurse.get_by_text("The note was saved.")).to_be_visible()
    expect(note).to_have_value("")
    nurse.wait_for_function(f"!{STORED}.includes('typed:')")
    # What was sent and did not arrive is not lost either.
    note.fill("Made up: second words.")
    nurse.route("**/notes/", lambda route: route.fulfill(status=404))
    nurse.get_by_role("button", name="Add the note").click()
    nurse.unroute_all()
    nurse.goto(path)
    expect(note).to_have_value("Made up: second words.")
    nurse.context.clear_cookies()
    sign_in(nurse, "manager", PASSWORD)
    nurse.goto(path)
    expect(note).to_have_value("")
    assert "typed:" not in nurse.evaluate(STORED)


def test_letter_is_changed_after_it_was_shown(nurse: Page, site: Site, clinic: dict[str, str]) -> None:
    code = (
        "from intake.models import LetterTemplate;"
        "LetterTemplate.objects.create(name='To a doctor', language='en', text='Dear {name}')"
    )
    run_command(site, "shell", "-v", "0", "-c", code)
    start = f"/admin/{clinic['doubtful']}letter/"
    nurse.goto(start)
    nurse.get_by_role("button", name="Start the letter").click()
    nurse.get_by_label("Letter").fill(TYPED)
    nurse.get_by_role("button", name="Show it for printing").click()
    expect(nurse.locator(".clinic-letter__text")).to_have_text(TYPED)
    nurse.get_by_role("button", name="Change it").click()
    expect(nurse.get_by_label("Letter")).to_have_value(TYPED)
    go_back(nurse)
    expect(nurse.get_by_role("button", name="Start the letter")).to_be_visible()
