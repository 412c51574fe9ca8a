"""Who saw what and who did what: a table that only grows, in which each entry holds the hash of the one before."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.enums import Action, Finding


class AuditEntry(models.Model):
    """One action. A sign-in, or an admin page that was refused, is about no submission.

    Names and ids are copied, not linked, so that an entry outlives the account and the submission that it is about.
    """

    sequence = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField(_("time"))
    actor_id = models.CharField(
        max_length=64, blank=True, help_text=_("Empty for the visitor and for an unknown person.")
    )
    actor_name = models.CharField(_("who"), max_length=150, blank=True)
    action = models.CharField(_("action"), max_length=30, choices=Action)
    submission_id = models.UUIDField(null=True, db_index=True)
    reference = models.CharField(_("reference"), max_length=12, blank=True)
    # Codes only (`{"from": "new", "to": "closed"}`), never what somebody wrote.
    detail = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)
    # Proves that one of the site's processes wrote it: over the hash, under a key that is not in the database.
    proof = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["sequence"]
        default_permissions = ("view",)
        # What the audit's report filters by.
        indexes = [
            models.Index(fields=["at"]),
            models.Index(fields=["action", "-sequence"]),
            models.Index(fields=["actor_name", "-sequence"]),
            models.Index(fields=["reference"]),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action} {self.reference}"


class AuditHead(models.Model):
    """One row: the end of the chain. Whoever appends an entry locks it, so the chain never forks."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_audit_head")]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.sequence}"


class AuditCheck(models.Model):
    """One row: when a staff process last verified the whole chain, and what it found."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    checked_at = models.DateTimeField()
    finding = models.CharField(max_length=20, choices=Finding, blank=True)
    # The first entry that is wrong.
    sequence = models.PositiveBigIntegerField(null=True)
    # Over all of the above, under the staff key: nobody else can write that nothing was found.
    proof = models.CharField(max_length=100)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_audit_check")]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.checked_at} {self.finding}"
