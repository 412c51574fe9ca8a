"""A process that dies is started again; one that is told to stop stays stopped, with all it started."""

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import wait_until

# Writes its process id and that of a child of its own, then waits.
WAITS = """
import os, signal, subprocess, sys, time
if "stubborn" in sys.argv:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen(["sleep", "60"])
with open(sys.argv[1], "a") as log:
    log.write(f"{os.getpid()} {child.pid}\\n")
time.sleep(60)
"""


def is_running(pid: int) -> bool:
    try:
        # A zombie still has an id; its command line is empty.
        return Path(f"/proc/{pid}/cmdline").read_bytes() != b""
    except OSError:
        return False


class Kept:
    def __init__(self, log: Path, *arguments: str) -> None:
        self.log = log
        script = log.with_name("waits.py")
        script.write_text(WAITS)
        procfile = log.with_name("Procfile")
        procfile.write_text(f"waits: {shlex.join([sys.executable, str(script), str(log), *arguments])}\n")
        command = [sys.executable, "-m", "fibro_site.keep_alive", "waits", str(procfile)]
        self.keeper = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def starts(self) -> list[list[int]]:
        if not self.log.exists():
            return []
        return [[int(pid) for pid in line.split()] for line in self.log.read_text().splitlines()]


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    kept = Kept(tmp_path / "starts")
    wait_until(lambda: len(kept.starts()) == 1, 15, "start 1")
    yield kept
    kept.keeper.terminate()
    kept.keeper.wait(15)


def test_it_starts_again_what_was_killed_and_leaves_no_orphan(kept: Kept) -> None:
    ((parent, child),) = kept.starts()
    os.kill(parent, signal.SIGKILL)
    wait_until(lambda: len(kept.starts()) == 2, 15, "start 2")
    assert not is_running(child)


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_all_when_told(kept: Kept, signum: int) -> None:
    ((parent, child),) = kept.starts()
    kept.keeper.send_signal(signum)
    kept.keeper.wait(15)
    wait_until(lambda: not is_running(parent) and not is_running(child), 15, "all has ended")
    assert len(kept.starts()) == 1


def test_it_ends_what_does_not_stop_before_honcho_would_kill_it(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "starts", "stubborn")
    wait_until(lambda: len(kept.starts()) == 1, 15, "start 1")
    ((parent, child),) = kept.starts()
    kept.keeper.terminate()
    kept.keeper.wait(4.9)
    wait_until(lambda: not is_running(parent) and not is_running(child), 15, "all has ended")
