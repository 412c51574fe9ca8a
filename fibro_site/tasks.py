"""What beat has the site itself do. Each task takes nothing and calls one thing."""

from celery import shared_task
from django.core.management import call_command

from fibro_site.operations import upkeep


@shared_task
def publish_scheduled() -> None:
    """Publish the pages whose time has come, and take down those whose time is over."""
    call_command("publish_scheduled", verbosity=0)


@shared_task
def purge_leftovers() -> None:
    """Delete the sessions that have run out, and old e-mails that were written to files."""
    call_command("clearsessions", verbosity=0)
    upkeep.purge_mail_files()


@shared_task(soft_time_limit=3500, time_limit=3600)
def vacuum() -> None:
    """Have the database let go of what was erased: every night."""
    upkeep.vacuum_database()
