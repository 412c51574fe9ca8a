"""Background tasks. Each takes no argument and calls one function, so that the broker carries no data."""

from celery import shared_task

from references.curation import dead_links
from references.importing import import_queue
from references.retractions import registers


# Reading a register is slow, so the message is acknowledged at once: else the broker would deliver it a second time.
@shared_task(acks_late=False, soft_time_limit=40 * 60, time_limit=45 * 60)
def check_retractions() -> None:
    """Read the registers of retractions. Beat runs it every night."""
    registers.check_registers()


@shared_task
def check_links() -> None:
    """Check links that are due, for some seconds. Beat runs it every few minutes."""
    dead_links.check_due_links()


# 20,000 works take half a minute. Acknowledged at once, as above: the file waits in its table.
@shared_task(acks_late=False, soft_time_limit=14 * 60, time_limit=15 * 60)
def import_files() -> None:
    """Read and import the files that wait. An upload triggers it, and beat runs it too."""
    import_queue.process_waiting_files()


@shared_task
def purge_imports() -> None:
    """Delete old files."""
    import_queue.purge_old_files()
