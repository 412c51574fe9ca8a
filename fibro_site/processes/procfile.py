"""Runs the whole site: every process of the Procfile under a supervisor of its own, until it is told to stop.

    python -m fibro_site.processes.procfile [PROCFILE]

This is the top process. It holds the socket that the site listens on, so that nobody is refused while the web servers
restart, and starts WEB_WORKERS web servers on it, so that there is another when one dies. It loads the site once, and
forks the supervisors, which fork their processes: they share what was loaded, and one that died is back at once. For
that it has no threads.

A supervisor that dies takes its process along, and both are started again from here. When the top process itself is
killed, everything stops in order: whatever started it (systemd, a container's runtime, a person) starts it again, and
finds the port free and no second beat.
"""

import contextlib
import io
import os
import select
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import FrameType
from typing import IO

from honcho.environ import parse_procfile

from fibro_site.processes import listener, process_group, supervisor
from fibro_site.processes.folder_claim import FolderTaken, claim_folder
from fibro_site.processes.forked_process import ForkedProcess
from fibro_site.processes.process_lines import name_process, write_line
from fibro_site.processes.supervisor import (
    CHECK_INTERVAL_SECONDS,
    LISTENER_FD_VARIABLE,
    MAX_FAILED_CHECKS,
    MAX_PAUSE_OF_READY,
    MIN_RESTART_PAUSE,
    STABLE_AFTER_SECONDS,
    STOP_GRACE_SECONDS,
)

WEB_PROCESS = "web"
KILL_AFTER_SECONDS = STOP_GRACE_SECONDS + 1
# How often the top process looks whether all that it told to stop have ended.
STOP_CHECK_SECONDS = 0.05
READ_BYTES = 65536


class Output:
    """What a supervisor and its process print: written there, read here, line by line."""

    def __init__(self) -> None:
        self.reader, self.writer = os.pipe()
        self.unfinished = b""
        self.has_ended = False

    def fileno(self) -> int:
        return self.reader

    def take_over(self) -> None:
        """Have all that this process prints written to it."""
        os.dup2(self.writer, sys.stdout.fileno())
        os.dup2(self.writer, sys.stderr.fileno())

    def read_lines(self) -> Iterator[str]:
        """Yield the lines that are finished now, without empty ones. Note when no more can follow."""
        piece = os.read(self.reader, READ_BYTES)
        self.has_ended = not piece
        *lines, self.unfinished = (self.unfinished + (piece or b"\n")).split(b"\n")
        for line in lines:
            if text := line.decode(errors="replace").rstrip():
                yield text


@dataclass
class SupervisorProcess:
    """One supervisor, as it runs now. It keeps `command`, which the Procfile calls `name`."""

    title: str
    name: str
    command: str
    process: ForkedProcess = field(init=False)
    started: float = field(init=False)
    failed_checks: int = 0
    pause: float = MIN_RESTART_PAUSE
    # When it is to be started again, on the monotonic clock; 0 while it runs.
    due: float = 0.0

    @property
    def is_due(self) -> bool:
        return bool(self.due) and time.monotonic() >= self.due

    def check(self) -> str | None:
        """Return its fault if it has died just now. Kill it if it is stopped, because then it supervises nothing."""
        if self.due:
            return None
        now = time.monotonic()
        code = self.process.poll()
        if code is None:
            is_stopped = process_group.read_process_state(self.process.pid) == "T"
            self.failed_checks = self.failed_checks + 1 if is_stopped else 0
            if self.failed_checks >= MAX_FAILED_CHECKS:
                process_group.kill_process_group(self.process.pid)
            return None
        self.pause = (
            MIN_RESTART_PAUSE
            if now - self.started > STABLE_AFTER_SECONDS
            # A supervisor needs nothing that could be missing.
            else min(self.pause * 2, MAX_PAUSE_OF_READY)
        )
        self.due = now + self.pause
        return f"its supervisor ended with {code}; restarting"


def print_line(line: str) -> None:
    # Without room for a line on the disk, the site goes on without it.
    with contextlib.suppress(OSError):
        # In one piece, because others may write to the same place.
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


