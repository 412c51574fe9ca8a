"""The current answers of a submission: those that were sent, with the contact details as the patient corrected them."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from intake.encryption import submission_keys
from intake.engine import questionnaire_response, routes
from intake.engine.conditions import Answers
from intake.engine.corrections import apply_correction
from intake.engine.definition import Definition
from intake.engine.json_object import Json
from intake.engine.questions import CONTACT_KINDS, REACHABLE_KINDS, Question
from intake.models import Submission
from intake.questionnaires import publishing


@dataclass(frozen=True)
class CurrentAnswers:
    """Lives as long as the page that shows it, and is never stored."""

    definition: Definition
    original: Answers
    # The answers to the contact questions as they were last corrected, None for one that was removed.
    correction: Answers
    corrected_at: datetime | None

    @cached_property
    def answers(self) -> dict[str, Any]:
        return apply_correction(self.original, self.correction)

    @cached_property
    def contact_questions(self) -> tuple[Question, ...]:
        """The contact questions that were asked, whether they were answered or not."""
        asked = (
            question for step in routes.get_asked_steps(self.definition, self.original) for question in step.answerable
        )
        return tuple(question for question in asked if question.kind in CONTACT_KINDS)

    @property
    def is_reachable(self) -> bool:
        """Whether there is an email address or a telephone number."""
        questions = (question for question in self.contact_questions if question.kind in REACHABLE_KINDS)
        return any(self.answers.get(question.link_id) for question in questions)


def read_current_answers(submission: Submission, data_key: bytes) -> CurrentAnswers:
    """Open the answers and the latest correction. Raise primitives.SealError if any of it does not open."""
    corrected_at, correction = submission_keys.read_correction(submission, data_key) or (None, {})
    return CurrentAnswers(
        definition=publishing.get_definition(submission.version),
        original=submission_keys.read_answers(submission, data_key),
        correction=correction,
        corrected_at=corrected_at,
    )


def build_fhir_response(submission: Submission, current: CurrentAnswers) -> Json:
    """Return the current answers as a FHIR R4 QuestionnaireResponse."""
    return questionnaire_response.build_questionnaire_response(
        current.definition,
        current.answers,
        questionnaire=submission.version.definition["questionnaire"],
        version=submission.version.number,
        reference=submission.reference,
        authored=submission.received_at,
        language=submission.language,
        is_amended=current.corrected_at is not None,
    )
