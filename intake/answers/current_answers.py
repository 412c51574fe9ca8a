"""What a patient sent, as it stands now: the answers, and the contact details as they corrected them since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from intake.encryption import submission_keys
from intake.engine import questionnaire_response, routes
from intake.engine.definition import Definition
from intake.engine.questions import Kind, Question
from intake.models import Submission
from intake.questionnaires import publishing

REACHABLE_KINDS = {Kind.EMAIL, Kind.PHONE}
CONTACT_KINDS = {Kind.NAME, *REACHABLE_KINDS}


@dataclass(frozen=True)
class CurrentAnswers:
    """It lives as long as the page that shows it, and is never stored."""

    definition: Definition
    original: Mapping[str, Any]
    # The answers to the contact questions as they were last corrected, None for one that was taken away.
    correction: Mapping[str, Any]
    corrected_at: datetime | None

    @cached_property
    def answers(self) -> dict[str, Any]:
        """Those that hold now."""
        together = {**self.original, **self.correction}
        return {link_id: answer for link_id, answer in together.items() if answer is not None}

    @cached_property
    def contact_questions(self) -> tuple[Question, ...]:
        asked = (
            question for step in routes.get_asked_steps(self.definition, self.original) for question in step.answerable
        )
        return tuple(question for question in asked if question.kind in CONTACT_KINDS)

    @property
    def is_reachable(self) -> bool:
        """Whether they gave an e-mail address or a telephone number."""
        reaching = (question for question in self.contact_questions if question.kind in REACHABLE_KINDS)
        return any(self.answers.get(question.link_id) for question in reaching)


def read_current_answers(submission: Submission, data_key: bytes) -> CurrentAnswers:
    """Raises sealing.SealError where any of it does not open."""
    corrected_at, correction = submission_keys.read_correction(submission, data_key) or (None, {})
    return CurrentAnswers(
        definition=publishing.get_definition(submission.version),
        original=submission_keys.read_answers(submission, data_key),
        correction=correction,
        corrected_at=corrected_at,
    )


def build_fhir_response(submission: Submission, sent: CurrentAnswers) -> dict[str, Any]:
    """As a FHIR R4 QuestionnaireResponse, with the answers that hold now."""
    return questionnaire_response.build_questionnaire_response(
        sent.definition,
        sent.answers,
        questionnaire=submission.version.definition["questionnaire"],
        version=submission.version.number,
        reference=submission.reference,
        authored=submission.received_at,
        language=submission.language,
        is_amended=sent.corrected_at is not None,
    )
