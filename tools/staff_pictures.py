"""The pictures of the guide for clinic staff, taken from the running site (`make screenshots`)."""

from pathlib import Path

from playwright.sync_api import Browser, ViewportSize

from tests.journeys.commands import make_busy_clinic
from tests.running_site import Site
from tools.guide_pictures import PICTURES, open_admin

# Where the inbox has room for its columns.
SIZE = ViewportSize(width=1280, height=880)
# The first part of each page that shows something.
PAGES = {
    "inbox": "intake/submissions/",
    "urgent": "intake/urgent/",
    "submission": "{talked}",
    "deliveries": "intake/deliveries/?state=dead",
    "routing": "intake/deliveries/routing/",
    "case": "{case-talked}",
}


def take_staff_pictures(browser: Browser, site: Site, folder: Path = PICTURES) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    clinic = make_busy_clinic(site)
    manager = open_admin(browser, site, "manager")
    manager.set_viewport_size(SIZE)
    for name, path in PAGES.items():
        manager.goto(f"/admin/{path.format_map(clinic)}")
        manager.screenshot(path=folder / f"{name}.png")
