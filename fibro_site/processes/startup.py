"""What a web, worker or beat process does first: it verifies its keys, and refuses to start with wrong ones."""

import logging
import multiprocessing
import os
import signal

from celery.signals import beat_init, worker_init
from django.conf import settings
from django.db import Error, connection

from fibro_site.operations import public_role
from intake.encryption import current_key, key_ring
from intake.retention import ledger

logger = logging.getLogger(__name__)
KEY_CHANGE_HINT = "See docs/security.md on changing keys."


class StartRefused(SystemExit):
    """This process must not start. A SystemExit, because Celery catches every Exception in its signal handlers."""


def verify_keys() -> None:
    """Compare this process's key with the clinic's current one, or record it as that. StartRefused if they differ.

    A process may start while the database does not answer: the health check and every sealing compare again.
    """
    try:
        if settings.CLINIC_PRIVATE_KEY_FILE is not None:
            current_key.record_current_key()
        current_key.verify_current_key()
        if settings.ROLE == "public" and public_role.can_write_accounts():
            logger.warning("The database role of this process can change accounts. Run manage.py grant_public_role.")
    except current_key.WrongKey as error:
        raise StartRefused(f"This process does not start: {error}. {KEY_CHANGE_HINT}") from error
    except key_ring.KeyUnavailable:
        logger.warning("A key cannot be read. Run `manage.py check` to see which one.")
    except Error as error:
        logger.warning("The clinic's current key could not be read from the database (%s)", type(error).__name__)


def verify_erasures() -> None:
    """Compare the ledger of erasures with the database. StartRefused on a backup that holds what was erased since."""
    try:
        missing = len(ledger.find_missing())
    except Error as error:
        logger.warning("The erasures could not be read from the database (%s)", type(error).__name__)
        return
    if missing:
        raise StartRefused(
            f"This process does not start: the database lacks {missing} erasures, so it was restored from a backup. "
            "Run `manage.py restore` first: it erases again what was erased since."
        )


@worker_init.connect
@beat_init.connect
def verify_process(**_kwargs: object) -> None:
    """Verify the keys of a process that starts, and what was erased.

    It closes the connection: the process may fork after this.
    """
    try:
        verify_keys()
        verify_erasures()
    except StartRefused:
        # Otherwise the web server would restart its workers for ever.
        if (server := multiprocessing.parent_process()) and server.pid:
            os.kill(server.pid, signal.SIGTERM)
        raise
    finally:
        connection.close()
