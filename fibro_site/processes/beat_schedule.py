"""Stores when beat last sent each task, in a file of JSON. Celery's own scheduler stores pickles."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from celery.beat import Scheduler, SchedulingError
from celery.utils.log import get_logger

from fibro_site.processes import heartbeat, process_exit
from fibro_site.whole_files import write_whole_file

# On top of the time to the next entry.
ALLOWED_LATENESS_SECONDS = 30.0

logger = get_logger(__name__)


class JsonScheduler(Scheduler):
    """Celery's scheduler, whose last runs outlive it: a task that came due while beat was away is sent at once.

    If the file cannot be read, each task waits for its interval once more; nothing else is lost.
    """

    def __init__(self, *args: object, schedule_filename: str, **kwargs: object) -> None:
        self.file = Path(schedule_filename)
        super().__init__(*args, **kwargs)

    def setup_schedule(self) -> None:
        super().setup_schedule()
        for name, at in self.read_last_runs().items():
            if name in self.schedule:
                self.schedule[name].last_run_at = at
        self.sync()

    def read_last_runs(self) -> dict[str, datetime]:
        try:
            runs = json.loads(self.file.read_text(encoding="utf-8"))
            found = {str(name): datetime.fromisoformat(at) for name, at in runs.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, AttributeError):
            logger.warning("The file of beat's last runs cannot be read; starting a new one")
            return {}
        return {name: at for name, at in found.items() if at.tzinfo is not None}

    def sync(self) -> None:
        runs = {name: entry.last_run_at.isoformat() for name, entry in self.schedule.items()}
        write_whole_file(self.file, json.dumps(runs).encode())

    def tick(self, *args: object, **kwargs: object) -> float:
        seconds: float = super().tick(*args, **kwargs)
        heartbeat.set_heartbeat_deadline(seconds + ALLOWED_LATENESS_SECONDS)
        return seconds

    def apply_async(self, *args: object, **kwargs: object) -> Any:
        try:
            return super().apply_async(*args, **kwargs)
        except SchedulingError as error:
            # Celery would log it and go on, and no task would ever be sent again.
            if isinstance(error.__context__, MemoryError):
                process_exit.exit_process()
            raise
