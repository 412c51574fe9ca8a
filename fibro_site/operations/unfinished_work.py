"""Deletes what editors left unfinished in the admin: Wagtail does so only when somebody comes by that way again."""

from datetime import timedelta

from django.utils import timezone
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import UploadedFile

# Files of an upload of many, whose forms were not sent.
UPLOADS_LIFETIME = timedelta(days=7)


def delete_unfinished_work() -> None:
    """Delete forms that were previewed a day ago, who had what open an hour ago, and uploads without a form."""
    FormState.objects.stale().delete()
    EditingSession.cleanup()
    for upload in UploadedFile.objects.all():
        if is_old(upload):
            upload.file.delete(save=False)
            upload.delete()


def is_old(upload: UploadedFile) -> bool:
    """Return whether the file of an upload is old, or gone. The row has no time."""
    try:
        return upload.file.storage.get_modified_time(upload.file.name) < timezone.now() - UPLOADS_LIFETIME
    except FileNotFoundError:
        return True
