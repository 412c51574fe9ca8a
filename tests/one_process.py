"""One line of the Procfile, running without a supervisor: whether it starts, and what it says where it does not."""

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
    """The process, until the block ends; then it and what it started are ended, by the group that it was given."""
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
