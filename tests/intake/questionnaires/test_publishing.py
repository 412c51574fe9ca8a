import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from wagtail.models import Locale

import intake.starter
from intake.engine.assessment import assess_answers
from intake.engine.json_object import DefinitionError, digest_json
from intake.models import Questionnaire, QuestionnaireVersion, SafetyContact
from intake.questionnaires import publishing
from intake.questionnaires.safety import list_safety_contacts
from tests.intake import cases
from tests.intake.builders import make_row, make_version
from tests.intake.definitions import group, made_of, one_of

pytestmark = pytest.mark.django_db

RED_OR_BLUE = made_of(group("a", one_of("colour", "red", "blue")))
BIG_OR_SMALL = made_of(group("a", one_of("size", "big", "small")))


def publish(definition: dict[str, Any], slug: str = "one", **options: Any) -> QuestionnaireVersion:
    return publishing.publish_definition(slug=slug, title="One", definition=definition, **options)


def test_what_is_published_is_live_at_its_address() -> None:
    version = publish(RED_OR_BLUE)

    assert publishing.find_live_version("one") == version
    assert publishing.find_live_version() is None
    assert publishing.find_live_version("two") is None
    assert (version.number, version.digest) == (1, digest_json(RED_OR_BLUE))


def test_the_same_definition_again_makes_no_new_version() -> None:
    first, again = publish(RED_OR_BLUE), publish(dict(reversed(RED_OR_BLUE.items())))

    assert first == again
    assert QuestionnaireVersion.objects.count() == 1


def test_another_definition_is_a_new_version_and_the_old_one_stays() -> None:
    first, second = publish(RED_OR_BLUE), publish(BIG_OR_SMALL)

    assert (first.number, second.number) == (1, 2)
    assert publishing.find_live_version("one") == second
    first.refresh_from_db()
    assert first.definition == RED_OR_BLUE
    assert publish(RED_OR_BLUE) == first
    assert publishing.find_live_version("one") == first


def test_one_questionnaire_answers_at_eligibility() -> None:
    publish(RED_OR_BLUE, "one", is_default=True)
    version = publish(BIG_OR_SMALL, "two", is_default=True)

    assert publishing.find_live_version() == version
    assert publish(RED_OR_BLUE, "two").questionnaire.is_default


def test_a_withdrawn_questionnaire_is_not_live() -> None:
    publish(RED_OR_BLUE, is_default=True)
    publishing.withdraw_questionnaire(slug="one")

    assert publishing.find_live_version() is None
    assert publishing.find_live_version("one") is None
    assert publish(RED_OR_BLUE).number == 1


@pytest.mark.parametrize("broken", [{}, {**RED_OR_BLUE, "scores": ["gad99"]}, {**RED_OR_BLUE, "scores": ["phq2"]}])
def test_what_does_not_hold_together_is_not_published(broken: dict[str, Any]) -> None:
    with pytest.raises(DefinitionError):
        publish(broken)

    assert not Questionnaire.objects.exists()


def test_a_definition_comes_back_from_the_database_as_it_was_read() -> None:
    version = publish(intake.starter.build_starter_definition())
    version.refresh_from_db()

    assert digest_json(version.definition) == version.digest
    assert publishing.get_definition(version) is publishing.get_definition(version)


def test_a_version_is_not_written_over() -> None:
    version = publish(RED_OR_BLUE)
    other = {"questionnaire": version.questionnaire, "number": 2, "definition": BIG_OR_SMALL, "digest": "x"}

    for write in (
        version.save,
        lambda: QuestionnaireVersion.objects.filter(pk=version.pk).update(definition=BIG_OR_SMALL),
        lambda: QuestionnaireVersion.objects.bulk_update([version], ["definition"]),
    ):
        with pytest.raises(TypeError, match="never changes"), transaction.atomic():
            write()
    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionnaireVersion(pk=version.pk, **other).save()
    version.refresh_from_db()
    assert version.definition == RED_OR_BLUE


