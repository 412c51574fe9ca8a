"""What has not gone out, by group of channels, and which of it is an alarm.

What a single patient's address refuses is no alarm: it stands on their submission, and nothing of the site is broken.
Email to patients is one when the site itself cannot send it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from django.conf import settings
from django.db.models import Count, DurationField, ExpressionWrapper, Min, Q
from django.db.models.functions import Now

from intake.delivery import pauses
from intake.enums import GROUP_CHANNELS, Channel, ChannelGroup, DeliveryState
from intake.models import Delivery

# The errors that are not about one recipient: no mail server, no session, no login, no key.
SITE_ERRORS = (
    *("unreachable", "smtp no session", "smtp 421", "smtp 530", "smtp 534", "smtp 535", "smtp 538"),
    *("no key", "unexpected"),
)


@dataclass(frozen=True)
class Backlog:
    """The deliveries that are pending and those that were given up."""

    pending: int
    dead: int
    oldest_pending_seconds: float


class AlarmKind(Enum):
    PAUSED = "paused"
    FAILED = "failed"
    LATE = "late"


@dataclass(frozen=True)
class ChannelAlarm:
    """That a group of channels does not deliver, and how many deliveries that concerns."""

    group: ChannelGroup
    kind: AlarmKind
    count: int


@dataclass(frozen=True)
class GroupBacklog:
    """What of one group has not gone out."""

    group: ChannelGroup
    is_paused: bool = False
    pending: int = 0
    dead: int = 0
    # How long the oldest has waited that something is wrong with.
    seconds_late: float = 0.0

    @property
    def is_late(self) -> bool:
        return not self.is_paused and self.seconds_late > settings.DELIVERY_ALARM_SECONDS

    def list_alarms(self) -> Iterator[ChannelAlarm]:
        if self.is_paused:
            yield ChannelAlarm(self.group, AlarmKind.PAUSED, self.pending)
        if self.dead and self.group != ChannelGroup.PATIENT_EMAIL:
            yield ChannelAlarm(self.group, AlarmKind.FAILED, self.dead)
        if self.is_late:
            yield ChannelAlarm(self.group, AlarmKind.LATE, self.pending)


def measure_groups() -> list[GroupBacklog]:
    """Return the backlog of every group, in two queries."""
    pending = Q(state=DeliveryState.PENDING)
    is_ours = Q(attempts=0) | Q(last_error__in=SITE_ERRORS)
    rows = (
        Delivery.objects.filter(state__in=(DeliveryState.PENDING, DeliveryState.DEAD))
        .order_by()
        .values("channel")
        .annotate(
            pending=Count("pk", filter=pending),
            dead=Count("pk", filter=~pending),
            age=ExpressionWrapper(Now() - Min("pending_since", filter=pending), output_field=DurationField()),
            our_age=ExpressionWrapper(
                Now() - Min("pending_since", filter=pending & is_ours), output_field=DurationField()
            ),
        )
    )
    by_channel = {row["channel"]: row for row in rows}
    paused = pauses.list_paused_groups()
    groups = []
    for group, channels in GROUP_CHANNELS.items():
        found = [by_channel[channel] for channel in channels if channel in by_channel]
        ages = [row["our_age"] if group == ChannelGroup.PATIENT_EMAIL else row["age"] for row in found]
        groups.append(
            GroupBacklog(
                group=group,
                is_paused=group in paused,
                pending=sum(row["pending"] for row in found),
                dead=sum(row["dead"] for row in found),
                seconds_late=max((age.total_seconds() for age in ages if age), default=0.0),
            )
        )
    return groups


def list_channel_alarms() -> list[ChannelAlarm]:
    """Return the alarms of all groups: none while everything goes out."""
    return [alarm for group in measure_groups() for alarm in group.list_alarms()]


def measure_backlog(*wanted: Channel) -> Backlog:
    """Return how much has not been sent by these channels, or by any channel if none is given."""
    pending = Q(state=DeliveryState.PENDING)
    age = ExpressionWrapper(Now() - Min("pending_since", filter=pending), output_field=DurationField())
    rows = Delivery.objects.filter(state__in=(DeliveryState.PENDING, DeliveryState.DEAD))
    rows = rows.filter(channel__in=wanted) if wanted else rows
    found = rows.aggregate(
        pending=Count("pk", filter=pending), dead=Count("pk", filter=Q(state=DeliveryState.DEAD)), age=age
    )
    return Backlog(
        pending=found["pending"],
        dead=found["dead"],
        oldest_pending_seconds=found["age"].total_seconds() if found["age"] else 0.0,
    )
