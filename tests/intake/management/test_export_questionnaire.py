"""Exports of published versions."""

import json

import pytest
from django.core.management import CommandError, call_command

from intake.questionnaires import publishing
from tests.intake.definitions import starter
from tests.intake.management.command_line import run_command

pytestmark = pytest.mark.django_db


def test_export_of_an_unknown_questionnaire_is_refused() -> None:
    with pytest.raises(CommandError, match=r"^nothing: there is no such published version\.$"):
        call_command("export_questionnaire", "nothing")


def test_export_of_an_older_version_is_retired() -> None:
    publishing.publish_definition(slug="one", title="One", definition=starter())
    other = starter()
    other["questionnaire"]["title"] = "Another"
    publishing.publish_definition(slug="one", title="One", definition=other)
    _, out, _ = run_command("export_questionnaire", "one", "--number", "1")

    assert [json.loads(out)[key] for key in ("version", "status", "title")] == [
        "1", "retired", "Can the clinic help me?",
    ]  # fmt: skip
