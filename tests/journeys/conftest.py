"""A real Chromium on the real site."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.running_site import Site, running

# Chromium asks hosts of its own otherwise. Without a sandbox only because tests may run as root on pages of our own.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "No Chromium here: install it, or set CHROMIUM=/path/to/chromium"
    return path


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("site") / "var") as site:
        yield site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


class Watched:
    """A page that remembers what no page of ours may do: break the policy, fail a script, ask another host."""

    def __init__(self, page: Page, site: Site) -> None:
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        page.on("console", lambda message: message.type == "error" and self.complaints.append(message.text))
        page.on("request", lambda request: self.note_stranger(request.url, site))

    def note_stranger(self, url: str, site: Site) -> None:
        if not url.startswith((site.url, "data:", "blob:")):
            self.complaints.append(f"request to {url}")


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A fresh visitor on a phone. Fails the test in the end if a page broke the policy or asked another host."""
    context = browser.new_context(
        base_url=site.url, viewport={"width": 390, "height": 844}, locale="en-GB", reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    watched = Watched(page, site)
    yield page
    context.close()
    assert watched.complaints == []
