"""How long submissions are kept, what keeps one longer, and what was erased."""

import uuid
from datetime import date, timedelta

from django.contrib.admin import display
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake.enums import ErasureCause, HoldReason, SubmissionState
from intake.models.times import limit_times

# How long before an erasure the manager is told of it.
NOTICE = timedelta(days=30)


class RetentionRule(models.Model):
    """After how many months in one state a submission is erased. Without a rule it is kept."""

    questionnaire = models.ForeignKey(
        "Questionnaire",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("questionnaire"),
        help_text=_("Leave it empty for every questionnaire that has no rule of its own for this state."),
    )
    state = models.CharField(_("state"), max_length=20, choices=SubmissionState)
    months = models.PositiveSmallIntegerField(
        _("months until erasure"),
        validators=[MinValueValidator(1), MaxValueValidator(600)],
        help_text=_("Counted from the last change of state. Nothing is erased before a month’s notice to the manager."),
    )

    class Meta:
        verbose_name = _("retention rule")
        verbose_name_plural = _("retention rules")
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "state"], name="one_rule_a_questionnaire_and_state"),
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(questionnaire=None), name="one_rule_a_state_for_all"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope}, {self.get_state_display()}: {self.months}"

    @property
    @display(description=_("questionnaire"))
    def scope(self) -> str:
        """What it is about, in words."""
        return str(self.questionnaire or _("All questionnaires"))


class LegalHold(models.Model):
    """Why a submission is not erased, and until when. The reason is a code: what it is about stands in another file."""

    submission = models.ForeignKey("Submission", on_delete=models.CASCADE, related_name="holds")
    reason = models.CharField(_("reason"), max_length=20, choices=HoldReason)
    file_number = models.CharField(_("file number"), max_length=40, blank=True)
    until = models.DateField(_("until"))
    placed_by = models.CharField(max_length=150)
    placed_at = models.DateTimeField(auto_now_add=True)
    ended_by = models.CharField(max_length=150, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-placed_at"]
        default_permissions = ("change",)

    def __str__(self) -> str:
        return f"{self.submission_id} {self.until}"


class ErasurePlan(models.Model):
    """That a submission will be erased, when, and since when the manager knows."""

    submission = models.OneToOneField("Submission", on_delete=models.CASCADE, primary_key=True, related_name="plan")
    due_on = models.DateField(db_index=True)
    reminded_at = models.DateTimeField(null=True)
    # That this site told the manager then. Without it nobody was told, whatever stands above.
    proof = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.submission_id} {self.due_on}"

    @property
    def erased_from(self) -> date | None:
        """The first day on which it may be erased; None until the manager was told."""
        return max(self.due_on, timezone.localdate(self.reminded_at + NOTICE)) if self.reminded_at else None


class Erasure(models.Model):
    """That a submission was erased: a line of the ledger, which a file outside the database holds too."""

    submission_id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    reference = models.CharField(max_length=12)
    cause = models.CharField(max_length=10, choices=ErasureCause)
    at = models.DateTimeField()
    # Over all of the above: nobody else can have a backup's submission erased.
    proof = models.CharField(max_length=100)

    class Meta:
        constraints = [limit_times("erasure_time_can_be", "at")]
        ordering = ["at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.reference} {self.cause}"
