"""A page is saved while it is filled in, and is no answer until "Continue"."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intake.encryption import primitives
from intake.models import Draft, Submission
from intake.token_sessions import drafts
from tests.intake.definitions import STARTER
from tests.intake.plain_browser import Page
from tests.intake.visitor_client import ADA, form_data, read_stored_answers, token_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_starter")]


def autosave(client: Client, step: str, *, revision: object = None, **answers: Any) -> Any:
    """Post a page as static/js/autosave.js does."""
    stated = (
        Draft.objects.get(token_hash=drafts.hash_draft_token(token_of(client))).revision
        if revision is None
        else revision
    )
    data = {**answers, ":revision": str(stated)}
    return client.post(f"/eligibility/questions/{step}/", data, headers={"Accept": "application/json"})


def unfinished(client: Client) -> dict[str, Any]:
    """Return the values in the fields of unfinished pages, by step."""
    kept = drafts.read_unfinished_pages(drafts.find_draft(token_of(client)), token_of(client))
    return {step: {name: values for name, values in page[":typed"].items() if values} for step, page in kept.items()}


def shown(client: Client, step: str) -> dict[str, list[str]]:
    return Page(client.get(f"/eligibility/questions/{step}/").content.decode()).forms[-1].data({})


def test_autosaved_text_is_shown_again_and_is_no_answer(answered_client: Client) -> None:
    response = autosave(answered_client, "story", **{"own-words": "half a sen"})

    assert (response.status_code, response.json()) == (200, {"kept": True})
    assert shown(answered_client, "story")["own-words"] == ["half a sen"]
    assert read_stored_answers(answered_client) == ADA


def test_invalid_text_is_autosaved_as_typed(answered_client: Client) -> None:
    response = autosave(answered_client, "contact", name="Ada L.", email="ada@", phone="12")

    assert response.status_code == 200
    assert unfinished(answered_client) == {"contact": {"name": ["Ada L."], "email": ["ada@"], "phone": ["12"]}}
    assert shown(answered_client, "contact")["email"] == ["ada@"]
    assert read_stored_answers(answered_client) == ADA


def test_emptied_field_stays_empty(answered_client: Client) -> None:
    autosave(answered_client, "story", **{"own-words": ""})

    assert shown(answered_client, "story")["own-words"] == [""]
    assert read_stored_answers(answered_client)["own-words"] == ADA["own-words"]


def test_continue_stores_the_page_and_ends_its_autosave(answered_client: Client) -> None:
    autosave(answered_client, "story", **{"own-words": "half a sen"})
    autosave(answered_client, "age", **{"age-band": "65-plus"})
    answered_client.post("/eligibility/questions/story/", {"own-words": "half a sentence"})

    assert read_stored_answers(answered_client)["own-words"] == "half a sentence"
    assert unfinished(answered_client) == {"age": {"age-band": ["65-plus"]}}


def test_autosaved_page_is_not_submitted(answered_client: Client) -> None:
    autosave(answered_client, "story", **{"own-words": "half a sen"})
    answered_client.post("/eligibility/check/")

    assert Submission.objects.count() == 1
    assert bytes(Draft.objects.get().sealed_unfinished) == b""


def test_autosaved_alarming_answer_still_shows_advice_on_continue(answered_client: Client) -> None:
    autosave(answered_client, "warning-signs", signs=["bladder-bowel"])
    response = answered_client.post(
        "/eligibility/questions/warning-signs/", form_data("warning-signs", signs=["bladder-bowel"])
    )

    assert response.headers["Location"].startswith("/eligibility/help/")


@pytest.mark.parametrize("revision", ["0", "", "x", "99", "1\0"])
def test_older_page_overwrites_nothing(answered_client: Client, revision: str) -> None:
    autosave(answered_client, "story", **{"own-words": "newer"})
    response = autosave(answered_client, "story", revision=revision, **{"own-words": "older"})

    says = "Your answers were changed in another window. Press “Continue” to save this page."
    assert (response.status_code, response.json()) == (409, {"kept": False, "why": "changed", "says": says})
    assert unfinished(answered_client) == {"story": {"own-words": ["newer"]}}


def test_message_is_in_the_language_of_the_form() -> None:
    browser = Client()
    browser.post("/de/eligibility/")
    late = {":revision": "99", "respondent": "me"}
    response = browser.post("/de/eligibility/questions/who/", late, headers={"Accept": "application/json"})

    assert response.json()["says"].startswith("Ihre Antworten wurden in einem anderen Fenster geändert.")


def test_autosave_after_continue_is_refused(answered_client: Client) -> None:
    late = Draft.objects.get().revision
    answered_client.post("/eligibility/questions/story/", {"own-words": "whole"})

    assert autosave(answered_client, "story", revision=late, **{"own-words": "who"}).status_code == 409
    assert unfinished(answered_client) == {}


def test_autosaved_page_is_sealed(answered_client: Client) -> None:
    autosave(answered_client, "story", **{"own-words": "Canary-5d41402a"})
    [row] = Draft.objects.values()

    assert b"Canary" not in b"".join(bytes(value) for value in row.values() if isinstance(value, bytes | memoryview))
    other, token = drafts.create_draft(version=Draft.objects.get().version, language="en")
    other.sealed_unfinished = row["sealed_unfinished"]
    with pytest.raises(primitives.SealError):
        drafts.read_unfinished_pages(other, token)


@pytest.mark.parametrize("state", ["sent", "cleared", "expired", "unknown step"])
def test_status_says_why_nothing_could_be_saved(answered_client: Client, state: str) -> None:
    if state == "sent":
        answered_client.post("/eligibility/check/")
    elif state == "cleared":
        drafts.delete_draft(Draft.objects.get())
    elif state == "expired":
        Draft.objects.update(expires_at="2001-01-01T00:00Z")
    step = "nonsense" if state == "unknown step" else "story"
    expected = {"sent": 409, "cleared": 410, "expired": 410, "unknown step": 404}

    assert autosave(answered_client, step, revision=1, **{"own-words": "x"}).status_code == expected[state]


def test_unasked_and_unoffered_answers_are_not_autosaved(answered_client: Client) -> None:
    autosave(answered_client, "age", **{"age-band": "120-plus", "own-words": "x", "__proto__": "y"})

    assert unfinished(answered_client) == {"age": {}}


def test_every_step_can_be_autosaved(answered_client: Client) -> None:
    for step in STARTER["questionnaire"]["item"]:
        for data in ({}, {item["linkId"]: "\0" for item in step["item"]}):
            assert autosave(answered_client, step["linkId"], **data).status_code == 200
    assert read_stored_answers(answered_client) == ADA


def test_autosave_takes_at_most_6_queries(answered_client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        autosave(answered_client, "story", revision=1, **{"own-words": "x"})

    assert len(queries) <= 6
