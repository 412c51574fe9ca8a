"""Publishing a definition makes a version, which is live at its URL and never changes."""

import json
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from wagtail.models import Locale

import intake.starter
from intake.engine.assessment import assess_answers
from intake.engine.json_object import DefinitionError, digest_json
from intake.models import Questionnaire, QuestionnaireVersion
from intake.questionnaires import publishing
from tests.intake import cases
from tests.intake.builders import make_row, make_version
from tests.intake.definitions import RED_OR_BLUE, group, made_of, one_of

pytestmark = pytest.mark.django_db

BIG_OR_SMALL = made_of(group("a", one_of("size", "big", "small")))


def publish(definition: dict[str, Any], slug: str = "one", **options: Any) -> QuestionnaireVersion:
    return publishing.publish_definition(slug=slug, title="One", definition=definition, **options)


def test_published_definition_is_live_at_its_slug() -> None:
    version = publish(RED_OR_BLUE)

    assert publishing.find_live_version("one") == version
    assert publishing.find_live_version() is None
    assert publishing.find_live_version("two") is None
    assert (version.number, version.digest) == (1, digest_json(RED_OR_BLUE))


def test_same_definition_makes_no_new_version() -> None:
    first, again = publish(RED_OR_BLUE), publish(dict(reversed(RED_OR_BLUE.items())))

    assert first == again
    assert QuestionnaireVersion.objects.count() == 1


def test_other_definition_is_a_new_version_and_the_old_one_stays() -> None:
    first, second = publish(RED_OR_BLUE), publish(BIG_OR_SMALL)

    assert (first.number, second.number) == (1, 2)
    assert publishing.find_live_version("one") == second
    first.refresh_from_db()
    assert first.definition == RED_OR_BLUE
    assert publish(RED_OR_BLUE) == first
    assert publishing.find_live_version("one") == first


def test_only_one_questionnaire_is_the_default() -> None:
    publish(RED_OR_BLUE, "one", is_default=True)
    version = publish(BIG_OR_SMALL, "two", is_default=True)

    assert publishing.find_live_version() == version
    assert publish(RED_OR_BLUE, "two").questionnaire.is_default


def test_withdrawn_questionnaire_is_not_live() -> None:
    publish(RED_OR_BLUE, is_default=True)
    publishing.withdraw_questionnaire(slug="one")

    assert publishing.find_live_version() is None
    assert publishing.find_live_version("one") is None
    assert publish(RED_OR_BLUE).number == 1


@pytest.mark.parametrize("broken", [{}, {**RED_OR_BLUE, "scores": ["gad99"]}, {**RED_OR_BLUE, "scores": ["phq2"]}])
def test_invalid_definition_is_not_published(broken: dict[str, Any]) -> None:
    with pytest.raises(DefinitionError):
        publish(broken)

    assert not Questionnaire.objects.exists()


def test_definition_survives_the_database() -> None:
    version = publish(intake.starter.build_starter_definition())
    version.refresh_from_db()

    assert digest_json(version.definition) == version.digest
    assert publishing.get_definition(version) is publishing.get_definition(version)


def test_version_cannot_be_changed() -> None:
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


def test_used_version_cannot_be_deleted() -> None:
    version = make_version()
    make_row(version)

    with pytest.raises(ProtectedError):
        version.delete()
    with pytest.raises(ProtectedError):
        QuestionnaireVersion.objects.all().delete()


def test_definition_changed_in_the_database_is_refused() -> None:
    version = publish(RED_OR_BLUE)
    changed = made_of(group("a", one_of("colour", "red", "green")))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE intake_questionnaireversion SET definition = %s", [json.dumps(changed)])
    publishing.load_definition.cache_clear()

    with pytest.raises(DefinitionError, match="is not what was published"):
        publishing.get_definition(version)


def test_older_version_that_would_be_refused_today_still_works() -> None:
    questionnaire = publishing.create_questionnaire("old", "Old", Locale.get_default())
    version = questionnaire.get_or_create_version(cases.load("score-many-of-feeds"))
    answers = {"i": ["none", "all"], "m": "all"}

    assert assess_answers(publishing.get_definition(version), answers).scores[0].values["total"] == 3
