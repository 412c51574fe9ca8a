"""Starts a real Chromium, in the same way for the browser tests and the screenshots."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

# Otherwise Chromium sends requests to hosts of its own.
# Without a sandbox only because tests may run as root, on pages of our own.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Milliseconds until something that is awaited counts as missing, as Playwright has it for all but what is expected.
PATIENCE = 30_000
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


def chromium() -> str:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "No Chromium here: install it, or set CHROMIUM=/path/to/chromium"
    return path


@contextmanager
def running() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


def close(context: BrowserContext) -> None:
    """Stop each page first: Chromium sometimes never closes a page that is loading another one."""
    for page in context.pages:
        page.goto("about:blank")
    context.close()


class Watched:
    """A page that records what no page of ours may do: violate the policy, fail in a script, request another host."""

    def __init__(self, page: Page, address: str) -> None:
        self.complaints: list[str] = []
        self.address = address
        page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        page.on("console", self.note_message)
        page.on("request", lambda request: self.note_stranger(request.url))

    def note_message(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.note_error(message.text)

    def note_error(self, text: str) -> None:
        # A refused form answers 422, an unknown page 404: Chromium calls that an error, we do not.
        if not text.startswith("Failed to load resource: the server responded with a status of 4"):
            self.complaints.append(text)

    def note_stranger(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:", "about:blank")):
            self.complaints.append(f"request to {url}")


def sign_in(page: Page, name: str, password: str) -> None:
    page.goto("/admin/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")


def go_back(page: Page) -> None:
    """Go back once the whole page is there: to break off what still loads is an error to the browser."""
    page.wait_for_load_state()
    page.go_back()


def go_forward(page: Page) -> None:
    """Go forward, as `go_back` goes back."""
    page.wait_for_load_state()
    page.go_forward()
