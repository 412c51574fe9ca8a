"""How much of what may be tried only so often is used up."""

from django.db import models


class Bucket(models.Model):
    """One bucket of tokens, kept as the time at which it will be full again: a full one needs no row."""

    # An HMAC over what is counted, as a client's address, which cannot be had back from it.
    key = models.CharField(max_length=64, primary_key=True)
    full_at = models.DateTimeField(db_index=True)

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self) -> str:
        return f"full at {self.full_at}"


class RateLimit(Bucket):
    """Of visitors, and of everybody where one process serves all."""


class StaffRateLimit(Bucket):
    """Of whom staff's own processes serve. Whoever has the public machine can neither empty these nor fill them."""
