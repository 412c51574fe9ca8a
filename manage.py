#!/usr/bin/env python3
"""Django's command line."""

import gc
import os
import signal
import sys
from types import FrameType

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import DatabaseError, OperationalError

# How often Python looks for garbage. A command makes very many objects when it loads the apps, and hardly any of them
# are garbage: to look as often as Python does by default takes a sixth of its start, and a quarter of all migrations.
GARBAGE_THRESHOLDS = 10_000, 20, 100


def stop(signum: int, frame: FrameType | None) -> None:
    """End as Ctrl-C does, so that what was begun is undone: transactions, and files that are not whole."""
    sys.exit(f"Stopped by {signal.Signals(signum).name}.")


def main() -> None:
    gc.set_threshold(*GARBAGE_THRESHOLDS)
    signal.signal(signal.SIGTERM, stop)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fibro_site.settings")
    try:
        settings.configured or settings.INSTALLED_APPS  # noqa: B018 -- reads them
    except ImproperlyConfigured as error:
        # For a mistyped setting this line is enough, without a traceback.
        sys.exit(str(error))
    try:
        execute_from_command_line(sys.argv)
    except DatabaseError as error:
        if not is_outage(error):
            raise
        # The same for a database that is away, full, or none at all.
        from fibro_site.operations.outage_reasons import explain_outage  # noqa: PLC0415 -- only if something is wrong

        sys.exit(f"The database cannot be used: {explain_outage(error)}. Is DATABASE_URL right, and is there room?")


def is_outage(error: DatabaseError) -> bool:
    """Say whether an error is of the database as a whole: not of a statement, which is a fault of ours."""
    return isinstance(error, OperationalError) or type(error) is DatabaseError


if __name__ == "__main__":
    main()
