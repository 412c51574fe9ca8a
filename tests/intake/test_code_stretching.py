"""Stretching a code is slow, so a rate limit stands before each place that does it."""

import ast
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

import intake
from intake.antispam import rate_limit
from intake.antispam.rate_limit import Rate
from intake.encryption import primitives
from intake.models import QuestionnaireVersion, RateLimit
from intake.staff import actions as staff_actions
from intake.token_sessions import drafts
from intake.visitor import actions as visitor_actions
from tests.intake import builders
from tests.intake.antispam.solving import send_solved
from tests.intake.plain_browser import PlainBrowser

pytestmark = pytest.mark.django_db


@cache
def functions() -> list[tuple[str, set[str]]]:
    """Return every function of intake with the names of the functions that it calls."""
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


def test_every_caller_that_stretches_a_code_is_known() -> None:
    """A new caller needs a rate limit, and a test below."""
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
    """The order in which rate limits were checked and codes were stretched."""
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


def test_sending_is_limited_before_stretching(answered_browser: PlainBrowser, events: list[str]) -> None:
    answered_browser.open("/eligibility/check/").send()
    assert events == ["send/client", "stretch", "receipt/client", "stretch"]


def test_sending_after_a_challenge_is_limited_before_stretching(
    answered_browser: PlainBrowser, events: list[str], settings: Any
) -> None:
    settings.SENDS_AT_ONCE = 0
    send_solved(answered_browser.open("/eligibility/check/").send())
    assert events == ["no send/client", "proof/send", "stretch", "receipt/client", "stretch"]


def test_one_solved_challenge_allows_only_a_few_stretchings(
    answered_browser: PlainBrowser, events: list[str], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many concurrent requests with one solved challenge would each stretch a code before noticing the others."""
    settings.SENDS_AT_ONCE = 0

    def overtaken(*args: Any, **kwargs: Any) -> None:
        primitives.stretch_code("x", salt=b"16 bytes of salt")
        raise drafts.DraftBusy

    monkeypatch.setattr(visitor_actions, "submit_draft", overtaken)
    send_solved(answered_browser.open("/eligibility/check/").send())
    address, met = answered_browser.sent
    ways = [answered_browser.client.post(address, met).headers["Location"] for _ in range(8)]
    assert ways == ["/eligibility/check/?changed"] * 4 + ["/eligibility/check/?moment"] * 4
    assert events.count("stretch") == 5


def test_saving_for_later_is_limited_before_stretching_and_stretches_once(
    answered_browser: PlainBrowser, events: list[str]
) -> None:
    answered_browser.open("/eligibility/questions/story/").send(button=":later")
    assert events == ["code/client", "stretch"]
    answered_browser.open("/eligibility/questions/story/").send(button=":later")
    answered_browser.open("/eligibility/later/").client.post(
        "/eligibility/later/", {"csrfmiddlewaretoken": answered_browser.client.cookies["csrf"].value}
    )
    assert events == ["code/client", "stretch"]


def test_too_many_codes_from_one_address_wait_and_lose_no_answers(
    answered_browser: PlainBrowser, monkeypatch: pytest.MonkeyPatch, events: list[str]
) -> None:
    monkeypatch.setattr("intake.visitor.save_and_return.CLIENT_CODE_RATE", Rate(at_once=0, interval=timedelta(hours=1)))
    answered_browser.open("/eligibility/questions/story/").send(
        button=":later", **{"own-words": "Swimming helps, made up."}
    )
    assert answered_browser.path == "/eligibility/later/"
    assert "your answers are saved" in answered_browser.text.casefold()
    answered_browser.send()
    assert events == ["no code/client"] * 2
    assert answered_browser.open("/eligibility/questions/story/").page.forms[-1].data({})["own-words"] == [
        "Swimming helps, made up."
    ]


def test_returning_with_a_code_is_limited_before_stretching(published_starter: None, events: list[str]) -> None:
    browser = PlainBrowser().open("/eligibility/back/")
    for _ in range(12):
        browser.send(code="C" * 20)
    assert events[:2] == ["come-back/client", "stretch"]
    assert events.count("stretch") == 10


def test_opening_the_own_page_is_limited_before_stretching(version: QuestionnaireVersion, events: list[str]) -> None:
    browser = PlainBrowser().open("/eligibility/yours/")
    for _ in range(12):
        browser.send(reference="CCCC-CCCC", code="C" * 20)
    assert events[:3] == ["own-page/client", "own-page/reference", "stretch"]
    assert events.count("stretch") == 10


def test_replacing_a_code_is_limited_before_stretching(
    version: QuestionnaireVersion, ben: User, ben_client: Client
) -> None:
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
