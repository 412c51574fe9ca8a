"""Ada, a patient who does not exist, fills in the questionnaire in a real browser."""

from dataclasses import dataclass

from playwright.sync_api import Page

from tests.intake.visitor_client import STEPS, form_data


@dataclass(frozen=True)
class Words:
    """The URL of the form in a language, and the texts of its buttons."""

    start_url: str
    start: str
    go_on: str
    later: str
    save: str
    saved: str
    send: str
    open_own: str
    own: str


WORDS = {
    "en": Words(
        start_url="/eligibility/",
        start="Start",
        go_on="Continue",
        later="Save and come back later",
        save="Save my answers",
        saved="Your answers are saved",
        send="Send my answers",
        open_own="Open my page",
        own="Your own page",
    ),
    "de": Words(
        start_url="/de/eligibility/",
        start="Beginnen",
        go_on="Weiter",
        later="Speichern und später weitermachen",
        save="Meine Antworten speichern",
        saved="Ihre Antworten sind gespeichert",
        send="Meine Antworten abschicken",
        open_own="Meine Seite öffnen",
        own="Ihre persönliche Seite",
    ),
}


def start(page: Page, language: str = "en") -> None:
    page.goto(WORDS[language].start_url)
    page.get_by_role("button", name=WORDS[language].start).click()
    page.wait_for_url(f"**{WORDS[language].start_url}questions/who/")


def step_of(page: Page) -> str:
    """Return the step of the page, or the name of a page after the last step."""
    return page.url.partition("?")[0].rstrip("/").rpartition("/")[2]


def fill_in(page: Page, step: str, **answers: object) -> None:
    folded = page.locator(".body__list:not([open]) > summary")
    if folded.count():
        folded.click()
    for name, answer in form_data(step, **answers).items():
        control = page.locator(f'[name="{name}"]')
        if control.count() == 1 and control.get_attribute("type") == "checkbox":
            control.set_checked(bool(answer))
        elif control.first.get_attribute("type") in {"radio", "checkbox"}:
            for value in answer if isinstance(answer, list) else [answer]:
                page.locator(f'[name="{name}"][value="{value}"]').check()
        else:
            control.fill(str(answer))


def press_continue(page: Page, language: str = "en") -> None:
    page.get_by_role("button", name=WORDS[language].go_on, exact=True).click()


def answer(page: Page, step: str, **answers: object) -> None:
    """Answer this step and go on to the next page."""
    assert step_of(page) == step
    fill_in(page, step, **answers)
    press_continue(page)
    page.wait_for_url(lambda url: f"/{step}/" not in url)


def answer_until(page: Page, last: str | None) -> None:
    """Start and answer every step before `last`; with None, answer all of them and send."""
    start(page)
    for step in STEPS:
        if step == last:
            return
        answer(page, step)
    page.wait_for_url("**/eligibility/check/")
    if last is None:
        page.get_by_role("button", name="Send my answers").click()
        page.wait_for_url("**/eligibility/confirmation/")


def reference_on(page: Page) -> str:
    """Return the reference on the confirmation."""
    return page.locator(".receipt .code").first.inner_text()
