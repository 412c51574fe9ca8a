"""What runs in the background. Each task takes nothing and calls one function: the broker carries no data."""

from celery import shared_task

from references.curation import dead_links
from references.importing import import_queue
from references.retractions import registers


# A register is slow to read. Taken off the queue at once: a broker that has waited long would hand it out again.
@shared_task(acks_late=False, soft_time_limit=40 * 60, time_limit=45 * 60)
def check_retractions() -> None:
    """Read the registers of retractions: every night, by beat."""
    registers.check_registers()


@shared_task
def check_links() -> None:
    """Check the links that are due, for some seconds: every few minutes, by beat."""
    dead_links.check_due_links()


# 20,000 works take half a minute. Taken off the queue at once, as above; the file itself waits in its table.
@shared_task(acks_late=False, soft_time_limit=14 * 60, time_limit=15 * 60)
def import_files() -> None:
    """Read and import the files that wait: on an upload's hint, and by beat."""
    import_queue.process_waiting_files()


@shared_task
def purge_imports() -> None:
    """Forget the files of long ago."""
    import_queue.purge_old_files()
