"""Where a case stands, in the words that its patient reads."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake.appointments import OpenAppointment
from intake.enums import AppointmentStanding, SubmissionState
from intake.models import Submission
from intake.patient.correspondence import Letter

STATE_TEXTS = {
    SubmissionState.NEW: _("The clinic has received your answers. A member of staff will read them."),
    SubmissionState.IN_REVIEW: _("The clinic is reading your answers."),
    SubmissionState.WAITING: _("The clinic needs something from you before it can continue."),
    SubmissionState.ACCEPTED: _("The clinic can take you on. It will contact you to agree the next steps."),
    SubmissionState.REFERRED: _(
        "The clinic thinks that another service can help you better. It will tell you which one."
    ),
    SubmissionState.CLOSED: _("The clinic has finished your case."),
    SubmissionState.WITHDRAWN: _("The clinic no longer reads or uses your answers, because you withdrew your consent."),
}
WRITTEN_TEXT = _("The clinic has read your answers and has written to you.")
REPLIED_TEXT = _("The clinic has your reply. A member of staff will read it.")
PROPOSED_TEXT = _("The clinic proposes an appointment. Please accept it, or ask for another time.")
AGREED_TEXT = _("You have an appointment with the clinic.")
DECLINED_TEXT = _("You asked for another appointment. The clinic will propose one.")
APPOINTMENT_TEXTS = {
    AppointmentStanding.PROPOSED: PROPOSED_TEXT,
    AppointmentStanding.ACCEPTED: AGREED_TEXT,
    AppointmentStanding.DECLINED: DECLINED_TEXT,
}
BEFORE_REPLY_STATES = {SubmissionState.NEW, SubmissionState.IN_REVIEW}
# In these an appointment, or who wrote last, says more than the state.
ACTIVE_STATES = {*BEFORE_REPLY_STATES, SubmissionState.WAITING, SubmissionState.ACCEPTED}


def describe_standing(
    submission: Submission, letters: Sequence[Letter], appointment: OpenAppointment | None
) -> tuple[str | Promise, datetime]:
    """Return where the case stands, and since when. `letters` begin with the latest."""
    state = SubmissionState(submission.state)
    since = submission.state_changed_at
    latest = letters[0] if letters else None
    if state in ACTIVE_STATES and appointment and appointment.ends_at > timezone.now():
        return APPOINTMENT_TEXTS[appointment.standing], max(since, appointment.answered_at)
    if state in ACTIVE_STATES - {SubmissionState.ACCEPTED} and latest and latest.is_own and latest.sent_at > since:
        return REPLIED_TEXT, latest.sent_at
    if state in BEFORE_REPLY_STATES and latest:
        return WRITTEN_TEXT, max(since, latest.sent_at)
    return STATE_TEXTS[state], since
