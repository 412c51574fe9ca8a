"""What staff do with deliveries. Each action leaves an audit entry in its own transaction."""

import uuid
from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction

from intake import tasks
from intake.audit import chain
from intake.delivery import outbox, pauses
from intake.enums import Action, ChannelGroup
from intake.models import Delivery

# Each is an entry in the audit, whose lock they hold together.
MOST_AT_ONCE = 200


def resend_deliveries(pks: Iterable[uuid.UUID], *, by: User) -> int:
    """Have deliveries that were given up or put aside sent again. Return how many were."""
    with transaction.atomic():
        changed = [delivery for delivery in find_deliveries(pks) if outbox.requeue_delivery(delivery)]
        for delivery in changed:
            chain.record_action(Action.DELIVERY_RETRIED, delivery.submission, by=by, channel=delivery.channel)
        if changed:
            tasks.drain_on_commit()
    return len(changed)


def drop_deliveries(pks: Iterable[uuid.UUID], *, by: User) -> int:
    """Put deliveries that were given up aside. Return how many were."""
    with transaction.atomic():
        changed = [delivery for delivery in find_deliveries(pks) if outbox.drop_delivery(delivery)]
        for delivery in changed:
            chain.record_action(Action.DELIVERY_DROPPED, delivery.submission, by=by, channel=delivery.channel)
    return len(changed)


def find_deliveries(pks: Iterable[uuid.UUID]) -> list[Delivery]:
    """Return deliveries in an order that is always the same, so that two who change the same never wait in turn."""
    return list(Delivery.objects.filter(pk__in=list(pks)[:MOST_AT_ONCE]).select_related("submission").order_by("pk"))


def pause_group(group: ChannelGroup, *, by: User) -> bool:
    """Have a group of channels wait. Return False if it does already."""
    with transaction.atomic():
        is_changed = pauses.pause_group(group, by=by)
        if is_changed:
            chain.record_action(Action.CHANNEL_PAUSED, by=by, channels=group.value)
    return is_changed


def resume_group(group: ChannelGroup, *, by: User) -> bool:
    """Have a group of channels sent again, at once. Return False if it was not paused."""
    with transaction.atomic():
        is_changed = pauses.resume_group(group)
        if is_changed:
            tasks.drain_on_commit()
            chain.record_action(Action.CHANNEL_RESUMED, by=by, channels=group.value)
    return is_changed
