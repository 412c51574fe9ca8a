"""A process that dies, is stopped or falls silent is started again; one that is told to stop stays stopped, with all
it started.
"""

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fibro_site.processes.supervisor import MAX_FAILED_CHECKS, Keeper
from tests.processes import ROOT, is_running, wait_until

# Writes its process id and that of a child of its own, then waits.
WAITS = """
import os, signal, subprocess, sys, time
from fibro_site.processes import heartbeat
if "stubborn" in sys.argv:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if "silent" in sys.argv:
    heartbeat.promise_heartbeat(0)
child = subprocess.Popen(["sleep", "60"])
with open(sys.argv[1], "a") as log:
    log.write(f"{os.getpid()} {child.pid}\\n")
time.sleep(60)
"""


class Kept:
    def __init__(self, log: Path, *arguments: str) -> None:
        self.log = log
        script = log.with_name("waits.py")
        script.write_text(WAITS)
        procfile = log.with_name("Procfile")
        procfile.write_text(f"waits: {shlex.join([sys.executable, str(script), str(log), *arguments])}\n")
        command = [sys.executable, "-m", "fibro_site.processes.supervisor", "waits", str(procfile)]
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        self.keeper = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)

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


def test_what_was_stopped_is_started_anew(kept: Kept) -> None:
    ((parent, child),) = kept.starts()
    os.kill(child, signal.SIGSTOP)
    wait_until(lambda: len(kept.starts()) == 2, 20, "start 2")
    assert not is_running(parent)
    assert not is_running(child)


def test_what_breaks_its_promise_is_started_anew(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "starts", "silent")
    try:
        wait_until(lambda: len(kept.starts()) == 2, 30, "start 2")
        ((parent, child), *_) = kept.starts()
        assert not is_running(parent)
        assert not is_running(child)
    finally:
        kept.keeper.terminate()
        kept.keeper.wait(15)


def test_each_start_for_silence_that_did_not_help_makes_it_more_patient(tmp_path: Path) -> None:
    """What ails the process may be elsewhere, and starting it for ever would mend nothing."""
    keeper, promises = Keeper("true"), tmp_path / "promises"
    patience = []
    for _ in range(8):
        promises.write_text(str(time.monotonic() - keeper.patience - 1))
        for looks in range(MAX_FAILED_CHECKS):
            keeper.looks = looks
            assert keeper.find_trouble(0, promises, time.monotonic())
        patience.append(keeper.patience)
    assert patience == [60, 120, 240, 480, 960, 1800, 1800, 1800]


def test_a_killed_keeper_leaves_nothing_running(kept: Kept) -> None:
    ((parent, _child),) = kept.starts()
    kept.keeper.kill()
    wait_until(lambda: not is_running(parent), 15, "what it kept has ended")


@pytest.mark.parametrize("module", ["supervisor", "procfile", "web_server"])
def test_who_only_keeps_others_loads_neither_django_nor_celery(module: str) -> None:
    """There is a keeper for each process, and all of them start at once."""
    code = f"import fibro_site.processes.{module}, sys; sys.exit(bool(sys.modules.keys() & {{'django', 'celery'}}))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
