"""What a new site starts with: the starter questionnaire in each language, and where to find help at once.

    questionnaire.json      the questionnaire, in English
    questionnaire.de.json   its German wording: each English text with its translation

There is one structure and two wordings, so the translation cannot ask or sort differently from the original.
"""

import json
from pathlib import Path
from typing import Any

from django.conf import settings

from intake.engine.json_object import Json
from intake.models import Questionnaire, SafetyContact
from intake.questionnaires import publishing

STARTER_SLUG = "eligibility"
HERE = Path(__file__).parent
ORIGINAL_LANGUAGE = "en"
STARTER_LANGUAGES = (ORIGINAL_LANGUAGE, "de")


def load_starter_content() -> None:
    """Load the starter content that does not exist yet. What staff have changed, withdrawn or removed stays so."""
    if not Questionnaire.objects.filter(slug=STARTER_SLUG).exists():
        for language in STARTER_LANGUAGES:
            definition = build_starter_definition(language)
            title = definition["questionnaire"]["title"]
            publishing.publish_definition(
                slug=STARTER_SLUG, title=title, definition=definition, is_default=language == ORIGINAL_LANGUAGE
            )
    if not SafetyContact.objects.exists():
        SafetyContact.objects.bulk_create(SafetyContact(**contact) for contact in read_starter_file("safety_contacts"))


def build_starter_definition(language: str = ORIGINAL_LANGUAGE) -> Json:
    """Return the starter questionnaire, with the clinic's name where a consent must say who is asking."""
    definition: Json = read_starter_file("questionnaire")
    if language != ORIGINAL_LANGUAGE:
        definition = translate_json(read_starter_file(f"questionnaire.{language}"), definition)
        definition["questionnaire"]["language"] = language
    return definition


def translate_json(translations: dict[str, str], part: object) -> Any:
    """Return the same JSON with each text that has a translation replaced by it."""
    if isinstance(part, dict):
        return {name: translate_json(translations, inner) for name, inner in part.items()}
    if isinstance(part, list):
        return [translate_json(translations, inner) for inner in part]
    return translations.get(part, part) if isinstance(part, str) else part


def read_starter_file(name: str) -> Any:
    """Return the JSON of a file, with the clinic's name in place of `{clinic}`."""
    clinic = json.dumps(settings.WAGTAIL_SITE_NAME, ensure_ascii=False)[1:-1]
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8").replace("{clinic}", clinic))
