"""Real processes for tests that break them: started as `make run` starts them, killed without warning, started again by
their supervisors.

Every process is found from the top process down, by whose child it is; nothing is looked up among all processes.
"""

import os
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TypeVar

from fibro_site.processes import process_group
from tests.running_site import ROOT

T = TypeVar("T")


def wait_until(condition: Callable[[], object], seconds: float, what: str | Callable[[], str]) -> None:
    """Return as soon as the condition holds; AssertionError if it does not within that time.

    `what` is what is waited for, or finds out what is missing when the time is over.
    """
    if not happens_within(condition, seconds):
        missing = what if isinstance(what, str) else what()
        raise AssertionError(f"not within {seconds:g} s: {missing}")


def happens_within(condition: Callable[[], object], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


class House:
    """The whole site as `make run` starts it: the top process, its supervisors, and the processes below them."""

    def __init__(self, env: dict[str, str], log: Path, *arguments: str, code: Path = ROOT) -> None:
        command = [sys.executable, "-m", "fibro_site.processes.procfile", *arguments]
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                command, cwd=code, env=env, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )

    def find(self, name: str, depth: int, number: int = 0) -> int:
        """Return one process of those that the Procfile calls `name`: its supervisor at depth 0, what that started
        at 1, and so on. Wait until it is there.
        """
        return found_within(lambda: next(islice(self.descend(name, depth), number, None), None), 30, f"a {name}")

    def descend(self, name: str, depth: int) -> Iterator[int]:
        for supervisor in children(self.process.pid):
            if name in command_line(supervisor):
                level = [supervisor]
                for step in range(depth):
                    # A child with the command line of its supervisor has not come to its own work yet. (A server's
                    # children always look like it.)
                    level = [
                        child
                        for parent in level
                        for child in children(parent)
                        if step or command_line(child) != command_line(parent)
                    ]
                yield from level

    def family(self) -> list[int]:
        return list(process_group.iterate_process_tree(self.process.pid))

    def stop(self) -> None:
        """Stop the top process alone: it stops those that it started, and leaves nothing behind."""
        everybody = self.family()
        self.process.terminate()
        self.process.wait(20)
        wait_until(lambda: not any(is_running(pid) for pid in everybody), 5, "all has ended")


def found_within(search: Callable[[], T | None], seconds: float, what: str) -> T:
    found: list[T] = []

    def look() -> bool:
        if (result := search()) is not None:
            found.append(result)
        return bool(found)

    wait_until(look, seconds, what)
    return found[0]


def children(pid: int) -> list[int]:
    return [child for child in process_group.iterate_process_tree(pid) if child != pid and parent_of(child) == pid]


def parent_of(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
    except OSError:
        return 0


def command_line(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8").replace("\0", " ").split()
    except OSError:
        return []


def seconds_since_start(pid: int) -> float:
    try:
        ticks = int(Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19])
    except OSError:
        return 0.0
    return time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")


def is_running(pid: int) -> bool:
    # A zombie still has an id, but no longer runs.
    return process_group.read_process_state(pid) not in {"", "Z"}


def fill_memory(pid: int) -> None:
    """Allow the process no more memory than it has now."""
    with suppress(ProcessLookupError, OSError):
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[0])
        size = pages * os.sysconf("SC_PAGE_SIZE")
        resource.prlimit(pid, resource.RLIMIT_AS, (size, size))


class Wire:
    """A TCP proxy to a service that can be cut: open connections break, and new ones fail until it is mended."""

    def __init__(self, host: str, port: int) -> None:
        self.target = host, port
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.is_cut = False
        self.ends: set[socket.socket] = set()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                try:
                    far = None if self.is_cut else socket.create_connection(self.target, timeout=5)
                except OSError:
                    far = None
                if far is None:
                    near.close()
                    continue
                far.settimeout(None)
                self.ends |= {near, far}
                threading.Thread(target=self.carry, args=(near, far), daemon=True).start()
                threading.Thread(target=self.carry, args=(far, near), daemon=True).start()

    def carry(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
            self.ends.discard(end)

    def cut(self) -> None:
        self.is_cut = True
        for end in list(self.ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self.is_cut = False

    def close(self) -> None:
        self.cut()
        self.listener.close()
