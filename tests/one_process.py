"""Runs one process of the Procfile without a supervisor, to see whether it starts and what it prints."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from honcho.environ import parse_procfile

from tests.running_site import ROOT


@contextmanager
def started(name: str, env: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start the process. At the end of the block kill it and what it started, by their process group."""
    command = parse_procfile((ROOT / "Procfile").read_text(encoding="utf-8")).processes[name]
    with log.open("ab") as output:
        process = subprocess.Popen(
            ["/bin/sh", "-c", f"exec {command}"],
            cwd=ROOT,
            env=env,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
