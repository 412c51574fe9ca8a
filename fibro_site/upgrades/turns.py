"""Whoever changes a site's tables and files does so alone: two starts in one folder take turns."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


@contextmanager
def taking_turns() -> Iterator[None]:
    """Wait until no other process is at work on this folder. A process that is killed gives its turn up."""
    with (Path(settings.VAR) / "upgrade.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
