"""A questionnaire of three steps, and drafts and submissions of it, for tests that are not about questions."""

import copy
import secrets
from typing import Any

from intake.encryption import codes
from intake.engine.json_object import digest_json
from intake.enums import SuggestedOutcome, Urgency
from intake.models import Draft, Questionnaire, QuestionnaireVersion, Submission
from intake.patient.actions import open_own_page
from intake.token_sessions import drafts, patient_sessions
from intake.token_sessions.patient_sessions import OwnPageAccess
from intake.visitor import actions
from intake.visitor.actions import Receipt

DEFINITION: dict[str, Any] = {
    "questionnaire": {
        "resourceType": "Questionnaire",
        "url": "https://fibro.example/fhir/Questionnaire/small",
        "title": "Small",
        "status": "active",
        "item": [
            {
                "linkId": "pain",
                "type": "group",
                "text": "Your pain",
                "item": [
                    {
                        "linkId": "pain.when",
                        "type": "choice",
                        "text": "When does it hurt?",
                        "required": True,
                        "answerOption": [
                            {"valueCoding": {"code": code, "display": code.title()}} for code in ("day", "night")
                        ],
                    }
                ],
            },
            {
                "linkId": "night",
                "type": "group",
                "text": "Your nights",
                "enableWhen": [{"question": "pain.when", "operator": "=", "answerCoding": {"code": "night"}}],
                "item": [{"linkId": "night.words", "type": "text", "text": "Tell us about your nights"}],
            },
            {
                "linkId": "contact",
                "type": "group",
                "text": "How to reach you",
                "item": [
                    {
                        "linkId": "contact.name",
                        "type": "string",
                        "text": "Your name",
                        "required": True,
                        "extension": [{"url": "https://fibro.example/fhir/text-format", "valueCode": "name"}],
                    }
                ],
            },
        ],
    },
    "scores": [],
    "rules": [
        {
            "id": "pain-at-night",
            "if": {"question": "pain.when", "operator": "=", "answer": "night"},
            "outcome": "needs-a-human",
            "urgent": True,
            "reason": "Pain at night",
            "source": "made for a test",
        }
    ],
    "consents": [],
}
ANSWERS = {"pain.when": "night", "night.words": "It wakes me at three.", "contact.name": "Ada (made up)"}


def make_version() -> QuestionnaireVersion:
    questionnaire = Questionnaire.objects.create(slug="small", title="Small")
    version = QuestionnaireVersion.objects.create(
        questionnaire=questionnaire, number=1, definition=copy.deepcopy(DEFINITION), digest=digest_json(DEFINITION)
    )
    questionnaire.live_version = version
    questionnaire.save()
    return version


def make_draft(version: QuestionnaireVersion, **answers: Any) -> tuple[Draft, str]:
    """Make a draft with every question answered; `answers` replace ours, and one that is None is left out."""
    draft, token = drafts.create_draft(version=version, language="en")
    wanted = {key: value for key, value in (ANSWERS | answers).items() if value is not None}
    drafts.save_answers(draft, token, lambda _: wanted)
    return draft, token


def make_receipt(version: QuestionnaireVersion, **answers: Any) -> Receipt:
    draft, token = make_draft(version, **answers)
    return actions.submit_draft(draft=draft, token=token)


def make_receipt_with(version: QuestionnaireVersion, answers: dict[str, Any]) -> Receipt:
    """Submit exactly these answers to any questionnaire."""
    draft, token = drafts.create_draft(version=version, language="en")
    drafts.save_answers(draft, token, lambda _: answers)
    return actions.submit_draft(draft=draft, token=token)


def open_access(submission: Submission, code: str) -> OwnPageAccess:
    """Open the own page of a submission with a code, and return what that opens."""
    return patient_sessions.find_access(open_own_page(reference=submission.reference, code=code))


def make_row(version: QuestionnaireVersion, **fields: Any) -> Submission:
    """Make a submission as the inbox sees it: with its clear columns and nothing that could be opened."""
    given = {"outcome": SuggestedOutcome.NEEDS_A_HUMAN, "urgency": Urgency.ROUTINE, "language": "en"} | fields
    received_at = given.pop("received_at", None)
    submission = Submission.objects.create(
        reference=codes.generate_reference(), idempotency_key=secrets.token_hex(16), version=version, **given
    )
    if received_at:
        Submission.objects.filter(pk=submission.pk).update(received_at=received_at)
        submission.received_at = received_at
    return submission
