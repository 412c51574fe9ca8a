"""How a process tells its supervisor that it works: it sets a deadline for its next heartbeat.

The supervisor (fibro_site/processes/supervisor.py) names a file in FIBRO_PULSE_FILE. A deadline is a time on the
machine's monotonic clock, written over the one before it: it needs no room on a full disk, and no change of the clock
breaks it.
"""

import contextlib
import mmap
import os
import time
from pathlib import Path

from fibro_site.processes import process_exit

HEARTBEAT_FILE_VARIABLE = "FIBRO_PULSE_FILE"
# How many bytes must be free. Short of memory, libraries raise odd errors that look like somebody else's.
SPARE_MEMORY_BYTES = 16 * 1024 * 1024
DEADLINE_WIDTH = 24


def set_heartbeat_deadline(seconds: float) -> None:
    """Announce the next heartbeat within so many seconds: without it the supervisor restarts this process.

    Ends the process if it has no memory left. Does nothing without a supervisor.
    """
    if path := os.environ.get(HEARTBEAT_FILE_VARIABLE):
        if not has_spare_memory():
            process_exit.exit_process()
        # A deadline that cannot be written is missed: the supervisor then restarts this process.
        with contextlib.suppress(OSError), Path(path).open("r+b") as file:
            file.write(f"{time.monotonic() + seconds:{DEADLINE_WIDTH}.3f}".encode())


def has_spare_memory() -> bool:
    """Return whether this process still gets the memory that it needs to go on.

    Asks the system and not the allocator. The allocator keeps a block of this size once it was freed, and would offer
    it to the thread that asks here while all other threads get none.
    """
    try:
        mmap.mmap(-1, SPARE_MEMORY_BYTES).close()
    except (MemoryError, OSError):
        return False
    return True


def read_heartbeat_deadline(path: Path) -> float | None:
    """Return until when the process may be silent, on the monotonic clock; None before its first heartbeat."""
    try:
        return float(path.read_bytes() or b" ")
    except (OSError, ValueError):
        return None
