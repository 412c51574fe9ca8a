"""What a new site begins with: the starter questionnaire, and where to find help at once."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings

from intake import questionnaires
from intake.models import Questionnaire, SafetyContact

SLUG = "eligibility"
HERE = Path(__file__).parent


def load() -> None:
    """Load the starter content that is not there yet. What staff have changed, withdrawn or removed stays so."""
    if not Questionnaire.objects.filter(slug=SLUG).exists():
        definition = starter_definition()
        questionnaires.publish(
            slug=SLUG, title=definition["questionnaire"]["title"], definition=definition, is_default=True
        )
    if not SafetyContact.objects.exists():
        contacts = json.loads((HERE / "safety_contacts.json").read_text(encoding="utf-8"))
        SafetyContact.objects.bulk_create(SafetyContact(**contact) for contact in contacts)


def starter_definition() -> dict[str, Any]:
    """The starter questionnaire, with the clinic named where consent must name who is asking."""
    text = (HERE / "questionnaire.json").read_text(encoding="utf-8")
    clinic = json.dumps(settings.WAGTAIL_SITE_NAME, ensure_ascii=False)[1:-1]
    definition: dict[str, Any] = json.loads(text.replace("{clinic}", clinic))
    return definition
