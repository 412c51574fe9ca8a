"""docs/privacy.md lists every field as sealed or clear, and no word of a patient is stored in clear."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core import mail
from django.core.cache import caches
from django.db import connection, models
from django.test import Client

from intake.delivery import outbox
from intake.enums import SubmissionState
from intake.models import QuestionnaireVersion
from intake.staff import actions as staff_actions
from intake.token_sessions import drafts
from intake.visitor import actions as visitor_actions
from tests.intake import builders

ROW = re.compile(r"^\| `(\w+\.\w+)` \| (\w+) \| (\S.*) \|$", re.MULTILINE)
MARKER = "Marker-7f3a9"


def sorted_fields() -> list[tuple[str, str, str]]:
    text = (Path(__file__).parents[2] / "docs/privacy.md").read_text(encoding="utf-8")
    return [row.groups() for row in ROW.finditer(text)]


def real_fields() -> dict[str, models.Field]:
    return {
        f"{model.__name__}.{field.name}": field
        for model in apps.get_app_config("intake").get_models(include_auto_created=True)
        for field in model._meta.local_fields + model._meta.local_many_to_many
    }


def test_every_field_is_listed_once() -> None:
    listed = [name for name, _, _ in sorted_fields()]
    assert sorted(listed) == sorted(real_fields())


def test_every_field_is_sealed_or_in_clear() -> None:
    assert {kind for _, kind, _ in sorted_fields()} == {"sealed", "clear"}


def test_exactly_the_sealed_fields_are_binary() -> None:
    sealed = {name for name, kind, _ in sorted_fields() if kind == "sealed"}
    assert sealed == {name for name, field in real_fields().items() if isinstance(field, models.BinaryField)}


def test_no_clear_field_holds_free_text() -> None:
    """Free text of any length would hold a patient's words sooner or later."""
    clear = {name for name, kind, _ in sorted_fields() if kind == "clear"}
    assert [name for name in clear if isinstance(real_fields()[name], models.TextField)] == []
    assert {name for name in clear if isinstance(real_fields()[name], models.JSONField)} == {
        "AuditEntry.detail",
        "QuestionnaireVersion.definition",
    }


def everything_in_the_database() -> str:
    """Return every value of every row of every table."""
    values = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 -- the tables' own names
            for row in cursor.fetchall():
                values += [
                    bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
                    for value in row
                ]
    return "\n".join(values)


@pytest.mark.django_db
def test_no_word_of_a_patient_is_stored_or_sent_in_clear(
    version: QuestionnaireVersion, ben_client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """It is in no row, log, email, cache or URL, from the first answer to the last view by staff."""
    caplog.set_level(0)
    words = {"contact.name": f"{MARKER} name", "night.words": f"{MARKER} words"}
    draft, token = builders.make_draft(version, **words)
    assert MARKER not in everything_in_the_database()
    submission = visitor_actions.submit_draft(draft=draft, token=token).submission
    assert outbox.drain_deliveries().sent == 1
    page = f"/admin/intake/submissions/{submission.pk}/"
    assert MARKER in ben_client.get(page).content.decode()
    ben_client.post(f"{page}notes/", {"text": f"{MARKER} note"})
    ben_client.post(f"{page}notes/", {"text": MARKER * staff_actions.MAX_NOTE_LENGTH})
    ben_client.post(f"{page}state/", {"state": SubmissionState.CLOSED, "revision": 0})
    ben_client.get("/admin/intake/submissions/", {"q": submission.reference})
    with pytest.raises(drafts.DraftConsumed):
        drafts.save_answers(drafts.find_draft(token), token, lambda answers: answers | words)
    assert MARKER in ben_client.get(page).content.decode()

    assert everything_in_the_database().count(submission.reference) > 1  # the search does find stored text
    assert MARKER not in everything_in_the_database()
    assert MARKER not in caplog.text
    assert [letter.subject for letter in mail.outbox]
    assert not any(MARKER in letter.message().as_string() for letter in mail.outbox)
    assert not any(MARKER.encode() in kept for kept in caches["default"]._cache.values())
