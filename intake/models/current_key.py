"""Which key pairs are the clinic's, so that a process with only the public half knows whether it has the right one."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CurrentKey(models.Model):
    """One row, written by a process with the private key and compared by every process with its own key file."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    key_id = models.CharField(max_length=16)
    recorded_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_current_key")]
        default_permissions = ()

    def __str__(self) -> str:
        return self.key_id


class ClinicKey(models.Model):
    """One key pair of the ring: since when, and until when. The keys themselves are in files.

    Two members of staff retire a key: one asks, another confirms.
    """

    key_id = models.CharField(_("key"), max_length=16, primary_key=True)
    made_at = models.DateTimeField(_("made"))
    # None while it waits.
    current_since = models.DateTimeField(_("current since"), null=True)
    retirement_reason = models.CharField(_("reason"), max_length=200, blank=True)
    retirement_asked_by = models.CharField(_("asked by"), max_length=150, blank=True)
    retirement_asked_at = models.DateTimeField(null=True)
    retired_by = models.CharField(_("confirmed by"), max_length=150, blank=True)
    retired_at = models.DateTimeField(_("retired"), null=True)

    class Meta:
        ordering = ["-made_at"]
        default_permissions = ("view", "change")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(retired_at=None)
                | ~models.Q(retired_by="") & ~models.Q(retirement_asked_by=models.F("retired_by")),
                name="key_is_retired_by_two",
            )
        ]

    def __str__(self) -> str:
        return self.key_id
