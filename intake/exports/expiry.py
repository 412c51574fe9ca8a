"""Deletes exports that have had their day, and those that hold what may be held no longer."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from intake.audit.site_actor import SITE
from intake.enums import ExportState, SubmissionState
from intake.exports import files
from intake.exports.requests import delete_export
from intake.models import Export, ExportedSubmission

LIFETIME = timedelta(days=1)


def holds_closed_submission(export: Export) -> bool:
    """Return whether a patient has erased or withdrawn a submission since it was exported, or a rule has erased it."""
    closed = Q(submission__erased_at__isnull=False) | Q(submission__state=SubmissionState.WITHDRAWN)
    return ExportedSubmission.objects.filter(closed, export=export, is_left_out=False).exists()


def delete_expired() -> int:
    """Delete what is due, and files that belong to nothing. Return the number of exports deleted."""
    ready = Export.objects.filter(state=ExportState.DONE)
    due = [*ready.filter(expires_at__lt=timezone.now())]
    due += [export for export in ready.filter(expires_at__gte=timezone.now()) if holds_closed_submission(export)]
    deleted = sum(delete_export(export.pk, by=SITE) for export in due)
    delete_leftovers()
    return deleted


def delete_leftovers() -> None:
    """Delete the files of attempts that ended without one, and of exports that another machine deleted."""
    kept = {
        files.get_file(pk, attempt)
        for pk, attempt in Export.objects.filter(state__in=[ExportState.RUNNING, ExportState.DONE]).values_list(
            "pk", "attempt"
        )
    }
    for path, _pk in files.list_files():
        if path not in kept:
            path.unlink(missing_ok=True)
