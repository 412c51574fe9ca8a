"""Solves the challenge of a page in a browser without scripts."""

import re

from intake.antispam.challenge import hash_solution
from tests.intake.plain_browser import PlainBrowser

CHALLENGE_HEADING = "One moment, please"


def solved(browser: PlainBrowser) -> str:
    """Return what static/js/moment.js finds for the page that is open."""
    seed, target, limit = (
        found[1] for name in ("seed", "target", "limit") if (found := re.search(f'data-{name}="(\\w+)"', browser.text))
    )
    return next(str(number) for number in range(int(limit)) if hash_solution(seed, str(number)) == target)


def send_solved(browser: PlainBrowser) -> PlainBrowser:
    """Send the form of the challenge with its solution."""
    return browser.send_filled({":proof": solved(browser)})


def asked(browser: PlainBrowser) -> bool:
    """Return whether the page that is open is a challenge."""
    return browser.page.heading == CHALLENGE_HEADING and browser.response.status_code == 429
