"""Exports of many submissions: who asked for one and why, how far it is, and which submissions are in it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.enums import ExportFailure, ExportFormat, ExportReason, ExportState

MAX_SELECTION_LENGTH = 1000


class Export(models.Model):
    """A file that somebody asked for. The file lies sealed beside the database, and is there for a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(_("asked for"), auto_now_add=True)
    format = models.CharField(_("format"), max_length=10, choices=ExportFormat)
    reason = models.CharField(_("reason"), max_length=20, choices=ExportReason)
    file_number = models.CharField(_("number of a file or study"), max_length=100, blank=True)
    # The filter of the inbox, as a query string of codes; what it was says which submissions were meant.
    selection = models.CharField(max_length=MAX_SELECTION_LENGTH, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ExportState, default=ExportState.WAITING)
    failure = models.CharField(max_length=20, choices=ExportFailure, blank=True)
    rows_total = models.PositiveIntegerField()
    rows_done = models.PositiveIntegerField(default=0)
    rows_left_out = models.PositiveIntegerField(default=0)
    # Each attempt writes a file of its own, under a key of its own, from the beginning.
    attempt = models.PositiveSmallIntegerField(default=0)
    progress_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    # Of the file when it is opened.
    size = models.PositiveBigIntegerField(default=0)
    # The key of the file, wrapped for the clinic. Without it nobody can open the file, wherever a copy lies.
    key_id = models.CharField(max_length=64, blank=True)
    wrapped_key = models.BinaryField(default=b"")

    class Meta:
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["state", "asked_at"])]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_pending(self) -> bool:
        return self.state in {ExportState.WAITING, ExportState.RUNNING}


class ExportedSubmission(models.Model):
    """That a submission is in an export, or was left out of it. It stays when the file is gone, like the audit."""

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="rows", db_index=False)
    submission = models.ForeignKey("Submission", on_delete=models.CASCADE, related_name="exports")
    is_left_out = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["export", "id"])]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.export_id} {self.submission_id}"
