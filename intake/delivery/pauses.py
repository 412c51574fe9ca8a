"""Pausing a group of channels: its deliveries wait, and none is given up."""

from django.contrib.auth.models import User
from django.db.models.functions import Now

from intake.enums import GROUP_CHANNELS, Channel, ChannelGroup, DeliveryState
from intake.models import ChannelPause, Delivery


def list_paused_groups() -> list[ChannelGroup]:
    return [ChannelGroup(group) for group in ChannelPause.objects.order_by("group").values_list("group", flat=True)]


def list_paused_channels() -> set[Channel]:
    return {channel for group in list_paused_groups() for channel in GROUP_CHANNELS[group]}


def pause_group(group: ChannelGroup, *, by: User) -> bool:
    """Have a group's deliveries wait. Return False if they do already. What is being sent at this moment still goes."""
    _pause, is_new = ChannelPause.objects.get_or_create(group=group, defaults={"paused_by": by})
    return is_new


def resume_group(group: ChannelGroup) -> bool:
    """Have a group's deliveries sent again. Return False if they were not paused.

    The time that they waited counts for nothing: what failed before is not given up for it.
    """
    deleted, _by_model = ChannelPause.objects.filter(group=group).delete()
    if not deleted:
        return False
    waiting = Delivery.objects.filter(channel__in=GROUP_CHANNELS[group], state=DeliveryState.PENDING)
    waiting.update(pending_since=Now())
    waiting.filter(claim=None).update(due_at=Now())
    return True
