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
    # First: what another machine begins meanwhile is in the table by then, and not yet in this list.
    found = [*files.list_names(), *files.list_unfinished()]
    kept = {
        files.get_name(pk, attempt)
        for pk, attempt in Export.objects.filter(state__in=[ExportState.RUNNING, ExportState.DONE]).values_list(
            "pk", "attempt"
        )
    }
    for name in found:
        if name.removesuffix(files.UNFINISHED_SUFFIX) not in kept:
            files.delete_file(name)
