"""The processes that one process started: whether the machine has stopped one of them, and how to end all."""

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path


def kill_process_group(group: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def has_stopped_process(process: int) -> bool:
    """Whether it or one that it started was stopped, as by SIGSTOP: it lives, and does nothing. False where nobody can
    tell.
    """
    return any(read_process_state(found) == "T" for found in iterate_process_tree(process))


def iterate_process_tree(process: int) -> Iterator[int]:
    """It, and all that it started."""
    yield process
    with contextlib.suppress(OSError, ValueError):
        for child in Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split():
            yield from iterate_process_tree(int(child))


def read_process_state(process: int) -> str:
    """One letter, as `ps` shows it; "" where there is none."""
    try:
        # The name in brackets may hold anything.
        text = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
        return text.rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return ""
