"""The questionnaires of tests/intake/cases, begun in a browser without scripts."""

from typing import Any

from intake.questionnaires import publishing
from intake.token_sessions import drafts
from tests.intake.plain_browser import PlainBrowser

NUMBERS, DATES, TEXTS, CHOICES = (f"/eligibility/kinds/questions/{name}/" for name in ("num", "date", "txt", "cho"))
LONG = "x" * 51


def begin_questionnaire(definition: dict[str, Any], slug: str) -> PlainBrowser:
    """Publish a definition and open its first step."""
    publishing.publish_definition(slug=slug, title=slug, definition=definition)
    return PlainBrowser().open(f"/eligibility/{slug}/").send()


def go_to_texts(browser: PlainBrowser) -> PlainBrowser:
    """Go on from the step with numbers to the step with texts."""
    return browser.send().send()


def read_fields(browser: PlainBrowser) -> dict[str, list[str]]:
    """Return what the fields of the page hold, except those that are empty."""
    found = browser.page.forms[-1].data({})
    return {name: values for name, values in found.items() if name != "csrfmiddlewaretoken" and values != [""]}


def read_draft_answers(browser: PlainBrowser, slug: str) -> dict[str, Any]:
    """Return the answers of the draft that the browser's cookie opens."""
    token = browser.client.cookies[f"answers-{slug}"].value
    return drafts.read_draft_answers(drafts.find_draft(token), token)
