"""Ada's answers to the starter questionnaire, made up, and how she answers it in a browser without scripts."""

import re
from typing import Any

from django.test import Client
from django.test.utils import CaptureQueriesContext

from intake.encryption import submission_keys
from intake.models import Submission
from intake.token_sessions import drafts
from tests.intake.plain_browser import PlainBrowser

ADA: dict[str, Any] = {
    "respondent": "me",
    "age-band": "35-44",
    "three-months": "yes",
    "daily-life-effect": "much",
    "painful-areas": [
        "shoulder girdle left",
        "upper arm left",
        "shoulder girdle right",
        "hip left",
        "hip right",
        "neck",
        "lower back",
    ],
    "fatigue-severity": "moderate",
    "waking-severity": "moderate",
    "thinking-severity": "slight",
    "headaches": False,
    "lower-belly": False,
    "depression": False,
    "phq-interest": "LA6569-3",
    "phq-mood": "LA6568-5",
    "signs": ["none"],
    "under-care": True,
    "diagnosis": "unsure",
    "own-words": "Made up for a test: swimming helps.",
    "name": "Ada Example (made up)",
    "email": "ada@example.org",
    "consent-assessment": True,
    "consent-improvement": False,
}


def as_posted(answer: Any) -> Any:
    """Return an answer as the control of its question posts it."""
    if answer is True:
        return "yes"
    if answer is False:
        return "no"
    return answer


def posted(*link_ids: str, **answers: Any) -> dict[str, Any]:
    """Return Ada's answers to these questions, or `answers` in their place, as a form posts them."""
    return {link_id: as_posted(answers.get(link_id, ADA.get(link_id, ""))) for link_id in link_ids}


# What each step of the starter asks of Ada, in order.
STEPS: dict[str, tuple[str, ...]] = {
    "who": ("respondent",),
    "age": ("age-band",),
    "duration": ("three-months",),
    "daily-life": ("daily-life-effect",),
    "areas": ("painful-areas",),
    "fatigue": ("fatigue-severity",),
    "waking": ("waking-severity",),
    "thinking": ("thinking-severity",),
    "six-months": ("headaches", "lower-belly", "depression"),
    "mood": ("phq-interest", "phq-mood"),
    "warning-signs": ("signs",),
    "care": ("under-care", "diagnosis"),
    "story": ("own-words",),
    "contact": ("name", "email", "phone"),
    "consent": ("consent-assessment",),
}
STEP_NAMES = list(STEPS)


def form_data(step: str, **answers: Any) -> dict[str, Any]:
    """Return what the form of a step posts, with Ada's answers or `answers` in their place."""
    data = posted(*STEPS[step], **answers)
    if data.get("consent-assessment") == "yes":
        data["consent-assessment"] = "on"
    return data


def begin(browser: PlainBrowser) -> PlainBrowser:
    """Press the button on the start page."""
    return browser.open("/eligibility/").send()


def walk(browser: PlainBrowser, *, until: str = "check", **answers: Any) -> PlainBrowser:
    """Answer as Ada, step after step as the site leads, until a step or the check page is open."""
    for step in STEP_NAMES:
        if step == until:
            break
        assert browser.path == f"/eligibility/questions/{step}/"
        browser.send_filled(form_data(step, **answers))
        if browser.path == "/eligibility/help/":
            browser.follow("Continue with the form")
    return browser


def token_of(client: Client) -> str:
    """Return the token of the draft that the client's cookie opens."""
    return client.cookies["answers"].value


def save_all_answers(client: Client) -> None:
    """Store all of Ada's answers in the draft that the client's cookie opens."""
    token = token_of(client)
    drafts.save_answers(drafts.find_draft(token), token, lambda _: dict(ADA))


def read_stored_answers(client: Client) -> dict[str, Any]:
    """Return the answers of the draft that the client's cookie opens."""
    token = token_of(client)
    return dict(drafts.read_draft_answers(drafts.find_draft(token), token))


def begun(browser: PlainBrowser, *, at: str = "check", **answers: Any) -> PlainBrowser:
    """Open the page that `walk` leads to, with the answers stored and no step sent."""
    begin(browser)
    token = token_of(browser.client)
    steps = STEP_NAMES[: STEP_NAMES.index(at)] if at in STEP_NAMES else STEP_NAMES
    link_ids = [link_id for step in steps for link_id in STEPS[step]]
    if at == "check":
        link_ids.append("consent-improvement")
    kept = {link_id: answer for link_id, answer in {**ADA, **answers}.items() if link_id in link_ids and answer}
    kept |= {link_id: False for link_id in link_ids if ADA.get(link_id) is False and link_id not in answers}
    drafts.save_answers(drafts.find_draft(token), token, lambda _: kept)
    return browser.open("/eligibility/check/" if at == "check" else f"/eligibility/questions/{at}/")


def answers_of(submission: Submission) -> dict[str, Any]:
    """Return the answers of a submission, opened with the clinic's key."""
    return submission_keys.read_answers(submission, submission_keys.unwrap_data_key(submission))


def list_codes(browser: PlainBrowser) -> list[str]:
    """Return the codes on the page that is open: on the confirmation, the reference and the visitor's own code."""
    return re.findall(r'class="code">([^<]+)<', browser.text)


def come_back(code: str) -> PlainBrowser:
    """Enter the code of a saved draft in another browser."""
    return PlainBrowser().open("/eligibility/back/").send(code=code)


def counted(queries: CaptureQueriesContext) -> int:
    """Count the queries, but not those that begin and end transactions."""
    bookkeeping = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
    return sum(not query["sql"].startswith(bookkeeping) for query in queries)
