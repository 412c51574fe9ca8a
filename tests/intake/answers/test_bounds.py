"""What a stranger can make the server do is bounded: the number and size of drafts, and the stretching of codes."""

import ast
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

import intake
from intake.antispam import rate_limit
from intake.antispam.rate_limit import Rate
from intake.encryption import primitives
from intake.models import Draft, QuestionnaireVersion, RateLimit, Submission
from intake.staff import actions as staff_actions
from intake.token_sessions import drafts, return_codes
from intake.visitor import actions as visitor_actions
from tests.intake import builders
from tests.intake.antispam.solving import asked, send_solved
from tests.intake.plain_browser import PlainBrowser
from tests.intake.visitor_client import ADA

pytestmark = pytest.mark.django_db

LATER = "Please try again later"


@pytest.fixture
def ada(published_starter: None) -> PlainBrowser:
    """A browser in which Ada has answered everything."""
    browser = PlainBrowser().open("/eligibility/").send()
    token = browser.client.cookies["answers"].value
    drafts.save_answers(drafts.find_draft(token), token, lambda _: ADA)
    return browser


def leave_empty(version: QuestionnaireVersion, *, hours: int) -> Draft:
    draft, _token = drafts.create_draft(version=version, language="en")
    Draft.objects.filter(pk=draft.pk).update(created_at=timezone.now() - timedelta(hours=hours))
    return draft


# --- How many drafts -------------------------------------------------------------------------------------------------


def test_where_there_is_no_room_those_without_an_answer_go_and_no_other(
    version: QuestionnaireVersion, settings: Any
) -> None:
    answered, token = builders.make_draft(version)
    empty, fresh = leave_empty(version, hours=2), leave_empty(version, hours=0)
    unfinished, unfinished_token = drafts.create_draft(version=version, language="en")
    drafts.autosave_page(unfinished, unfinished_token, "pain", {"pain.when": "day"})
    kept, kept_token = drafts.create_draft(version=version, language="en")
    return_codes.save_for_return(kept, kept_token)
    Draft.objects.exclude(pk=fresh.pk).update(created_at=timezone.now() - timedelta(hours=2))
    settings.DRAFTS_AT_MOST = 5
    new, _token = drafts.create_draft(version=version, language="en")

    assert set(Draft.objects.all()) == {answered, fresh, unfinished, kept, new}
    assert empty not in Draft.objects.all()
    with pytest.raises(drafts.DraftsFull):
        drafts.create_draft(version=version, language="en")
    assert drafts.read_draft_answers(drafts.find_draft(token), token) == builders.ANSWERS


def test_nobody_new_is_let_in_and_nobody_loses_what_they_answered(ada: PlainBrowser, settings: Any) -> None:
    settings.DRAFTS_AT_MOST = 1
    other = PlainBrowser().open("/eligibility/").send()

    assert (other.response.status_code, other.page.heading) == (503, LATER)
    assert other.response.headers["Retry-After"]
    assert "call the clinic" not in other.text
    ada.open("/eligibility/").send(button="again")  # whoever wants to begin again keeps the draft
    assert ada.page.heading == LATER
    ada.open("/eligibility/check/").send()
    assert Submission.objects.count() == 1
    other.open("/eligibility/").send()
    assert other.path == "/eligibility/questions/who/"


def test_health_says_that_nobody_can_begin(ada: PlainBrowser, settings: Any, dora_client: Client) -> None:
    settings.DRAFTS_AT_MOST = 1
    assert dora_client.get("/health/ready/").json()["status"] == "degraded"


