"""A real Chromium on the real site."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests import browser as chromium
from tests.journeys.commands import make_busy_clinic
from tests.references.web.server import WebServer
from tests.running_site import Site, running


@pytest.fixture(scope="session")
def registers() -> Iterator[WebServer]:
    """A server in place of Crossref, which knows what a test tells it."""
    with WebServer().listening() as server:
        yield server


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, registers: WebServer) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("site") / "var", CROSSREF_URL=registers.url) as site:
        yield site


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A fresh visitor on a phone. Fails the test in the end if a page broke the policy or asked another host."""
    context = browser.new_context(base_url=site.url, viewport=chromium.PHONE, locale="en-GB", reduced_motion="reduce")
    page = context.new_page()
    watched = chromium.Watched(page, site.url)
    yield page
    chromium.close(context)
    assert watched.complaints == []


@pytest.fixture(scope="session")
def clinic(site: Site) -> dict[str, str]:
    """A clinic at work on the site: the paths of its pages in the admin, by name."""
    return make_busy_clinic(site)
