"""What intake stores. docs/privacy.md says of every field of these models whether it is sealed or in clear."""

from intake.models.audit import AnswersCheck, AuditCheck, AuditEntry, AuditHead
from intake.models.contact_index import ContactDigest
from intake.models.current_key import ClinicKey, CurrentKey
from intake.models.delivery import ChannelPause, Delivery, DrainState
from intake.models.draft import Draft
from intake.models.duty import DutyException, DutyShift, UrgentCase
from intake.models.export import Export, ExportedSubmission
from intake.models.limit import RateLimit, StaffRateLimit
from intake.models.page_feedback import PageRemark, PageVotes
from intake.models.patient import (
    Appointment,
    AppointmentAnswer,
    Correction,
    Message,
    PatientSession,
    Reply,
    ReplyFile,
    Withdrawal,
)
from intake.models.procedures import Holiday, LetterTemplate, MessageTemplate, ServiceLevel, StateMove
from intake.models.questionnaire import Questionnaire, QuestionnaireVersion
from intake.models.receiver import Receiver
from intake.models.retention import Erasure, ErasurePlan, LegalHold, RetentionRule
from intake.models.routing import RoutingRule
from intake.models.safety import SafetyContact
from intake.models.step_count import StepCount
from intake.models.submission import Mention, Note, Presence, Submission, WrappedKey

__all__ = [
    "AnswersCheck",
    "Appointment",
    "AppointmentAnswer",
    "AuditCheck",
    "AuditEntry",
    "AuditHead",
    "ChannelPause",
    "ClinicKey",
    "ContactDigest",
    "Correction",
    "CurrentKey",
    "Delivery",
    "Draft",
    "DrainState",
    "DutyException",
    "DutyShift",
    "Erasure",
    "ErasurePlan",
    "Export",
    "ExportedSubmission",
    "Holiday",
    "LegalHold",
    "LetterTemplate",
    "Mention",
    "Message",
    "MessageTemplate",
    "Note",
    "PageRemark",
    "PageVotes",
    "PatientSession",
    "Presence",
    "Questionnaire",
    "QuestionnaireVersion",
    "RateLimit",
    "Receiver",
    "Reply",
    "ReplyFile",
    "RetentionRule",
    "RoutingRule",
    "SafetyContact",
    "ServiceLevel",
    "StaffRateLimit",
    "StateMove",
    "StepCount",
    "Submission",
    "UrgentCase",
    "Withdrawal",
    "WrappedKey",
]
