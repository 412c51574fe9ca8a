"""The outbox: what must be sent, and how far it has come."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from intake.enums import CHANGE_CHANNELS, Channel, ChannelGroup, DeliveryState, PatientChange
from intake.models.times import limit_times


class Delivery(models.Model):
    """One thing to send about a submission, by one channel.

    It holds no answer: the email is built when it is sent.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey("Submission", on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=20, choices=Channel)
    # None: the clinic's own mailbox or the patient, as the channel says.
    receiver = models.ForeignKey("Receiver", on_delete=models.PROTECT, null=True, related_name="deliveries")
    # What the patient changed, where a program is told of it; empty: a new submission, or news that says not what.
    change = models.CharField(max_length=20, choices=PatientChange, blank=True, db_default="", default="")
    # Whom an urgent email goes to.
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.PENDING)
    # Counted at the claim, so that one that kills its worker counts too. The more attempts, the longer the wait.
    attempts = models.PositiveIntegerField(default=0)
    # The times are the database's: it has one clock, however many machines ask it.
    # When it may be claimed next. A claim moves this to the end of its lease.
    due_at = models.DateTimeField(db_default=Now())
    # Since when somebody has waited for it: since it was created, or since staff had it sent again. A delivery that
    # keeps failing, or that keeps killing its worker, is given up by this time and not by its attempts.
    pending_since = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    # The process that is sending it or, once the lease has run out, that died while sending it.
    claim = models.UUIDField(null=True)
    # A class and a code ("smtp 451"), never the server's text.
    last_error = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            limit_times("delivery_times_can_be", "due_at", "pending_since", "sent_at"),
            # There may be many deliveries of news and of changes, one after another.
            models.UniqueConstraint(
                fields=["submission", "channel"],
                condition=models.Q(receiver=None)
                & ~models.Q(
                    channel__in=[Channel.VISITOR_NEWS, Channel.VISITOR_CODE, *CHANGE_CHANNELS, Channel.STAFF_URGENT]
                ),
                name="one_delivery_a_channel",
            ),
            models.UniqueConstraint(
                fields=["submission", "channel", "receiver"],
                condition=~models.Q(channel__in=CHANGE_CHANNELS),
                name="one_delivery_a_receiver",
            ),
            models.CheckConstraint(
                condition=models.Q(state=DeliveryState.SENT, sent_at__isnull=False)
                | (~models.Q(state=DeliveryState.SENT) & models.Q(sent_at__isnull=True)),
                name="sent_has_its_time",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"]),
            # For the list of deliveries, in its two orders.
            models.Index(fields=["state", "pending_since", "id"], name="delivery_waiting"),
            models.Index(fields=["state", "-sent_at", "-id"], name="delivery_sent"),
        ]
        default_permissions = ("view", "change")

    def __str__(self) -> str:
        return str(self.id)


class ChannelPause(models.Model):
    """That staff had a group of channels wait: nothing of it is sent, and nothing of it is given up."""

    group = models.CharField(max_length=20, choices=ChannelGroup, primary_key=True)
    paused_at = models.DateTimeField(db_default=Now())
    paused_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.group


class DrainState(models.Model):
    """One row: whether a hint to drain is on its way, when the outbox was last drained, and the last daily digest."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    hinted_at = models.DateTimeField(null=True)
    drained_at = models.DateTimeField(null=True)
    # The day whose digest was sent, by the clinic's calendar.
    digest_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_drain_state"),
            limit_times("drain_times_can_be", "hinted_at", "drained_at"),
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return f"drained {self.drained_at}"
