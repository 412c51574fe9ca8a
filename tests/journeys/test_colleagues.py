"""Where staff are signed in, a colleague who leaves, and two who work on one submission."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import DESKTOP, PHONE, Watched, close, go_back, sign_in
from tests.journeys.commands import run_command
from tests.running_site import PASSWORD, Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

HALF_A_MINUTE = 31_000
TYPED = "Made up: the second words of two people."
LEAVER = "leaver"
# Somebody with an account of their own and one case, whose reference is printed.
MAKE_LEAVER = f"""
from django.contrib.auth.models import Group
from intake.staff import roles
from tests.journeys.busy_clinic import *
leaver = User.objects.create_user({LEAVER!r}, "{LEAVER}@localhost", {PASSWORD!r}, first_name="Lea", last_name="Ver")
leaver.groups.add(Group.objects.get(name=roles.NURSE))
case = send("Jo Sketch").submission
give(case, leaver)
print(case.pk)
"""

Opener = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, site: Site) -> Iterator[Opener]:
    """What gives a page of a browser of its own, in which somebody has signed in."""
    opened: list[tuple[Page, Watched]] = []

    def open_page(account: str, **options: object) -> Page:
        context = browser.new_context(base_url=site.url, reduced_motion="reduce", **{"viewport": DESKTOP} | options)
        page = context.new_page()
        page.clock.install()
        sign_in(page, account, PASSWORD)
        opened.append((page, Watched(page, site.url)))
        return page

    yield open_page
    for page, _ in opened:
        close(page.context)
    complaints = [each for _, watched in opened for each in watched.complaints]
    # The clock that can be moved on has no times of the page's arrival, for which a script of the sign-in page asks.
    assert [each for each in complaints if "performance" not in each] == []


def test_manager_signs_out_everywhere_else(open_page: Opener) -> None:
    desk = open_page("manager")
    phone = open_page("manager", viewport=PHONE, user_agent="Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)")
    desk.goto("/account/sessions/")
    sessions = desk.locator(".summary > div")
    expect(sessions.filter(has_text="This session")).to_have_count(1)
    expect(sessions.filter(has_text="iPhone")).to_have_count(1)
    desk.get_by_role("button", name="Sign out everywhere else").click()
    expect(desk.get_by_text(re.compile("sessions? ha(s|ve) ended"))).to_be_visible()
    expect(sessions).to_have_count(1)
    phone.goto("/admin/intake/submissions/")
    phone.wait_for_url("**/account/login/**")
    go_back(desk)
    desk.goto("/admin/")
    expect(desk.get_by_role("heading", name="The Fibromyalgia Clinic")).to_be_visible()


def test_who_leaves_is_signed_out_and_hands_over(open_page: Opener, site: Site, clinic: dict[str, str]) -> None:
    case = run_command(site, "shell", "-v", "0", "-c", MAKE_LEAVER).split()[-1]
    leaver, manager = open_page(LEAVER), open_page("manager")
    path = f"/admin/intake/submissions/{case}/"
    leaver.goto(path)
    manager.goto("/admin/intake/colleagues/")
    row = manager.get_by_role("row").filter(has_text="Lea Ver")
    row.get_by_role("link", name="Leaves the clinic").click()
    expect(manager.get_by_text("Open submissions: 1")).to_be_visible()
    expect(manager.get_by_text("Open sessions, which end: 1")).to_be_visible()
    manager.get_by_label("Who takes the open submissions").select_option("staff")
    manager.get_by_role("button", name="Take access, and hand over").click()
    expect(manager.get_by_text("Lea Ver can sign in no more.")).to_be_visible()
    expect(row).to_have_count(0)
    leaver.clock.fast_forward(HALF_A_MINUTE)
    expect(leaver.get_by_text("You were signed out")).to_be_visible()
    leaver.reload()
    leaver.get_by_label("Username").fill(LEAVER)
    leaver.get_by_label("Password", exact=True).fill(PASSWORD)
    leaver.get_by_role("button", name="Sign in", exact=True).click()
    expect(leaver.get_by_role("alert").first).to_be_visible()
    manager.goto(path)
    expect(manager.locator("#assignee option:checked, [name=assignee] option:checked")).to_have_text("staff")


def test_two_people_change_one_submission(open_page: Opener, clinic: dict[str, str]) -> None:
    """The second change is refused, both are shown, and what the second had typed is still there."""
    path = f"/admin/{clinic['failed']}"
    nurse, manager = open_page("staff"), open_page("manager")
    nurse.goto(path)
    manager.goto(path)
    expect(manager.locator("[data-presence]")).to_have_text("staff has this submission open too.")
    nurse.clock.fast_forward(HALF_A_MINUTE)
    expect(nurse.locator("[data-presence]")).to_have_text("manager has this submission open too.")
    nurse.get_by_label("New note").fill(TYPED)
    nurse.wait_for_function("Object.keys(sessionStorage).some(name => name.startsWith('typed:'))")
    manager.get_by_role("button", name="In review").click()
    expect(manager.get_by_text("The state is now: In review.")).to_be_visible()
    nurse.get_by_role("button", name="Closed").click()
    expect(nurse.get_by_role("heading", name="Someone else changed this submission")).to_be_visible()
    expect(nurse.locator(".clinic-facts")).to_contain_text("State: Closed")
    expect(nurse.locator(".clinic-facts")).to_contain_text("In review")
    expect(nurse.locator(".clinic-facts")).to_contain_text("manager")
    nurse.get_by_role("link", name="Open the current version").click()
    expect(nurse.get_by_label("New note")).to_have_value(TYPED)
    nurse.get_by_role("button", name="Add the note").click()
    expect(nurse.locator(".clinic-notes__text", has_text=TYPED)).to_be_visible()
