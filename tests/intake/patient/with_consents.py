"""A questionnaire that asks for contact details and three consents, and Ada's answers, made up."""

from typing import Any

from intake.engine.json_object import digest_json
from intake.models import Questionnaire, QuestionnaireVersion
from tests.intake import definitions
from tests.intake.definitions import OURS, group, one_of, text


def consent(link_id: str, *, required: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the item that asks for a consent, and its terms."""
    item = {
        "linkId": link_id,
        "type": "boolean",
        "text": f"I agree to {link_id}",
        "required": required,
        "extension": [{"url": f"{OURS}consent", "valueCode": link_id}],
    }
    words = {"wording": f"I agree to {link_id}", "controller": "The clinic", "data": "Your answers", "use": link_id}
    return item, {"purpose": link_id, "linkId": link_id, "required": required, **words}


def contact(link_id: str, text_format: str, **members: Any) -> dict[str, Any]:
    return text(link_id, extension=[{"url": f"{OURS}text-format", "valueCode": text_format}], **members)


CONSENTS = [
    consent("consent-needed", required=True),
    consent("consent-extra", required=False),
    consent("consent-declined", required=False),
]
DEFINITION = definitions.made_of(
    group("pain", one_of("when", "day", "night"), text("story")),
    group("reach", contact("name", "name", required=True), contact("email", "email"), contact("phone", "phone")),
    group("agree", *(item for item, _ in CONSENTS)),
    consents=[words for _, words in CONSENTS],
)
ANSWERS = {
    "when": "night",
    "story": "It wakes me at three.",
    "name": "Ada (made up)",
    "email": "ada@example.org",
    "phone": "+49 30 000000",
    "consent-needed": True,
    "consent-extra": True,
    "consent-declined": False,
}


def make_version_with_consents() -> QuestionnaireVersion:
    questionnaire = Questionnaire.objects.create(slug="with-consents", title="With consents")
    return QuestionnaireVersion.objects.create(
        questionnaire=questionnaire, number=1, definition=DEFINITION, digest=digest_json(DEFINITION)
    )
