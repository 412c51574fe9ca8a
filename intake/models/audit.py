"""Who saw what and who did what: a table that only grows, in which each entry holds the hash of the one before."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.enums import Action, Finding
from intake.models.times import limit_times


class CodesField(models.JSONField):
    """A JSON object of codes. What somebody else put there is read as the text that it is, never with an error.

    Whoever can write to the database can store a number of a million digits, or brackets within brackets, which Python
    refuses to read: then one row would keep the whole audit from being read, and its fault from being found.
    """

    # Those of the site have one.
    MOST_BRACKETS = 20

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if isinstance(value, str) and value.count("[") + value.count("{") > self.MOST_BRACKETS:
            return value
        try:
            return super().from_db_value(value, expression, connection)
        except ValueError:
            return value

    def deconstruct(self) -> Any:
        """To the database it is any JSON."""
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.JSONField", arguments, options


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
    detail = CodesField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)
    # Proves that one of the site's processes wrote it: over the hash, under a key that is not in the database.
    proof = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [limit_times("audit_time_can_be", "at")]
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


class AnswersCheck(models.Model):
    """One row: up to which entry new submissions were held against their answers by a staff process."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.PositiveBigIntegerField()
    # Under the staff key: nobody else can write that what follows was looked at.
    proof = models.CharField(max_length=100)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_answers_check")]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.sequence}"
