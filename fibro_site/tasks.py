"""Regular tasks of the site itself, which beat sends. None of them takes arguments."""

from celery import shared_task
from django.core.management import call_command

from articles.publishing.due_objects import publish_due_objects
from fibro_site.operations import upkeep


@shared_task
def publish_scheduled() -> None:
    """Publish what is due, and unpublish what has expired. Beat runs it every minute."""
    publish_due_objects()


@shared_task
def purge_leftovers() -> None:
    """Delete expired sessions, and old emails that were written to files."""
    call_command("clearsessions", verbosity=0)
    upkeep.purge_mail_files()


@shared_task(soft_time_limit=3500, time_limit=3600)
def vacuum() -> None:
    """Remove erased rows from the files of the database."""
    upkeep.vacuum_database()
