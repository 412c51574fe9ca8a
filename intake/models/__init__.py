"""What intake keeps. Every field of these models is sorted in docs/privacy.md as sealed or in clear."""

from intake.models.audit import AuditEntry, AuditHead
from intake.models.delivery import Delivery, DrainState
from intake.models.draft import Draft
from intake.models.questionnaire import Questionnaire, QuestionnaireVersion
from intake.models.safety import SafetyContact
from intake.models.submission import Note, Submission, WrappedKey

__all__ = [
    "AuditEntry",
    "AuditHead",
    "Delivery",
    "Draft",
    "DrainState",
    "Note",
    "Questionnaire",
    "QuestionnaireVersion",
    "SafetyContact",
    "Submission",
    "WrappedKey",
]
