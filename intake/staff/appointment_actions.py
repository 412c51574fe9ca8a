"""How staff propose a time to a patient, or cancel it."""

import uuid
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from intake import appointments
from intake.audit import chain
from intake.audit.digests import hash_row
from intake.encryption import submission_keys
from intake.enums import Action, AppointmentStanding
from intake.models import Appointment, AppointmentAnswer, Submission
from intake.staff.actions import notify_patient
from intake.staff.data_keys import get_trusted_data_key
from intake.staff.refusals import ActionNotAllowed

MAX_PLACE_LENGTH = 200


def propose_appointment(pk: uuid.UUID, starts_at: datetime, minutes: int, place: str, *, by: User) -> Appointment:
    """Propose a time on the patient's own page, in place of any earlier one, sealed so that their code opens it.

    Raises what `get_trusted_data_key` raises.
    """
    with transaction.atomic():
        submission = Submission.objects.select_for_update().get(pk=pk)
        key = submission_keys.derive_messages_key(get_trusted_data_key(submission))
        appointment = Appointment(submission=submission, author=by)
        submission_keys.seal_appointment(appointment, key, appointments.build_details(starts_at, minutes, place))
        appointment.save(force_insert=True)
        detail = {"appointment": str(appointment.pk), "row": hash_row(appointment)}
        chain.record_action(Action.APPOINTMENT_PROPOSED, submission, by=by, **detail)
        notify_patient(submission)
    return appointment


def cancel_appointment(pk: uuid.UUID, appointment_pk: uuid.UUID, *, by: User) -> None:
    """Take back the time that counts. Raises ActionNotAllowed if it is another one, and what the key raises."""
    with transaction.atomic():
        submission = Submission.objects.select_for_update().get(pk=pk)
        key = submission_keys.derive_messages_key(get_trusted_data_key(submission))
        current = appointments.find_current(
            appointments.read_appointments(submission.appointments.prefetch_related("answers"), key)
        )
        if current is None or current.appointment.pk != appointment_pk:
            raise ActionNotAllowed
        answer = AppointmentAnswer(appointment=current.appointment, standing=AppointmentStanding.CANCELLED)
        answer.save(force_insert=True)
        chain.record_action(Action.APPOINTMENT_CANCELLED, submission, by=by, row=hash_row(answer))
        notify_patient(submission)
