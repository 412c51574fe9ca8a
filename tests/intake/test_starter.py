"""The starter questionnaire asks the same in every language."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from wagtail.models import Locale

import intake.starter
from intake.engine import assessment
from intake.engine.definition import Definition
from intake.models import Questionnaire, QuestionnaireVersion, SafetyContact
from intake.questionnaires import publishing

ORIGINAL, *TRANSLATED = intake.starter.STARTER_LANGUAGES
# The paths of texts. Everything else is structure: keys, codes, conditions, sources.
WORDS = re.compile(
    r"questionnaire\.(?:title|language)"
    r"|.*\.item\[\d+\]\.text"
    r"|.*\.valueCoding\.display"
    r"|.*\.(?:sdc-questionnaire-shortText|option-hint)\.valueString"
    r"|rules\[\d+\]\.(?:reason|notice\.title|notice\.paragraphs\[\d+\])"
    r"|consents\[\d+\]\.(?:data|use|wording)"
    r"|cases\[\d+\]\.name"
)
# A word that is the same in both languages.
SAME_IN_BOTH = {"Name"}


def leaves(part: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value of a JSON document with its path. An extension is named by the end of its URL."""
    if isinstance(part, dict):
        for name, inner in part.items():
            yield from leaves(inner, f"{path}.{name}" if path else name)
    elif isinstance(part, list):
        for number, inner in enumerate(part):
            kind = inner["url"].rpartition("/")[2] if path.endswith(".extension") else f"[{number}]"
            yield from leaves(inner, path.removesuffix("extension") + kind if kind[0] != "[" else path + kind)
    else:
        yield path, part


def is_words(path: str) -> bool:
    return bool(WORDS.fullmatch(path))


@pytest.mark.parametrize("language", TRANSLATED)
def test_translation_differs_only_in_words(language: str) -> None:
    original, translated = (
        list(leaves(intake.starter.build_starter_definition(code))) for code in (ORIGINAL, language)
    )
    assert [path for path, _value in translated] == [path for path, _value in original]
    structure = [pair for pair in original if not is_words(pair[0])]
    assert [pair for pair in translated if not is_words(pair[0])] == structure
    # Answers, rules and codes are structure.
    assert ("rules[0].if.answer", "under-18") in structure
    assert ("questionnaire.item[0].item[0].linkId", "respondent") in structure


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated(language: str) -> None:
    pairs = zip(
        leaves(intake.starter.build_starter_definition(ORIGINAL)),
        leaves(intake.starter.build_starter_definition(language)),
        strict=True,
    )
    words = [(path, old, new) for (path, old), (_path, new) in pairs if is_words(path)]
    assert len(words) > 200
    assert [each for each in words if each[1] == each[2] and each[1] not in SAME_IN_BOTH] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_unused(language: str) -> None:
    said = {value for _path, value in leaves(intake.starter.build_starter_definition(ORIGINAL))}
    assert set(intake.starter.read_starter_file(f"questionnaire.{language}")) - said == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_choices_of_one_question_have_different_texts(language: str) -> None:
    definition = Definition.from_json(intake.starter.build_starter_definition(language))
    for question in definition.questions():
        texts = [choice.text for choice in question.choices]
        assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("language", intake.starter.STARTER_LANGUAGES)
def test_consent_names_clinic_data_and_use(language: str, settings: Any) -> None:
    settings.WAGTAIL_SITE_NAME = 'Clinic "Am Park"'
    definition = Definition.from_json(intake.starter.build_starter_definition(language))
    assert len(definition.consents) == 2
    for consent in definition.consents:
        assert consent.controller in consent.wording
        assert consent.controller == 'Clinic "Am Park"'
        assert consent.data
        assert consent.use


@pytest.mark.parametrize("language", intake.starter.STARTER_LANGUAGES)
def test_test_cases_pass_in_every_language(language: str) -> None:
    definition = Definition.from_json(intake.starter.build_starter_definition(language))
    assert len(definition.cases) > 10
    assessment.check_case_outcomes(definition)
    assessment.check_scores(definition)


def test_new_site_has_the_starter_as_translations_in_every_language(starter_site: None) -> None:
    rows = Questionnaire.objects.filter(slug=intake.starter.STARTER_SLUG).select_related("locale")
    assert sorted(row.locale.language_code for row in rows) == sorted(intake.starter.STARTER_LANGUAGES)
    assert len({row.translation_key for row in rows}) == 1
    assert [row.locale.language_code for row in rows if row.is_default] == [ORIGINAL]
    for language in intake.starter.STARTER_LANGUAGES:
        live = publishing.find_live_version(language=language)
        assert live is not None
        assert live.definition["questionnaire"]["language"] == language


def test_starter_has_blocks_in_every_language(starter_site: None) -> None:
    for row in Questionnaire.objects.filter(slug=intake.starter.STARTER_SLUG):
        assert len(row.steps) == 15


def test_every_language_has_emergency_and_crisis_contacts(starter_site: None) -> None:
    for language in intake.starter.STARTER_LANGUAGES:
        kinds = SafetyContact.objects.filter(language=language).values_list("kind", flat=True)
        assert set(kinds) == {"emergency", "crisis"}


def test_definition_in_a_new_language_replaces_no_other(db: None) -> None:
    Locale.objects.exclude(language_code=ORIGINAL).delete()
    for language in intake.starter.STARTER_LANGUAGES:
        publishing.publish_definition(
            slug="pain", title="Pain", definition=intake.starter.build_starter_definition(language)
        )
    assert Questionnaire.objects.filter(slug="pain").count() == len(intake.starter.STARTER_LANGUAGES)


def test_starter_has_every_language_of_the_site(settings: Any) -> None:
    assert list(intake.starter.STARTER_LANGUAGES) == [code for code, _name in settings.LANGUAGES]


def test_loading_the_starter_twice_changes_nothing(db: None) -> None:
    intake.starter.load_starter_content()
    intake.starter.load_starter_content()

    assert QuestionnaireVersion.objects.count() == len(intake.starter.STARTER_LANGUAGES)
    assert SafetyContact.objects.filter(section="").count() == 9
    live = publishing.find_live_version()
    assert live
    assert live.questionnaire.slug == intake.starter.STARTER_SLUG


def test_loading_the_starter_again_keeps_changes_of_staff(db: None) -> None:
    intake.starter.load_starter_content()
    publishing.withdraw_questionnaire(slug=intake.starter.STARTER_SLUG)
    SafetyContact.objects.filter(language="de").delete()
    intake.starter.load_starter_content()

    assert publishing.find_live_version() is None
    assert not SafetyContact.objects.filter(language="de").exists()
