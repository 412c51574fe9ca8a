"""The list of deliveries, by state and by the group of channels."""

from dataclasses import dataclass

from django.db.models import QuerySet

from intake.delivery import error_words
from intake.enums import GROUP_CHANNELS, PATIENT_CHANNELS, ChannelGroup, DeliveryState
from intake.models import Delivery

ROWS_PER_PAGE = 50
# The refusals that the same address gives again (RFC 5321): all of SMTP's 5xx.
REFUSAL = "smtp 5"


@dataclass(frozen=True)
class DeliveryRow:
    """A delivery as staff read it."""

    delivery: Delivery
    error: str

    @property
    def may_be_resent(self) -> bool:
        return self.delivery.state in {DeliveryState.DEAD, DeliveryState.DROPPED}

    @property
    def has_failed_before(self) -> bool:
        return self.delivery.state == DeliveryState.PENDING and bool(self.delivery.last_error)


def find_deliveries(state: DeliveryState, group: ChannelGroup | None = None) -> QuerySet[Delivery]:
    """Return the deliveries in a state, those that have waited longest first; of those sent, the latest first."""
    rows = Delivery.objects.filter(state=state).select_related("submission", "receiver")
    rows = rows.only(
        *("channel", "state", "attempts", "due_at", "pending_since", "sent_at", "last_error", "claim"),
        *("submission__reference", "receiver__name"),
    )
    if group:
        rows = rows.filter(channel__in=GROUP_CHANNELS[group])
    order = ("-sent_at", "pk") if state == DeliveryState.SENT else ("pending_since", "pk")
    return rows.order_by(*order)


def describe_deliveries(deliveries: list[Delivery]) -> list[DeliveryRow]:
    return [DeliveryRow(delivery, error_words.describe_error(delivery.last_error)) for delivery in deliveries]


def is_address_refused(deliveries: list[Delivery]) -> bool:
    """Return whether the patient's email address refused the latest email, for good: staff must ring instead.

    `deliveries` are those of one submission, the oldest first.
    """
    to_patient = [delivery for delivery in deliveries if delivery.channel in PATIENT_CHANNELS]
    tried = [delivery for delivery in to_patient if delivery.state != DeliveryState.PENDING]
    latest = tried[-1] if tried else None
    return latest is not None and latest.state != DeliveryState.SENT and latest.last_error.startswith(REFUSAL)