class TopProcess:
    """All processes of a Procfile, each under its supervisor. `claim` keeps others from the site's folder."""

    def __init__(self, procfile: Path, claim: IO[bytes]) -> None:
        self.claim = claim
        self.is_stopping = False
        commands = dict(parse_procfile(procfile.read_text(encoding="utf-8")).processes)
        count = int(os.environ.get("WEB_WORKERS") or 2)
        titles = {f"{WEB_PROCESS}.{n + 1}": WEB_PROCESS for n in range(count if WEB_PROCESS in commands else 0)}
        titles |= {name: name for name in commands if name != WEB_PROCESS}
        self.width = max(map(len, titles))
        self.socket = listener.create_listener() if WEB_PROCESS in commands else None
        self.supervisors = [SupervisorProcess(title, name, commands[name]) for title, name in titles.items()]
        self.outputs: dict[Output, str] = {}

    def stop(self, signum: int, frame: FrameType | None) -> None:
        self.is_stopping = True

    def run(self) -> None:
        for each in self.supervisors:
            self.start(each)
        while not self.is_stopping:
            self.relay_output(CHECK_INTERVAL_SECONDS)
            for each in self.supervisors:
                if fault := each.check():
                    print_line(name_process(each.title, self.width, write_line(fault)))
                if each.is_due:
                    self.start(each)
        self.stop_supervisors()

    def start(self, each: SupervisorProcess) -> None:
        """Fork a supervisor."""
        each.started = time.monotonic()
        each.due = 0.0
        output = Output()
        title = f"python -m fibro_site.processes.supervisor {each.name}"
        each.process = ForkedProcess(title, partial(self.become_supervisor, each, output), death_signal=signal.SIGTERM)
        os.close(output.writer)
        self.outputs[output] = each.title

    def become_supervisor(self, each: SupervisorProcess, output: Output) -> int:
        """Run a supervisor in this process, a child, with nothing of the top process that is not for it."""
        output.take_over()
        # A child that outlives the top process for a moment must not keep the folder.
        self.claim.close()
        for descriptor in (output.writer, output.reader, *(other.reader for other in self.outputs)):
            os.close(descriptor)
        if self.socket and each.name == WEB_PROCESS:
            self.socket.set_inheritable(True)
            os.environ |= {"WEB_WORKERS": "1", LISTENER_FD_VARIABLE: str(self.socket.fileno())}
        elif self.socket:
            self.socket.close()
        return supervisor.supervise(each.command)

    def relay_output(self, seconds: float) -> None:
        """Print what all processes print from now on for so many seconds, each line with their title."""
        end = time.monotonic() + seconds
        while True:
            readable, _, _ = select.select(self.outputs, [], [], max(end - time.monotonic(), 0))
            for output in readable:
                for line in output.read_lines():
                    print_line(name_process(self.outputs[output], self.width, line))
                if output.has_ended:
                    os.close(output.reader)
                    del self.outputs[output]
            if time.monotonic() >= end:
                return

    def stop_supervisors(self) -> None:
        for each in self.supervisors:
            each.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + KILL_AFTER_SECONDS
        while any(each.process.poll() is None for each in self.supervisors) and time.monotonic() < deadline:
            self.relay_output(STOP_CHECK_SECONDS)
        for each in self.supervisors:
            if each.process.poll() is None:
                process_group.kill_process_group(each.process.pid)


if __name__ == "__main__":
    var = Path(os.environ.get("FIBRO_VAR") or "var")
    try:
        claim = claim_folder(var)
    except FolderTaken as taken:
        sys.exit(str(taken))
    except OSError as error:
        sys.exit(f"{var} cannot be written: {error.strerror}.")
    # The processes print to pipes, from where their lines are to be read at once.
    os.environ["PYTHONUNBUFFERED"] = "1"
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)
    top_process = TopProcess(Path(sys.argv[1] if len(sys.argv) > 1 else "Procfile"), claim)
    for signum in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(signum, top_process.stop)
    if any(supervisor.is_module(each.command) for each in top_process.supervisors):
        from fibro_site.processes import loaded_site

        loaded_site.load_site()
    top_process.run()
