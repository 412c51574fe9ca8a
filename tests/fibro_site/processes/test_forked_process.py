"""A forked child does its own work and nothing of its parent's, and its end is known to its parent."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.processes import ROOT, is_running, wait_until

# Each case runs in a process of its own, which has no threads.
SCRIPT = """
import os, signal, sys, time
from fibro_site.processes.forked_process import ForkedProcess

def end_well():
    return 0

def end_with_text():
    sys.exit("no key")

def fail():
    raise ValueError("a fault")

def kill_itself():
    os.kill(os.getpid(), signal.SIGKILL)

def wait():
    time.sleep(60)

"""


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SCRIPT + code], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize(
    ("work", "expected"), [("end_well", 0), ("end_with_text", 1), ("fail", 1), ("kill_itself", -signal.SIGKILL)]
)
def test_parent_gets_the_exit_code_and_goes_on_alone(work: str, expected: int) -> None:
    ended = run(f"print(ForkedProcess('child', {work}, signal.SIGKILL).wait(30))")
    assert ended.stdout.split() == [str(expected)]
    assert [text for text in ("no key", "ValueError: a fault") if text in ended.stderr] == {
        "end_with_text": ["no key"],
        "fail": ["ValueError: a fault"],
    }.get(work, [])


def test_what_the_parent_had_printed_is_printed_once() -> None:
    ended = run("print('before'); ForkedProcess('child', lambda: print('child') or 0, signal.SIGKILL).wait(30)")
    assert ended.stdout.split() == ["before", "child"]


def test_waiting_ends_when_the_time_is_over() -> None:
    started = time.monotonic()
    ended = run("child = ForkedProcess('child', wait, signal.SIGKILL); print(child.wait(0.1), child.poll())")
    assert ended.stdout.split() == ["None", "None"]
    assert time.monotonic() - started < 30


def test_signal_at_once_after_the_fork_ends_the_child() -> None:
    """Its parent's handler, which it has for a moment, does not swallow it."""
    ended = run(
        "signal.signal(signal.SIGTERM, lambda *_: None)\n"
        "for _ in range(50):\n"
        "    child = ForkedProcess('child', wait, signal.SIGKILL)\n"
        "    child.send_signal(signal.SIGTERM)\n"
        "    assert child.wait(30) == -signal.SIGTERM\n"
        "print('all')"
    )
    assert ended.stdout.split() == ["all"], ended.stderr


def test_signal_to_a_child_that_has_ended_reaches_nobody() -> None:
    ended = run("c = ForkedProcess('child', end_well, signal.SIGKILL); c.wait(30); c.send_signal(9); print(c.poll())")
    assert ended.stdout.split() == ["0"], ended.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere no process ends with its parent")
def test_child_ends_with_its_parent_and_has_a_title() -> None:
    code = "print(ForkedProcess('a title of its own', wait, signal.SIGKILL).pid, flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", SCRIPT + code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        title = Path(f"/proc/{child}/cmdline")
        wait_until(lambda: title.read_text(encoding="utf-8").rstrip("\0") == "a title of its own", 15, "its title")
        assert os.getpgid(child) == child
        parent.kill()
        wait_until(lambda: not is_running(child), 15, "the child has ended")
