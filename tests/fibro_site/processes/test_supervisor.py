"""A process that dies, is stopped or falls silent is started again. One that is told to stop stays stopped, with all
that it started.
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

from fibro_site.processes.supervisor import MAX_FAILED_CHECKS, Supervisor
from tests.processes import ROOT, is_running, wait_until

# Writes its process id and that of a child of its own, then waits.
WAITS = """
import os, signal, subprocess, sys, time
from fibro_site.processes import heartbeat
if "stubborn" in sys.argv:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if "silent" in sys.argv:
    heartbeat.set_heartbeat_deadline(0)
child = subprocess.Popen(["sleep", "60"])
with open(sys.argv[1], "a") as log:
    log.write(f"{os.getpid()} {child.pid}\\n")
time.sleep(60)
"""


class SupervisedProcess:
    """A process under a supervisor of its own."""

    def __init__(self, log: Path, *arguments: str) -> None:
        self.log = log
        script = log.with_name("waits.py")
        script.write_text(WAITS)
        procfile = log.with_name("Procfile")
        procfile.write_text(f"waits: {shlex.join([sys.executable, str(script), str(log), *arguments])}\n")
        command = [sys.executable, "-m", "fibro_site.processes.supervisor", "waits", str(procfile)]
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        self.supervisor = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)

    def starts(self) -> list[list[int]]:
        if not self.log.exists():
            return []
        return [[int(pid) for pid in line.split()] for line in self.log.read_text().splitlines()]


@pytest.fixture
def process(tmp_path: Path) -> Iterator[SupervisedProcess]:
    process = SupervisedProcess(tmp_path / "starts")
    wait_until(lambda: len(process.starts()) == 1, 15, "start 1")
    yield process
    process.supervisor.terminate()
    process.supervisor.wait(15)


def test_killed_process_is_restarted_without_orphans(process: SupervisedProcess) -> None:
    ((parent, child),) = process.starts()
    os.kill(parent, signal.SIGKILL)
    wait_until(lambda: len(process.starts()) == 2, 15, "start 2")
    assert not is_running(child)


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_signal_stops_the_process_and_its_children(process: SupervisedProcess, signum: int) -> None:
    ((parent, child),) = process.starts()
    process.supervisor.send_signal(signum)
    process.supervisor.wait(15)
    wait_until(lambda: not is_running(parent) and not is_running(child), 15, "all has ended")
    assert len(process.starts()) == 1


def test_stubborn_process_is_killed_before_honchos_timeout(tmp_path: Path) -> None:
    process = SupervisedProcess(tmp_path / "starts", "stubborn")
    wait_until(lambda: len(process.starts()) == 1, 15, "start 1")
    ((parent, child),) = process.starts()
    process.supervisor.terminate()
    process.supervisor.wait(4.9)
    wait_until(lambda: not is_running(parent) and not is_running(child), 15, "all has ended")


def test_stopped_process_is_restarted(process: SupervisedProcess) -> None:
    ((parent, child),) = process.starts()
    os.kill(child, signal.SIGSTOP)
    wait_until(lambda: len(process.starts()) == 2, 20, "start 2")
    assert not is_running(parent)
    assert not is_running(child)


def test_process_without_heartbeat_is_restarted(tmp_path: Path) -> None:
    process = SupervisedProcess(tmp_path / "starts", "silent")
    try:
        wait_until(lambda: len(process.starts()) == 2, 30, "start 2")
        ((parent, child), *_) = process.starts()
        assert not is_running(parent)
        assert not is_running(child)
    finally:
        process.supervisor.terminate()
        process.supervisor.wait(15)


def test_patience_doubles_after_each_useless_restart(tmp_path: Path) -> None:
    """The cause may be outside the process, and endless restarts would not help."""
    supervisor, heartbeats = Supervisor("true"), tmp_path / "heartbeats"
    patience = []
    for _ in range(8):
        heartbeats.write_text(str(time.monotonic() - supervisor.patience - 1))
        for failed in range(MAX_FAILED_CHECKS):
            supervisor.failed_checks = failed
            assert supervisor.find_fault(0, heartbeats, time.monotonic())
        patience.append(supervisor.patience)
    assert patience == [60, 120, 240, 480, 960, 1800, 1800, 1800]


@pytest.mark.parametrize(
    ("was_ready", "expected"),
    [(False, [0.25, 0.5, 1, 2, 4, 8, 16, 30, 30]), (True, [0.25, 0.5, 1, 2, 2, 2, 2, 2, 2])],
    ids=["before it was ready", "once it was ready"],
)
def test_pauses_grow_for_a_process_that_dies_young(was_ready: bool, expected: list[float]) -> None:
    supervisor = Supervisor("true")
    supervisor.was_ready = was_ready
    assert [supervisor.choose_pause(1) for _ in expected] == expected
    assert supervisor.choose_pause(3600) == 0.25


@pytest.mark.parametrize("beats", [True, False])
def test_process_is_ready_with_its_first_heartbeat(beats: bool) -> None:
    code = "from fibro_site.processes import heartbeat as h; h.set_heartbeat_deadline(5)" if beats else "pass"
    supervisor = Supervisor(shlex.join([sys.executable, "-c", code]))
    assert supervisor.run_once() == 0
    assert supervisor.was_ready is beats


def test_killed_supervisor_leaves_nothing_running(process: SupervisedProcess) -> None:
    ((parent, _child),) = process.starts()
    process.supervisor.kill()
    wait_until(lambda: not is_running(parent), 15, "what it supervised has ended")


@pytest.mark.parametrize("module", ["supervisor", "procfile", "web_server"])
def test_supervising_processes_import_neither_django_nor_celery(module: str) -> None:
    """There is a supervisor for each process, and all of them start at once."""
    code = f"import fibro_site.processes.{module}, sys; sys.exit(bool(sys.modules.keys() & {{'django', 'celery'}}))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