def test_a_version_that_a_draft_or_a_submission_was_made_with_is_not_deleted() -> None:
    version = make_version()
    make_row(version)

    with pytest.raises(ProtectedError):
        version.delete()
    with pytest.raises(ProtectedError):
        QuestionnaireVersion.objects.all().delete()


def test_what_is_not_what_was_published_is_not_asked() -> None:
    version = publish(RED_OR_BLUE)
    changed = made_of(group("a", one_of("colour", "red", "green")))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE intake_questionnaireversion SET definition = %s", [json.dumps(changed)])
    publishing.load_definition.cache_clear()

    with pytest.raises(DefinitionError, match="is not what was published"):
        publishing.get_definition(version)


# --- The starter -----------------------------------------------------------------------------------------------------


def test_loading_the_starter_twice_is_loading_it_once() -> None:
    intake.starter.load_starter_content()
    intake.starter.load_starter_content()

    assert QuestionnaireVersion.objects.count() == len(intake.starter.STARTER_LANGUAGES)
    assert SafetyContact.objects.count() == 9
    live = publishing.find_live_version()
    assert live
    assert live.questionnaire.slug == intake.starter.STARTER_SLUG


def test_loading_the_starter_again_undoes_nothing_that_staff_did() -> None:
    intake.starter.load_starter_content()
    publishing.withdraw_questionnaire(slug=intake.starter.STARTER_SLUG)
    SafetyContact.objects.filter(language="de").delete()
    intake.starter.load_starter_content()

    assert publishing.find_live_version() is None
    assert not SafetyContact.objects.filter(language="de").exists()


@pytest.mark.parametrize(
    ("language", "numbers"),
    [
        ("en", ["999", "111", "116123"]),
        ("en-gb", ["999", "111", "116123"]),
        ("de", ["112", "116117", "08001110111"]),
        ("fr", ["999", "111", "116123"]),
        (None, ["999", "111", "116123"]),
    ],
)
def test_help_is_named_in_the_readers_language_or_in_the_sites(language: str | None, numbers: list[str]) -> None:
    intake.starter.load_starter_content()

    found = list_safety_contacts(language)
    assert [contact.dial for contact in found if contact.phone] == numbers
    # And a directory for readers in other countries.
    assert [contact.host for contact in found][-1] == "findahelpline.com"


# --- manage.py publish_questionnaire ---------------------------------------------------------------------------------


def run(tmp_path: Path, content: Any, *arguments: str) -> str:
    file = tmp_path / "questionnaire.json"
    file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    output = StringIO()
    call_command("publish_questionnaire", str(file), *arguments, stdout=output)
    return output.getvalue()


def test_the_command_publishes_a_file(tmp_path: Path) -> None:
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
def test_the_command_says_what_is_wrong(tmp_path: Path, content: Any, arguments: list[str], said: str) -> None:
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
def test_the_command_refuses_what_would_be_scored_wrongly(tmp_path: Path, name: str, place: str) -> None:
    with pytest.raises(CommandError, match=re.escape(place)):
        run(tmp_path, cases.load(name))

    assert not QuestionnaireVersion.objects.exists()


def test_a_version_that_was_published_before_goes_on_though_it_would_be_refused_now() -> None:
    questionnaire = publishing.create_questionnaire("old", "Old", Locale.get_default())
    version = questionnaire.get_or_create_version(cases.load("score-many-of-feeds"))
    answers = {"i": ["none", "all"], "m": "all"}

    assert assess_answers(publishing.get_definition(version), answers).scores[0].values["total"] == 3


def test_the_command_warns_of_what_asks_for_no_consent_and_no_contact(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(tmp_path, RED_OR_BLUE, "--slug", "colours")
    said = capsys.readouterr().err

    assert "colours: warning: It asks for no consent" in said
    assert "colours: warning: It asks for no email address and no phone number" in said
    intake.starter.load_starter_content()
    assert publishing.list_publication_warnings(publishing.find_live_version("eligibility")) == []
