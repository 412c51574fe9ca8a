"""Pages of staff run nothing that a visitor wrote and are not cached."""

from html import escape

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from intake.enums import Action
from intake.models import QuestionnaireVersion, Submission
from intake.staff import actions as staff_actions
from intake.staff import history
from tests.intake import builders
from tests.intake.staff.pages import INBOX, PageReader, submission_url

pytestmark = pytest.mark.django_db


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    '"><svg onload=alert(3)>',
    "' onmouseover='alert(4)",
    "javascript:alert(5)",
    "{{ settings.SECRET_KEY }}{% debug %}",
    "</textarea><script>alert(6)</script>",
    "</script><script>alert(7)//",
    "<!--<img src='--><img src=x onerror=alert(8)//'>",
    "&lt;script&gt;alert(9)&lt;/script&gt;",
    "\u202e<b>\u2066right to left",
    "<a href='data:text/html,<script>alert(10)</script>'>x</a>",
]


def every_page(client: Client, submission: Submission) -> dict[str, HttpResponse]:
    return {
        "inbox": client.get(INBOX),
        "results": client.get(f"{INBOX}results/"),
        "submission": client.get(submission_url(submission)),
        "refused note": client.post(submission_url(submission, "notes/"), {"text": ""}),
        "conflict": client.post(submission_url(submission, "state/"), {"state": "closed", "revision": 99}),
    }


def test_every_page_has_a_strict_policy_and_is_not_cached(ben_client: Client, submission: Submission) -> None:
    for name, response in every_page(ben_client, submission).items():
        assert "no-store" in response["Cache-Control"], name
        assert "unsafe" not in response["Content-Security-Policy"], name
        assert "default-src 'none'" in response["Content-Security-Policy"], name


def test_no_page_has_an_inline_script_or_style(ben_client: Client, submission: Submission) -> None:
    for name, response in every_page(ben_client, submission).items():
        page = PageReader()
        page.feed(response.content.decode())
        for tag, attrs in page.tags:
            assert tag != "style", name
            assert not [attr for attr in attrs if attr.startswith("on") or attr == "style"], (name, tag, attrs)
            if tag == "script":
                assert attrs.get("src") or attrs.get("type") == "application/json", (name, attrs)


@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_text_is_escaped(ben_client: Client, ben: User, version: QuestionnaireVersion, payload: str) -> None:
    plain = builders.make_receipt(version).submission
    hostile = builders.make_receipt(version, **{"contact.name": payload, "night.words": payload}).submission
    staff_actions.add_note(plain.pk, "A note", by=ben)
    staff_actions.add_note(hostile.pk, payload, by=ben)
    made_of, answered = [], ben_client.get(submission_url(hostile))
    for response in (ben_client.get(submission_url(plain)), answered):
        page = PageReader()
        page.feed(response.content.decode())
        made_of.append([(tag, sorted(attrs)) for tag, attrs in page.tags])
    # The same elements with the same attributes: nothing became markup, and all of the text is there.
    assert made_of[0] == made_of[1]
    assert answered.content.decode().count(escape(payload, quote=True)) == 4
    refused = ben_client.post(
        submission_url(hostile, "notes/"), {"text": payload + "x" * staff_actions.MAX_NOTE_LENGTH}
    )
    assert escape(payload, quote=True) in refused.content.decode()
    assert payload not in refused.content.decode() or payload == escape(payload, quote=True)


def test_post_without_csrf_token_is_refused(ben: User, submission: Submission) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ben)
    for rest in ("state/", "notes/", f"notices/{submission.deliveries.get().pk}/retry/"):
        assert (
            client.post(submission_url(submission, rest), {"state": "closed", "revision": 0, "text": "x"}).status_code
            == 403
        )
    assert list(history.list_audit_entries(submission).values_list("action", flat=True)) == [Action.SUBMITTED]
