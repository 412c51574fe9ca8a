"""How far visitors come in a questionnaire: numbers by day, and no row for each visitor."""

from django.conf import settings
from django.db import models
from django.utils import timezone

START = ""


class StepCount(models.Model):
    """How many drafts got past a step of a version on a day. START is the step before the first.

    A draft is counted once at each step, when it is first answered. Nothing tells which draft it was, or what was
    answered; how many were sent follows from the submissions.
    """

    version = models.ForeignKey("QuestionnaireVersion", on_delete=models.CASCADE, related_name="step_counts")
    step = models.CharField(max_length=100, blank=True)
    day = models.DateField()
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "step", "day"], name="one_step_count_a_day")]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.day} {self.step}: {self.number}"

    @classmethod
    def delete_old(cls) -> None:
        """Delete the numbers of days so long ago that no page shows them any more."""
        cls.objects.filter(day__lt=timezone.localdate() - settings.STEP_COUNT_LIFETIME).delete()
