"""The list of deliveries, by state and by the group of channels."""

import uuid
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from intake.delivery import error_words
from intake.enums import GROUP_CHANNELS, PATIENT_CHANNELS, ChannelGroup, DeliveryState
from intake.models import Delivery

ROWS_PER_PAGE = 50
# The refusals that the same address gives again (RFC 5321): all of SMTP's 5xx, and what was returned later.
REFUSALS = ("smtp 5", "bounced")


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


@dataclass(frozen=True)
class DeliveryPage:
    """Some deliveries in the order of their list. The next page comes after the last of them, if there are more."""

    rows: list[DeliveryRow]
    has_more: bool

    @property
    def next(self) -> uuid.UUID | None:
        return self.rows[-1].delivery.pk if self.has_more else None


def get_delivery_page(
    state: DeliveryState, group: ChannelGroup | None = None, after: uuid.UUID | None = None
) -> DeliveryPage:
    """Return the deliveries in a state, those that have waited longest first; of those sent, the latest first.

    The page begins after a delivery, or at the start if that has gone. Nothing is counted, so it takes as long with a
    million of them as with a hundred.
    """
    rows = find_deliveries(state, group)
    if after and (last := Delivery.objects.filter(pk=after).first()):
        rows = rows.filter(match_after(state, last))
    found = list(rows[: ROWS_PER_PAGE + 1])
    return DeliveryPage(describe_deliveries(found[:ROWS_PER_PAGE]), len(found) > ROWS_PER_PAGE)


def find_deliveries(state: DeliveryState, group: ChannelGroup | None = None) -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(state=state).select_related("submission", "receiver")
    rows = rows.only(
        *("channel", "state", "attempts", "due_at", "pending_since", "sent_at", "last_error", "claim"),
        *("submission__reference", "receiver__name"),
    )
    if group:
        rows = rows.filter(channel__in=GROUP_CHANNELS[group])
    return rows.order_by(*(("-sent_at", "-pk") if state == DeliveryState.SENT else ("pending_since", "pk")))


def match_after(state: DeliveryState, last: Delivery) -> Q:
    """Return the condition for what follows a delivery in the list. The first half is what an index is searched by."""
    if state == DeliveryState.SENT:
        at = last.sent_at or last.pending_since
        return Q(sent_at__lte=at) & (Q(sent_at__lt=at) | Q(pk__lt=last.pk))
    at = last.pending_since
    return Q(pending_since__gte=at) & (Q(pending_since__gt=at) | Q(pk__gt=last.pk))


def describe_deliveries(deliveries: list[Delivery]) -> list[DeliveryRow]:
    return [DeliveryRow(delivery, error_words.describe_error(delivery.last_error)) for delivery in deliveries]


def is_address_refused(deliveries: list[Delivery]) -> bool:
    """Return whether the patient's email address refused the latest email, for good: staff must ring instead.

    `deliveries` are those of one submission, the oldest first.
    """
    to_patient = [delivery for delivery in deliveries if delivery.channel in PATIENT_CHANNELS]
    tried = [delivery for delivery in to_patient if delivery.state != DeliveryState.PENDING]
    latest = tried[-1] if tried else None
    return latest is not None and latest.state != DeliveryState.SENT and latest.last_error.startswith(REFUSALS)
