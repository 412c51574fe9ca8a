"""The patient's own page in a browser without scripts, and the page of the submission that staff see."""

from django.test import Client

from intake.models import Submission
from tests.intake.plain_browser import PlainBrowser, read_words
from tests.intake.staff.pages import submission_url

OWN_PAGE_URL = "/eligibility/yours/"


def read_page(browser: PlainBrowser) -> str:
    """Return the text of the page that is open."""
    return read_words(browser.text)


def open_own_page(reference: str, code: str) -> PlainBrowser:
    """Enter a reference and a code at the form that opens the own page."""
    return PlainBrowser().open(OWN_PAGE_URL).send(reference=reference, code=code)


def read_submission_page(client: Client, submission: Submission) -> str:
    """Return the text of the page of a submission, as staff see it."""
    return read_words(client.get(submission_url(submission)).content.decode())
