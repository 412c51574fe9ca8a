"""The outbox: notices that must go out, and how far they have come."""

import uuid

from django.db import models
from django.db.models.functions import Now

from intake.enums import Channel, DeliveryState


class Delivery(models.Model):
    """One notice of one submission by one channel. It carries no answer: the notice is made when it is sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey("Submission", on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=20, choices=Channel)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.PENDING)
    # Counted when claimed, so that a notice that kills its worker runs out of attempts too.
    attempts = models.PositiveIntegerField(default=0)
    # The times are the database's: it has one clock, however many machines ask it.
    # From when on it may be claimed. A claim moves it to the end of the lease.
    due_at = models.DateTimeField(db_default=Now())
    # Since when somebody has waited for it: since it was made, or since staff asked for it again.
    pending_since = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    # Whoever sends it now; once the lease has run out, whoever was lost while sending it.
    claim = models.UUIDField(null=True)
    # A class and a code ("smtp 451"), never a server's text.
    last_error = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            # Of news and of changes there may be many, one after another.
            models.UniqueConstraint(
                fields=["submission", "channel"],
                condition=~models.Q(channel__in=[Channel.VISITOR_NEWS, Channel.STAFF_CHANGE]),
                name="one_delivery_a_channel",
            ),
            models.CheckConstraint(
                condition=models.Q(state=DeliveryState.SENT, sent_at__isnull=False)
                | (~models.Q(state=DeliveryState.SENT) & models.Q(sent_at__isnull=True)),
                name="sent_has_its_time",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"])]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.id)


class DrainState(models.Model):
    """One row: whether a hint to drain is on its way, and when the outbox was last drained."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    hinted_at = models.DateTimeField(null=True)
    drained_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_drain_state")]
        default_permissions = ()

    def __str__(self) -> str:
        return f"drained {self.drained_at}"
