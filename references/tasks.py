"""The background tasks, and the hint that starts one of them.

A task takes no argument and calls one function, so that the broker carries no data.
"""

import logging

from celery import shared_task
from django.db import transaction

from references.curation import dead_links
from references.importing import import_queue
from references.retractions import registers

logger = logging.getLogger(__name__)


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
    """Read and import the files that wait. A hint triggers it, and beat runs it too."""
    import_queue.process_waiting_files()


def import_on_commit() -> None:
    """Have a worker process the waiting files as soon as the caller's transaction is committed."""
    transaction.on_commit(send_import_hint)


def send_import_hint() -> None:
    """Tell a worker that a file waits. It never raises: the file is stored, and beat finds it without a hint."""
    try:
        import_files.apply_async(retry=False, expires=60)
    except Exception:  # noqa: BLE001 -- whatever a broker or its driver raises, the file waits safely in its table
        logger.warning("The hint to import a file could not be sent; beat will do without")


@shared_task
def purge_imports() -> None:
    """Delete old files."""
    import_queue.purge_old_files()
