"""Real processes for tests that break them: started as the Procfile starts them, killed without warning, started again.

Every process has a group of its own and is ended by that group's id; nothing is ever looked up by name.
"""

import os
import shlex
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from string import Template
from typing import BinaryIO

from tests.running_site import ROOT


def wait_until(condition: Callable[[], object], seconds: float, what: str) -> None:
    """Return as soon as the condition holds; AssertionError if it does not within that time."""
    assert happens_within(condition, seconds), f"not within {seconds:g} s: {what}"


def happens_within(condition: Callable[[], object], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def procfile_command(name: str, env: dict[str, str]) -> list[str]:
    """The command of one line of the Procfile. `make run` puts a keeper before it; here the test is the keeper."""
    lines = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text(encoding="utf-8").splitlines())
    return shlex.split(Template(lines[name]).substitute(env))


class Process:
    """One line of the Procfile, running."""

    def __init__(self, name: str, env: dict[str, str], log: Path) -> None:
        self.name = name
        self.command = procfile_command(name, env)
        self.env = env
        self.log: BinaryIO = log.open("ab")
        self.own_deaths = 0
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, env=self.env, stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True
        )

    def kill(self) -> None:
        """Kill the whole group, as a machine that is out of memory would, and start it anew."""
        self.notice_death()
        self.kill_group()
        self.start()

    def stop(self) -> None:
        """Tell it to stop. Only it: it tells those that it started, and nothing of it is left behind."""
        self.notice_death()
        self.process.terminate()
        try:
            self.process.wait(20)
        finally:
            self.kill_group()
            self.log.close()

    def notice_death(self) -> None:
        self.own_deaths += self.process.poll() is not None

    def kill_group(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)


class Wire:
    """A TCP line to a service that can be cut: what is connected breaks, and nobody gets through until it is mended."""

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
