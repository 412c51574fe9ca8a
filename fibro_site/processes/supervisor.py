"""Runs one process of the Procfile and starts it again when it dies or falls silent, until it is told to stop.

    python -m fibro_site.processes.supervisor NAME [PROCFILE]

It looks at what it keeps four times a second. A process that was stopped (SIGSTOP) is ended and started anew; so is one
that breaks its promise to be heard of again (fibro_site/processes/heartbeat.py): a worker that nothing reaches any
more, a server whose threads have all got stuck. Each time that did not help the keeper waits longer before it judges
again: what ails the process may be elsewhere. It asks no database and no broker itself, so it works when those do not.
The keeper knows its process by name, so that whoever kills "celery" by its command line does not kill the keeper too.
On SIGTERM or SIGINT the command is told to stop, given its time, then ended; nothing it started is left behind, and
nothing outlives the keeper if that is killed. A notice cut off on its way keeps its claim in the outbox until the lease
ends, and is then sent again.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from types import FrameType

from honcho.environ import parse_procfile

from fibro_site.processes import heartbeat, lifeline, process_group

MIN_RESTART_PAUSE = 0.25  # seconds before the first new start; doubled each time it dies young
MAX_RESTART_PAUSE = 30.0
STABLE_AFTER_SECONDS = 10.0  # seconds
STOP_GRACE_SECONDS = 4.0  # seconds to stop in; the supervisor kills this keeper after 5
CHECK_INTERVAL_SECONDS = 0.25  # seconds
# So many looks in a row must find it unwell: a machine that slept wakes its processes one after the other.
MAX_FAILED_CHECKS = 8
STARTUP_SECONDS = 180.0  # until the first promise, on a machine that is busy
INITIAL_PATIENCE_SECONDS = (
    60.0  # seconds of lateness borne after a new start for silence that did not help; then doubled
)
MAX_PATIENCE_SECONDS = 1800.0
# Whoever was well for so long is judged anew.
RECOVERY_SECONDS = 3600.0
SUPERVISOR_PID_VARIABLE = "FIBRO_SUPERVISOR"
LISTENER_FD_VARIABLE = "FIBRO_LISTENER"


class Keeper:
    def __init__(self, command: str) -> None:
        # The shell fills in $PORT and its like, and steps aside.
        self.command = ["/bin/sh", "-c", f"exec {command}"]
        self.process: subprocess.Popen[bytes] | None = None
        self.is_stopping = False
        self.patience = 0.0
        self.looks = 0

    def stop(self, signum: int, frame: FrameType | None) -> None:
        self.is_stopping = True
        self.request_stop()

    def request_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            signal.signal(signal.SIGALRM, self.kill_process)
            signal.setitimer(signal.ITIMER_REAL, STOP_GRACE_SECONDS)

    def kill_process(self, signum: int, frame: FrameType | None) -> None:
        if self.process is not None:
            process_group.kill_process_group(self.process.pid)

    def run(self) -> int:
        """Keep the command running; its exit code once it was told to stop."""
        pause = MIN_RESTART_PAUSE
        while True:
            started = time.monotonic()
            code = self.run_once()
            if self.is_stopping:
                return code
            if time.monotonic() - started > STABLE_AFTER_SECONDS:
                pause = MIN_RESTART_PAUSE
            print(f"ended with {code}; starts again in {pause:g} s", flush=True)
            time.sleep(pause)
            if self.is_stopping:
                return code
            pause = min(pause * 2, MAX_RESTART_PAUSE)

    def run_once(self) -> int:
        with tempfile.NamedTemporaryFile(prefix="fibro-pulse-") as file:
            listener = os.environ.get(LISTENER_FD_VARIABLE)
            # A group of its own, so that children outliving a killed parent can be ended too.
            self.process = subprocess.Popen(  # noqa: S603 -- the Procfile's command
                self.command,
                start_new_session=True,
                pass_fds=[int(listener)] if listener else [],
                env={**os.environ, heartbeat.HEARTBEAT_FILE_VARIABLE: file.name},
                preexec_fn=partial(lifeline.die_with_parent, os.getpid(), signal.SIGKILL),  # noqa: PLW1509 -- no threads here
            )
            if self.is_stopping:
                # Told so while it was being started.
                self.request_stop()
            try:
                return self.watch(self.process, Path(file.name))
            finally:
                process_group.kill_process_group(self.process.pid)

    def watch(self, process: subprocess.Popen[bytes], promises: Path) -> int:
        """Wait until the process has ended, and see to it that it does when it is unwell."""
        started = time.monotonic()
        self.looks = 0
        while True:
            try:
                return process.wait(CHECK_INTERVAL_SECONDS)
            except subprocess.TimeoutExpired:
                trouble = None if self.is_stopping else self.find_trouble(process.pid, promises, started)
                self.looks = self.looks + 1 if trouble else 0
            if trouble and self.looks >= MAX_FAILED_CHECKS:
                print(f"{trouble}; is ended", flush=True)
                process_group.kill_process_group(process.pid)

    def find_trouble(self, pid: int, promises: Path, started: float) -> str | None:
        if process_group.has_stopped_process(pid):
            return "was stopped"
        now = time.monotonic()
        promised = heartbeat.read_heartbeat_deadline(promises)
        if now - started > RECOVERY_SECONDS:
            self.patience = 0.0
        if now > (started + STARTUP_SECONDS if promised is None else promised) + self.patience:
            if self.looks + 1 == MAX_FAILED_CHECKS:
                self.patience = min(max(self.patience * 2, INITIAL_PATIENCE_SECONDS), MAX_PATIENCE_SECONDS)
            return "has fallen silent"
        return None


if __name__ == "__main__":
    if supervisor := os.environ.get(SUPERVISOR_PID_VARIABLE):
        lifeline.die_with_parent(int(supervisor), signal.SIGTERM)
    procfile = Path(sys.argv[2] if len(sys.argv) > 2 else "Procfile")
    keeper = Keeper(parse_procfile(procfile.read_text(encoding="utf-8")).processes[sys.argv[1]])
    signal.signal(signal.SIGTERM, keeper.stop)
    signal.signal(signal.SIGINT, keeper.stop)
    sys.exit(keeper.run())
