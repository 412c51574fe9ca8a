"""Regular tasks of the site itself, which beat sends. None of them takes arguments."""

from celery import shared_task
from django.core.management import call_command

from articles.publishing.due_objects import publish_due_objects
from fibro_site.operations import old_revisions, unfinished_work, upkeep
from fibro_site.page_cache.content_version import prune_content_changes


@shared_task
def publish_scheduled() -> None:
    """Publish what is due, and unpublish what has expired. Beat runs it every minute."""
    publish_due_objects()


@shared_task
def purge_leftovers() -> None:
    """Delete expired sessions and cached values, what editors left unfinished, and old emails in files."""
    call_command("clearsessions", verbosity=0)
    unfinished_work.delete_unfinished_work()
    upkeep.purge_mail_files()
    upkeep.purge_cache_files()


@shared_task(soft_time_limit=3500, time_limit=3600)
def vacuum() -> None:
    """Delete old versions of pages, and remove erased rows from the files of the database."""
    old_revisions.delete_old_revisions()
    prune_content_changes()
    upkeep.vacuum_database()
