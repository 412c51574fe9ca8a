"""Runs the whole site: every process of the Procfile under a supervisor of its own, until it is told to stop.

    python -m fibro_site.processes.procfile [PROCFILE]

This is the top process. It holds the socket that the site listens on, so that nobody is refused while the web servers
restart, and starts WEB_WORKERS web servers on it, so that there is another when one dies. A supervisor that dies takes
its process along, and both are started again from here. When the top process itself is killed, everything stops in
order: whatever started it (systemd, a container's runtime, a person) starts it again, and finds the port free and no
second beat.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

from honcho.environ import parse_procfile

from fibro_site.processes import listener, process_group
from fibro_site.processes.folder_claim import FolderTaken, claim_folder
from fibro_site.processes.process_lines import name_process, write_line
from fibro_site.processes.supervisor import (
    CHECK_INTERVAL_SECONDS,
    LISTENER_FD_VARIABLE,
    MAX_FAILED_CHECKS,
    MAX_PAUSE_OF_READY,
    MIN_RESTART_PAUSE,
    STABLE_AFTER_SECONDS,
    STOP_GRACE_SECONDS,
    TOP_PROCESS_PID_VARIABLE,
)

WEB_PROCESS = "web"
KILL_AFTER_SECONDS = STOP_GRACE_SECONDS + 1


@dataclass
class SupervisorProcess:
    """One supervisor, as it runs now."""

    title: str
    command: list[str]
    env: dict[str, str]
    fds: list[int]
    width: int
    process: subprocess.Popen[bytes] = field(init=False)
    failed_checks: int = 0
    pause: float = MIN_RESTART_PAUSE
    # When it is to be started again, on the monotonic clock; 0 while it runs.
    due: float = 0.0

    def start(self) -> None:
        self.started = time.monotonic()
        self.due = 0.0
        self.process = subprocess.Popen(  # noqa: S603 -- this Python, and the names of the Procfile
            self.command,
            env=self.env,
            pass_fds=self.fds,
            start_new_session=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        threading.Thread(target=self.relay, args=[self.process.stdout], daemon=True).start()

    def relay(self, output: IO[bytes]) -> None:
        for line in output:
            if text := line.decode(errors="replace").rstrip():
                print_line(name_process(self.title, self.width, text))

    def check(self) -> None:
        """Start it again if it has died; kill it if it is stopped, because then it supervises nothing."""
        now = time.monotonic()
        if self.process.poll() is None:
            is_stopped = process_group.read_process_state(self.process.pid) == "T"
            self.failed_checks = self.failed_checks + 1 if is_stopped else 0
            if self.failed_checks >= MAX_FAILED_CHECKS:
                process_group.kill_process_group(self.process.pid)
            return
        if not self.due:
            self.pause = (
                MIN_RESTART_PAUSE
                if now - self.started > STABLE_AFTER_SECONDS
                # A supervisor needs nothing that could be missing.
                else min(self.pause * 2, MAX_PAUSE_OF_READY)
            )
            self.due = now + self.pause
            text = write_line(f"its supervisor ended with {self.process.returncode}; restarting")
            print_line(name_process(self.title, self.width, text))
        elif now >= self.due:
            self.start()


def print_line(line: str) -> None:
    # Without room for a line on the disk, the site goes on without it.
    with contextlib.suppress(OSError):
        # In one piece, because several threads write.
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


class TopProcess:
    """All processes of a Procfile, each under its supervisor."""

    def __init__(self, procfile: Path) -> None:
        self.has_ended = threading.Event()
        names = list(parse_procfile(procfile.read_text(encoding="utf-8")).processes)
        count = int(os.environ.get("WEB_WORKERS") or 2)
        titles = {f"{WEB_PROCESS}.{n + 1}": WEB_PROCESS for n in range(count if WEB_PROCESS in names else 0)}
        titles |= {name: name for name in names if name != WEB_PROCESS}
        self.socket = listener.create_listener() if WEB_PROCESS in names else None
        self.supervisors = [
            self.build_supervisor(title, name, procfile, max(map(len, titles))) for title, name in titles.items()
        ]

    def build_supervisor(self, title: str, name: str, procfile: Path, width: int) -> SupervisorProcess:
        env = {**os.environ, TOP_PROCESS_PID_VARIABLE: str(os.getpid()), "PYTHONUNBUFFERED": "1"}
        fds = []
        if name == WEB_PROCESS and self.socket:
            env |= {"WEB_WORKERS": "1", LISTENER_FD_VARIABLE: str(self.socket.fileno())}
            fds = [self.socket.fileno()]
        command = [sys.executable, "-m", "fibro_site.processes.supervisor", name, str(procfile)]
        return SupervisorProcess(title, command, env, fds, width)

    def stop(self, signum: int, frame: FrameType | None) -> None:
        self.has_ended.set()

    def run(self) -> None:
        for supervisor in self.supervisors:
            supervisor.start()
        while not self.has_ended.wait(CHECK_INTERVAL_SECONDS):
            for supervisor in self.supervisors:
                supervisor.check()
        for supervisor in self.supervisors:
            supervisor.process.terminate()
        deadline = time.monotonic() + KILL_AFTER_SECONDS
        for supervisor in self.supervisors:
            try:
                supervisor.process.wait(max(deadline - time.monotonic(), 0))
            except subprocess.TimeoutExpired:
                process_group.kill_process_group(supervisor.process.pid)


if __name__ == "__main__":
    var = Path(os.environ.get("FIBRO_VAR") or "var")
    try:
        claim = claim_folder(var)
    except FolderTaken as taken:
        sys.exit(str(taken))
    except OSError as error:
        sys.exit(f"{var} cannot be written: {error.strerror}.")
    top_process = TopProcess(Path(sys.argv[1] if len(sys.argv) > 1 else "Procfile"))
    for signum in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(signum, top_process.stop)
    top_process.run()
