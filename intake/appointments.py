"""The times that the clinic proposes to a patient, and what became of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from intake.encryption import submission_keys
from intake.enums import AppointmentStanding
from intake.models import Appointment

ANSWERABLE = (AppointmentStanding.PROPOSED, AppointmentStanding.ACCEPTED)


@dataclass(frozen=True)
class OpenAppointment:
    appointment: Appointment
    starts_at: datetime
    minutes: int
    place: str = field(repr=False)
    standing: AppointmentStanding
    # Since when it stands so.
    answered_at: datetime

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def can_be_answered(self) -> bool:
        return self.standing in ANSWERABLE and self.ends_at > timezone.now()


def build_details(starts_at: datetime, minutes: int, place: str) -> dict[str, Any]:
    """Return what is sealed of an appointment."""
    return {"starts_at": starts_at.isoformat(), "minutes": minutes, "place": place}


def read_appointments(appointments: Iterable[Appointment], key: bytes) -> tuple[OpenAppointment, ...]:
    """Return the times that were proposed for one submission, opened with the messages' key. The last one counts."""
    return tuple(open_appointment(appointment, key) for appointment in appointments)


def open_appointment(appointment: Appointment, key: bytes) -> OpenAppointment:
    details = submission_keys.read_appointment(appointment, key)
    answers = list(appointment.answers.all())
    return OpenAppointment(
        appointment=appointment,
        starts_at=datetime.fromisoformat(details["starts_at"]),
        minutes=details["minutes"],
        place=details["place"],
        standing=AppointmentStanding(answers[-1].standing) if answers else AppointmentStanding.PROPOSED,
        answered_at=answers[-1].created_at if answers else appointment.created_at,
    )


def find_current(appointments: Sequence[OpenAppointment]) -> OpenAppointment | None:
    """Return the appointment that counts: the latest, unless the clinic cancelled it."""
    latest = appointments[-1] if appointments else None
    return latest if latest and latest.standing is not AppointmentStanding.CANCELLED else None
