"""Sends tasks when they are due, as one of perhaps several beats, and keeps in the database when it last sent each."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from celery.beat import Scheduler, SchedulingError
from celery.utils.log import get_logger

from fibro_site.processes import heartbeat, process_exit
from fibro_site.processes.beat_lease import LeaseKeeper

# On top of the time to the next entry.
ALLOWED_LATENESS_SECONDS = 30.0
# How often a beat that waits for the lease asks for it.
STANDBY_SECONDS = 5.0
# The longest pause of the one that has it: soon enough to renew it.
LONGEST_PAUSE_SECONDS = 8.0

logger = get_logger(__name__)


class LeasedScheduler(Scheduler):
    """Celery's scheduler, of which one at a time sends tasks (fibro_site/processes/beat_lease.py).

    The last runs are kept with the lease, so that they outlive a beat and its machine: a task that came due while
    there was no beat is sent at once by the next.

    Celery's would also send nothing after the clock was set back, until it has caught up: for an hour, if it was wrong
    by an hour. Here each task then counts as sent just now.
    """

    def __init__(self, *args: object, schedule_filename: str, **kwargs: object) -> None:
        self.lease = LeaseKeeper(Path(schedule_filename))
        super().__init__(*args, **kwargs)

    def tick(self, *args: object, **kwargs: object) -> float:
        seconds = min(self.send_due(*args, **kwargs), LONGEST_PAUSE_SECONDS) if self.hold_lease() else STANDBY_SECONDS
        heartbeat.set_heartbeat_deadline(seconds + ALLOWED_LATENESS_SECONDS)
        return seconds

    def hold_lease(self) -> bool:
        """Return whether this beat is the one that sends now."""
        if self.lease.is_held:
            if self.lease.is_due:
                self.lease.renew(self.list_last_runs())
        elif (runs := self.lease.acquire()) is not None:
            self.go_on_from(runs)
        return self.lease.is_held

    def send_due(self, *args: object, **kwargs: object) -> float:
        """Send one task if one is due, and return after how many seconds to look again."""
        if self.correct_future_runs():
            self._heap = None  # Celery then computes anew when each is due
        before = self.list_last_runs()
        seconds: float = super().tick(*args, **kwargs)
        if (runs := self.list_last_runs()) != before:
            # At once, so that whoever takes over does not send it again.
            self.lease.renew(runs)
        return seconds

    def go_on_from(self, runs: Mapping[str, str]) -> None:
        """Take over from the beat that had the lease before."""
        for name, at in runs.items():
            if name in self.schedule:
                self.schedule[name].last_run_at = datetime.fromisoformat(at)
        self._heap = None

    def list_last_runs(self) -> dict[str, str]:
        return {name: entry.last_run_at.isoformat() for name, entry in self.schedule.items()}

    def correct_future_runs(self) -> bool:
        """Count each task that was sent in the future as sent now; return whether there was one."""
        future = [entry for entry in self.schedule.values() if entry.last_run_at > entry.default_now()]
        for entry in future:
            entry.last_run_at = entry.default_now()
        return bool(future)

    def close(self) -> None:
        """Give up the lease, so that another beat goes on at once."""
        if self.lease.is_held:
            self.lease.release(self.list_last_runs())
        self.lease.close()

    def apply_async(self, *args: object, **kwargs: object) -> Any:
        try:
            return super().apply_async(*args, **kwargs)
        except SchedulingError as error:
            # Celery would log it and go on, and no task would ever be sent again.
            if isinstance(error.__context__, MemoryError):
                process_exit.exit_process()
            raise
