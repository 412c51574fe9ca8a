"""Runs one process of the Procfile, and starts it again when it dies or falls silent, until it is told to stop.

    python -m fibro_site.processes.supervisor NAME [PROCFILE]

The supervisor checks its process twice a second; that it has died it notices at once. It kills and restarts a process
that is stopped (SIGSTOP), and one that misses its heartbeat (fibro_site/processes/heartbeat.py): a worker that nothing
reaches any more, or a server whose threads are all stuck. Each time that a restart for silence did not help, the
supervisor waits longer before the next one: the cause may be elsewhere. It uses neither database nor broker itself, so
it works while they do not.

A command of the form `python -m MODULE ARGUMENTS` runs in a fork of the supervisor, which has from the start what the
supervisor has loaded, or was forked with (fibro_site/processes/procfile.py). Any other command is run by a shell.

The supervisor finds its command in the Procfile by a name, so that whoever kills "celery" by its command line does not
kill the supervisor too. On SIGTERM or SIGINT it tells the command to stop, and kills it if that takes too long. Nothing
that the command started is left behind, and nothing outlives the supervisor if that is killed. An email that is cut off
while it is sent keeps its claim in the outbox until the lease ends, and is then sent again.
"""

import os
import runpy
import shlex
import signal
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from types import FrameType

from honcho.environ import parse_procfile

from fibro_site.processes import heartbeat, process_group
from fibro_site.processes.forked_process import ForkedProcess
from fibro_site.processes.process_lines import write_line

MIN_RESTART_PAUSE = 0.25  # seconds before the first restart; doubled each time the process dies young
MAX_RESTART_PAUSE = 30.0  # seconds
# For one that had sent a heartbeat: it found all that it needs, so it was killed, and is missed.
MAX_PAUSE_OF_READY = 2.0  # seconds
STABLE_AFTER_SECONDS = 10.0
STOP_GRACE_SECONDS = 4.0  # to stop in; the top process kills this supervisor after 5
CHECK_INTERVAL_SECONDS = 0.5
# So many checks in a row must fail, because a machine that slept wakes its processes one after the other.
MAX_FAILED_CHECKS = 4
STARTUP_SECONDS = 180.0  # until the first heartbeat, on a busy machine
# How late a heartbeat may come after a restart for silence; doubled each time that did not help.
INITIAL_PATIENCE_SECONDS = 60.0
MAX_PATIENCE_SECONDS = 1800.0
# After so long without a fault the patience is back at none.
RECOVERY_SECONDS = 3600.0
LISTENER_FD_VARIABLE = "FIBRO_LISTENER"
MODULE_PREFIX = ["python", "-m"]


class Supervisor:
    """One process of the Procfile, by its command."""

    def __init__(self, command: str) -> None:
        self.command = command
        self.process: ForkedProcess | None = None
        self.is_stopping = False
        self.patience = 0.0
        self.failed_checks = 0
        self.pause = MIN_RESTART_PAUSE
        self.was_ready = False

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
        """Keep the command running. Return its exit code once this supervisor was told to stop."""
        while True:
            started = time.monotonic()
            code = self.run_once()
            if self.is_stopping:
                return code
            pause = self.choose_pause(time.monotonic() - started)
            print(write_line(f"ended with {code}; restarting in {pause:g} s"), flush=True)
            time.sleep(pause)
            if self.is_stopping:
                return code

    def choose_pause(self, lifetime: float) -> float:
        """Return how long to wait before the restart of a process that lived for so many seconds."""
        if lifetime > STABLE_AFTER_SECONDS:
            self.pause = MIN_RESTART_PAUSE
        longest = MAX_PAUSE_OF_READY if self.was_ready else MAX_RESTART_PAUSE
        pause = min(self.pause, longest)
        self.pause = min(pause * 2, longest)
        return pause

    def run_once(self) -> int:
        with tempfile.NamedTemporaryFile(prefix="fibro-pulse-") as file:
            # A process group of its own, so that children that outlive a killed parent can be killed too.
            self.process = ForkedProcess(
                self.command, partial(run_command, self.command, file.name), death_signal=signal.SIGKILL
            )
            if self.is_stopping:
                # It was told to stop while the process was being started.
                self.request_stop()
            try:
                return self.watch(self.process, Path(file.name))
            finally:
                process_group.kill_process_group(self.process.pid)
                self.was_ready = heartbeat.read_heartbeat_deadline(Path(file.name)) is not None

    def watch(self, process: ForkedProcess, heartbeats: Path) -> int:
        """Wait until the process has ended, and kill it when it has a fault. Return its exit code."""
        started = time.monotonic()
        self.failed_checks = 0
        while True:
            code = process.wait(CHECK_INTERVAL_SECONDS)
            if code is not None:
                return code
            fault = None if self.is_stopping else self.find_fault(process.pid, heartbeats, started)
            self.failed_checks = self.failed_checks + 1 if fault else 0
            if fault and self.failed_checks >= MAX_FAILED_CHECKS:
                print(write_line(f"{fault}; killing it"), flush=True)
                process_group.kill_process_group(process.pid)

    def find_fault(self, pid: int, heartbeats: Path, started: float) -> str | None:
        """Return what is wrong with the process, or None. Grow more patient before it is killed for silence."""
        if process_group.has_stopped_process(pid):
            return "was suspended"
        now = time.monotonic()
        deadline = heartbeat.read_heartbeat_deadline(heartbeats)
        if now - started > RECOVERY_SECONDS:
            self.patience = 0.0
        if now > (started + STARTUP_SECONDS if deadline is None else deadline) + self.patience:
            if self.failed_checks + 1 == MAX_FAILED_CHECKS:
                self.patience = min(max(self.patience * 2, INITIAL_PATIENCE_SECONDS), MAX_PATIENCE_SECONDS)
            return "stopped responding"
        return None


def is_module(command: str) -> bool:
    return shlex.split(command)[:2] == MODULE_PREFIX


def run_command(command: str, heartbeat_file: str) -> int:
    """Run a command of the Procfile in this process. Return its exit code."""
    os.environ[heartbeat.HEARTBEAT_FILE_VARIABLE] = heartbeat_file
    if not is_module(command):
        # The shell expands $PORT and its like, and is then replaced by the command.
        os.execv("/bin/sh", ["/bin/sh", "-c", f"exec {command}"])  # noqa: S606 -- the Procfile's command
    sys.argv = shlex.split(command)[len(MODULE_PREFIX) :]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    return 0


def supervise(command: str) -> int:
    """Keep a command running until this process is told to stop. Return its last exit code."""
    supervisor = Supervisor(command)
    signal.signal(signal.SIGTERM, supervisor.stop)
    signal.signal(signal.SIGINT, supervisor.stop)
    return supervisor.run()


if __name__ == "__main__":
    procfile = Path(sys.argv[2] if len(sys.argv) > 2 else "Procfile")
    sys.exit(supervise(parse_procfile(procfile.read_text(encoding="utf-8")).processes[sys.argv[1]]))
