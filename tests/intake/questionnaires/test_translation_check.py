"""An editor translates a questionnaire and is warned where the translation asks or sorts differently."""

import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Locale

import intake.starter
from intake.engine.definition import Definition
from intake.models import Questionnaire
from intake.questionnaires import publishing
from intake.questionnaires.translation_check import compare_translations
from tests.intake.blueprints.plans import SMALL
from tests.intake.questionnaire_admin.posting import ADD, edit_url, faults, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def german() -> Locale:
    return Locale.objects.get_or_create(language_code="de")[0]


@pytest.fixture
def original(editor_client: Client) -> Questionnaire:
    response = post(editor_client, ADD, SMALL)
    assert response.status_code == 302, faults(response)
    questionnaire = Questionnaire.objects.get()
    publishing.make_default(questionnaire)
    return questionnaire


def translate(editor_client: Client, questionnaire: Questionnaire, locale: Locale) -> Questionnaire:
    url = f"/admin/translation/submit/snippet/intake/questionnaire/{questionnaire.pk}/"
    assert url in editor_client.get("/admin/questionnaires/").content.decode()
    response = editor_client.post(url, {"locales": [locale.pk]})
    translation = Questionnaire.objects.get(locale=locale)
    assert response.headers["Location"] == edit_url(translation)
    return translation


def retitled(questionnaire: Questionnaire, title: str) -> Any:
    built = Questionnaire.objects.get(pk=questionnaire.pk).get_latest_revision_as_object().get_blueprint()
    built.steps[0]["value"]["questions"][0]["value"]["text"] = "Wie alt sind Sie?"
    return replace(built, title=title)


def test_translation_starts_as_a_draft_that_is_not_live(
    editor_client: Client, original: Questionnaire, german: Locale
) -> None:
    translation = translate(editor_client, original, german)
    assert (translation.slug, translation.translation_key) == (original.slug, original.translation_key)
    assert (translation.live, translation.live_version, translation.is_default) == (False, None, False)
    assert translation.answers_at_default
    assert not translation.versions.exists()
    assert translation.get_blueprint().steps == Questionnaire.objects.get(pk=original.pk).get_blueprint().steps
    assert editor_client.get(edit_url(translation)).status_code == 200
    assert Client().get("/de/eligibility/").status_code == 200
    assert publishing.find_live_version(language="de").questionnaire == original


def test_published_translation_has_the_same_url_in_its_language(
    editor_client: Client, original: Questionnaire, german: Locale
) -> None:
    translation = translate(editor_client, original, german)
    assert post(editor_client, edit_url(translation), retitled(translation, "Ihre Schmerzen")).status_code == 302
    page = Client().get("/de/eligibility/").content.decode()
    assert '<html lang="de">' in page
    # It is in the language of the page, so it names none of its own.
    assert re.search("<h1 *>Ihre Schmerzen</h1>", page)
    visitor = Client()
    visitor.post("/de/eligibility/")
    assert "Wie alt sind Sie?" in visitor.get("/de/eligibility/questions/you/").content.decode()
    assert "Wie alt" not in Client().get("/eligibility/").content.decode()


def test_translation_that_differs_only_in_words_gives_no_warning(
    editor_client: Client, original: Questionnaire, german: Locale
) -> None:
    translation = translate(editor_client, original, german)
    post(editor_client, edit_url(translation), retitled(translation, "Ihre Schmerzen"))
    assert "differs from its translation" not in editor_client.get("/admin/questionnaires/").content.decode()
    assert (
        changes_of(editor_client, translation).count(
            "Apart from the wording, the questions and rules are the same as in version 1 of the translation."
        )
        == 1
    )


def test_translation_that_asks_differently_gives_a_warning(
    editor_client: Client, original: Questionnaire, german: Locale
) -> None:
    translation = translate(editor_client, original, german)
    built = retitled(translation, "Ihre Schmerzen")
    del built.steps[-1]
    built = replace(built, rules=[], cases=[])
    response = post(editor_client, edit_url(translation), built)
    assert response.status_code == 302, faults(response)
    warned = editor_client.get("/admin/questionnaires/").content.decode()
    assert "It differs from its translation in English in more than wording." in warned
    assert "Step “your-pain” was removed." in changes_of(editor_client, translation).replace("&quot;", '"')
    # It is only a warning: the translation is live.
    assert Questionnaire.objects.get(pk=translation.pk).live_version.number == 1


def changes_of(editor_client: Client, questionnaire: Questionnaire) -> str:
    draft = Questionnaire.objects.get(pk=questionnaire.pk).get_latest_revision_as_object()
    request = editor_client.get("/admin/").wsgi_request
    return draft.serve_preview(request, "changes").rendered_content


def test_starter_and_its_translation_ask_and_sort_the_same() -> None:
    english, translated = (Definition.from_json(intake.starter.build_starter_definition(code)) for code in ("en", "de"))
    assert compare_translations(english, translated) == []


def test_differences_between_translations_are_named_by_key() -> None:
    english = Definition.from_json(intake.starter.build_starter_definition("en"))
    other = intake.starter.build_starter_definition("de")
    [who, *_] = other["questionnaire"]["item"]
    who["item"][0]["required"] = False
    other["rules"][0]["urgent"] = True
    assert compare_translations(english, Definition.from_json(other)) == [
        "Question “respondent” is now optional.",
        "Rule 1, “under-18”, is now urgent.",
    ]
