"""`make screenshots`: pictures of the running site for README and guide, and with --all of every page at every width.

python -m tools.screenshots [--all FOLDER]
"""

import os
import sys
import tempfile
from pathlib import Path

import django
from playwright.sync_api import Browser, Page

from tests import browser as chromium
from tests.running_site import PASSWORD, ROOT, Site, running
from tools.guide_pictures import take_guide_pictures
from tools.staff_pictures import take_staff_pictures

ARTICLE = "/articles/fibromyalgia-the-neural-network-perspective/"
README_PICTURES = ROOT / "docs/screenshots"
PUBLIC = {"home": "/", "articles": "/articles/", "article": ARTICLE, "faq": "/faq/", "start": "/eligibility/"}
WIDTHS = (320, 390, 768, 1280, 1920)


def open_page(browser: Browser, site: Site, *, width: int, height: int = 900, dark: bool = False) -> Page:
    context = browser.new_context(
        base_url=site.url,
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        locale="en-GB",
    )
    return context.new_page()


def for_the_readme(browser: Browser, site: Site, folder: Path) -> None:
    from tests.journeys.visitor import answer_until  # noqa: PLC0415 -- needs Django set up

    folder.mkdir(parents=True, exist_ok=True)
    desktop = open_page(browser, site, width=1280, height=800)
    for name in ("home", "article"):
        desktop.goto(PUBLIC[name])
        desktop.screenshot(path=folder / f"{name}.png")
    phone = open_page(browser, site, width=390, height=780)
    answer_until(phone, "areas")
    phone.screenshot(path=folder / "question.png")
    dark = open_page(browser, site, width=390, height=780, dark=True)
    dark.goto(ARTICLE)
    dark.screenshot(path=folder / "article-dark.png")
    sent = open_page(browser, site, width=390, height=780)
    answer_until(sent, None)
    staff = open_page(browser, site, width=1280, height=800)
    chromium.sign_in(staff, "staff", PASSWORD)
    staff.goto("/admin/intake/submissions/")
    staff.screenshot(path=folder / "inbox.png")


def of_everything(browser: Browser, site: Site, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for dark in (False, True):
        for width in WIDTHS:
            page = open_page(browser, site, width=width, dark=dark)
            for name, path in PUBLIC.items():
                page.goto(path)
                page.screenshot(path=folder / f"{name}-{width}{'-dark' if dark else ''}.png", full_page=True)
            page.context.close()


def main(arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    with (
        tempfile.TemporaryDirectory(prefix="fibro-screenshots-") as var,
        running(Path(var) / "var") as site,
        chromium.running() as browser,
    ):
        if arguments[:1] == ["--all"]:
            of_everything(browser, site, Path(arguments[1]))
        else:
            for_the_readme(browser, site, README_PICTURES)
            take_guide_pictures(browser, site)
            take_staff_pictures(browser, site)


if __name__ == "__main__":
    main(sys.argv[1:])
