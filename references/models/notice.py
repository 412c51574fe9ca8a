from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from references.enums import Status
from references.models.reference import Reference


class StatusNoticeQuerySet(models.QuerySet["StatusNotice"]):
    def standing(self) -> Self:
        """Return the notices that count: neither withdrawn by their register nor overruled by an editor."""
        return self.filter(withdrawn_at=None).exclude(judgement=StatusNotice.Judgement.OVERRULED)

    def unjudged(self) -> Self:
        """Return the notices that wait for an editor."""
        return self.filter(withdrawn_at=None, judgement="")


class StatusNotice(models.Model):
    """A statement of a register or an editor that a work was corrected, superseded, put in doubt or retracted.

    No notice is deleted. The worst one that stands is the status of the work: call `Reference.refresh_status` after a
    change.
    """

    class Judgement(models.TextChoices):
        UPHELD = "upheld", _("Upheld")
        OVERRULED = "overruled", _("Overruled")

    reference = models.ForeignKey(Reference, models.CASCADE, related_name="notices")
    status = models.CharField(_("status"), max_length=20, choices=[c for c in Status.choices if c[0] != Status.NORMAL])
    superseded_by = models.ForeignKey(
        Reference, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("superseded by")
    )
    source = models.CharField(
        _("source"), max_length=100, help_text=_("For example “Retraction Watch” or “the journal’s website”.")
    )
    # The id that the source gives the notice. An editor's own notice has a random one.
    source_id = models.CharField(max_length=500, editable=False)
    dated = models.DateField(_("date of the notice"), null=True, blank=True)
    doi = models.CharField(_("DOI of the notice"), max_length=500, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    learnt_at = models.DateTimeField(_("added at"), default=timezone.now, editable=False)
    recorded_by = models.CharField(_("recorded by"), max_length=200, blank=True, editable=False)
    # When the source was first seen without it.
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)

    judgement = models.CharField(_("decision"), max_length=20, choices=Judgement, blank=True, editable=False)
    judged_why = models.TextField(_("reason for the decision"), blank=True, editable=False)
    # The name is kept when the account is deleted.
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    judged_by_name = models.CharField(_("name of the person who decided"), max_length=200, blank=True, editable=False)
    judged_at = models.DateTimeField(_("decided at"), null=True, editable=False)

    objects = StatusNoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-learnt_at", "-pk"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(fields=["reference", "source", "source_id"], name="references_notice_once"),
            models.CheckConstraint(
                condition=Q(judgement="", judged_at=None, judged_by_name="")
                | (~Q(judgement="") & Q(judged_at__isnull=False) & ~Q(judged_by_name="")),
                name="references_notice_judged_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(judgement="overruled") | ~Q(judged_why=""), name="references_notice_overruled_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(status="superseded", superseded_by__isnull=False)
                | (~Q(status="superseded") & Q(superseded_by=None)),
                name="references_notice_superseded_by_a_work",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()} ({self.source})"
