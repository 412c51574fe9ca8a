"""Questionnaires published from files."""

import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

import intake.starter
from intake.models import QuestionnaireVersion
from intake.questionnaires import publishing
from tests.intake import cases
from tests.intake.definitions import RED_OR_BLUE

pytestmark = pytest.mark.django_db


def run(tmp_path: Path, content: Any, *arguments: str) -> str:
    file = tmp_path / "questionnaire.json"
    file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    output = StringIO()
    call_command("publish_questionnaire", str(file), *arguments, stdout=output)
    return output.getvalue()


def test_command_publishes_a_file(tmp_path: Path) -> None:
    assert run(tmp_path, RED_OR_BLUE, "--slug", "colours", "--default").startswith("colours: version 1 is live")

    live = publishing.find_live_version()
    assert live
    assert (live.questionnaire.slug, live.questionnaire.title) == ("colours", "T")


@pytest.mark.parametrize(
    ("content", "arguments", "said"),
    [
        (b"{", [], "not valid JSON"),
        (b"\xff", [], "not valid JSON"),
        (b"[]", [], "must be an object"),
        ({"questionnaire": {}}, [], "questionnaire.resourceType: is missing"),
        (RED_OR_BLUE, ["--slug", "a b"], "--slug"),
    ],
)
def test_invalid_file_is_reported(tmp_path: Path, content: Any, arguments: list[str], said: str) -> None:
    with pytest.raises(CommandError) as caught:
        run(tmp_path, content, *arguments)

    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("score-many-of-feeds", "questionnaire.item[0].item[0]: "),
        ("score-ordinal-fraction", "questionnaire.item[0].item[0].answerOption[1]: "),
        ("score-no-ordinals", "questionnaire.item[0].item[0].answerOption[0]: "),
        ("score-rule-misspelt-score-value", "rules[0].if: "),
        ("score-rule-total-compared-with-text", "rules[0].if: "),
    ],
)
def test_file_that_would_be_scored_wrongly_is_refused(tmp_path: Path, name: str, place: str) -> None:
    with pytest.raises(CommandError, match=re.escape(place)):
        run(tmp_path, cases.load(name))

    assert not QuestionnaireVersion.objects.exists()


def test_missing_consent_and_contact_give_warnings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(tmp_path, RED_OR_BLUE, "--slug", "colours")
    said = capsys.readouterr().err

    assert "colours: warning: It asks for no consent" in said
    assert "colours: warning: It asks for no email address and no phone number" in said
    intake.starter.load_starter_content()
    assert publishing.list_publication_warnings(publishing.find_live_version("eligibility")) == []
