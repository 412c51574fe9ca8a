"""The lease by which one beat alone sends tasks, however many are started on however many machines.

Two things have to be held. A lock on a file keeps a second beat of the same machine waiting, and ends with its process,
so that one that was killed is replaced at once. The lease in the database keeps those of other machines waiting; it has
to be renewed, and when its machine is gone another one takes over once it has run out. The holder of a lease is a
machine, by an id in that file.
"""

import fcntl
import os
import time
import uuid
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from django.db import Error, connection
from django.db.models import Q
from django.db.models.functions import Now

from fibro_site.models import BeatLease

LEASE = timedelta(seconds=30)
# So long before its end a lease is renewed.
RENEWAL_SECONDS = 20.0
ROW = 1


class LeaseKeeper:
    """This beat's hold on the lease. `file` is on this machine, and locked while this process lives."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.lock: int | None = None
        self.holder = ""
        # On the monotonic clock; before that no other beat sends anything.
        self.held_until = 0.0

    @property
    def is_held(self) -> bool:
        return time.monotonic() < self.held_until

    @property
    def is_due(self) -> bool:
        """Return whether it is time to renew it."""
        return time.monotonic() > self.held_until - RENEWAL_SECONDS

    def acquire(self) -> Mapping[str, str] | None:
        """Take the lease unless somebody else holds it. Return when each task was last sent, or None without it."""
        if not self.lock_file():
            return None
        try:
            asked_at = time.monotonic()
            BeatLease.objects.get_or_create(id=ROW, defaults={"until": Now()})
            if not self.update(Q(until__lte=Now()) | Q(until__gt=Now() + LEASE) | Q(holder=self.holder)):
                return None
            self.held_until = asked_at + LEASE.total_seconds()
            runs: Mapping[str, str] = BeatLease.objects.values_list("last_runs", flat=True).get(id=ROW)
        except Error:
            return None
        finally:
            leave_connection()
        return runs

    def renew(self, last_runs: Mapping[str, str]) -> None:
        """Hold the lease for its whole time again, and store when each task was last sent.

        If the database does not answer it is held until it runs out.
        """
        try:
            asked_at = time.monotonic()
            is_mine = self.update(Q(holder=self.holder), last_runs=dict(last_runs))
            self.held_until = asked_at + LEASE.total_seconds() if is_mine else 0.0
        except Error:
            return
        finally:
            leave_connection()

    def release(self, last_runs: Mapping[str, str]) -> None:
        """Let another beat go on at once."""
        self.held_until = 0.0
        try:
            BeatLease.objects.filter(id=ROW, holder=self.holder).update(until=Now(), last_runs=dict(last_runs))
        except Error:
            return
        finally:
            leave_connection()

    def update(self, condition: Q, **changes: object) -> bool:
        """Write the lease on this machine if the condition holds, and return whether it did.

        A lease that ends later than any can is of a clock that was set back since.
        """
        leave_connection()
        return bool(
            BeatLease.objects.filter(condition, id=ROW).update(holder=self.holder, until=Now() + LEASE, **changes)
        )

    def lock_file(self) -> bool:
        """Return whether this process alone has the file of this machine, and read the machine's id from it."""
        if self.lock is not None:
            return True
        try:
            file = os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            # Without a place for the file, another beat of this machine counts as one of another machine.
            self.holder = self.holder or str(uuid.uuid4())
            return True
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(file)
            return False
        self.lock = file
        self.holder = read_machine_id(file)
        return True

    def close(self) -> None:
        if self.lock is not None:
            os.close(self.lock)
            self.lock = None


def read_machine_id(file: int) -> str:
    """Return the id in an open file; write a new one if there is none. One that cannot be written is forgotten."""
    text = os.pread(file, 64, 0).decode("ascii", errors="replace").strip()
    try:
        return str(uuid.UUID(text))
    except ValueError:
        id_ = str(uuid.uuid4())
    try:
        os.pwrite(file, id_.encode(), 0)
    except OSError:
        return id_
    return id_


def leave_connection() -> None:
    """Drop a connection that no longer works, and give one of a pool back."""
    if connection.in_atomic_block:
        return  # a test's
    connection.close_if_unusable_or_obsolete()
    if "pool" in connection.settings_dict["OPTIONS"]:
        connection.close()
