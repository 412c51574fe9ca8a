"""How a patient answers a time that the clinic proposed, and the file that puts it into their calendar."""

import uuid
from datetime import UTC, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intake import appointments
from intake.appointments import OpenAppointment
from intake.audit import chain
from intake.audit.digests import hash_row
from intake.enums import Action, AppointmentStanding, PatientChange, SubmissionState
from intake.models import AppointmentAnswer, Submission
from intake.patient.actions import notify_staff
from intake.patient.correspondence import get_messages_key, save_reply
from intake.token_sessions.patient_sessions import OwnPageAccess

CALENDAR_MEDIA_TYPE = "text/calendar"


class AppointmentChanged(Exception):
    """The clinic has proposed another time meanwhile, or cancelled this one."""


def find_appointment(access: OwnPageAccess) -> OpenAppointment | None:
    """Return the appointment that counts, or None: none does once the clinic may not read what is answered."""
    if access.submission.state == SubmissionState.WITHDRAWN:
        return None
    return appointments.find_current(
        appointments.read_appointments(
            access.submission.appointments.prefetch_related("answers"), get_messages_key(access)
        )
    )


def answer_appointment(
    access: OwnPageAccess, appointment_pk: uuid.UUID, standing: AppointmentStanding, *, wish: str = ""
) -> None:
    """Accept an appointment, or ask for another time and say which. A second time changes nothing.

    Raises AppointmentChanged if it is no longer the one that counts.
    """
    with transaction.atomic():
        submission = Submission.objects.select_for_update().get(pk=access.submission.pk)
        found = find_appointment(access)
        if submission.state == SubmissionState.WITHDRAWN or found is None or found.appointment.pk != appointment_pk:
            raise AppointmentChanged
        if found.standing is standing:
            return
        if not found.can_be_answered or submission.erased_at:
            raise AppointmentChanged
        answer = AppointmentAnswer(appointment=found.appointment, standing=standing)
        answer.save(force_insert=True)
        if wish:
            save_reply(access, submission, wish)
        mark = notify_staff(submission, PatientChange.VISIT)
        detail = {"standing": standing.value, "row": hash_row(answer), "mark": mark}
        chain.record_action(Action.APPOINTMENT_ANSWERED, submission, by=None, **detail)


def build_calendar_file(appointment: OpenAppointment) -> str:
    """Return an iCalendar file (RFC 5545) that says when, and neither where, with whom nor why.

    Whoever sees the patient's calendar, and every server that it is copied to, learns nothing about their health.
    """
    summary = _("Appointment")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//own page//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        # Random, and without the name of a host, as RFC 7986, 5.3 advises.
        f"UID:{appointment.appointment.pk}",
        f"DTSTAMP:{format_utc(timezone.now())}",
        f"DTSTART:{format_utc(appointment.starts_at)}",
        f"DTEND:{format_utc(appointment.ends_at)}",
        f"SUMMARY:{summary}",
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{line}\r\n" for line in lines)


def format_utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
