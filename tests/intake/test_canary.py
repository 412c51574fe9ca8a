"""A visitor's words can be read only on the visitor's own pages and on the pages of staff."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.db import connection
from django.test import Client
from pytest_django import Settings

from intake.delivery import outbox
from intake.models import Draft, QuestionnaireVersion, Submission
from tests.conftest import make_user, signed_in

pytestmark = pytest.mark.django_db(transaction=True)

MARKER = "Canary-5d41402a"


def rows() -> Iterator[tuple[str, object]]:
    """Yield every stored value with its table."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 -- the database's own names
            for row in cursor.fetchall():
                yield from ((table, value) for value in row)


def tables_with_the_marker() -> set[str]:
    return {
        table
        for table, value in rows()
        if MARKER.encode() in (bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode())
    }


def files_with_the_marker(*folders: Path) -> list[Path]:
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    assert files
    return [file for file in files if MARKER.encode() in file.read_bytes()]


def own_pages(ada: Client, submission: Submission, *, code: str) -> list[str]:
    """Send a message to Ada, who opens her own page, corrects her name and downloads a copy. Return the redirects."""
    staff = signed_in(make_user("dora", is_superuser=True, is_staff=True))
    own, submission_url = "/eligibility/yours/", f"/admin/intake/submissions/{submission.pk}/"
    staff.post(f"{submission_url}messages/", {"text": f"Dear {MARKER}"})
    places = [ada.post(own, {"reference": submission.reference, "code": code})["Location"]]
    refused = ada.post(f"{own}contact/", {"contact.name": f"{MARKER}\0"})
    places.append(refused["Location"])
    assert MARKER not in str(refused.cookies)
    assert MARKER in ada.get(f"{own}contact/").content.decode()
    places.append(ada.post(f"{own}contact/", {"contact.name": f"Ada {MARKER} the second"})["Location"])
    for shown in (own, f"{own}answers/", f"{own}answers.json", f"{own}contact/"):
        assert MARKER in ada.get(shown).content.decode()
    for shown in (submission_url, f"{submission_url}response.json"):
        assert MARKER in staff.get(shown).content.decode()
    return places


def test_no_answer_is_stored_in_clear(
    client: Client,
    version: QuestionnaireVersion,
    settings: Settings,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    version.questionnaire.is_default = True
    version.questionnaire.save()
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    caplog.set_level(logging.DEBUG)

    answers = {
        "pain": {"pain.when": "night"},
        "night": {"night.words": f"It wakes me. {MARKER}"},
        "contact": {"contact.name": f"Ada {MARKER}"},
    }
    places = [client.post("/eligibility/")["Location"]]
    for step, answer in answers.items():
        address = f"/eligibility/questions/{step}/"
        # A refused step seals the typed text and shows it again.
        refused = client.post(address, dict.fromkeys(answer, f"{MARKER}\0" * 500))
        assert refused["Location"] == address
        places.append(refused["Location"])
        client.get(address)
        places.append(client.post(address, answer)["Location"])
    assert MARKER in client.get("/eligibility/check/").content.decode()
    assert tables_with_the_marker() == set()

    places.append(client.post("/eligibility/check/")["Location"])
    page = client.get("/eligibility/confirmation/").content.decode()
    submission = Submission.objects.get()
    assert submission.reference in page
    assert outbox.drain_deliveries().sent == 1

    assert MARKER not in page
    places += own_pages(client, submission, code=re.findall(r'class="code">([^<]+)<', page)[1])
    assert tables_with_the_marker() == set()
    assert files_with_the_marker(tmp_path, Path(site_settings.VAR)) == []
    assert MARKER not in caplog.text
    assert MARKER not in str(places)
    assert MARKER not in str(client.cookies)
    assert Draft.objects.get().is_consumed
