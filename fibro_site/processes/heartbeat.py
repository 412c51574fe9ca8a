"""How a process tells its keeper that it is well: by promising how soon it will be heard of again.

The keeper (fibro_site/processes/supervisor.py) names a file in FIBRO_PULSE_FILE. A promise is a time on the
machine's steady clock, written over the one before it: it takes no room on a full disk, and no change of the
clock breaks it.
"""

import contextlib
import mmap
import os
import time
from pathlib import Path

from fibro_site.processes import lifeline

HEARTBEAT_FILE_VARIABLE = "FIBRO_PULSE_FILE"
# Bytes that must be to be had. Short of memory, libraries report odd faults that look like somebody else's.
SPARE_MEMORY_BYTES = 16 * 1024 * 1024
DEADLINE_WIDTH = 24


def promise_heartbeat(seconds: float) -> None:
    """Be heard of again within so many seconds, or be started anew. Without a keeper it does nothing."""
    if path := os.environ.get(HEARTBEAT_FILE_VARIABLE):
        if not has_spare_memory():
            lifeline.exit_process()
        # A promise that cannot be written is one that is not kept.
        with contextlib.suppress(OSError), Path(path).open("r+b") as file:
            file.write(f"{time.monotonic() + seconds:{DEADLINE_WIDTH}.3f}".encode())


def has_spare_memory() -> bool:
    """Whether this process still gets the memory that it needs to go on.

    It asks the system, not the allocator: that keeps a piece of this size once it was given back, and offers it to the
    thread that asks here while every other finds nothing.
    """
    try:
        mmap.mmap(-1, SPARE_MEMORY_BYTES).close()
    except (MemoryError, OSError):
        return False
    return True


def read_heartbeat_deadline(path: Path) -> float | None:
    """Until when the process may be silent; None before its first promise."""
    try:
        return float(path.read_bytes() or b" ")
    except (OSError, ValueError):
        return None
