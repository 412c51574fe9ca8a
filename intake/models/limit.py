"""Rate limits: token buckets, which say how often something may still be tried."""

from django.db import models


class Bucket(models.Model):
    """A token bucket, stored as the time at which it will be full again. A full one needs no row."""

    # An HMAC over what is counted, such as an IP address, which cannot be recovered from it.
    key = models.CharField(max_length=64, primary_key=True)
    full_at = models.DateTimeField(db_index=True)

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self) -> str:
        return f"full at {self.full_at}"


class RateLimit(Bucket):
    """The limits of visitors, or of everybody if one process serves all."""


class StaffRateLimit(Bucket):
    """The limits of staff processes. Whoever controls the public machine can neither empty nor fill these."""
