"""Knows the version of the content as of a moment ago, so that a page from the cache costs no query."""

import threading
import time
from collections.abc import Callable

# How long a version counts as the present one. Pages are fresh everywhere within a second, so both together with
# OLD_PAGE_SECONDS are less than that.
CHECK_SECONDS = 0.2
TRUSTED_SECONDS = 0.4
# How long after a change was noticed those who come while one reader's page is rendered may get the old one.
OLD_PAGE_SECONDS = 0.4
# While the database does not answer nothing can be published, and readers may read on.
OUTAGE_SECONDS = 600.0
RETRY_SECONDS = 1.0


class VersionWatch:
    """Asks for the version again once it is old. One object serves all threads of a process.

    `read` returns the version, or None if it cannot be known now.
    """

    def __init__(self, read: Callable[[], str | None], clock: Callable[[], float] = time.monotonic) -> None:
        self.read = read
        self.clock = clock
        self.lock = threading.Lock()
        self.version = ""
        self.previous = ""
        self.noticed_at = -OUTAGE_SECONDS
        self.read_at = -OUTAGE_SECONDS
        self.failed_at = -OUTAGE_SECONDS

    def is_trusted(self) -> bool:
        """Return whether the version can be used without asking."""
        return self.clock() - self.read_at < TRUSTED_SECONDS

    def is_due(self) -> bool:
        """Return whether it is time to ask again, and nobody does so."""
        return self.clock() - self.read_at >= CHECK_SECONDS and not self.lock.locked()

    def get_version_at_once(self) -> str:
        """Return the present version if it can be used without asking, else an empty text. It never waits."""
        # Another thread may store a newer one in between, which is as good.
        return self.version if self.is_trusted() else ""

    def get_version(self) -> str:
        """Return the present version, asking for it if need be; empty if it cannot be known."""
        if not self.is_trusted():
            with self.lock:
                # Whoever held the lock may have asked.
                if not self.is_trusted():
                    self.ask()
        return self.version if self.clock() - self.read_at < OUTAGE_SECONDS else ""

    def check(self) -> None:
        """Ask for the version, unless somebody else is asking."""
        if self.lock.acquire(blocking=False):
            try:
                self.ask()
            finally:
                self.lock.release()

    def ask(self) -> None:
        if self.clock() - self.failed_at < RETRY_SECONDS:
            return
        # What is committed while it is read may or may not be in it.
        asked_at = self.clock()
        version = self.read()
        if version is None:
            self.failed_at = self.clock()
            return
        if version != self.version:
            self.previous, self.version, self.noticed_at = self.version, version, self.clock()
        self.read_at = asked_at

    def may_still_serve(self, version: str) -> bool:
        """Return whether a page of an older version may be served while another request renders the present one."""
        return version == self.previous and self.clock() - self.noticed_at < OLD_PAGE_SECONDS
