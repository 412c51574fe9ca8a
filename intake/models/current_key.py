"""Which key pair is the clinic's, so that a process with only the public half knows whether it has the right one."""

from django.db import models


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
