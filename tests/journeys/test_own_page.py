"""The patient's own page and the pages of staff, used by both at once in a real Chromium."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import DESKTOP, Watched, close, sign_in
from tests.intake.files import PDF
from tests.journeys.accessibility import find_violations
from tests.journeys.visitor import answer_until
from tests.running_site import PASSWORD, Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

OWN = "/eligibility/yours/"


@pytest.fixture
def staff(browser: Browser, site: Site) -> Iterator[Page]:
    """The browser of staff, which fails the test if a page broke the policy or requested another host."""
    context = browser.new_context(base_url=site.url, viewport=DESKTOP, reduced_motion="reduce")
    page = context.new_page()
    sign_in(page, "staff", PASSWORD)
    watched = Watched(page, site.url)
    yield page
    close(context)
    assert watched.complaints == []


def send(page: Page) -> tuple[str, str]:
    """Send the questionnaire, and return the reference and the code on the confirmation."""
    answer_until(page, None)
    reference, code = (shown.inner_text() for shown in page.locator(".receipt .code").all())
    return reference, code


def enter(page: Page, reference: str, code: str) -> None:
    page.goto(OWN)
    page.get_by_label("Your reference").fill(reference)
    page.get_by_label("Your own code").fill(code)
    page.get_by_role("button", name="Open my page").click()
    expect(page.get_by_role("heading", name="Your own page")).to_be_visible()


def open_at_the_desk(staff: Page, reference: str) -> None:
    staff.goto(f"/admin/intake/submissions/?q={reference}")
    staff.get_by_role("link", name=reference).click()
    expect(staff.get_by_role("heading", name=reference)).to_be_visible()


def test_patient_and_staff_see_each_others_changes(page: Page, staff: Page) -> None:
    reference, code = send(page)
    page.get_by_role("link", name="Open your own page").click()
    expect(page.get_by_label("Your reference")).to_have_value(reference)
    page.get_by_label("Your own code").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Open my page").click()
    expect(page.get_by_text("A member of staff will read them.")).to_be_visible()
    assert reference not in page.url

    open_at_the_desk(staff, reference)
    staff.get_by_label("New message").fill("Please bring the letter of your rheumatologist.")
    staff.get_by_role("button", name="Send message").click()
    staff.get_by_role("button", name="Waiting for the patient").click()
    page.reload()
    expect(page.get_by_text("Please bring the letter of your rheumatologist.")).to_be_visible()
    expect(page.get_by_text("The clinic needs something from you")).to_be_visible()

    page.get_by_role("link", name="Correct your contact details").click()
    page.get_by_label("Email address").fill("new@example.org")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("new@example.org")).to_be_visible()
    open_at_the_desk(staff, reference)
    expect(staff.get_by_role("row", name="Email address new@example.org ada@example.org")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Withdraw")).first.click()
    page.get_by_role("button", name="Withdraw my consent").click()
    expect(page.get_by_text("Your case is closed.")).to_be_visible()

    open_at_the_desk(staff, reference)
    expect(staff.get_by_text("the answers may no longer be used")).to_be_visible()
    assert "example.org" not in staff.content()


def test_large_file_arrives_with_the_reply_or_is_refused_with_it(page: Page, staff: Page, tmp_path: Path) -> None:
    """The server reads a body of more than 1 MB while it arrives, piece by piece."""
    reference, code = send(page)
    open_at_the_desk(staff, reference)
    staff.get_by_label("New message").fill("Please send the letter.")
    staff.get_by_role("button", name="Send message").click()
    enter(page, reference, code)
    page.get_by_role("link", name="Reply", exact=True).click()
    for size, answer in ((6_000_000, "choose one of at most 5 MB"), (4_000_000, "Your reply has been sent")):
        letter = tmp_path / "letter.pdf"
        letter.write_bytes(PDF.ljust(size, b"\n") + b"%%EOF")
        page.get_by_label("Your reply").fill("Here it is.")
        page.get_by_label("A file").set_input_files(letter)
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_text(answer).first).to_be_visible()
    assert page.get_by_text("Here it is.").count() == 1
    open_at_the_desk(staff, reference)
    with staff.expect_download() as download:
        staff.get_by_role("link", name="letter.pdf").click()
    assert download.value.path().stat().st_size == letter.stat().st_size


def test_copy_of_the_answers_prints_on_a4(page: Page, tmp_path: Path) -> None:
    reference, code = send(page)
    enter(page, reference, code)
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("FHIR")).click()
    download.value.save_as(tmp_path / "response.json")
    assert download.value.suggested_filename == f"{reference}.json"
    resource = json.loads((tmp_path / "response.json").read_text(encoding="utf-8"))
    assert (resource["resourceType"], resource["status"]) == ("QuestionnaireResponse", "completed")

    page.get_by_role("link", name="Read or print your answers").click()
    printed = page.pdf(prefer_css_page_size=True)
    # A4 in points: 210 by 297 mm.
    width, height = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed).groups()
    assert (round(float(width)), round(float(height))) == (595, 842)
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.get_by_text("Ada Example (made up)")).to_be_visible()


def test_lost_code_is_replaced_and_an_erasure_with_the_new_one_waits(page: Page, staff: Page) -> None:
    reference, code = send(page)
    enter(page, reference, code)
    open_at_the_desk(staff, reference)
    staff.get_by_text("If the patient has lost their code").click()
    staff.get_by_role("button", name="Give a new code").click()
    new_code = staff.locator(".clinic-code").inner_text()
    page.get_by_role("link", name="Read or print your answers").click()
    expect(page.get_by_text("It closes automatically after 30 minutes.")).to_be_visible()
    enter(page, reference, new_code)
    expect(page.get_by_text("It does not open your answers")).to_be_visible()
    assert "Ada Example" not in page.content()

    ask_for_erasure(page)
    expect(page.get_by_role("heading", name="It will be deleted")).to_be_visible()
    open_at_the_desk(staff, reference)
    expect(staff.get_by_text("Deletion asked for")).to_be_visible()


def test_patient_erases_everything_with_their_own_code(page: Page, staff: Page) -> None:
    reference, code = send(page)
    enter(page, reference, code)
    ask_for_erasure(page)
    expect(page.get_by_role("heading", name="What you sent has been deleted")).to_be_visible()
    assert [cookie["name"] for cookie in page.context.cookies() if cookie["name"] == "own-page"] == []
    open_at_the_desk(staff, reference)
    expect(staff.get_by_text("The patient erased this submission")).to_be_visible()


def ask_for_erasure(page: Page) -> None:
    page.get_by_role("link", name="Delete what I sent").click()
    page.get_by_label("Yes, delete everything I sent").check()
    page.get_by_role("button", name="Delete permanently").click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_own_pages_are_accessible(browser: Browser, site: Site, scheme: str) -> None:
    """The policy is lifted so that the test can load axe."""
    context = browser.new_context(
        base_url=site.url,
        viewport={"width": 320, "height": 640},
        color_scheme=scheme,
        reduced_motion="reduce",
        bypass_csp=True,
    )
    page = context.new_page()
    reference, code = send(page)
    page.goto(OWN)
    complaints = find_violations(page)
    page.get_by_role("button", name="Open my page").click()
    expect(page).to_have_title(re.compile("^Error: "))
    complaints += find_violations(page)
    enter(page, reference, code)
    for path in ("", "answers/", "contact/", "consents/consent-assessment/", "erase/", "erased/"):
        page.goto(OWN + path)
        complaints += find_violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    close(context)
    assert complaints == []


def test_own_page_works_without_scripts(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    enter(page, *send(page))
    page.get_by_role("link", name="Read or print your answers").click()
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    page.get_by_role("link", name="Back to your page").click()
    page.get_by_role("button", name="Close this page").click()
    expect(page.get_by_text("Nothing from it is stored on this device.")).to_be_visible()
    close(context)