def test_a_program_that_does_every_calculation_is_put_off_in_the_end(
    published_starter: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.STARTS_AT_ONCE = 0
    monkeypatch.setattr("intake.antispam.guard.CLIENT_CHALLENGE_RATE", Rate(at_once=3, interval=timedelta(hours=1)))
    seen = []
    for _ in range(5):
        browser = PlainBrowser().open("/eligibility/").send()
        assert asked(browser)
        send_solved(browser)
        seen.append(browser.response.status_code)

    assert seen == [200, 200, 200, 429, 429]
    assert Draft.objects.count() == 3
    elsewhere = PlainBrowser()
    elsewhere.client.defaults["REMOTE_ADDR"] = "192.0.2.9"
    send_solved(elsewhere.open("/eligibility/").send())
    assert elsewhere.path == "/eligibility/questions/who/"


# --- How large -------------------------------------------------------------------------------------------------------


def test_a_draft_grows_to_a_size_and_keeps_what_it_had(version: QuestionnaireVersion, settings: Any) -> None:
    settings.DRAFT_KILOBYTES = 4
    draft, token = builders.make_draft(version)
    with pytest.raises(drafts.DraftTooLarge):
        drafts.save_answers(draft, token, lambda answers: answers | {"night.words": "x" * 4096})
    with pytest.raises(drafts.DraftTooLarge):
        drafts.autosave_page(draft, token, "night", {"night.words": "x" * 4096})
    assert drafts.read_draft_answers(drafts.find_draft(token), token) == builders.ANSWERS
    assert drafts.read_unfinished_pages(drafts.find_draft(token), token) == {}


def test_too_much_is_said_on_the_page(ada: PlainBrowser, settings: Any) -> None:
    settings.DRAFT_KILOBYTES = 2
    for button in (None, ":later"):
        ada.open("/eligibility/questions/story/").send(button=button, **{"own-words": "x" * 1900})
        assert ada.response.status_code == 422
        assert "too long to save" in ada.text
    meanwhile = ada.client.post(
        "/eligibility/questions/story/",
        {"own-words": "x" * 1900, ":revision": "1", "csrfmiddlewaretoken": ada.client.cookies["csrf"].value},
        headers={"accept": "application/json"},
    )
    assert meanwhile.status_code == 413


# --- Every stretching is behind a limit ------------------------------------------------------------------------------


@cache
def functions() -> list[tuple[str, set[str]]]:
    """Every function of intake with the names of what it calls."""
    return [
        (
            f"{path.parent.name}.{path.stem}.{outer.name}",
            {called(node.func) for node in ast.walk(outer) if isinstance(node, ast.Call)},
        )
        for path in Path(intake.__path__[0]).rglob("*.py")
        for outer in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(outer, ast.FunctionDef)
    ]


def called(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def callers_of(name: str) -> set[str]:
    return {function for function, calls in functions() if name in calls}


def test_each_way_to_a_stretching_is_known() -> None:
    """A new caller needs a rate limit before it, and a test below."""
    assert callers_of("stretch_code") == {
        "encryption.submission_keys.wrap_under_code",
        "encryption.submission_keys.unwrap_key_by_code",
        "token_sessions.return_codes.stretch_return_code",
    }
    assert callers_of("wrap_under_code") == {
        "encryption.submission_keys.wrap_for_visitor",
        "encryption.submission_keys.wrap_for_new_code",
    }
    assert callers_of("wrap_for_visitor") == {"visitor.actions.create_submission"}
    assert callers_of("wrap_for_new_code") == {"staff.actions.replace_code"}
    assert callers_of("unwrap_key_by_code") == {
        "encryption.submission_keys.unwrap_data_key_by_code",
        "patient.actions.open_own_page",
    }
    assert callers_of("unwrap_data_key_by_code") == {"visitor.actions.read_next_steps"}
    assert callers_of("stretch_return_code") == {
        "token_sessions.return_codes.save_for_return",
        "token_sessions.return_codes.find_token_by_code",
    }
    assert callers_of("save_for_return") == {"visitor.save_and_return.save_under_code"}
    assert callers_of("find_token_by_code") == {"visitor.save_and_return.resume_draft"}
    assert callers_of("submit_draft") == {"visitor.check_views.submit_answers"}
    assert callers_of("open_own_page") == {"patient.views.handle_code_form"}
    assert callers_of("replace_code") == {"staff.submission_views.replace_code"}


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The order in which rate limits were asked and codes were stretched."""
    seen: list[str] = []
    allow, stretch = rate_limit.allow_attempt, primitives.stretch_code

    def noted_allow(name: str, key: str, rate: Rate) -> bool:
        is_allowed = allow(name, key, rate)
        seen.append(name if is_allowed else f"no {name}")
        return is_allowed

    def noted_stretch(code: str, *, salt: bytes) -> bytes:
        seen.append("stretch")
        return stretch(code, salt=salt)

    monkeypatch.setattr(rate_limit, "allow_attempt", noted_allow)
    monkeypatch.setattr(primitives, "stretch_code", noted_stretch)
    return seen


def test_sending_asks_before_it_stretches(ada: PlainBrowser, events: list[str]) -> None:
    ada.open("/eligibility/check/").send()
    assert events == ["send/client", "stretch", "receipt/client", "stretch"]


def test_sending_after_a_moment_asks_before_it_stretches(ada: PlainBrowser, events: list[str], settings: Any) -> None:
    settings.SENDS_AT_ONCE = 0
    send_solved(ada.open("/eligibility/check/").send())
    assert events == ["no send/client", "proof/send", "stretch", "receipt/client", "stretch"]


def test_one_moment_does_not_stretch_for_ever(
    ada: PlainBrowser, events: list[str], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many requests at once with one challenge that was met: each would stretch a code before it noticed the others."""
    settings.SENDS_AT_ONCE = 0

    def overtaken(*args: Any, **kwargs: Any) -> None:
        primitives.stretch_code("x", salt=b"16 bytes of salt")
        raise drafts.DraftBusy

    monkeypatch.setattr(visitor_actions, "submit_draft", overtaken)
    send_solved(ada.open("/eligibility/check/").send())
    address, met = ada.sent
    ways = [ada.client.post(address, met).headers["Location"] for _ in range(8)]
    assert ways == ["/eligibility/check/?changed"] * 4 + ["/eligibility/check/?moment"] * 4
    assert events.count("stretch") == 5


def test_keeping_for_later_asks_before_it_stretches_and_stretches_once(ada: PlainBrowser, events: list[str]) -> None:
    ada.open("/eligibility/questions/story/").send(button=":later")
    assert events == ["code/client", "stretch"]
    ada.open("/eligibility/questions/story/").send(button=":later")
    ada.open("/eligibility/later/").client.post(
        "/eligibility/later/", {"csrfmiddlewaretoken": ada.client.cookies["csrf"].value}
    )
    assert events == ["code/client", "stretch"]


def test_too_many_codes_from_one_place_wait_and_lose_nothing(
    ada: PlainBrowser, monkeypatch: pytest.MonkeyPatch, events: list[str]
) -> None:
    monkeypatch.setattr("intake.visitor.save_and_return.CLIENT_CODE_RATE", Rate(at_once=0, interval=timedelta(hours=1)))
    ada.open("/eligibility/questions/story/").send(button=":later", **{"own-words": "Swimming helps, made up."})
    assert ada.path == "/eligibility/later/"
    assert "your answers are saved" in ada.text.casefold()
    ada.send()
    assert events == ["no code/client"] * 2
    assert ada.open("/eligibility/questions/story/").page.forms[-1].data({})["own-words"] == [
        "Swimming helps, made up."
    ]


def test_coming_back_asks_before_it_stretches(published_starter: None, events: list[str]) -> None:
    browser = PlainBrowser().open("/eligibility/back/")
    for _ in range(12):
        browser.send(code="C" * 20)
    assert events[:2] == ["come-back/client", "stretch"]
    assert events.count("stretch") == 10


def test_the_own_page_asks_before_it_stretches(version: QuestionnaireVersion, events: list[str]) -> None:
    browser = PlainBrowser().open("/eligibility/yours/")
    for _ in range(12):
        browser.send(reference="CCCC-CCCC", code="C" * 20)
    assert events[:3] == ["own-page/client", "own-page/reference", "stretch"]
    assert events.count("stretch") == 10


def test_a_new_code_asks_before_it_stretches(version: QuestionnaireVersion, ben: User, ben_client: Client) -> None:
    submission = builders.make_receipt(version).submission
    address = f"/admin/intake/submissions/{submission.pk}/code/"
    seen = []
    for _ in range(22):
        before = set(submission.wrapped_keys.values_list("pk", flat=True))
        ben_client.post(address, {"replaces": staff_actions.get_code_id(submission)})
        seen.append(set(submission.wrapped_keys.values_list("pk", flat=True)) != before)
    assert seen == [True] * 20 + [False] * 2
    assert "Too many new codes" in ben_client.get("/admin/").content.decode()
    assert RateLimit.objects.exists()
