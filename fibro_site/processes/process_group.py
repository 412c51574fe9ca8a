"""The processes that a process has started: whether one of them is stopped, and how to end them all."""

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path


def kill_process_group(group: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def has_stopped_process(process: int) -> bool:
    """Return whether the process or one of its descendants is stopped, as by SIGSTOP: alive, but doing nothing.

    False on a system that does not tell.
    """
    return any(read_process_state(found) == "T" for found in iterate_process_tree(process))


def iterate_process_tree(process: int) -> Iterator[int]:
    """Yield the process and all of its descendants."""
    yield process
    with contextlib.suppress(OSError, ValueError):
        for child in Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split():
            yield from iterate_process_tree(int(child))


def read_process_state(process: int) -> str:
    """Return the state as one letter, as `ps` shows it, or "" if there is no such process."""
    try:
        # The name, in brackets, may contain anything.
        text = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
        return text.rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return ""
